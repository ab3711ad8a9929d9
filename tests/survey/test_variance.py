"""What variance by linearisation must do whatever the data, and by hand where it is small."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.survey.build import design
from thuocdo.survey.estimate import estimate, intervals
from thuocdo.survey.means import Mean, Total, Variance
from thuocdo.survey.ratio import Ratio
from thuocdo.survey.variance import (
    centred_unit_totals,
    linearised_covariance,
    stage_contributions,
)


def make_sample(seed: int, rows: int = 120, items: int = 3):
    """A random sample of 4 strata and up to 6 units in each, and answers with gaps."""
    rng = np.random.default_rng(seed)
    frame = pl.DataFrame(
        {
            "w": rng.uniform(0.5, 20, rows),
            "stratum": np.r_[np.repeat(np.arange(4), 2), rng.integers(0, 4, rows - 8)],
            "unit": np.r_[np.tile([0, 1], 4), rng.integers(0, 6, rows - 8)],
            "woman": rng.integers(0, 2, rows),
        }
    )
    values = rng.normal(3, 2, (rows, items)) + rng.normal(0, 1, 6)[frame["unit"], None]
    return frame, np.where(rng.random((rows, items)) < 0.1, np.nan, values)


def statistics(values, domain=None):
    return {
        "mean": Mean(values, domain),
        "total": Total(values, domain),
        "variance": Variance(values, domain),
        "ratio": Ratio(values, np.abs(values[:, 0]) + 1, domain),
    }


KINDS = ("mean", "total", "variance", "ratio")


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows_does_not_matter(kind, seed):
    frame, values = make_sample(seed)
    order = np.random.default_rng(seed + 1).permutation(frame.height)
    one = estimate(design(frame, "w", "stratum", "unit"), statistics(values)[kind])
    shuffled = design(frame[order], "w", "stratum", "unit")
    other = estimate(shuffled, statistics(values[order])[kind])
    np.testing.assert_allclose(other.value, one.value, rtol=1e-12)
    np.testing.assert_allclose(other.covariance, one.covariance, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", ["mean", "total", "ratio"])
def test_a_respondent_may_be_written_as_two_of_half_the_weight(kind):
    frame, values = make_sample(1)
    halves = pl.concat([frame.with_columns(pl.col("w") / 2)] * 2)
    one = estimate(design(frame, "w", "stratum", "unit"), statistics(values)[kind])
    twice = np.vstack([values, values])
    other = estimate(design(halves, "w", "stratum", "unit"), statistics(twice)[kind])
    np.testing.assert_allclose(other.value, one.value, rtol=1e-12)
    np.testing.assert_allclose(other.covariance, one.covariance, rtol=1e-10)


@pytest.mark.parametrize(("kind", "power"), [("mean", 0), ("ratio", 0), ("total", 1)])
def test_weights_ten_times_as_large_scale_totals_only(kind, power):
    frame, values = make_sample(2)
    sample = design(frame, "w", "stratum", "unit")
    one = estimate(sample, statistics(values)[kind])
    other = estimate(replace(sample, weights=10 * sample.weights), statistics(values)[kind])
    np.testing.assert_allclose(other.value, 10**power * one.value, rtol=1e-12)
    np.testing.assert_allclose(other.covariance, 100**power * one.covariance, rtol=1e-10)


@pytest.mark.parametrize("kind", ["mean", "variance", "ratio"])
def test_linearised_values_add_up_to_nothing(kind):
    frame, values = make_sample(3)
    influence = statistics(values, (frame["woman"] == 1).to_numpy())[kind].influence(
        frame["w"].to_numpy()
    )
    np.testing.assert_allclose(influence.sum(axis=0), 0, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
@given(seed=st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_a_covariance_has_no_negative_direction(kind, seed):
    frame, values = make_sample(seed)
    found = estimate(design(frame, "w", "stratum", "unit"), statistics(values)[kind])
    assert np.linalg.eigvalsh(found.covariance).min() > -1e-12 * np.trace(found.covariance)


@pytest.mark.parametrize("kind", KINDS)
def test_linearised_values_are_derivatives_by_the_weights(kind):
    frame, values = make_sample(4)
    made, w = statistics(values)[kind], frame["w"].to_numpy()
    step, who = 1e-6, 17
    more = w.copy()
    more[who] += step
    slope = (made.point(more) - made.point(w)) / step
    # The total's linearised value is the weighted value; the others are true derivatives.
    np.testing.assert_allclose(made.influence(w)[who], w[who] * slope, rtol=1e-4, atol=1e-9)


def test_totals_of_domains_add_up_to_the_total():
    frame, values = make_sample(5)
    sample = design(frame, "w", "stratum", "unit")
    women = (frame["woman"] == 1).to_numpy()
    parts = estimate(sample, Total(values[:, :1], np.column_stack([women, ~women])))
    whole = estimate(sample, Total(values[:, :1]))
    assert parts.value.sum() == pytest.approx(whole.value[0])
    assert parts.covariance.sum() == pytest.approx(whole.covariance[0, 0])


def test_a_domain_keeps_the_units_without_anybody_in_it():
    frame = pl.DataFrame({"w": [1.0] * 4, "unit": [0, 1, 2, 3]})
    inside = np.array([True, True, False, False])
    found = estimate(design(frame, "w", units="unit"), Total(np.ones(4), inside))
    # Totals 1, 1, 0, 0 over four units: 4/3 · Σ (t - ½)² = 4/3.
    assert found.se[0] == pytest.approx(np.sqrt(4 / 3))


def test_a_simple_random_sample_has_the_variance_of_the_book():
    values = np.array([2.0, 4.0, 4.0, 7.0, 9.0])
    frame = pl.DataFrame({"w": [4.0] * 5, "population": [20] * 5})
    found = estimate(design(frame, "w", fpc="population"), Mean(values))
    assert found.covariance[0, 0] == pytest.approx((1 - 5 / 20) * values.var(ddof=1) / 5)
    assert found.df == 4


def test_two_stages_have_the_variance_of_the_book():
    """Särndal, Swensson and Wretman (1992), result 4.3.1, simple random sampling twice."""
    frame = pl.DataFrame(
        {
            "unit": [0, 0, 0, 1, 1, 1],
            "N": [10] * 6,
            "M": [6] * 3 + [9] * 3,
            "w": [10 / 2 * 6 / 3] * 3 + [10 / 2 * 9 / 3] * 3,
        }
    )
    y = np.array([1.0, 2.0, 6.0, 3.0, 3.0, 9.0])
    sample = design(frame.with_row_index("row"), "w", None, ["unit", "row"], ["N", "M"])
    found = estimate(sample, Total(y))
    counts, parts = (6, 9), (y[:3], y[3:])
    within = [
        count**2 * (1 - 3 / count) * part.var(ddof=1) / 3
        for count, part in zip(counts, parts, strict=True)
    ]
    totals = np.array([6 * y[:3].mean(), 9 * y[3:].mean()])
    first = 10**2 * (1 - 2 / 10) * totals.var(ddof=1) / 2
    assert found.covariance[0, 0] == pytest.approx(first + 10 / 2 * sum(within))


def test_a_stratum_taken_whole_adds_nothing():
    frame, values = make_sample(6)
    units = frame.group_by("stratum").agg(pl.col("unit").n_unique().alias("N"))
    census = frame.join(units, on="stratum", maintain_order="left")
    found = estimate(design(census, "w", "stratum", "unit", "N"), Mean(values))
    np.testing.assert_array_equal(found.covariance, 0)


def test_without_a_first_population_the_further_stages_do_not_count():
    frame, values = make_sample(7)
    frame = frame.with_row_index("person").with_columns(M=pl.lit(1000))
    made = Mean(values)
    one = estimate(design(frame, "w", "stratum", "unit"), made)
    two = design(frame, "w", "stratum", ["unit", "person"], [None, "M"])
    assert len(stage_contributions(two, made.influence(two.weights))) == 1
    np.testing.assert_array_equal(estimate(two, made).covariance, one.covariance)


def test_the_matrix_of_units_is_a_square_root_of_the_covariance():
    frame, values = make_sample(8)
    frame = frame.with_row_index("person").with_columns(N=pl.lit(40), M=pl.lit(1000))
    sample = design(frame, "w", "stratum", ["unit", "person"], ["N", "M"])
    influence = Mean(values).influence(sample.weights)
    totals = centred_unit_totals(sample, influence)
    units = sample.stages[0].units.max() + 1
    assert totals.shape == (units + frame.height, values.shape[1])
    np.testing.assert_allclose(totals.T @ totals, linearised_covariance(sample, influence))


def test_an_interval_uses_students_t_with_the_df_of_the_design_or_another():
    frame, values = make_sample(9)
    found = estimate(design(frame, "w", "stratum", "unit"), Mean(values))
    low, high = intervals(found)
    narrow = intervals(found, level=0.5)
    wide = intervals(found, df=2)
    assert (low < narrow[0]).all() and (narrow[1] < high).all()
    np.testing.assert_allclose(wide[1] - found.value, 4.302652729749464 * found.se)
