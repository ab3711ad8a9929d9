"""Treatment of outliers before normalisation: winsorise a few points, else take logs.

A single extreme unit squeezes all others together under min–max. The rule, of the OECD/JRC
Handbook (2008, step 5) and the Global Innovation Index: an indicator is left alone unless
|skewness| *and* kurtosis are both beyond their limits; then extreme values are pulled to
the next value, one distinct value at a time, and if that takes too many points the
untreated indicator is log-transformed instead.
"""

from dataclasses import dataclass
from math import isnan

import numpy as np

from thuocdo.index.moments import kurtosis, skewness


@dataclass(frozen=True, slots=True)
class Treatment:
    """An indicator after treatment, and what was done to it.

    `method` is `none`, `winsorise` or `log`; `points` is how many units winsorising
    changed (0 for the others). `passed` tells whether the result is within the limits.
    """

    values: np.ndarray
    method: str
    points: int
    skew_before: float
    kurtosis_before: float
    skew_after: float
    kurtosis_after: float
    passed: bool


def treat(
    values,
    skew_limit: float = 2.0,
    kurtosis_limit: float = 3.5,
    max_winsorised: int = 5,
    log: bool = True,
) -> Treatment:
    """One indicator (units,) treated where its distribution asks for it; NaN stays NaN.

    Limits are for G1 and G2 (see `moments`). With `log=False` an indicator that winsorising
    cannot mend is returned untouched with `passed` false. Where moments do not exist (few
    values, a constant) there is nothing to treat.
    """
    array = np.asarray(values, dtype=float)
    limits = (skew_limit, kurtosis_limit)
    if _passes(array, *limits):
        return _treatment(array, array.copy(), "none", limits)
    winsorised = winsorise(array, *limits, max_winsorised)
    if _passes(winsorised, *limits):
        return _treatment(array, winsorised, "winsorise", limits)
    if log:
        return _treatment(array, log_transform(array), "log", limits)
    return _treatment(array, array.copy(), "none", limits)


def winsorise(values, skew_limit: float, kurtosis_limit: float, max_points: int) -> np.ndarray:
    """Pull the extreme value to the next one until the limits hold or points run out.

    The end treated is the one the skewness points to, asked again at every step. Units that
    share the extreme value move together; a step that would bring the number of changed
    units beyond `max_points` is not taken.
    """
    current = np.array(values, dtype=float)
    while not _passes(current, skew_limit, kurtosis_limit):
        tail = 1 if skewness(current) > 0 else -1
        extreme = np.nanmax(tail * current)
        at_extreme = tail * current == extreme
        following = np.where(
            at_extreme,
            tail * np.nanmax(np.where(at_extreme | np.isnan(current), -np.inf, tail * current)),
            current,
        )
        if _changed(values, following) > max_points:
            break
        current = following
    return current


def log_transform(values) -> np.ndarray:
    """Logarithm towards the longer tail: log(x − min + a), or −log(max + a − x) if it is left.

    a is 1 % of the range, so that the smallest argument is positive whatever the unit.
    Increasing in x either way. A constant has no range and is returned as it is.
    """
    array = np.asarray(values, dtype=float)
    present = array[~np.isnan(array)]
    if present.size == 0 or np.ptp(present) == 0:
        return array.copy()
    offset = 0.01 * np.ptp(present)
    if skewness(present) < 0:
        return -np.log(present.max() + offset - array)
    return np.log(array - present.min() + offset)


def _passes(values: np.ndarray, skew_limit: float, kurtosis_limit: float) -> bool:
    skew, kurt = skewness(values), kurtosis(values)
    return isnan(skew) or isnan(kurt) or abs(skew) < skew_limit or kurt < kurtosis_limit


def _changed(before, after) -> int:
    present = ~np.isnan(after)
    return int((np.asarray(before, dtype=float)[present] != after[present]).sum())


def _treatment(before, after, method: str, limits: tuple[float, float]) -> Treatment:
    points = _changed(before, after) if method == "winsorise" else 0
    moments = (skewness(before), kurtosis(before), skewness(after), kurtosis(after))
    return Treatment(after, method, points, *moments, _passes(after, *limits))
