"""The scorebook of the real tables: what provinces, press and reports say, checked."""

from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.scorebook import SCHEMA, score
from thuocdo.kernel import SCOREBOOK, InputError, Period, RequestError
from thuocdo.kernel.tables import names


@cache
def book(name: str) -> pl.DataFrame:
    return score(framework(name), bundled.measurements(name))


def row(name: str, unit: str, period: str, node: str | None = None) -> dict:
    found = book(name).filter(unit=unit, period=period, node=node or name)
    assert found.height == 1
    return found.row(0, named=True)


class TestPapiAsPublished:
    @pytest.mark.parametrize(
        ("unit", "period", "total", "rank", "of", "change", "rank_change"),
        [
            ("02", "2023", 44.2479, 11, 61, 3.1009, 29),  # Hà Giang
            ("80", "2023", 40.8330, 46, 61, 1.0237, 11),  # Long An
            ("34", "2023", 43.7585, 17, 61, 0.2444, -2),  # Thái Bình
            ("93", "2021", 42.1640, 33, 60, -0.9126, -6),  # Hậu Giang
        ],
    )
    def test_totals_ranks_and_changes(self, unit, period, total, rank, of, change, rank_change):
        found = row("papi", unit, period)
        assert round(found["score"], 4) == total
        assert (found["rank"], found["ranked_units"]) == (rank, of)
        assert round(found["change"], 4) == change and found["change_comparable"]
        assert found["rank_change"] == rank_change

    def test_the_first_of_2023_is_thua_thien_hue(self):
        found = row("papi", "46", "2023")
        assert (found["rank"], round(found["score"], 4)) == (1, 46.0415)
        assert found["unit_name"] == "Thừa Thiên Huế"

    def test_long_an_is_seventh_of_thirteen_in_the_mekong_delta(self):
        found = row("papi", "80", "2023")
        assert (found["region"], found["region_rank"], found["region_size"]) == ("MRD", 7, 13)

    def test_ha_giang_is_third_of_fourteen_in_its_region_not_fourth(self):
        """A provincial text says 4th; only Thái Nguyên and Bắc Giang are ahead in the data."""
        ahead = book("papi").filter(
            node="papi", period="2023", region="NMM").filter(pl.col("rank") < 11)  # fmt: skip
        assert sorted(ahead["unit_name"]) == ["Bắc Giang", "Thái Nguyên"]
        found = row("papi", "02", "2023")
        assert (found["region_rank"], found["region_size"]) == (3, 14)

    def test_ha_giang_2023_is_in_the_highest_group(self):
        assert row("papi", "02", "2023")["group"] == "cao nhất"

    @pytest.mark.parametrize(
        ("period", "node", "sizes"),
        [
            ("2019", "papi", [16, 16, 15, 16]),
            ("2019", "papi/1", [16, 16, 15, 16]),
            ("2022", "papi", [16, 16, 15, 14]),
            ("2022", "papi/6", [16, 16, 15, 16]),
            ("2023", "papi", [16, 15, 15, 15]),
        ],
    )
    def test_group_sizes(self, period, node, sizes):
        found = book("papi").filter(period=period, node=node)["group"].to_list()
        labels = ["cao nhất", "trung bình cao", "trung bình thấp", "thấp nhất"]
        assert [found.count(label) for label in labels] == sizes

    def test_the_ranges_of_the_groups_of_2022_are_those_of_the_report(self):
        scored = book("papi").filter(pl.col("score").is_not_null(), period="2022", node="papi")
        ends = scored.group_by("group").agg(
            low=pl.col("score").min().round(2), high=pl.col("score").max().round(2))  # fmt: skip
        assert {r["group"]: (r["low"], r["high"]) for r in ends.iter_rows(named=True)} == {
            "cao nhất": (43.44, 47.88),
            "trung bình cao": (42.15, 43.25),
            "trung bình thấp": (40.74, 42.14),
            "thấp nhất": (38.80, 40.72),
        }

    @pytest.mark.parametrize(
        ("period", "denominator"),
        [("2013", 63), ("2014", 61), ("2018", 61), ("2021", 60), ("2022", 61), ("2024", 61)],
    )
    def test_the_denominator_is_the_number_of_provinces_with_a_score(self, period, denominator):
        found = book("papi").filter(node="papi", period=period)
        assert found.height == 63
        assert set(found["ranked_units"].drop_nulls()) == {denominator}

    def test_every_cell_of_2011_to_2016_agrees_with_the_independent_workbook(self):
        theirs = pl.read_parquet("tests/golden/papi_independent/scores_2011_2016.parquet")
        both = theirs.join(book("papi"), on=["node", "unit", "period"], how="left")
        assert both.height == 10_962
        # The workbook totals two provinces withheld in 2014 to 0; ours are withheld.
        zeros = both.filter(theirs=0)
        assert zeros.select("unit", "period", "node").sort("unit").rows() == [
            ("24", "2014", "papi"), ("87", "2014", "papi")]  # fmt: skip
        assert set(zeros["status"]) == {"withheld"}
        known = both.filter(pl.col("theirs") != 0)
        assert (known["score"] - known["theirs"]).abs().max() < 1e-5
        assert known["score"].null_count() == 0
        blank = both.filter(pl.col("theirs").is_null())
        assert blank["score"].null_count() == blank.height


