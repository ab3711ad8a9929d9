"""Tests of differences and of independence: R's numbers, and what must hold anyway."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from thuocdo.kernel.errors import InputError
from thuocdo.survey.build import design
from thuocdo.survey.chi2_mixture import mixture_sf, saddlepoint_sf
from thuocdo.survey.design import Estimates
from thuocdo.survey.estimate import estimate
from thuocdo.survey.means import Mean
from thuocdo.survey.rao_scott import STATISTICS, independence, two_way
from thuocdo.survey.replicates import jackknife_stratified
from thuocdo.survey.significance import compare, compare_groups, differences, wald_test

GOLDEN = Path(__file__).parents[1] / "golden" / "survey"


@cache
def answers() -> pl.DataFrame:
    both = pl.read_csv(GOLDEN / "input.csv")
    return both.filter(pl.col("year") == both["year"].min())


@cache
def sample():
    return design(answers(), "wt", "stratum", "village")


def rows(stat: str) -> dict[str, dict]:
    texts = dict.fromkeys(("case", "stat", "variable", "domain", "note"), pl.String)
    table = pl.read_csv(GOLDEN / "estimates.csv", schema_overrides=texts)
    chosen = table.filter((pl.col("case") == "test") & pl.col("stat").str.starts_with(stat))
    key = "variable" if stat == "svyttest_t" else "stat"
    return {row[key].removeprefix("svychisq_"): row for row in chosen.to_dicts()}


def p_of(row) -> float:
    return float(re.search(r"p=(\S+)", row["note"])[1])


def df_of(row) -> list[float]:
    return [float(part) for part in re.search(r"par=(\S*)", row["note"])[1].split("|") if part]


@pytest.mark.parametrize("item", ["I001", "I002", "I003"])
def test_the_t_test_of_two_groups_is_the_one_of_r(item):
    row = rows("svyttest_t")[item]
    found = compare_groups(sample(), answers()[item].to_numpy(), answers()["female"].to_numpy())
    assert found.t[0] == pytest.approx(row["est"], rel=1e-9)
    assert found.df[0] == row["df"]
    assert found.p[0] == pytest.approx(p_of(row), rel=1e-9)


@pytest.mark.parametrize("name", ["F", "Chisq", "Wald", "adjWald"])
def test_the_test_of_independence_is_the_one_of_r(name):
    row = rows("svychisq")[name]
    found = independence(sample(), answers()["I001"], answers()["female"], name)
    assert found.statistic == pytest.approx(row["est"], rel=1e-9)
    assert found.df == pytest.approx(df_of(row))
    assert found.p == pytest.approx(p_of(row), rel=1e-9)


def test_the_saddlepoint_is_the_one_of_r():
    row = rows("svychisq")["saddlepoint"]
    found = independence(sample(), answers()["I001"], answers()["female"], "saddlepoint")
    assert found.statistic == pytest.approx(row["est"], rel=1e-9)
    assert found.p == pytest.approx(p_of(row), rel=1e-9)


def test_lincom_is_exact_where_r_could_only_approximate():
    """R had no CompQuadForm: its `lincom` shows the saddlepoint value to the last digit.

    With one eigenvalue the exact tail is known: X²/δ is F on (1, df), which is R's own row
    `F`. Ours is that, and R's approximation lies 4 % above.
    """
    golden = rows("svychisq")
    assert p_of(golden["lincom"]) == p_of(golden["saddlepoint"])
    found = independence(sample(), answers()["I001"], answers()["female"], "lincom")
    assert found.statistic == pytest.approx(golden["lincom"]["est"], rel=1e-9)
    assert found.p == pytest.approx(p_of(golden["F"]), rel=1e-9)
    assert found.p == pytest.approx(p_of(golden["lincom"]), rel=0.05)


def test_every_row_of_tests_is_looked_at():
    assert set(rows("svychisq")) == set(STATISTICS)
    assert set(rows("svyttest_t")) == {"I001", "I002", "I003"}


@pytest.mark.parametrize("statistic", STATISTICS)
class TestEveryStatistic:
    def p(self, statistic, rows, columns, by=None):
        return independence(by or sample(), rows, columns, statistic).p

    def test_rows_and_columns_may_be_swapped(self, statistic):
        one, other = answers()["I002"], answers()["ageg"]
        swapped = self.p(statistic, other, one)
        assert self.p(statistic, one, other) == pytest.approx(swapped, rel=1e-8)

    def test_names_of_categories_do_not_matter(self, statistic):
        one, other = answers()["I002"], answers()["ageg"]
        names = pl.Series(["trẻ", "vừa", "già"])[(other - 1).to_list()]
        renamed = self.p(statistic, one * 10, names)
        assert self.p(statistic, one, other) == pytest.approx(renamed, rel=1e-8)

    def test_a_question_is_related_to_itself_recoded(self, statistic):
        item = answers()["I002"]
        assert self.p(statistic, item, (item > 2).cast(pl.Int8)) < 1e-4

    def test_replicates_give_nearly_the_same(self, statistic):
        pair = answers()["I001"], answers()["female"]
        replicated = self.p(statistic, *pair, by=jackknife_stratified(sample()))
        assert self.p(statistic, *pair) == pytest.approx(replicated, rel=0.2)

    def test_a_question_with_one_answer_is_refused(self, statistic):
        with pytest.raises(InputError, match="ít nhất hai phương án"):
            self.p(statistic, answers()["I001"], answers()["year"])


def test_a_simple_sample_has_effects_of_one_and_pearsons_statistic():
    random = np.random.default_rng(3)
    frame = pl.DataFrame({"a": random.integers(0, 3, 4000), "b": random.integers(0, 4, 4000)})
    frame = frame.with_columns(w=pl.lit(2.0))
    table = two_way(design(frame, "w"), frame["a"], frame["b"])
    counts = np.histogram2d(frame["a"], frame["b"], bins=(3, 4))[0]
    peer = stats.chi2_contingency(counts, correction=False)
    assert table.pearson == pytest.approx(peer.statistic, rel=1e-9)
    np.testing.assert_allclose(table.effects, 1, atol=0.1)
    for name in STATISTICS:
        found = independence(design(frame, "w"), frame["a"], frame["b"], name)
        assert found.p == pytest.approx(peer.pvalue, abs=0.02)


def test_counts_are_of_those_who_answered_both():
    table = two_way(sample(), answers()["I001"], answers()["female"])
    assert table.counts == answers()["I001"].count()
    assert table.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("df", [1, 4.5, 104, np.inf])
@pytest.mark.parametrize("k", [1, 3, 8])
@pytest.mark.parametrize("x", [1e-3, 0.7, 3.0, 40.0])
def test_the_tail_of_equal_coefficients_is_an_f_or_chi_square_tail(x, k, df):
    peer = stats.chi2.sf(x * k, k) if np.isinf(df) else stats.f.sf(x, k, df)
    assert mixture_sf(2 * x * k, np.full(k, 2.0), df) == pytest.approx(peer, rel=1e-8)
    assert saddlepoint_sf(2 * x * k, np.full(k, 2.0), df) == pytest.approx(peer, rel=0.25)


def test_the_tail_of_pairs_of_coefficients_is_a_sum_of_exponentials():
    x = np.array([0.1, 5.0, 60.0])
    expected = (3 * np.exp(-x / 6) - np.exp(-x / 2)) / 2
    found = [mixture_sf(each, np.array([1, 1, 3, 3])) for each in x]
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("tail", [mixture_sf, saddlepoint_sf])
def test_a_tail_starts_at_one_and_coefficients_of_no_size_add_nothing(tail):
    assert tail(0.0, np.array([1.0, 2.0]), 10) == 1
    assert tail(1.0, np.zeros(2), 10) == 0
    assert tail(3.0, np.array([1.0, 1e-18]), 10) == pytest.approx(tail(3.0, np.ones(1), 10))


def test_the_saddlepoint_at_the_mean_is_the_exact_tail():
    assert saddlepoint_sf(3.0, np.ones(3)) == pytest.approx(stats.chi2.sf(3, 3), rel=1e-6)


FOUR = Estimates(
    value=np.array([1.0, 2.0, 4.0, np.nan]),
    covariance=np.diag([0.25, 0.25, 1.0, np.nan]),
    df=12.0,
    counts=np.array([9, 9, 9, 0]),
)


def test_a_t_test_of_estimates_one_can_check_by_hand():
    found = compare(FOUR, null=1.0)
    np.testing.assert_allclose(found.t, [0, 2, 3, np.nan])
    np.testing.assert_allclose(found.p[1:3], 2 * stats.t.sf([2, 3], 12), rtol=1e-9)
    low, high = found.intervals()
    assert high[0] - low[0] == pytest.approx(2 * 0.5 * stats.t.ppf(0.975, 12))


def test_differences_of_all_pairs_are_adjusted_and_leave_out_what_is_not_known():
    found = differences(FOUR)
    np.testing.assert_allclose(found.value, [1, 3, np.nan, 2, np.nan, np.nan])
    assert found.adjustment == "holm"
    known = ~np.isnan(found.p)
    assert known.sum() == 3
    assert np.isnan(found.p_adjusted[~known]).all()
    assert (found.p_adjusted[known] >= found.p[known]).all()
    one = differences(FOUR, [(2, 0)], adjustment="none")
    np.testing.assert_allclose((one.value, one.se), ([-3], [np.sqrt(1.25)]))


def test_the_covariance_of_the_two_sides_is_counted():
    both = Estimates(np.array([1.0, 2.0]), np.array([[1, 0.9], [0.9, 1]]), 20.0, np.ones(2))
    assert differences(both).se == pytest.approx(np.sqrt(0.2))


def test_an_estimate_that_cannot_vary_has_no_test():
    fixed = Estimates(np.array([1.0]), np.zeros((1, 1)), 5.0, np.ones(1))
    assert np.isnan(compare(fixed).p).all()


def test_wald_of_one_contrast_is_the_square_of_t():
    contrast = np.array([[-1.0, 1, 0, 0]])
    t = compare(FOUR, contrast)
    for method in ("F", "adjusted"):
        wald = wald_test(FOUR, contrast, method=method)
        assert wald.statistic == pytest.approx(t.t[0] ** 2)
        assert wald.p == pytest.approx(t.p[0])
        assert wald.df == (1, 12)


def test_wald_of_several_contrasts_one_can_check_by_hand():
    contrasts = np.eye(4)[:3]
    found = wald_test(FOUR, contrasts, null=np.array([0.0, 2.0, 4.0]))
    assert found.statistic == pytest.approx(4 / 3)
    assert found.p == pytest.approx(stats.f.sf(4 / 3, 3, 12))
    adjusted = wald_test(FOUR, contrasts, null=np.array([0.0, 2.0, 4.0]), method="adjusted")
    assert adjusted.statistic == pytest.approx(4 / 3 * 10 / 12)
    assert adjusted.df == (3, 10)
    asymptotic = wald_test(FOUR, contrasts, null=np.array([0.0, 2.0, 4.0]), df=np.inf)
    assert asymptotic.p == pytest.approx(stats.chi2.sf(4, 3))


def test_a_contrast_said_twice_counts_once():
    contrast = np.array([[-1.0, 1, 0, 0]])
    twice = wald_test(FOUR, np.vstack([contrast, 2 * contrast]))
    assert twice.df[0] == 1
    assert twice.p == pytest.approx(wald_test(FOUR, contrast).p)


def test_wald_of_what_is_not_known_or_with_too_few_df_is_not_a_number():
    assert np.isnan(wald_test(FOUR, np.eye(4)).p)
    assert np.isnan(wald_test(FOUR, np.eye(4)[:3], df=2, method="adjusted").p)


def test_means_of_all_provinces_are_compared_at_once():
    masks = np.column_stack([(answers()["province"] == p).to_numpy() for p in range(1, 9)])
    means = estimate(sample(), Mean(answers()["I003"].to_numpy(), masks))
    found = differences(means, [(0, j) for j in range(1, 8)], adjustment="bh")
    assert found.value.size == 7
    assert (found.p_adjusted >= found.p).all()


def test_two_groups_need_people_in_both():
    with pytest.raises(InputError, match="một nhóm không có ai"):
        compare_groups(sample(), answers()["I001"].to_numpy(), np.zeros(answers().height))


def test_an_unknown_statistic_is_a_mistake_of_the_programmer():
    with pytest.raises(ValueError, match="unknown statistic"):
        independence(sample(), answers()["I001"], answers()["female"], "G")
