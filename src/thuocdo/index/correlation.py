"""How indicators go together: correlations over complete pairs, and Cronbach's alpha."""

from collections.abc import Callable

import numpy as np


def pearson(matrix) -> np.ndarray:
    """Pearson correlations of the columns of (units, indicators): (indicators, indicators).

    Each pair over the units that have both. NaN where fewer than two units do, or where one
    of the two does not vary among them.
    """
    return _pairwise(matrix, _pearson_of)


def spearman(matrix) -> np.ndarray:
    """Spearman's rho: Pearson's correlation of the ranks, ties sharing their mean rank.

    Ranks are taken anew among the complete units of each pair.
    """
    return _pairwise(matrix, lambda x, y: _pearson_of(_mean_ranks(x), _mean_ranks(y)))


def kendall(matrix) -> np.ndarray:
    """Kendall's tau-b (with his correction for ties), over complete pairs."""
    return _pairwise(matrix, _tau_b)


CORRELATIONS: dict[str, Callable[..., np.ndarray]] = {
    "pearson": pearson,
    "spearman": spearman,
    "kendall": kendall,
}


def cronbach_alpha(matrix) -> float:
    """Internal consistency of the columns of (units, items), over complete units.

    k/(k − 1) · (1 − Σ variances of the items / variance of their sum); L. J. Cronbach,
    Psychometrika 16 (1951). At most 1; NaN for one item, fewer than two complete units, or a
    sum that does not vary. Items should be normalised and point the same way.
    """
    array = np.asarray(matrix, dtype=float)
    complete = array[~np.isnan(array).any(axis=1)]
    units, items = complete.shape
    if items < 2 or units < 2:
        return float("nan")
    whole = complete.sum(axis=1).var(ddof=1)
    if whole == 0:
        return float("nan")
    return float(items / (items - 1) * (1 - complete.var(axis=0, ddof=1).sum() / whole))


def _pairwise(matrix, statistic: Callable[[np.ndarray, np.ndarray], float]) -> np.ndarray:
    array = np.asarray(matrix, dtype=float)
    columns = array.shape[1]
    result = np.empty((columns, columns))
    for i in range(columns):
        for j in range(i + 1):
            both = ~np.isnan(array[:, i]) & ~np.isnan(array[:, j])
            result[i, j] = result[j, i] = statistic(array[both, i], array[both, j])
    return result


def _pearson_of(x: np.ndarray, y: np.ndarray) -> float:
    if x.size < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    # Ranges are divided out first, so that squares neither vanish nor overflow.
    x, y = x / np.ptp(x), y / np.ptp(y)
    x, y = x - x.mean(), y - y.mean()
    return float(np.clip((x @ y) / np.sqrt((x @ x) * (y @ y)), -1, 1))


def _mean_ranks(values: np.ndarray) -> np.ndarray:
    inverse, counts = np.unique(values, return_inverse=True, return_counts=True)[1:]
    last = np.cumsum(counts)
    return (last - (counts - 1) / 2)[inverse]


def _tau_b(x: np.ndarray, y: np.ndarray) -> float:
    if x.size < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    above_x, above_y = np.sign(x[:, None] - x), np.sign(y[:, None] - y)
    pairs = np.sqrt((above_x**2).sum() * (above_y**2).sum())
    return float((above_x * above_y).sum() / pairs)
