from datetime import date

import pytest

from thuocdo.kernel import Certainty, Level, UnitId, UnitNotInForce
from thuocdo.units import history, predecessors, registry, shares, successors, units_on, which_unit

OLD, REFORM, IN_2026 = date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1)


def old(code):
    return which_unit(code, OLD).id


def new(code):
    return UnitId(code, REFORM)


def test_a_merged_province_holds_all_of_its_members():
    assert {s.predecessor.code for s in predecessors(new("08"))} == {"02", "08"}
    assert shares(old("02"), IN_2026) == {new("08"): 1.0}


def test_a_unit_in_force_holds_itself():
    assert shares(old("02"), OLD) == {old("02"): 1.0}


def test_shares_follow_successions_to_the_end():
    hanoi = UnitId("01", date(2008, 8, 1))
    assert shares(UnitId("28", date(2004, 1, 1)), IN_2026) == {hanoi: 1.0}


def test_an_unknown_share_stays_unknown_and_depends_on_the_day_it_is_seen_from():
    vinh_phuc = old("26")
    assert set(shares(vinh_phuc, IN_2026).values()) == {None}
    assert shares(vinh_phuc, IN_2026, as_of=date(2024, 12, 31)) == {new("25"): 1.0}


def test_shares_before_the_unit_existed_are_refused():
    with pytest.raises(UnitNotInForce):
        shares(new("08"), OLD)


def test_every_new_commune_has_predecessors():
    assert all(predecessors(unit.id) for unit in units_on(REFORM, Level.COMMUNE))


def test_unchanged_and_renamed_communes_go_on_as_themselves():
    buon_don = which_unit("24235", IN_2026)
    assert buon_don.id.since == date(2025, 1, 4)
    assert [name.official for name in buon_don.names] == ["Xã Krông Na", "Xã Buôn Đôn"]
    assert [parent.unit.code for parent in buon_don.parents] == ["647", "66"]
    kinds = {s.relation for u in units_on(REFORM, Level.COMMUNE) for s in successors(u.id)}
    assert kinds == {"unchanged", "renamed"}
    assert sum(u.id.since < REFORM for u in units_on(REFORM, Level.COMMUNE)) == 131


def test_a_whole_commune_brings_all_its_people():
    (succession,) = successors(old("00004"))
    assert (succession.relation, succession.population_share) == ("whole", 1.0)


def test_part_of_the_area_with_all_the_people_leaves_nobody_elsewhere():
    found = {s.successor.code: s for s in successors(old("00145"))}
    assert found["00145"].note == "Nhập một phần diện tích, toàn bộ dân số"
    assert (found["00145"].population_share, found["00145"].area_share) == (1.0, None)
    assert found["00118"].population_share == 0.0


def test_a_part_without_a_number_is_unknown():
    assert set(shares(old("00016"), IN_2026).values()) == {None}


def test_all_of_the_area_says_nothing_about_the_people():
    assert [s.area_share for s in successors(old("18796"))] == [0.0, 1.0, 0.0]
    assert {s.population_share for s in successors(old("18796"))} == {None}


def test_two_rows_that_both_claim_the_whole_are_not_believed():
    found = successors(old("01615"))
    assert [s.population_share for s in found] == [None, None]
    assert {s.status for s in found} == {Certainty.UNCONFIRMED}


def test_an_island_district_became_a_special_zone():
    (succession,) = successors(old("536"))
    assert str(succession.successor) == "21548@2025-07-01"
    assert predecessors(succession.successor) == (succession,)
    assert shares(old("536"), IN_2026) == {succession.successor: 1.0}


def test_the_silt_flats_of_kim_son_are_a_part_of_the_district():
    (succession,) = successors(old("376"))
    assert (succession.relation, succession.population_share) == ("part", None)


def test_a_lost_trail_is_left_out():
    ended = [u for u in units_on(OLD, Level.COMMUNE) if u.until and not successors(u.id)]
    assert len(ended) == 28
    assert shares(ended[0].id, IN_2026) == {}


def test_known_shares_never_pass_one():
    for unit in units_on(OLD, Level.COMMUNE):
        moves = [s for s in successors(unit.id) if s.moves]
        assert sum(s.population_share or 0 for s in moves) <= 1
        assert sum(s.area_share or 0 for s in moves) <= 1


def test_history_reads_as_sentences():
    sentences = [event.sentence for event in history(old("26"))]
    assert sentences == [
        "Tỉnh Vĩnh Phúc có trong danh mục từ 01/01/2004",
        "Vĩnh Phúc chuyển một phần cho Hà Nội từ 01/08/2008 (Nghị quyết 15/2008/QH12)",
        "Vĩnh Phúc nhập vào Phú Thọ từ 01/07/2025 (Nghị quyết 202/2025/QH15)",
    ]
    kinds = [event.kind for event in history(old("46"))]
    assert kinds == ["known", "renamed"]
    assert [event.kind for event in history(old("001"))] == ["known", "ended"]
    assert "được lập từ Hà Giang, Tuyên Quang" in history(new("08"))[0].sentence


def test_every_unit_has_a_history():
    for level in Level:
        for id_ in list(registry().ledger(level).units)[:400]:
            events = history(id_)
            assert events
            assert all(event.sentence for event in events)
