import re

import pytest

from thuocdo.kernel.errors import UnitNotInForce
from thuocdo.reports import five_year_view, national_view


@pytest.fixture(scope="module")
def national(papi):
    return national_view(papi, "2024")


@pytest.fixture(scope="module")
def five(panels):
    return five_year_view(list(panels.values()), "Hà Giang", "2024")


def test_the_national_headline_counts_who_has_a_score(national):
    assert national.headline.startswith("PAPI 2024: 61 trong 63 đơn vị có điểm")
    assert "Quảng Ninh (47,8212)" in national.headline


def test_the_ranking_has_everybody(national):
    assert len(national.marks) == 63
    assert len(national.ranked) == 61
    assert [mark.rank for mark in national.ranked[:3]] == [1, 2, 3]
    assert {mark.name for mark in national.marks if mark.score is None} == set(national.withheld)


def test_the_withheld_are_named_with_the_reason_that_is_known(national):
    assert national.withheld == ("Vĩnh Phúc", "Tiền Giang")
    assert "Vĩnh Phúc, Tiền Giang" in national.withheld_text[0]


def test_biggest_changes_come_first(national):
    rises = [mark.change for mark in national.rises]
    falls = [mark.change for mark in national.falls]
    assert rises == sorted(rises, reverse=True)
    assert falls == sorted(falls)
    assert min(rises) > 0 > max(falls)


def test_dimensions_have_leaders_and_all_scores(national):
    assert len(national.spreads) == 8
    first = national.spreads[0]
    assert len(first.scores) == 61
    assert first.leaders[0][1] == first.row.best


def test_regions_have_their_median(national):
    assert sum(region.units for region in national.regions) == 63
    assert sum(region.scored for region in national.regions) == 61


def test_quality_of_every_node(national):
    assert len(national.quality) == 36
    assert all(item.at_maximum is not None for item in national.quality)


def test_a_break_year_has_no_changes(papi):
    view = national_view(papi, "2018")
    assert view.rises == ()
    assert "8–80" in view.change_missing


def test_partial_data_have_no_leaders(panels):
    view = national_view(panels["pci"], "2021")
    assert view.spreads == ()
    assert view.regions == ()
    assert "không xếp hạng" in view.uncertainty


def test_the_34_have_no_regions(papi_34):
    view = national_view(papi_34, "2024")
    assert view.regions == ()
    assert len(view.marks) == 34
    assert view.head.reconstructed


def test_five_years_with_denominators_and_cautions(five):
    assert five.periods == ("2020", "2021", "2022", "2023", "2024")
    papi = five.indices[0]
    assert [(y.rank, y.ranked_units) for y in papi.years] == [
        (33, 63),
        (24, 60),
        (40, 61),
        (11, 61),
        (30, 61),
    ]
    assert papi.years[1].cautions
    assert papi.years[0].change is not None  # 2019 is in the data, only not in the report


def test_an_index_without_data_is_named(five):
    assert set(five.absent) == {"PCI", "PAR INDEX", "SIPAS"}
    assert "không nêu được khoảng thứ hạng" in five.uncertainty


class TestFiveYearsWithRanges:
    @pytest.fixture
    def ranged(self, papi_ranged, panels):
        both = [papi_ranged, panels["par_index"]]
        return five_year_view(both, "Hà Nội", "2024", "GIẢ ĐỊNH", 0.9)

    def test_name_the_indices_that_have_them_and_the_level(self, ranged):
        assert [i.head.framework for i in ranged.indices if i.ranged] == ["papi"]
        assert "PAPI" in ranged.uncertainty and "90%" in ranged.uncertainty
        assert "PAR INDEX" not in ranged.uncertainty

    def test_have_a_range_at_every_rank_of_that_index_alone(self, ranged):
        papi, *others = ranged.indices
        years = [year for year in papi.years if year.rank]
        assert len(years) == 2
        assert all(year.rank_low <= year.rank <= year.rank_high for year in years)
        assert not any(index.ranged for index in others)

    def test_show_them_in_the_summary_and_the_assumption_on_every_sheet(self, pages):
        page = pages["five_ranged"]
        summary = page[page.index('id="overview"') : page.index('<section id="papi"')]
        assert re.search(r"30/61</span> <span class=\"range\">\(8–45\)", summary)
        assert page.index('<p class="warning">GIẢ ĐỊNH') < page.index("<h1>")
        assert "@top-left" in page

    def test_put_only_significant_changes_in_bold(self, pages):
        assert "<strong>" not in pages["five_ranged"]  # 2024: −0.52 with 0.4 each year
        assert "−0,52" in pages["five_ranged"]

    def test_published_scores_alone_have_none(self, pages):
        assert 'class="range"' not in pages["five_years"]
        assert '<p class="warning">' not in pages["five_years"]


def test_breaks_inside_five_years(panels):
    view = five_year_view(list(panels.values()), "Long An", "2019")
    broken = {y.period: y.break_reason for y in view.indices[0].years if y.break_reason}
    assert set(broken) == {"2016", "2018"}


def test_partial_years_are_said(panels):
    view = five_year_view(list(panels.values()), "Long An", "2021")
    pci = next(index for index in view.indices if index.head.framework == "pci")
    assert "chỉ có một phần" in pci.partial
    assert all(year.rank is None for year in pci.years)


def test_a_unit_of_another_time_is_refused(panels):
    with pytest.raises(UnitNotInForce, match="Tuyên Quang"):
        five_year_view(list(panels.values()), "Hà Giang", "2025")
