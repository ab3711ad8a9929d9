"""Differences, composites and ratios of estimates that vary together.

Linear combinations are exact; ratios by the delta method (Särndal, Swensson and Wretman 1992,
5.5). A change between years has the covariance of both years when they are estimated from one
pooled design (strata = year x stratum); independent samples may be put side by side first.
"""

import numpy as np

from thuocdo.survey.design import Estimates


def combine(estimates: Estimates, coefficients: np.ndarray) -> Estimates:
    """Linear combinations: coefficients (k,) or (c, k); covariance C Σ Cᵀ."""
    c = np.atleast_2d(np.asarray(coefficients, dtype=float))
    known = np.isfinite(estimates.value)
    lost = np.any((c != 0) & ~known, axis=1)
    value = c[:, known] @ estimates.value[known]
    covariance = c[:, known] @ estimates.covariance[np.ix_(known, known)] @ c[:, known].T
    value = np.where(lost, np.nan, value)
    covariance = np.where(lost[:, None] | lost[None, :], np.nan, covariance)
    return Estimates(value, covariance, estimates.df, _fewest(estimates.counts, c != 0))


def difference(estimates: Estimates, minuend, subtrahend) -> Estimates:
    """Estimates at the places `minuend` less those at `subtrahend`, one a pair."""
    plus, minus = np.atleast_1d(minuend), np.atleast_1d(subtrahend)
    plus, minus = np.broadcast_arrays(plus, minus)
    c = np.zeros((plus.size, estimates.value.size))
    rows = np.arange(plus.size)
    np.add.at(c, (rows, plus), 1.0)
    np.add.at(c, (rows, minus), -1.0)
    return combine(estimates, c)


def ratio(estimates: Estimates, numerators, denominators) -> Estimates:
    """a / b for linear combinations a and b (c, k); se² = var(a - (a/b) b) / b²."""
    top = np.atleast_2d(np.asarray(numerators, dtype=float))
    bottom = np.atleast_2d(np.asarray(denominators, dtype=float))
    both = combine(estimates, np.vstack([top, bottom]))
    a, b = both.value[: len(top)], both.value[len(top) :]
    b = np.where(b == 0, np.nan, b)
    slopes = np.hstack([np.diag(1 / b), np.diag(-a / b**2)])
    return delta(both, a / b, slopes)


def delta(estimates: Estimates, value: np.ndarray, slopes: np.ndarray) -> Estimates:
    """Smooth functions of the estimates: their values (c,) and derivatives (c, k)."""
    linear = combine(estimates, np.nan_to_num(slopes))
    unknown = np.isnan(value)
    covariance = np.where(unknown[:, None] | unknown[None, :], np.nan, linear.covariance)
    return Estimates(np.asarray(value), covariance, estimates.df, linear.counts)


def side_by_side(*samples: Estimates) -> Estimates:
    """Estimates of independent samples as one: covariance 0 between them, df added up.

    Adding df is what one pooled design would give; pass `df` to `intervals` where one of the
    samples is much the smaller.
    """
    sizes = np.cumsum([0] + [sample.value.size for sample in samples])
    covariance = np.zeros((sizes[-1], sizes[-1]))
    for start, end, sample in zip(sizes[:-1], sizes[1:], samples, strict=True):
        covariance[start:end, start:end] = sample.covariance
    return Estimates(
        np.concatenate([sample.value for sample in samples]),
        covariance,
        float(sum(sample.df for sample in samples)),
        np.concatenate([sample.counts for sample in samples]),
    )


def _fewest(counts: np.ndarray, used: np.ndarray) -> np.ndarray:
    """The smallest count among the estimates that each combination uses."""
    lots = np.iinfo(np.int64).max
    fewest = np.where(used, np.asarray(counts)[None, :], lots).min(axis=1)
    return np.where(fewest == lots, 0, fewest)
