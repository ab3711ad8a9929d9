"""Normalisation: indicators in different units are brought to one scale.

Every rule takes one indicator over all units, a 1-D array in which larger is better and NaN
is a missing value; NaN stays NaN. `normalise` flips an indicator in which larger is worse
(direction −1: the values are multiplied by −1) *before* the rule, so that every rule is
written once, for "larger is better".

Formulas: OECD/JRC, Handbook on Constructing Composite Indicators (2008), part I step 5;
Borda scores after J.-C. de Borda (1781). Ties share the smallest rank among them.
"""

from collections.abc import Callable

import numpy as np

Rule = Callable[..., np.ndarray]


def normalise(values, method: str = "minmax", direction: int = 1, **params) -> np.ndarray:
    """One indicator (units,) normalised by a registered method; NaN stays NaN.

    `direction` is 1 where larger is better, −1 where larger is worse. `params` are those of
    the rule. Raises `ValueError` for an unknown method or direction, or for an array that is
    not 1-D; a constant indicator is never an error (each rule tells what it gives).
    """
    if method not in NORMALISATIONS:
        raise ValueError(f"unknown normalisation {method!r}; known: {', '.join(NORMALISATIONS)}")
    if direction not in (1, -1):
        raise ValueError(f"direction is 1 or -1, not {direction!r}")
    array = np.asarray(values, dtype=float)
    if array.ndim != 1:
        raise ValueError(f"one indicator at a time: expected a 1-D array, got {array.ndim}-D")
    return NORMALISATIONS[method](array if direction == 1 else -array, **params)


def unchanged(values: np.ndarray) -> np.ndarray:
    """The values as they are: for indicators that already share a scale, as PAPI's do."""
    return values.copy()


def minmax(
    values: np.ndarray,
    low: float = 0.0,
    high: float = 100.0,
    bounds: tuple[float, float] | None = None,
    clip: bool = False,
) -> np.ndarray:
    """Linear, from worst → `low` to best → `high`.

    Worst and best are the observed extremes, or the fixed `bounds` (worst, best), given on
    the scale of `values` after the flip of direction. A value beyond fixed bounds goes beyond
    `low`..`high` unless `clip`: a province that outdoes the goalpost keeps its lead.
    A constant indicator without fixed bounds gives the midpoint, for nobody is ahead.
    """
    if np.isnan(values).all():
        return values.copy()
    worst, best = (np.nanmin(values), np.nanmax(values)) if bounds is None else bounds
    if bounds is not None and not worst < best:
        raise ValueError(f"bounds go from worst to best, the worst first: {bounds}")
    if worst == best:
        return _where_present(values, (low + high) / 2)
    scaled = low + (high - low) * (values - worst) / (best - worst)
    return np.clip(scaled, min(low, high), max(low, high)) if clip else scaled


def zscore(values: np.ndarray, mean: float = 0.0, sd: float = 1.0) -> np.ndarray:
    """Standard scores moved to `mean` and `sd` (sample standard deviation, n − 1).

    A constant indicator, or a single value, gives `mean` for all.
    """
    present = values[~np.isnan(values)]
    if present.size == 0 or np.ptp(present) == 0:
        return _where_present(values, mean)
    return mean + sd * (values - present.mean()) / present.std(ddof=1)


def rank(values: np.ndarray) -> np.ndarray:
    """Rank from the worst = 1 upwards: larger is better; a constant gives 1 for all."""
    ordered = np.sort(values[~np.isnan(values)])
    ranks = np.searchsorted(ordered, values, side="left") + 1.0
    return np.where(np.isnan(values), np.nan, ranks)


def borda(values: np.ndarray) -> np.ndarray:
    """Borda score: how many units are strictly worse; a constant gives 0 for all."""
    return rank(values) - 1


def percentile_rank(values: np.ndarray) -> np.ndarray:
    """Share of the *other* units that are strictly worse, 0 to 1; a constant gives 0.

    A unit alone, with no others to be better than, gets 0 too.
    """
    others = max(int((~np.isnan(values)).sum()) - 1, 1)
    return borda(values) / others


def distance_to_maximum(values: np.ndarray) -> np.ndarray:
    """One minus the distance to the best unit, in units of the range: the best is 1.

    A constant indicator gives 1 for all: nobody is away from the best.
    """
    present = values[~np.isnan(values)]
    if present.size == 0 or np.ptp(present) == 0:
        return _where_present(values, 1.0)
    return 1 - (present.max() - values) / np.ptp(present)


def fraction_of_maximum(values: np.ndarray) -> np.ndarray:
    """Value divided by the largest value, which becomes 1; a constant gives 1.

    It needs positive values. Where the largest is negative, as after direction −1 of a
    positive indicator, the quotient is still 1 for the best but *larger for the worse*: the
    order is turned round (COINr does the same). Use another rule for such indicators. Where
    the largest is 0 the quotient does not exist: NaN, except for a constant.
    """
    present = values[~np.isnan(values)]
    if present.size == 0 or np.ptp(present) == 0:
        return _where_present(values, 1.0)
    best = present.max()
    return values / best if best != 0 else np.full_like(values, np.nan)


def _where_present(values: np.ndarray, constant: float) -> np.ndarray:
    return np.where(np.isnan(values), np.nan, float(constant))


# The names that definitions use. A new rule is under test the moment it stands here.
NORMALISATIONS: dict[str, Rule] = {
    "none": unchanged,
    "minmax": minmax,
    "zscore": zscore,
    "rank": rank,
    "borda": borda,
    "prank": percentile_rank,
    "dist2max": distance_to_maximum,
    "fracmax": fraction_of_maximum,
}
