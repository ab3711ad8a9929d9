"""Sampling error in the scorebook: only what is known, and said as far as it goes."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import score
from thuocdo.kernel import RequestError
from thuocdo.kernel.joint import JointEstimates

LEAF_SE = 0.05


@cache
def two_years() -> pl.DataFrame:
    return bundled.measurements("papi").filter(pl.col("period").is_in(["2023", "2024"]))


@cache
def independent_leaves() -> dict[str, JointEstimates]:
    """Every published leaf with the same error, all independent: the truth is then known."""
    found = {}
    for period in ("2023", "2024"):
        rows = two_years().filter(pl.col("value").is_not_null(), period=period)
        keys = tuple(rows.select("framework", "node", "unit", "period").iter_rows())
        size = rows.height
        found[period] = JointEstimates(
            keys, rows["value"].to_numpy(), LEAF_SE * np.eye(size), np.full(size, np.inf)
        )
    return found


@cache
def book() -> pl.DataFrame:
    return score(framework("papi"), two_years(), Uncertainty(joint=independent_leaves()))


def test_the_error_of_a_sum_is_the_root_of_the_sum_of_squares():
    scored = book().filter(pl.col("score").is_not_null(), period="2024")
    se = {level: scored.filter(level=level)["se"] for level in ("index", "dimension")}
    assert se["index"].to_list() == pytest.approx([LEAF_SE * np.sqrt(28)] * 61)
    parts = {4: LEAF_SE * 2, 3: LEAF_SE * np.sqrt(3)}
    assert all(min(abs(x - p) for p in parts.values()) < 1e-12 for x in se["dimension"])


def test_scores_and_ranks_are_the_same_with_and_without_errors():
    plain = score(framework("papi"), two_years())
    same = ["score", "rank", "group", "change", "rank_change", "region_rank"]
    assert book().select(same).equals(plain.select(same))


def test_every_range_contains_the_rank_and_stays_among_the_ranked():
    ranked = book().filter(pl.col("rank").is_not_null())
    inside = (ranked["rank_low"] <= ranked["rank"]) & (ranked["rank"] <= ranked["rank_high"])
    assert inside.all()
    assert (ranked["rank_low"] >= 1).all()
    assert (ranked["rank_high"] <= ranked["ranked_units"]).all()


def test_a_withheld_unit_has_neither_error_nor_range():
    gone = book().filter(pl.col("score").is_null())
    assert gone.height > 0
    for name in ("se", "rank_low", "rank_high", "change_significant"):
        assert gone[name].null_count() == gone.height


def test_a_large_change_is_significant_and_a_small_one_is_not():
    index = book().filter(node="papi", period="2024")
    moved = {r["unit"]: r["change_significant"] for r in index.iter_rows(named=True)}
    change = {r["unit"]: r["change"] for r in index.iter_rows(named=True)}
    known = {unit: abs(c) for unit, c in change.items() if c is not None}
    assert moved[max(known, key=known.get)] is True
    assert moved[min(known, key=known.get)] is False


def test_where_a_change_is_not_comparable_its_significance_is_not_told():
    years = bundled.measurements("papi").filter(pl.col("period").is_in(["2020", "2021"]))
    found = score(framework("papi"), years, Uncertainty(assumed_se=0.4))
    assert found.filter(node="papi/5", period="2021")["change_significant"].null_count() == 63
    assert found.filter(node="papi", period="2021")["change_significant"].null_count() < 10


class TestAnAssumption:
    def test_gives_ranges_at_the_index_and_says_nothing_of_its_parts(self):
        found = score(framework("papi"), two_years(), Uncertainty(assumed_se=0.4))
        index = found.filter(pl.col("rank").is_not_null(), node="papi")
        assert set(index["se"]) == {0.4}
        assert index["rank_low"].null_count() == 0
        assert found.filter(pl.col("node") != "papi")["se"].null_count() > 0
        assert found.filter(level="dimension")["rank_low"].is_null().all()

    def test_a_larger_error_never_narrows_a_range(self):
        widths = []
        for se in (0.1, 0.4, 1.5):
            found = score(framework("papi"), two_years(), Uncertainty(assumed_se=se))
            index = found.filter(pl.col("rank").is_not_null(), node="papi", period="2024")
            widths.append((index["rank_high"] - index["rank_low"]).sum())
        assert widths == sorted(widths)

    def test_beside_given_errors_is_refused(self):
        with pytest.raises(RequestError, match="bỏ giả định"):
            score(framework("papi"), two_years(),
                  Uncertainty(joint=independent_leaves(), assumed_se=0.4))  # fmt: skip

    @pytest.mark.parametrize("se", [0.0, -1.0, float("nan")])
    def test_must_be_a_positive_number(self, se):
        with pytest.raises(RequestError, match="lớn hơn 0"):
            Uncertainty(assumed_se=se)


def test_a_lower_level_never_widens_a_range():
    def width(level: float) -> int:
        known = Uncertainty(assumed_se=0.4, level=level)
        found = score(framework("papi"), two_years().filter(period="2024"), known)
        index = found.filter(pl.col("rank").is_not_null(), node="papi")
        return (index["rank_high"] - index["rank_low"]).sum()

    assert width(0.8) <= width(0.95) <= width(0.99)
