"""PAPI 2011-2024 as it is defined: its tree, its scales, what may be compared with what."""

import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.kernel.period import Period


def period(year: int) -> Period:
    return Period.parse(year)


# PAPI speaks of 28 sub-dimensions from 2018; its own table of 2018 lacks 8.3, and from
# 2021 construction permits (5.2) are gone.
COUNTS = {**dict.fromkeys(range(2011, 2018), (6, 22)), 2018: (8, 28), 2019: (8, 29),
          2020: (8, 29), **dict.fromkeys(range(2021, 2025), (8, 28))}  # fmt: skip


class TestPapi:
    @pytest.mark.parametrize("year", COUNTS)
    def test_has_its_dimensions_and_subdimensions(self, year):
        nodes = framework("papi").on(period(year)).nodes.values()
        levels = [node.level for node in nodes]
        assert (levels.count("dimension"), levels.count("subdimension")) == COUNTS[year]

    @pytest.mark.parametrize("year", COUNTS)
    def test_every_subdimension_runs_from_1_to_10_divided_by_their_number(self, year):
        tree = framework("papi").on(period(year))
        for dimension in [node for node in tree.nodes.values() if node.level == "dimension"]:
            assert (dimension.scale_min, dimension.scale_max) == (1, 10)
            k = len(dimension.parts)
            for part in dimension.parts:
                assert tree.nodes[part].scale_min == pytest.approx(1 / k)
                assert tree.nodes[part].scale_max == pytest.approx(10 / k)

    @pytest.mark.parametrize("year", COUNTS)
    def test_the_total_runs_over_all_dimensions(self, year):
        top = framework("papi").on(period(year)).nodes[""]
        assert (top.scale_min, top.scale_max) == ((6, 60) if year < 2018 else (8, 80))

    @pytest.mark.parametrize(
        ("code", "year", "before", "after"),
        [
            ("5.1", 2021, 2.5, 10 / 3),
            ("5.3", 2021, 2.5, 10 / 3),
            ("8.1", 2019, 5, 10 / 3),
            ("2.2", 2018, 10 / 3, 2.5),
        ],
    )
    def test_a_scale_changes_when_a_sibling_comes_or_goes(self, code, year, before, after):
        papi = framework("papi")
        assert papi.on(period(year - 1)).nodes[code].scale_max == pytest.approx(before)
        assert papi.on(period(year)).nodes[code].scale_max == pytest.approx(after)

    def test_follows_poverty_lists_as_one_node_under_two_printed_numbers(self):
        papi = framework("papi")
        numbers = [papi.on(each).nodes["2.2"].printed_code for each in papi.periods]
        assert numbers == ["2.1"] * 7 + ["2.2"] * 7
        assert papi.nodes["2.2"].concept == "poverty_lists"
        measured = bundled.measurements("papi").filter(node="papi/2.2")["period"].n_unique()
        assert measured == 14

    @pytest.mark.parametrize(
        ("code", "years"),
        [
            ("3.CIB", range(2011, 2016)),
            ("3.PIB", range(2011, 2018)),
            ("3.2", range(2016, 2025)),
            ("3.3", range(2018, 2025)),
            ("2.1", range(2018, 2025)),
            ("5.2", range(2011, 2021)),
            ("8.3", range(2019, 2025)),
            ("7", range(2018, 2025)),
        ],
    )
    def test_a_concept_is_there_in_its_years_and_no_others(self, code, years):
        papi = framework("papi")
        found = [each.year for each in papi.periods if code in papi.on(each).nodes]
        assert found == list(years)

    @pytest.mark.parametrize("year", COUNTS)
    def test_printed_numbers_are_unique_in_a_year(self, year):
        nodes = framework("papi").on(period(year)).nodes.values()
        numbers = [node.printed_code for node in nodes]
        assert len(set(numbers)) == len(numbers)

    @pytest.mark.parametrize(
        ("code", "year", "words"),
        [
            ("", 2018, "6–60"),
            ("", 2016, "năm gốc mới"),
            ("5", 2021, "Giấy phép xây dựng"),
            ("2", 2018, "Tiếp cận thông tin"),
            ("3", 2016, "năm gốc mới"),
            ("2.2", 2018, "thang điểm"),
            ("5.1", 2021, "thang điểm"),
            ("8.1", 2019, "thang điểm"),
            ("7", 2018, "chưa đo"),
            ("3.2", 2016, "chưa đo"),
        ],
    )
    def test_a_change_of_method_is_not_comparable_and_says_why(self, code, year, words):
        verdict = framework("papi").comparability(code, period(year), period(year - 1))
        assert not verdict.comparable
        assert words in verdict.reason.vi
        assert verdict.reason.en

    @pytest.mark.parametrize(
        ("code", "year"), [("", 2023), ("2", 2016), ("4", 2018), ("5", 2022), ("2.2", 2023)]
    )
    def test_other_changes_are_comparable(self, code, year):
        assert framework("papi").comparability(code, period(year), period(year - 1)).comparable

    def test_a_doubtful_change_is_comparable_with_a_caution(self):
        verdict = framework("papi").comparability("4", period(2018), period(2017))
        assert verdict.comparable
        assert [caution.vi for caution in verdict.cautions]

    def test_no_edition_is_withheld_but_those_that_papi_told(self):
        papi = framework("papi")
        withheld = {each.year: papi.edition(each).withheld for each in papi.periods}
        assert {year: units for year, units in withheld.items() if units} == {
            2014: ["24", "87"],
            2018: ["22", "87"],
            2021: ["22", "24", "27"],
            2022: ["24", "27"],
            2023: ["22", "74"],
            2024: ["26", "82"],
        }

    def test_the_days_of_publication_are_those_of_the_announcements(self):
        papi = framework("papi")
        days = {each.year: papi.edition(each).published for each in papi.periods}
        assert {year: str(day) for year, day in days.items() if day} == {
            2020: "2021-04-14",
            2021: "2022-05-10",
            2022: "2023-04-12",
            2023: "2024-04-02",
            2024: "2025-04-15",
        }
