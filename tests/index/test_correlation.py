import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from thuocdo.index.correlation import CORRELATIONS, cronbach_alpha, pearson

EACH = pytest.mark.parametrize("correlation", CORRELATIONS.values(), ids=CORRELATIONS)
quickly = settings(max_examples=40, deadline=None)
matrices = arrays(float, st.tuples(st.integers(2, 12), st.integers(1, 4)),
                  elements=st.integers(-9, 9).map(float))  # fmt: skip


def test_pearson_agrees_with_coinr(imputed, table, close):
    codes = list(imputed)
    ours = pearson(np.column_stack(list(imputed.values())))
    rows = table("coin/corr_pearson.csv")
    assert len(rows) == len(codes) ** 2
    for row in rows:
        close(ours[codes.index(row["Var1"]), codes.index(row["Var2"])], float(row["Correlation"]))


def test_cronbach_agrees_with_coinr(imputed, close):
    from pathlib import Path

    text = Path(__file__).parents[1].joinpath("golden/coin/cronbach.txt").read_text()
    theirs = dict(line.split() for line in text.splitlines())
    values = np.column_stack(list(imputed.values()))
    close(cronbach_alpha(values[:, :6]), float(theirs["d1"]))
    close(cronbach_alpha(values[:, 6:]), float(theirs["d2"]))


@pytest.mark.parametrize("name", ["spearman", "kendall"])
def test_rank_correlations_agree_with_scipy(name):
    stats = pytest.importorskip("scipy.stats")
    peer = {"spearman": stats.spearmanr, "kendall": stats.kendalltau}[name]
    rng = np.random.default_rng(2)
    for _ in range(5):
        pair = rng.integers(0, 9, (25, 2)).astype(float)
        ours = CORRELATIONS[name](np.vstack((pair, [np.nan, 3.0])))[0, 1]
        assert ours == pytest.approx(peer(pair[:, 0], pair[:, 1]).statistic, abs=1e-12)


@EACH
@quickly
@given(matrix=matrices, order=st.randoms())
def test_it_is_symmetric_bounded_and_blind_to_the_order_of_units(correlation, matrix, order):
    ours = correlation(matrix)
    np.testing.assert_array_equal(ours, ours.T)
    known = ours[~np.isnan(ours)]
    assert (np.abs(known) <= 1 + 1e-12).all()
    varies = np.ptp(matrix, axis=0) > 0
    np.testing.assert_allclose(np.diag(ours)[varies], 1)
    assert np.isnan(ours[~varies]).all()
    places = list(range(matrix.shape[0]))
    order.shuffle(places)
    np.testing.assert_allclose(correlation(matrix[places]), ours, atol=1e-12)


@EACH
@quickly
@given(matrix=matrices)
def test_neither_scale_nor_shift_matters_and_a_flip_changes_the_sign(correlation, matrix):
    ours = correlation(matrix)
    np.testing.assert_allclose(correlation(4 * matrix + 1), ours, atol=1e-9)
    signs = np.where(np.arange(matrix.shape[1]) == 0, -1.0, 1.0)
    np.testing.assert_allclose(
        correlation(matrix * signs), ours * signs * signs[:, None], atol=1e-9
    )


@EACH
def test_a_pair_that_is_never_complete_has_no_correlation(correlation):
    ours = correlation([[1.0, np.nan], [2.0, np.nan], [np.nan, 1.0], [np.nan, 5.0]])
    assert np.isnan(ours[0, 1])
    assert ours[0, 0] == pytest.approx(1)


def test_alpha_of_identical_items_is_one_and_of_one_item_nothing():
    column = np.arange(5.0)[:, None]
    assert cronbach_alpha(np.hstack([column] * 3)) == pytest.approx(1)
    assert np.isnan(cronbach_alpha(column))
    assert np.isnan(cronbach_alpha(np.ones((4, 2))))
