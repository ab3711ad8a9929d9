import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from thuocdo.index.moments import kurtosis, skewness
from thuocdo.index.treat import log_transform, treat

quickly = settings(max_examples=40, deadline=None)
samples = arrays(float, st.integers(1, 25), elements=st.integers(-999, 999).map(float))
heavy = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 5000])


def test_treated_values_agree_with_coinr(columns, close):
    theirs = columns("coin/treated_winsorise_log.csv")
    for code, values in columns("coin/indicators.csv").items():
        close(treat(values).values, theirs[code])


def test_details_agree_with_coinr(columns, table, close):
    raw = columns("coin/indicators.csv")
    for row in table("coin/treated_details.csv"):
        ours = treat(raw[row["iCode"]])
        passed = row["check_SkewKurt0.Pass"] == "TRUE"
        assert (ours.method == "none") == passed
        close(ours.skew_before, float(row["check_SkewKurt0.Skew"]))
        close(ours.kurtosis_before, float(row["check_SkewKurt0.Kurt"]))
        assert ours.passed
        if not passed:
            assert ours.points == int(row["winsorise.nwin"])
            close(ours.skew_after, float(row["check_SkewKurt1.Skew"]))
            close(ours.kurtosis_after, float(row["check_SkewKurt1.Kurt"]))


def test_logs_are_taken_of_the_untreated_values_when_points_run_out():
    outcome = treat(heavy, max_winsorised=0)
    assert (outcome.method, outcome.points) == ("log", 0)
    np.testing.assert_array_equal(outcome.values, log_transform(heavy))


def test_without_logs_the_values_stay_and_the_failure_is_told():
    outcome = treat(heavy, max_winsorised=0, log=False)
    assert (outcome.method, outcome.passed) == ("none", False)
    np.testing.assert_array_equal(outcome.values, heavy)


def test_the_short_tail_is_left_alone():
    low = treat(-heavy)
    np.testing.assert_array_equal(low.values, -treat(heavy).values)
    assert (low.method, low.points) == ("winsorise", 1)


def test_units_that_share_the_extreme_move_together_or_not_at_all():
    twins = np.append(np.linspace(1, 2, 60), [5000.0, 5000.0])
    assert treat(twins, max_winsorised=2).points == 2
    assert treat(twins, max_winsorised=1).method == "log"


@pytest.mark.parametrize("values", [[], [np.nan], [1.0], [3.0] * 9, [1.0, 2.0, 9.0]], ids=str)
def test_nothing_is_treated_where_moments_do_not_exist(values):
    outcome = treat(values)
    assert outcome.method == "none"
    np.testing.assert_array_equal(outcome.values, values)


@quickly
@given(values=samples, points=st.integers(0, 5))
def test_treatment_keeps_order_and_gaps(values, points):
    values[0] = np.nan
    outcome = treat(values, max_winsorised=points)
    assert np.isnan(outcome.values).tolist() == np.isnan(values).tolist()
    worse, better = np.nonzero(values[:, None] < values[None, :])
    assert (outcome.values[worse] <= outcome.values[better]).all()
    assert outcome.points <= points


@quickly
@given(values=samples, order=st.randoms())
def test_permuting_units_permutes_the_result(values, order):
    places = list(range(values.size))
    order.shuffle(places)
    np.testing.assert_allclose(treat(values[places]).values, treat(values).values[places])


@quickly
@given(values=samples, scale=st.sampled_from([0.5, 3.0]), shift=st.integers(-9, 9))
def test_moments_have_no_unit(values, scale, shift):
    for moment in (skewness, kurtosis):
        np.testing.assert_allclose(moment(scale * values + shift), moment(values), atol=1e-8)
    np.testing.assert_allclose(skewness(-values), -skewness(values), atol=1e-9)


@quickly
@given(values=samples)
def test_logarithm_increases_on_either_side(values):
    for array in (values, -values):
        logs = log_transform(array)
        worse, better = np.nonzero(array[:, None] < array[None, :])
        assert (logs[worse] < logs[better]).all()
