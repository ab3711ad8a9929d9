"""What an indicator looks like before anything is done to it, and what should worry us."""

from dataclasses import dataclass
from math import nan

import numpy as np

from thuocdo.index.moments import kurtosis, skewness


@dataclass(frozen=True, slots=True)
class Limits:
    """When an indicator is flagged: shares of units (0 to 1), and moments G1 and G2."""

    available: float = 0.65
    nonzero: float = 0.5
    unique: float = 0.5
    skew: float = 2.0
    kurtosis: float = 3.5


@dataclass(frozen=True, slots=True)
class Description:
    """Statistics of one indicator over its units.

    `sd` is the sample standard deviation (n − 1). `n_same` is how often the commonest value
    occurs. Shares (0 to 1) are of all units for `share_available`, of the units present for
    the others. Flags are true where something is wrong. What does not exist is NaN.
    """

    low: float
    high: float
    mean: float
    median: float
    sd: float
    skew: float
    kurtosis: float
    n_available: int
    n_nonzero: int
    n_unique: int
    n_same: int
    share_available: float
    share_nonzero: float
    share_unique: float
    share_same: float
    few_available: bool
    few_nonzero: bool
    few_unique: bool
    outliers: bool


_DEFAULT = Limits()


def describe(values, limits: Limits = _DEFAULT) -> Description:
    """Describe one indicator (units,); NaN is missing.

    `outliers` is the rule of `treat`: |skew| and kurtosis *both* beyond their limits.
    """
    array = np.asarray(values, dtype=float)
    present = array[~np.isnan(array)]
    counts = _counts(present)
    share = present.size / array.size if array.size else nan
    of_present = tuple(count / present.size if present.size else nan for count in counts[1:])
    moments = skewness(present), kurtosis(present)
    flags = (
        share < limits.available,
        of_present[0] < limits.nonzero,
        of_present[1] < limits.unique,
        abs(moments[0]) > limits.skew and moments[1] > limits.kurtosis,
    )
    return Description(*_location(present), *moments, *counts, share, *of_present, *flags)


def _location(present: np.ndarray) -> tuple[float, ...]:
    """Min, max, mean, median, sample sd."""
    if present.size == 0:
        return (nan,) * 5
    sd = float(present.std(ddof=1)) if present.size > 1 else nan
    statistics = (present.min(), present.max(), present.mean(), np.median(present))
    return (*(float(statistic) for statistic in statistics), sd)


def _counts(present: np.ndarray) -> tuple[int, int, int, int]:
    """How many are available, not zero, different, and equal to the commonest value."""
    counts = np.unique(present, return_counts=True)[1]
    commonest = int(counts.max()) if counts.size else 0
    return present.size, int(np.count_nonzero(present)), counts.size, commonest
