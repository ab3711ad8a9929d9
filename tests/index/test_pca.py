import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.pca import principal_components

seeds = st.integers(0, 10_000)
quickly = settings(max_examples=30, deadline=None)


def sample(seed, units=20, indicators=4):
    return np.random.default_rng(seed).normal(size=(units, indicators))


def test_it_agrees_with_coinr_up_to_the_sign(imputed, columns, table, close):
    codes = [row["var"] for row in table("coin/pca_d1_rotation.csv")]
    ours = principal_components(np.column_stack([imputed[code] for code in codes]))
    close(ours.sd, columns("coin/pca_d1_sdev.csv")["sdev"])
    for place, theirs in enumerate(columns("coin/pca_d1_rotation.csv").values()):
        sign = np.sign(theirs @ ours.loadings[:, place])
        close(ours.loadings[:, place], sign * theirs)


@quickly
@given(seed=seeds)
def test_components_are_orthogonal_and_share_out_the_variance(seed):
    ours = principal_components(sample(seed))
    np.testing.assert_allclose(ours.loadings.T @ ours.loadings, np.eye(4), atol=1e-9)
    assert (ours.sd**2).sum() == pytest.approx(4)
    assert ours.explained.sum() == pytest.approx(1)
    assert (np.diff(ours.sd) <= 0).all()


@quickly
@given(seed=seeds)
def test_units_scale_and_shift_do_not_matter(seed):
    matrix = sample(seed)
    ours = principal_components(matrix)
    other = principal_components(3 * matrix[::-1] + 5)
    np.testing.assert_allclose(other.sd, ours.sd)
    np.testing.assert_allclose(other.loadings, ours.loadings, atol=1e-6)


@quickly
@given(seed=seeds)
def test_the_largest_loading_is_positive(seed):
    loadings = principal_components(sample(seed)).loadings
    assert (loadings[np.abs(loadings).argmax(axis=0), np.arange(4)] > 0).all()


def test_an_incomplete_unit_is_left_out():
    matrix = sample(1)
    matrix[0, 0] = np.nan
    ours = principal_components(matrix)
    assert ours.units == 19
    np.testing.assert_array_equal(ours.loadings, principal_components(matrix[1:]).loadings)


@pytest.mark.parametrize("matrix", [[[1.0, 2.0]], [[1.0, 2.0], [1.0, 3.0]]], ids=str)
def test_what_cannot_be_standardised_is_refused(matrix):
    with pytest.raises(ValueError, match="vary"):
        principal_components(matrix)
