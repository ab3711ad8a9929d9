"""Facts of real provinces, as a profile says them."""

from contextvars import copy_context

import pytest

from thuocdo.kernel.errors import RequestError, UnitNotInForce
from thuocdo.kernel.language import use_language
from thuocdo.reports import profile_view


@pytest.fixture(scope="module")
def ha_giang(papi):
    return profile_view(papi, "Hà Giang", "2023")


@pytest.fixture(scope="module")
def withheld(papi):
    return profile_view(papi, "Quảng Ninh", "2023")


@pytest.fixture(scope="module")
def partial(papi):
    return profile_view(papi, "24", "2022")


def test_the_headline_has_the_true_denominator(ha_giang):
    assert ha_giang.headline == (
        "Hà Giang – PAPI 2023: 44,2479/80 điểm, hạng 11 trong 61 tỉnh có điểm, "
        "nhóm cao nhất; tăng 3,1009 điểm, 29 bậc so với 2022"
    )


def test_a_rank_stands_beside_its_missing_range(ha_giang):
    assert "không nêu được khoảng thứ hạng" in ha_giang.uncertainty


def test_the_waterfalls_add_up(ha_giang):
    for fall in (ha_giang.lost, ha_giang.change):
        total = fall.start + sum(step.amount for step in fall.steps)
        assert total == pytest.approx(fall.end, abs=1e-9)
    assert ha_giang.lost.start == 80
    assert ha_giang.change.end - ha_giang.change.start == pytest.approx(3.1009406470, abs=1e-9)


def test_leaves_lose_what_the_index_loses(ha_giang):
    lost = sum(row.lost for row in ha_giang.leaves)
    assert lost == pytest.approx(80 - ha_giang.standing.score, abs=1e-9)


def test_rows_of_nodes_stand_beside_all_units(ha_giang):
    assert len(ha_giang.dimensions) == 8
    assert len(ha_giang.leaves) == 28
    for row in ha_giang.nodes:
        assert row.low <= row.score <= row.best
        assert row.low <= row.median <= row.best


def test_the_bands_are_the_published_cut_points(ha_giang):
    assert [band.size for band in ha_giang.bands] == [16, 15, 15, 15]
    assert ha_giang.bands[0].lower == pytest.approx(43.9526, abs=1e-4)
    assert ha_giang.bands[-1].lower is None


def test_breaks_of_the_series_are_said(ha_giang):
    breaks = {year.period: year.break_reason for year in ha_giang.years if year.break_reason}
    assert set(breaks) == {"2016", "2018"}
    assert "8–80" in breaks["2018"]


def test_an_old_weakness_has_its_beginning(ha_giang):
    chronic = [f for f in ha_giang.findings if f.kind == "chronic"]
    assert [(f.code, f.since) for f in chronic] == [("6.3", "2020")]
    row = next(row for row in ha_giang.nodes if row.code == "6.3")
    assert "yếu kéo dài từ 2020" in row.traits
    assert "yếu" not in row.traits


def test_what_became_of_the_province(ha_giang, papi):
    assert ha_giang.succession == (
        "Hà Giang nhập vào Tuyên Quang từ 01/07/2025 (Nghị quyết 202/2025/QH15).",
    )
    same_name = profile_view(papi, "Bắc Ninh", "2023").succession
    assert "Bắc Giang hợp nhất thành Bắc Ninh mới" in same_name[0]


def test_the_region_is_shown_with_the_unit_in_it(ha_giang):
    assert len(ha_giang.nearby) == 14
    assert [mark.name for mark in ha_giang.nearby if mark.own] == ["Hà Giang"]


def test_the_best_unit_has_no_goal_above(papi):
    first = profile_view(papi, "46", "2023")
    assert first.standing.rank == 1
    assert first.goals == ()


def test_a_withheld_province_is_explained(withheld):
    assert withheld.withheld
    assert not withheld.partial
    assert withheld.headline.endswith("không có điểm tổng hợp được công bố")
    assert "không phải là 0 điểm" in withheld.explanation[0]
    assert withheld.lost is None
    assert withheld.change is None
    assert withheld.findings == ()
    assert withheld.peers == ()
    assert all(row.score is None and row.lost is None for row in withheld.nodes)


def test_a_partly_published_province_shows_what_there_is(partial):
    assert partial.partial
    assert "13 trong 28" in partial.explanation[0]
    scored = [row.code for row in partial.dimensions if row.score is not None]
    assert scored == ["3", "6", "7", "8"]
    assert next(row for row in partial.nodes if row.code == "6").ranked_units == 63


def test_the_year_after_a_gap_is_not_compared(papi):
    view = profile_view(papi, "24", "2023")
    assert view.standing.change is None
    assert view.change is None
    assert view.change_missing == "Không có điểm tổng hợp 2022 để so sánh."


def test_a_year_of_a_break_says_why_nothing_is_compared(papi):
    view = profile_view(papi, "02", "2018")
    assert "8–80" in view.change_missing
    assert ";" not in view.headline


def test_merged_provinces_are_marked_as_estimates(papi_34):
    view = profile_view(papi_34, "Đà Nẵng", "2023")
    assert view.head.reconstructed
    assert view.standing.region is None
    assert len(view.marks) == 34
    assert 2 < len(view.nearby) <= 11
    assert any("ước tính" in note.text for note in view.notes)


def test_partial_data_give_no_rank_and_no_median(panels):
    view = profile_view(panels["pci"], "Quảng Ninh", "2021")
    assert view.standing.rank is None
    assert view.standing.printed_rank == "1 (nguồn không nêu mẫu số)"
    assert "không xếp hạng" in view.uncertainty
    assert all(row.median is None for row in view.nodes)


def test_codes_that_are_words_are_not_shown(panels):
    view = profile_view(panels["pci"], "Đà Nẵng", "2016")
    assert all(row.code == "" for row in view.nodes)
    assert not any("_" in step.label for step in view.lost.steps)


def test_a_unit_that_did_not_exist_says_its_successor(papi, papi_34):
    with pytest.raises(UnitNotInForce, match="Tuyên Quang"):
        profile_view(papi_34, "Hà Giang", "2023")


def test_a_year_without_data_is_refused(papi):
    with pytest.raises(RequestError, match="2030"):
        profile_view(papi, "02", "2030")


def test_notes_say_source_licence_rule_and_version(ha_giang):
    titles = [note.title for note in ha_giang.notes]
    for title in ("Nguồn số liệu", "Giấy phép", "Chia nhóm", "Bản đồ", "Công cụ"):
        assert title in titles
    groups = next(note.text for note in ha_giang.notes if note.title == "Chia nhóm")
    assert "chưa đối chiếu" in groups


def test_english_on_request(papi):
    def heading():
        use_language("en")
        return profile_view(papi, "02", "2023").nodes[0].name

    assert copy_context().run(heading) == "Participation at Local Levels"
