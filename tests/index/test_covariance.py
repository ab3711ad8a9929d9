import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.covariance import check_covariance, difference_sds, is_psd, nearest_psd
from thuocdo.index.uncertain import uncertain_scores
from thuocdo.kernel.errors import InputError

NOT_PSD = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])


def code_of(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("covariance", "code"),
    [
        (np.eye(2), "covariance-shape"),
        ([1.0, 2.0, 3.0], "covariance-shape"),
        (np.diag([1.0, np.nan, 1.0]), "covariance-value"),
        (np.diag([1.0, -1.0, 1.0]), "covariance-value"),
        (np.eye(3) + np.eye(3, k=1), "covariance-not-symmetric"),
        (NOT_PSD, "covariance-not-psd"),
    ],
)
def test_what_is_no_covariance_is_refused(covariance, code):
    with pytest.raises(InputError) as error:
        uncertain_scores([1.0, 2.0, 3.0], covariance=covariance)
    assert code_of(error) == [code]


def test_a_refusal_says_how_far():
    with pytest.raises(InputError, match="bằng 42,11% trị riêng lớn nhất"):
        uncertain_scores([1.0, 2.0, 3.0], covariance=NOT_PSD)


def test_mended_is_the_nearest_and_says_so():
    scores = uncertain_scores([1.0, 2.0, 3.0], covariance=NOT_PSD, mend=True)
    assert is_psd(scores.covariance)
    assert scores.mended.least == pytest.approx(-0.8)
    gap = np.linalg.norm(scores.covariance - NOT_PSD) / np.linalg.norm(NOT_PSD)
    assert scores.mended.distance == pytest.approx(gap)
    assert (scores.variance >= np.diag(NOT_PSD)).all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 9999), size=st.integers(1, 8))
def test_mending_a_covariance_changes_nothing(seed, size):
    factor = np.random.default_rng(seed).normal(size=(size, max(size - 2, 1)))
    covariance = factor @ factor.T
    assert is_psd(covariance)
    np.testing.assert_allclose(nearest_psd(covariance).covariance, covariance, atol=1e-9)
    checked = check_covariance(covariance, size)
    np.testing.assert_allclose(checked, covariance)


def test_rounding_is_not_refused():
    covariance = np.ones((3, 3))
    covariance[0, 1] += 1e-13
    assert uncertain_scores([1.0, 2.0, 3.0], covariance=covariance).mended is None


def test_differences_of_scores_that_move_as_one_or_are_exact_have_no_error():
    together = np.array([[0.49, 0.49, 0.0], [0.49, 0.49, 0.0], [0.0, 0.0, 0.0]])
    sd = difference_sds(np.diag(together), together, np.arange(3))
    np.testing.assert_allclose(sd, [[0, 0, 0.7], [0, 0, 0.7], [0.7, 0.7, 0]])


def test_a_withheld_unit_s_row_of_the_covariance_is_not_read():
    covariance = np.diag([1.0, np.nan, 4.0])
    scores = uncertain_scores([1.0, np.nan, 3.0], covariance=covariance)
    assert scores.variance.tolist() == [1.0, 4.0]
    assert scores.withheld == (1,)


def test_a_diagonal_covariance_is_independence():
    assert uncertain_scores([1.0, 2.0], covariance=np.diag([0.0, 4.0])).covariance is None


@pytest.mark.parametrize("se", [[0.1, np.nan, 0.1], [0.1, -1.0, 0.1], [0.1, np.inf, 0.1]])
def test_a_score_without_a_standard_error_is_refused_and_named(se):
    with pytest.raises(InputError, match="thứ 2"):
        uncertain_scores([1.0, 2.0, 3.0], se=se)


@pytest.mark.parametrize("df", [0, [3, 0, 3], [3, np.nan, 3]])
def test_no_degrees_of_freedom_is_refused(df):
    with pytest.raises(InputError) as error:
        uncertain_scores([1.0, 2.0, 3.0], se=0.1, df=df)
    assert code_of(error) == ["df-value"]


@pytest.mark.parametrize("given", [{}, {"se": 0.1, "covariance": np.eye(1)}])
def test_one_of_standard_errors_and_covariance_is_given(given):
    with pytest.raises(ValueError, match="either"):
        uncertain_scores([1.0], **given)
