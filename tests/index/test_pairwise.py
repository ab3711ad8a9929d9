import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.p_values import two_sided
from thuocdo.index.pairwise import compare, pair_matrix
from thuocdo.index.rank_sets import mrsw
from thuocdo.index.uncertain import uncertain_scores

CONTROLS = ("own", "all", "holm")


@pytest.fixture
def scores():
    generator = np.random.default_rng(5)
    values, factor = generator.normal(size=12), generator.normal(size=(12, 20)) / 12
    values[3] = np.nan
    return uncertain_scores(values, covariance=factor @ factor.T)


@pytest.mark.parametrize(("control", "simultaneous"), [("own", False), ("all", True)])
def test_a_comparison_counts_to_the_rank_set(scores, control, simultaneous):
    sets = mrsw(scores, simultaneous=simultaneous)
    for unit in (0, 5, 11):
        found = compare(scores, unit, control=control)
        assert sets.low[unit] == 1 + found.better.sum()
        assert sets.high[unit] == 11 - found.worse.sum()


@pytest.mark.parametrize("control", CONTROLS)
def test_clear_differences_are_found_and_ties_are_not(control):
    scores = uncertain_scores([5.0, 9.0, np.nan, 5.0, 1.0], se=0.1)
    found = compare(scores, 0, control=control)
    assert np.flatnonzero(found.better).tolist() == [1]
    assert np.flatnonzero(found.worse).tolist() == [4]
    np.testing.assert_allclose(found.difference, [0, 4, np.nan, 0, -4])
    np.testing.assert_allclose(
        found.sd, [np.hypot(0.1, 0.1)] * 2 + [np.nan] + [np.hypot(0.1, 0.1)] * 2
    )


def test_where_less_is_better_the_difference_is_still_other_less_own():
    scores = uncertain_scores([5.0, 9.0], se=0.1, larger_is_better=False)
    found = compare(scores, 0)
    assert found.worse.tolist() == [False, True]
    assert found.difference.tolist() == [0.0, 4.0]


@pytest.mark.parametrize("control", ["all", "holm"])
@pytest.mark.parametrize("df", [None, 4, [3, 4, 5, 3, 4, 5, 3, 4, 5, 3, 4, 5]])
def test_the_matrix_is_its_own_mirror(control, df):
    values = np.random.default_rng(1).normal(size=12)
    values[2] = np.nan
    sign = pair_matrix(uncertain_scores(values, se=0.05, df=df), control=control).sign
    np.testing.assert_array_equal(sign, -sign.T)
    assert not sign[2].any() and sign.any()
    better = values[:, None] > values
    assert better[sign == 1].all()


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 9999))
def test_own_comparisons_find_all_that_joint_ones_do(seed):
    generator = np.random.default_rng(seed)
    scores = uncertain_scores(generator.normal(size=8), se=generator.uniform(0.05, 0.5, 8))
    own, joint = compare(scores, 2), compare(scores, 2, control="all")
    assert not (joint.better & ~own.better).any() and not (joint.worse & ~own.worse).any()


def test_holm_by_hand():
    scores = uncertain_scores([0.0, 2.0, 2.6], se=1.0)
    p = two_sided([2.0, 2.6], np.sqrt(2))
    level = 1 - 2 * p.min() - 1e-9
    assert compare(scores, 0, level, control="holm").better.tolist() == [False, False, True]
    assert not compare(scores, 0, level + 1e-6, control="holm").better.any()


def test_p_values():
    p = two_sided([1.959964, np.nan, 3.0, 0.0, 2.0], [1.0, 1.0, 0.0, 0.0, np.nan])
    np.testing.assert_allclose(p, [0.05, np.nan, 0.0, 1.0, np.nan], rtol=1e-5)


def test_what_cannot_be_is_refused(scores):
    with pytest.raises(ValueError, match="no score"):
        compare(scores, 3)
    with pytest.raises(ValueError, match="control"):
        compare(scores, 0, control="none")
    with pytest.raises(ValueError, match="all pairs"):
        pair_matrix(scores, control="own")


def test_p_values_are_adjusted_by_holm_and_decide(scores):
    found = compare(scores, 5, control="holm")
    tested = ~np.isnan(found.p)
    assert tested.sum() == 10 and not tested[5] and not tested[3]
    ordered = np.sort(found.p[tested])
    least = np.minimum(np.maximum.accumulate(ordered * np.arange(10, 0, -1)), 1)
    np.testing.assert_allclose(np.sort(found.adjusted[tested]), least)
    np.testing.assert_array_equal(found.better | found.worse, found.adjusted <= 0.05)


def test_without_holm_there_is_no_adjusted_p_value(scores):
    assert np.isnan(compare(scores, 5, control="own").adjusted).all()
