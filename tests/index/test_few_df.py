from math import erfc, sqrt

import numpy as np
import pytest

from thuocdo.index.few_df import pair_df, student_like
from thuocdo.survey.distributions import t_quantile


@pytest.mark.parametrize("c", [0.005, 0.5, 1.96, 3.4, 5.0, 8.0])
def test_student_values_have_the_tail_of_the_normal_one(c):
    df = np.array([1.0, 1.3, 2.0, 2.7, 4.0, 9.5, 40.0, 1e4, np.inf])
    exact = [-t_quantile(erfc(c / sqrt(2)) / 2, nu) for nu in df]
    np.testing.assert_allclose(student_like(c, df), exact, rtol=1e-3)


def test_beyond_the_table_values_go_on_growing():
    inside, edge, beyond = (student_like(c, np.array([2.0, 5.0, np.inf])) for c in (8.9, 9.0, 9.1))
    assert np.isinf(student_like(60.0, np.array([1.0]))).all()
    np.testing.assert_allclose(beyond / edge, edge / inside, rtol=0.03)


def test_nothing_rejected_and_everything_rejected():
    assert np.isinf(student_like(np.inf, np.array([3.0]))).all()
    assert student_like(0.0, np.array([3.0])).tolist() == [0.0]


def test_pairs_of_independent_scores_by_satterthwaite():
    df = pair_df(np.array([1.0, 1.0, 0.0]), None, np.array([4.0, 4.0, 2.0]), np.arange(3))
    assert df[0, 1] == pytest.approx(8)
    assert df[0, 2] == pytest.approx(4)
    assert np.isinf(df[2, 2])


def test_pairs_of_correlated_scores_take_the_lesser():
    covariance = np.array([[1.0, 0.5, 0.0], [0.5, 1.0, 0.0], [0.0, 0.0, 1.0]])
    df = pair_df(np.ones(3), covariance, np.array([4.0, 3.0, 4.0]), np.arange(3))
    assert df[0, 1] == 3 and df[0, 2] == pytest.approx(8)