class TestWithheld:
    def test_a_withheld_province_has_no_score_no_rank_and_no_group(self):
        found = row("papi", "22", "2023")
        assert found["status"] == "withheld"
        assert [found[k] for k in ("score", "rank", "group", "lost_points", "change")] == [None] * 5

    def test_a_province_withheld_in_two_dimensions_keeps_the_others(self):
        assert row("papi", "22", "2018", "papi/1")["score"] > 0
        assert row("papi", "22", "2018", "papi/2")["score"] is None
        assert row("papi", "22", "2018")["score"] is None

    def test_a_dimension_is_ranked_among_all_that_have_it(self):
        assert row("papi", "24", "2022", "papi/6")["ranked_units"] == 63

    def test_a_change_from_a_withheld_year_is_empty_though_the_series_is_comparable(self):
        found = row("papi", "22", "2024")
        assert found["score"] > 0 and found["change_comparable"]
        assert found["change"] is None and found["previous_score"] is None


class TestComparability:
    @pytest.mark.parametrize(
        ("node", "period"),
        [
            ("papi", "2018"),
            ("papi/2", "2018"),
            ("papi/5", "2021"),
            ("papi/5.1", "2021"),
            ("papi/2.2", "2018"),
            ("papi/8", "2019"),
            ("papi/1", "2016"),
        ],
    )
    def test_no_change_is_shown_across_a_break(self, node, period):
        found = book("papi").filter(node=node, period=period)
        assert found["change_comparable"].to_list() == [False] * 63
        assert found["change"].null_count() == found["rank_change"].null_count() == 63

    @pytest.mark.parametrize(
        ("node", "period"), [("papi", "2021"), ("papi/2", "2016"), ("papi/6", "2021")]
    )
    def test_a_change_is_shown_where_the_series_goes_on(self, node, period):
        found = book("papi").filter(node=node, period=period)
        assert found["change_comparable"].all() and found["change"].null_count() < 5

    def test_poverty_lists_are_one_series_from_2011_to_2024(self):
        found = book("papi").filter(node="papi/2.2", unit="01")
        assert found["period"].to_list() == [str(year) for year in range(2011, 2025)]
        assert found["score"].null_count() == 0
        assert found.filter(period="2017")["max_score"].item() == pytest.approx(10 / 3)
        assert found.filter(period="2018")["max_score"].item() == 2.5

    def test_the_first_year_has_no_verdict(self):
        assert book("papi").filter(period="2011")["change_comparable"].null_count() > 0
        assert book("papi").filter(period="2011")["change"].null_count() == 63 * 29


