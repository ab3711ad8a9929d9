"""Groups: units sorted into a few classes by score, the best class first.

Four rules, one result. Which one a framework uses, and over whom, is its definition's
business. A published group is data: shown beside ours, never replaced by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.index.breaks import break_values
from thuocdo.index.rank import NO_RANK, rank_units

NO_GROUP = -1

# An interpolated cut point that falls on a unit equals that unit's score but for rounding in
# the interpolation. The unit is given the benefit: it is in the upper group (PAPI 2023:
# Vĩnh Phúc and Long An stand exactly on a cut point).
ON_THE_CUT = 1e-9


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which group every unit is in.

    `index` (units,): 0 is the best group, `NO_GROUP` = −1 a unit without a score.
    `cut_points` (groups − 1,), descending: the least score that is still in group 0, 1, …
    `sizes` (groups,): units with a score in each group.
    """

    index: np.ndarray
    cut_points: np.ndarray
    sizes: np.ndarray


def quartiles(scores, groups: int = 4) -> Grouping:
    """Equal shares of the units that have a score, cut at interpolated percentiles.

    Linear interpolation (type 7 of Hyndman and Fan 1996), a unit on a cut point belongs
    above it. What PAPI does for each dimension.
    """
    array = np.asarray(scores, dtype=float)
    present = array[~np.isnan(array)]
    if present.size == 0:
        return _grouping(array, np.full(groups - 1, np.nan))
    shares = np.arange(groups - 1, 0, -1) / groups
    return _grouping(array, np.quantile(present, shares))


def positions(scores, cuts: Sequence[int] | None = None, groups: int = 4) -> Grouping:
    """Fixed places in the list of *all* units, those without a score counted last.

    `cuts` are the last places of each group but the lowest, 16/32/47 say; by default they
    are where `quartiles` would cut a full list without ties. Units with one score share the
    better group. A cut point is the lowest score in the group; where the cut lies beyond
    the units with a score it is NaN. What PAPI 2022 did for the total.
    """
    array = np.asarray(scores, dtype=float)
    places = tuple(cuts) if cuts is not None else default_positions(array.size, groups)
    if list(places) != sorted(places) or (places and places[0] < 1):
        raise ValueError(f"cuts are places from 1, ascending: {places}")
    ranks = rank_units(array).ranks
    index = np.where(ranks == NO_RANK, NO_GROUP, np.searchsorted(places, ranks, side="left"))
    ordered = np.sort(array[ranks != NO_RANK])[::-1]
    lowest = [ordered[place - 1] if place <= ordered.size else np.nan for place in places]
    return Grouping(index, np.array(lowest, dtype=float), _sizes(index, len(places) + 1))


def default_positions(units: int, groups: int = 4) -> tuple[int, ...]:
    """Places where interpolated percentiles cut a full list: 16/32/47 for 63 units.

    The percentile of share q lies at place (n − 1)·q from the lowest, counted from 0; above
    it, or on it, are n − ⌈(n − 1)·q⌉ units.
    """
    units = max(units, 1)
    return tuple(units + (-(units - 1) * (groups - j)) // groups for j in range(1, groups))


def thresholds(scores, lower_bounds: Sequence[float]) -> Grouping:
    """Fixed descending lower bounds, 90/80/70 say; a score on a bound belongs above it."""
    bounds = np.asarray(lower_bounds, dtype=float)
    if not (np.diff(bounds) < 0).all():
        raise ValueError(f"lower bounds descend: {list(lower_bounds)}")
    return _grouping(np.asarray(scores, dtype=float), bounds)


def natural_breaks(scores, groups: int) -> Grouping:
    """Classes of least variance within (Fisher–Jenks), computed exactly.

    A cut point is the lowest score in its group. With fewer different scores than groups
    the last groups are empty and their cut points NaN.
    """
    array = np.asarray(scores, dtype=float)
    lowest = break_values(array[~np.isnan(array)], groups)
    return _grouping(array, lowest)


def _grouping(array: np.ndarray, cut_points: np.ndarray) -> Grouping:
    below = array[:, None] < cut_points - ON_THE_CUT
    index = np.where(np.isnan(array), NO_GROUP, below.sum(axis=1))
    return Grouping(index, cut_points, _sizes(index, cut_points.size + 1))


def _sizes(index: np.ndarray, groups: int) -> np.ndarray:
    return np.bincount(index[index != NO_GROUP], minlength=groups)
