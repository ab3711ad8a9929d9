"""Weighted quantiles: every rule, their intervals, and as a statistic among others."""

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.build import design
from thuocdo.survey.estimate import estimate
from thuocdo.survey.quantile import WOODRUFF, Quantile, quantiles
from thuocdo.survey.quantile_rules import RULES

HYNDMAN_FAN = {
    "math": "inverted_cdf", "school": "averaged_inverted_cdf", "hf4": "interpolated_inverted_cdf",
    "hf5": "hazen", "hf6": "weibull", "hf7": "linear", "hf8": "median_unbiased",
    "hf9": "normal_unbiased",
}  # fmt: skip
IS_ONE = sorted(set(RULES) - {"shahvaish_unscaled"})
CHANCES = np.array([0.03, 0.1, 0.25, 0.5, 0.77, 0.9, 0.98])


def some(rows=300, seed=0):
    rng = np.random.default_rng(seed)
    frame = pl.DataFrame({"w": rng.uniform(1, 9, rows), "unit": rng.integers(0, 30, rows)})
    return frame, rng.gamma(2, 2, rows)


@pytest.mark.parametrize("rule", HYNDMAN_FAN)
def test_with_equal_weights_it_is_the_type_of_hyndman_and_fan(rule):
    x = np.sort(np.random.default_rng(1).normal(size=40))
    expected = np.quantile(x, CHANCES, method=HYNDMAN_FAN[rule])
    np.testing.assert_allclose(RULES[rule](x, np.full(40, 3.0), CHANCES), expected)


@pytest.mark.parametrize("rule", IS_ONE)
class TestEveryRule:
    def test_rises_with_the_probability(self, rule):
        frame, x = some()
        order = np.argsort(x)
        found = RULES[rule](x[order], frame["w"].to_numpy()[order], np.linspace(0, 1, 101))
        assert (np.diff(found) >= 0).all()
        assert x.min() <= found[0] <= found[-1] <= x.max()

    def test_does_not_know_the_scale_of_the_weights(self, rule):
        frame, x = some()
        x, w = np.sort(x), frame["w"].to_numpy()
        np.testing.assert_allclose(RULES[rule](x, w, CHANCES), RULES[rule](x, 1e6 * w, CHANCES))

    def test_of_one_answer_is_that_answer(self, rule):
        assert RULES[rule](np.array([7.0]), np.array([2.0]), CHANCES).tolist() == [7.0] * 7


@pytest.mark.parametrize("interval", WOODRUFF)
def test_the_interval_holds_the_quantile(interval):
    frame, x = some()
    found = quantiles(design(frame, "w", units="unit"), x, (0.25, 0.5), interval=interval)
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()
    assert found.counts.tolist() == [300]


def test_an_end_that_the_sample_does_not_bound_is_not_a_number():
    frame, x = some(rows=40)
    found = quantiles(design(frame, "w", units="unit"), x, (0.01, 0.95))
    assert np.isnan([found.low[0, 0], found.high[0, 1]]).all()


def test_at_the_largest_answer_the_interval_has_no_width():
    frame, x = some(rows=40)
    found = quantiles(design(frame, "w", units="unit"), x, (0.999,))
    assert found.low[0, 0] == found.value[0, 0] == found.high[0, 0] == x.max()


def test_medians_of_domains_use_the_df_of_the_domain():
    frame, x = some()
    inside = (frame["unit"] < 10).to_numpy()
    found = quantiles(
        design(frame, "w", units="unit"), x, domain=np.column_stack([inside, ~inside])
    )
    assert found.df.tolist() == [9, 19]
    assert found.counts.tolist() == [inside.sum(), (~inside).sum()]


def test_without_answers_there_is_no_quantile():
    frame, x = some()
    gone = np.column_stack([x, np.full(x.size, np.nan)])
    found = quantiles(design(frame, "w", units="unit"), gone)
    assert np.isnan([found.value[1, 0], found.se[1, 0], found.df[1]]).all()
    statistic = Quantile(gone)
    assert np.isnan(statistic.point(frame["w"].to_numpy())[1])
    assert np.isnan(estimate(design(frame, "w", units="unit"), statistic).se[1])


def test_a_rule_or_an_interval_that_there_is_not():
    frame, x = some()
    with pytest.raises(ValueError, match="no such interval or rule"):
        quantiles(design(frame, "w"), x, rule="hf3")


class TestAsAStatistic:
    def test_it_gives_the_same_numbers_and_about_the_same_errors(self):
        frame, x = some(rows=4000)
        sample = design(frame, "w", units="unit")
        one, other = estimate(sample, Quantile(x)), quantiles(sample, x)
        assert one.value[0] == other.value[0, 0]
        assert one.se[0] == pytest.approx(other.se[0, 0], rel=0.15)

    def test_many_sets_of_weights_give_what_each_gives(self):
        frame, x = some()
        many = np.column_stack([frame["w"], np.ones(300), np.arange(300.0)])
        statistic = Quantile(np.column_stack([x, -x]), 0.3)
        expected = np.column_stack([statistic.point(column) for column in many.T])
        np.testing.assert_array_equal(statistic.point(many), expected)