class TestPci:
    @pytest.mark.parametrize("year", [y for y in range(2006, 2017) if y != 2011])
    def test_published_totals_follow_from_sub_indices_and_weights(self, year):
        parts = bundled.measurements("pci").filter(pl.col("node") != "pci", period=str(year))
        computed = score(framework("pci"), parts).filter(node="pci")
        published = book("pci").filter(node="pci", period=str(year))
        both = computed.join(published, on="unit", suffix="_published")
        assert both.height == (63 if year > 2008 else 64)
        assert (both["score"] - both["score_published"]).abs().max() < 1e-4

    def test_the_file_of_2011_misses_its_own_totals_so_the_published_total_is_shown(self):
        parts = bundled.measurements("pci").filter(pl.col("node") != "pci", period="2011")
        computed = score(framework("pci"), parts).filter(node="pci")
        both = computed.join(book("pci").filter(node="pci"), on=["unit", "period"])
        assert 0.4 < (both["score"] - both["score_right"]).abs().max() < 0.6

    def test_ha_tay_is_in_2008_and_the_new_ha_noi_is_compared_with_nobody(self):
        assert row("pci", "28", "2008")["unit_name"] == "Hà Tây"
        found = row("pci", "01", "2009", "pci/time_costs")
        assert found["previous_score"] is None and found["change_comparable"] is False
        assert row("pci", "02", "2009", "pci/time_costs")["change_comparable"]

    def test_a_year_with_a_few_provinces_is_not_ranked(self):
        found = book("pci").filter(period="2022", node="pci")
        assert found["score"].null_count() == 0
        assert found["rank"].null_count() == found["group"].null_count() == found.height == 18

    def test_groups_of_2016_have_the_published_sizes(self):
        found = book("pci").filter(period="2016", node="pci")["group"].to_list()
        labels = ["Rất tốt", "Tốt", "Khá", "Trung bình", "Tương đối thấp", "Thấp"]
        assert [found.count(label) for label in labels] == [6, 16, 29, 6, 4, 2]


class TestTheTable:
    def test_columns_are_exactly_those_of_the_design(self):
        assert book("papi").columns == names(SCOREBOOK)
        assert dict(book("papi").schema) == SCHEMA

    @pytest.mark.parametrize("name", bundled.bundled_names())
    def test_one_row_a_unit_node_and_period(self, name):
        assert not book(name).select("unit", "node", "period").is_duplicated().any()

    def test_uncertainty_stays_empty_where_measurements_carry_none(self):
        empty = book("papi").select("se", "rank_low", "rank_high", "change_significant")
        assert empty.null_count().row(0) == (book("papi").height,) * 4

    def test_lost_points_and_score_add_up_to_the_maximum(self):
        found = book("papi").filter(pl.col("score").is_not_null())
        gap = found["score"] + found["lost_points"] - found["max_score"]
        assert gap.abs().max() < 1e-9

    def test_parts_add_up_to_the_whole(self):
        scored = book("papi").filter(pl.col("score").is_not_null())
        parts = scored.filter(level="dimension").group_by("unit", "period").agg(
            pl.col("score").sum())  # fmt: skip
        both = scored.filter(level="index").join(parts, on=["unit", "period"])
        assert both.height == 869
        assert (both["score"] - both["score_right"]).abs().max() < 1e-9

    def test_thresholds_group_even_where_nobody_is_ranked(self):
        found = row("par_index", "22", "2023")
        assert (found["rank"], found["group"]) == (None, "A")

    def test_a_standard_error_at_a_leaf_is_kept_and_none_is_made_up_above(self):
        with_se = bundled.measurements("papi").filter(period="2024").with_columns(se=pl.lit(0.1))
        found = score(framework("papi"), with_se)
        assert set(found.filter(level="subdimension")["se"]) == {0.1}
        assert found.filter(level="index")["se"].null_count() == 63


