"""Differences, composites and ratios of estimates that vary together."""

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.build import design
from thuocdo.survey.contrast import combine, difference, ratio, side_by_side
from thuocdo.survey.design import Estimates
from thuocdo.survey.estimate import estimate
from thuocdo.survey.means import Mean, Total
from thuocdo.survey.ratio import Ratio

SIGMA = np.array([[4.0, 1.0, 0.5], [1.0, 9.0, -2.0], [0.5, -2.0, 16.0]])
THREE = Estimates(np.array([10.0, 20.0, 40.0]), SIGMA, 30.0, np.array([100, 50, 80]))


def test_a_combination_has_the_quadratic_form_for_variance():
    found = combine(THREE, [[1, -1, 0], [0.5, 0.25, 0.25]])
    assert found.value.tolist() == [-10, 20]
    assert found.covariance[0, 0] == 4 + 9 - 2
    assert found.covariance[0, 1] == pytest.approx(
        np.array([1, -1, 0]) @ SIGMA @ np.array([0.5, 0.25, 0.25])
    )
    assert found.counts.tolist() == [50, 50]


def test_differences_of_many_pairs():
    found = difference(THREE, [1, 2], 0)
    assert found.value.tolist() == [10, 30]
    assert found.se[1] == pytest.approx(np.sqrt(4 + 16 - 1))


def test_a_thing_less_itself_is_nothing():
    found = difference(THREE, 1, 1)
    assert (found.value[0], found.se[0]) == (0, 0)


def test_what_is_unknown_spoils_only_what_uses_it():
    values = np.array([10.0, np.nan, 40.0])
    sigma = np.array([[4.0, np.nan, 0.5], [np.nan] * 3, [0.5, np.nan, 16.0]])
    partly = Estimates(values, sigma, 30.0, np.array([100, 0, 80]))
    found = combine(partly, [[1, 0, 1], [1, 1, 0]])
    assert found.value[0] == 50
    assert found.se[0] == pytest.approx(np.sqrt(21))
    assert np.isnan([found.value[1], found.se[1]]).all()


def test_a_ratio_of_totals_has_the_error_of_a_ratio():
    rng = np.random.default_rng(0)
    frame = pl.DataFrame({"w": rng.uniform(1, 5, 60), "unit": rng.integers(0, 12, 60)})
    x, y = rng.uniform(1, 2, 60), rng.uniform(3, 9, 60)
    sample = design(frame, "w", units="unit")
    one = ratio(estimate(sample, Total(np.column_stack([y, x]))), [1, 0], [0, 1])
    other = estimate(sample, Ratio(y, x))
    assert one.value == pytest.approx(other.value)
    assert one.se == pytest.approx(other.se)


def test_a_ratio_to_nothing_is_not_a_number():
    found = ratio(Estimates(np.array([1.0, 0.0]), np.eye(2), 5.0, np.ones(2)), [1, 0], [0, 1])
    assert np.isnan([found.value[0], found.se[0]]).all()


def test_independent_samples_side_by_side_are_what_a_pooled_design_gives():
    rng = np.random.default_rng(1)
    frame = pl.DataFrame(
        {
            "w": rng.uniform(1, 5, 80),
            "year": np.repeat([2023, 2024], 40),
            "unit": np.tile(np.arange(10), 8),
        }
    )
    y = rng.normal(size=80)
    first = (frame["year"] == 2023).to_numpy()
    pooled = estimate(design(frame, "w", "year", "unit"), Mean(y, np.column_stack([first, ~first])))
    apart = side_by_side(
        *[
            estimate(design(frame.filter(part), "w", units="unit"), Mean(y[part]))
            for part in (first, ~first)
        ]
    )
    np.testing.assert_allclose(apart.covariance, pooled.covariance, atol=1e-15)
    assert apart.df == pooled.df == 18
