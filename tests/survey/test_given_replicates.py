"""Replicate weights of others: what is refused, and what is made of the rest."""

import numpy as np
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.given_replicates import given_replicates, usual_scale
from thuocdo.survey.replicate_estimates import replicate_covariance, unusable_replicates

WEIGHTS = np.array([1.0, 2.0, 3.0])
FACTORS = np.array([[0.0, 2.0], [1.0, 1.0], [2.0, 0.0]])


def problems(**changed) -> dict[str, str]:
    given = {"weights": WEIGHTS, "replicates": FACTORS, "scale": 1.0} | changed
    with pytest.raises(InputError) as caught:
        given_replicates(**given)
    return {problem.code: problem.message for problem in caught.value.problems}


def test_factors_are_multiplied_by_the_weight_and_weights_are_not():
    assert given_replicates(WEIGHTS, FACTORS, scale=1).replicates[2, 0] == 2
    assert given_replicates(WEIGHTS, FACTORS, scale=1, combined=False).replicates[2, 0] == 6


def test_too_few_rows_are_told_with_both_numbers():
    assert "2 dòng, còn dữ liệu có 3" in problems(replicates=FACTORS[:2])["replicates-rows"]


def test_a_missing_column_is_told_with_both_numbers():
    assert "có 2 cột quyền số lặp, cần 80" in problems(columns=80)["replicates-columns"]
    assert "cần ít nhất 2" in problems(replicates=FACTORS[:, :1])["replicates-columns"]


def test_negative_and_missing_weights_are_counted_with_the_first_row():
    message = problems(replicates=FACTORS - 0.5)["replicates-value"]
    assert "quyền số lặp âm: 2 giá trị, ở 2 dòng, đầu tiên ở dòng 1" in message
    gap = FACTORS.copy()
    gap[1] = np.nan
    assert "thiếu: 2 giá trị, ở 1 dòng, đầu tiên ở dòng 2" in problems(replicates=gap)["replicates-value"]  # fmt: skip  # noqa: E501


def test_scales_must_be_positive_and_one_for_each_column():
    assert "3 hệ số rscales cho 2" in problems(rscales=np.ones(3))["replicates-scale"]
    assert "phải dương" in problems(scale=0)["replicates-scale"]
    assert "không âm" in problems(rscales=[-1, 1])["replicates-scale"]


def test_everything_wrong_is_told_at_once():
    found = problems(replicates=-FACTORS[:2], scale=-1, columns=9)
    assert set(found) == {
        "replicates-rows", "replicates-columns", "replicates-value", "replicates-scale",
    }  # fmt: skip


def test_an_unknown_method_has_no_usual_scale():
    with pytest.raises(ValueError, match="JKn"):
        usual_scale("JKn", 10)


@pytest.mark.parametrize("mse", [True, False])
def test_the_covariance_is_the_scaled_sum_of_products(mse):
    design = given_replicates(WEIGHTS, FACTORS, scale=0.5, rscales=[1, 3], mse=mse)
    thetas, full = np.array([[1.0, 2.0], [4.0, 0.0]]), np.array([2.0, 2.0])
    centre = full if mse else thetas.mean(axis=0)
    expected = 0.5 * sum(
        r * np.outer(t - centre, t - centre) for r, t in zip([1, 3], thetas, strict=True)
    )
    np.testing.assert_allclose(replicate_covariance(design, thetas, full), expected)


def test_a_replicate_without_an_estimate_is_left_out_for_that_estimate_and_counted():
    many = given_replicates(WEIGHTS, np.ones((3, 4)), scale=1)
    thetas = np.array([[1.0, 1.0], [2.0, np.nan], [3.0, 3.0], [2.0, 5.0]])
    found = replicate_covariance(many, thetas, np.array([2.0, 3.0]))
    alone = replicate_covariance(many, thetas[:, :1], np.array([2.0]))
    assert found[0, 0] == alone[0, 0] == 2.0
    assert found[1, 1] == pytest.approx(((thetas[[0, 2, 3], 1] - 3) ** 2).sum())
    np.testing.assert_array_equal(unusable_replicates(thetas), [0, 1])
    assert np.linalg.eigvalsh(found).min() >= 0


def test_an_estimate_without_any_replicate_has_no_variance():
    design = given_replicates(WEIGHTS, FACTORS, scale=1)
    thetas = np.array([[1.0, np.nan], [3.0, np.nan]])
    found = replicate_covariance(design, thetas, np.array([2.0, 2.0]))
    assert found[0, 0] == 2
    assert np.isnan(found[1]).all()
    assert np.isnan(found[:, 1]).all()


def test_a_replicate_of_scale_nought_moves_neither_the_sum_nor_the_centre():
    design = given_replicates(WEIGHTS, np.ones((3, 3)), scale=1, rscales=[1, 1, 0])
    thetas = np.array([[1.0], [3.0], [100.0]])
    assert replicate_covariance(design, thetas, np.array([2.0]))[0, 0] == 2