class TestRefusals:
    def test_a_year_without_definition(self):
        late = bundled.measurements("papi").with_columns(period=pl.lit("2031"))
        with pytest.raises(RequestError, match="chưa có định nghĩa cho kỳ 2031"):
            score(framework("papi"), late)

    def test_old_and_new_territories_in_one_period(self):
        rows = bundled.measurements("papi").filter(period="2024", node="papi/1.1")
        mixed = pl.concat([rows, rows.head(1).with_columns(unit=pl.lit("08@2025-07-01"))])
        with pytest.raises(InputError, match="trộn đơn vị của hai thời kỳ"):
            score(framework("papi"), mixed)

    def test_a_node_that_is_not_in_force(self):
        rows = bundled.measurements("papi").filter(period="2024").head(3)
        wrong = rows.with_columns(node=pl.lit("papi/5.2"))
        with pytest.raises(InputError, match=r"papi/5\.2"):
            score(framework("papi"), wrong)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_the_order_of_rows_does_not_matter(seed):
    rows = bundled.measurements("papi").filter(pl.col("period").is_in(["2023", "2024"]))
    shuffled = rows.sample(fraction=1, shuffle=True, seed=seed)
    assert score(framework("papi"), shuffled).equals(score(framework("papi"), rows))


@settings(max_examples=15, deadline=None)
@given(
    unit=st.sampled_from(["01", "02", "46", "80", "96"]),
    node=st.sampled_from(["papi/1.1", "papi/5.4", "papi/8.3"]),
    gain=st.floats(0.01, 0.4),
)
def test_gaining_points_at_a_node_never_costs_a_place(unit, node, gain):
    rows = bundled.measurements("papi").filter(period="2024")
    here = (pl.col("unit") == unit) & (pl.col("node") == node)
    raised = rows.with_columns(value=pl.when(here).then(pl.col("value") + gain).otherwise("value"))
    before = score(framework("papi"), rows).filter(unit=unit, node="papi").row(0, named=True)
    after = score(framework("papi"), raised).filter(unit=unit, node="papi").row(0, named=True)
    assert after["score"] == pytest.approx(before["score"] + gain)
    assert after["rank"] <= before["rank"]


def test_periods_other_than_years_compare_with_the_one_before():
    assert str(Period.parse("2024-Q1").previous) == "2023-Q4"
    assert str(Period.parse("2024-01").previous) == "2023-12"
    assert str(Period.parse("2024").previous) == "2023"


@cache
def rebased() -> pl.DataFrame:
    rows = bundled.measurements("papi").filter(pl.col("period").is_in(["2023", "2024"]))
    return score(framework("papi"), units.rebase(rows, onto=date(2025, 7, 1)))


class TestOnTheNewMap:
    def test_34_units_are_scored_and_the_merged_ones_are_marked_reconstructed(self):
        found = rebased().filter(node="papi", period="2024")
        assert found.height == 34
        assert found.filter(status="reconstructed")["unit"].str.contains("@2025-07-01").all()
        assert found.filter(status="published").height == 11

    def test_a_merged_province_lies_between_its_members(self):
        new = rebased().filter(node="papi", period="2024", unit="08@2025-07-01")
        old = book("papi").filter(pl.col("unit").is_in(["02", "08"]), node="papi", period="2024")
        assert old["score"].min() < new["score"].item() < old["score"].max()
        assert new["unit_name"].item() == "Tuyên Quang"

    def test_a_merged_province_with_a_withheld_member_is_withheld(self):
        found = rebased().filter(node="papi", period="2024", unit="25@2025-07-01")
        assert found["status"].item() == "withheld" and found["score"].item() is None

    def test_nobody_has_a_region_and_changes_follow_the_new_units(self):
        found = rebased().filter(node="papi", period="2024")
        assert found["region"].null_count() == 34
        assert found["change"].null_count() < 10
