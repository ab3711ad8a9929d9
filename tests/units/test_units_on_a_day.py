from datetime import date

import pytest

from thuocdo.kernel import Level, UnitId, UnitNotInForce, UnknownUnit
from thuocdo.units import children, predecessors, registry, successors, units_on, which_unit

IN_2006, IN_2024, IN_2026 = date(2006, 1, 1), date(2024, 12, 31), date(2026, 1, 1)
LISTED, LAST_DAY, REFORM = date(2025, 1, 4), date(2025, 6, 30), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("day", "count"),
    [
        (date(2004, 1, 1), 64),
        (date(2008, 7, 31), 64),
        (date(2008, 8, 1), 63),
        (LAST_DAY, 63),
        (REFORM, 34),
        (IN_2026, 34),
    ],
)
def test_the_number_of_provinces_on_a_day(day, count):
    provinces = units_on(day)
    assert len(provinces) == count
    assert [p.code for p in provinces] == sorted({p.code for p in provinces})


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("24", "Bắc Giang", "Bắc Ninh"),
        ("91", "Kiên Giang", "An Giang"),
        ("80", "Long An", "Tây Ninh"),
    ],
)
def test_one_code_is_two_units(code, before, after):
    old, new = which_unit(code, IN_2024), which_unit(code, IN_2026)
    assert (old.name_on(IN_2024), new.name_on(IN_2026)) == (before, after)
    assert old.id != new.id == UnitId(code, REFORM)


def test_ninh_binh_keeps_code_and_name_and_is_another_unit():
    assert which_unit("37", IN_2024).id != which_unit("37", IN_2026).id


def test_ha_noi_is_another_unit_since_2008_and_the_same_through_2025():
    assert which_unit("01", IN_2006).id == UnitId("01", date(2004, 1, 1))
    assert which_unit("01", IN_2024).id == UnitId("01", date(2008, 8, 1))
    assert which_unit("01", IN_2026).id == which_unit("01", IN_2024).id


def test_eleven_provinces_go_on_as_they_are():
    before = {unit.id for unit in units_on(LAST_DAY)}
    after = {unit.id for unit in units_on(REFORM)}
    assert {id_.code for id_ in before & after} == {
        "01",
        "04",
        "11",
        "12",
        "14",
        "20",
        "22",
        "38",
        "40",
        "42",
        "46",
    }


def test_a_rename_does_not_end_a_unit():
    hue = which_unit("46", IN_2024)
    assert hue is which_unit("46", IN_2026)
    assert hue.official_on(date(2024, 12, 31)) == "Tỉnh Thừa Thiên Huế"
    assert hue.official_on(date(2025, 1, 1)) == "Thành phố Huế"
    dong_nai = which_unit("75", IN_2026)
    assert dong_nai.named_on(date(2026, 4, 30)).type == "thành phố"
    assert dong_nai.names[-1].status == "unconfirmed"


def test_all_predecessors_end_the_day_before():
    for unit in units_on(REFORM):
        for succession in predecessors(unit.id):
            if succession.moves and not succession.continues:
                origin = registry().unit(succession.predecessor)
                assert (succession.on - origin.until).days == 1


def test_vinh_phuc_gave_a_part_to_ha_noi_and_went_on():
    vinh_phuc = which_unit("26", IN_2024)
    ceded = successors(vinh_phuc.id)[0]
    assert (ceded.relation, ceded.population_share) == ("part", None)
    assert ceded.successor == UnitId("01", date(2008, 8, 1))
    assert vinh_phuc.id == which_unit("26", IN_2006).id


def test_an_ended_code_says_where_it_went():
    with pytest.raises(UnitNotInForce, match="mã 02: Hà Giang nhập vào Tuyên Quang từ 01/07/2025"):
        which_unit("02", IN_2026)


@pytest.mark.parametrize("code", ["03", "999", "1", "abc", "00002"])
def test_a_code_nobody_bore_is_unknown(code):
    with pytest.raises(UnknownUnit, match="không có đơn vị nào mang mã"):
        which_unit(code, IN_2024)


def test_an_id_nobody_has_is_unknown():
    with pytest.raises(UnknownUnit):
        registry().unit(UnitId("02", date(2025, 7, 1)))


def test_districts_exist_until_the_reform_and_none_after():
    assert len(units_on(LISTED, Level.DISTRICT)) == 696
    assert len(units_on(LAST_DAY, Level.DISTRICT)) == 696
    assert units_on(REFORM, Level.DISTRICT) == ()


def test_the_number_of_communes():
    assert len(units_on(LISTED, Level.COMMUNE)) == 10_051
    # The conversion table names ten more, known on that one day.
    assert len(units_on(LAST_DAY, Level.COMMUNE)) == 10_061
    assert len(units_on(REFORM, Level.COMMUNE)) == 3_321


def test_a_day_before_the_register_is_an_error_and_not_an_empty_list():
    with pytest.raises(UnitNotInForce, match="danh mục cấp xã chỉ có từ 04/01/2025"):
        units_on(IN_2024, Level.COMMUNE)
    with pytest.raises(UnitNotInForce, match="danh mục cấp tỉnh chỉ có từ 01/01/2004"):
        units_on(date(2003, 12, 31))


def test_children_are_districts_before_the_reform_and_communes_after():
    before = children(which_unit("01", LISTED).id, LISTED)
    after = children(which_unit("01", REFORM).id, REFORM)
    assert {unit.level for unit in before} == {Level.DISTRICT}
    assert {unit.level for unit in after} == {Level.COMMUNE}
    assert (len(before), len(after)) == (30, 126)


def test_every_commune_lies_in_a_province_on_its_first_and_last_day():
    provinces = {day: {u.id for u in units_on(day)} for day in (LISTED, LAST_DAY, REFORM)}
    for day, on_that_day in provinces.items():
        for commune in units_on(day, Level.COMMUNE):
            parent = registry().unit(commune.parent_on(day))
            top = parent.id if parent.level == Level.PROVINCE else parent.parent_on(day)
            assert top in on_that_day


def test_communes_of_a_province_are_found_through_its_districts():
    hanoi = which_unit("01", LISTED).id
    assert len(registry().in_force(Level.COMMUNE, LISTED, hanoi)) == 526
