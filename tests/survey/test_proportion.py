"""Intervals of proportions, every method of the family."""

from math import isnan

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.build import design
from thuocdo.survey.distributions import beta_quantile
from thuocdo.survey.means import Mean
from thuocdo.survey.proportion import INTERVALS, Share, proportions

METHODS = tuple(INTERVALS)
KEEPS_WITHIN = sorted(set(METHODS) - {"mean"})


def share(p, n=400, df=60, size=400, level=0.95):
    return Share(p, p * (1 - p) / n, df, df, size, level)


@pytest.mark.parametrize("method", METHODS)
class TestEveryMethod:
    @pytest.mark.parametrize("p", [0.02, 0.3, 0.5, 0.97])
    def test_holds_the_estimate(self, method, p):
        low, high = INTERVALS[method](share(p))
        assert low < p < high

    def test_is_mirrored_when_yes_and_no_change_places(self, method):
        low, high = INTERVALS[method](share(0.2))
        assert INTERVALS[method](share(0.8)) == pytest.approx((1 - high, 1 - low))

    def test_is_wider_at_a_higher_level_and_with_fewer_df(self, method):
        low, high = INTERVALS[method](share(0.3))
        for other in (share(0.3, level=0.99), share(0.3, df=4)):
            lower, higher = INTERVALS[method](other)
            assert lower < low < high < higher

    def test_is_the_plain_one_in_a_large_sample(self, method):
        low, high = INTERVALS[method](share(0.3, n=1e8, size=10**8, df=10**6))
        margin = 1.959964 * np.sqrt(0.3 * 0.7 / 1e8)
        assert (low, high) == pytest.approx((0.3 - margin, 0.3 + margin), abs=2e-8)


@pytest.mark.parametrize("method", KEEPS_WITHIN)
def test_it_keeps_within_zero_and_one(method):
    low, high = INTERVALS[method](share(0.004, n=30, size=30))
    assert low >= 0
    assert high <= 1


def test_the_plain_interval_may_leave_them():
    assert INTERVALS["mean"](share(0.004, n=30))[0] < 0


def test_the_ends_of_the_likelihood_interval_are_equally_unlikely():
    from thuocdo.survey.proportion import deviance

    it = share(0.1)
    ends = INTERVALS["likelihood"](it)
    assert [deviance(it, end) for end in ends] == pytest.approx([it.t**2] * 2)


class TestNobodyOrEverybody:
    @pytest.mark.parametrize("method", ["logit", "asin", "likelihood"])
    def test_has_no_interval_where_there_is_no_variance(self, method):
        assert all(isnan(end) for end in INTERVALS[method](share(0.0)))

    def test_beta_is_that_of_clopper_and_pearson_for_the_answers(self):
        low, high = INTERVALS["beta"](Share(0.0, 0.0, 49, 49, 50))
        assert low == 0
        assert high == pytest.approx(beta_quantile(0.975, 1, 50))

    def test_wilson_ends_above_zero(self):
        low, high = INTERVALS["wilson"](Share(0.0, 0.0, 49, 49, 50))
        assert low == 0
        assert 0 < high < 0.1


def test_an_item_without_answers_has_no_interval():
    frame = pl.DataFrame({"w": [1.0] * 6})
    values = np.array([[1, np.nan], [0, np.nan]] * 3)
    found = proportions(design(frame, "w"), Mean(values), "beta")
    assert found.low[0] < 0.5 < found.high[0]
    assert np.isnan([found.low[1], found.high[1]]).all()


def test_a_method_that_there_is_not():
    with pytest.raises(ValueError, match="there are logit"):
        proportions(design(pl.DataFrame({"w": [1.0]}), "w"), Mean([1.0]), "wald")
