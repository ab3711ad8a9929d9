"""A small, seeded simulation: intervals of 95 % hold the truth about that often.

The full one, with more samples and all statistics, is benchmarks/survey_coverage.py.
"""

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.build import design
from thuocdo.survey.estimate import estimate, intervals
from thuocdo.survey.means import Mean
from thuocdo.survey.proportion import proportions
from thuocdo.survey.quantile import quantiles
from thuocdo.survey.ratio import Ratio

SAMPLES, STRATA, TAKEN, WITHIN = 200, 5, 8, 10
UNITS, PEOPLE = 60, 40


@pytest.fixture(scope="module")
def population():
    """Strata of 60 communes of 40 people; answers alike within a commune."""
    rng = np.random.default_rng(20231121)
    shape = (STRATA, UNITS, PEOPLE)
    level = rng.normal(0, 0.6, (STRATA, UNITS, 1)) + np.linspace(-0.5, 0.5, STRATA)[:, None, None]
    y = 5 + level + rng.normal(0, 1.5, shape)
    x = 10 + level + rng.normal(0, 1, shape)
    return {"y": y, "x": x, "yes": (rng.random(shape) < 1 / (1 + np.exp(1 - level))).astype(float)}


@pytest.fixture(scope="module")
def hits(population):
    """How often each interval held the truth."""
    y, x, yes = (population[name] for name in ("y", "x", "yes"))
    truth = {"mean": y.mean(), "ratio": y.sum() / x.sum(), "proportion": yes.mean()}
    truth["median"] = np.quantile(y, 0.5, method="inverted_cdf")
    counted = dict.fromkeys(truth, 0)
    for seed in range(SAMPLES):
        for name, (low, high) in _intervals(population, np.random.default_rng(seed)).items():
            counted[name] += low <= truth[name] <= high
    return {name: count / SAMPLES for name, count in counted.items()}


def _intervals(population, rng):
    """One sample of two stages and the interval of each statistic."""
    units = np.argsort(rng.random((STRATA, UNITS)), axis=1)[:, :TAKEN]
    people = np.argsort(rng.random((STRATA, TAKEN, PEOPLE)), axis=2)[:, :, :WITHIN]
    where = (np.arange(STRATA)[:, None, None], units[:, :, None], people)
    stratum, unit, _person = np.broadcast_arrays(*where)
    frame = pl.DataFrame({"stratum": stratum.ravel(), "unit": unit.ravel()})
    sample = design(frame.with_columns(w=pl.lit(30.0)), "w", "stratum", "unit")
    y, x, yes = (population[name][where].ravel() for name in ("y", "x", "yes"))
    middle, shares = quantiles(sample, y), proportions(sample, Mean(yes))
    return {
        "mean": np.ravel(intervals(estimate(sample, Mean(y)))),
        "ratio": np.ravel(intervals(estimate(sample, Ratio(y, x)))),
        "proportion": (shares.low[0], shares.high[0]),
        "median": (middle.low[0, 0], middle.high[0, 0]),
    }


@pytest.mark.parametrize("name", ["mean", "ratio", "proportion", "median"])
def test_an_interval_of_95_percent_holds_the_truth_about_that_often(hits, name):
    # Three standard errors of a share of 0.95 in 200 samples are 0.046.
    assert hits[name] == pytest.approx(0.95, abs=0.046)
