"""Order in every draw: quantiles and groups of arrays (…, units), draw by draw.

The rules are those of `groups`, over a leading batch axis; a test compares the two.
"""

from collections.abc import Sequence

import numpy as np

from thuocdo.catalog.documents import Groups
from thuocdo.index import groups as rules
from thuocdo.index.groups import NO_GROUP, ON_THE_CUT
from thuocdo.index.rank import NO_RANK, rank_units


def quantile_draws(draws, share: float) -> np.ndarray:
    """Quantile (…,) over the units present in each draw; NaN where nobody is.

    Linear interpolation, type 7 of Hyndman and Fan (1996).
    """
    ordered = np.sort(np.asarray(draws, dtype=float), axis=-1)  # NaN goes last
    return _interpolate(ordered, (~np.isnan(ordered)).sum(axis=-1), share)


def group_draws(draws, rule: Groups) -> np.ndarray:
    """Group of each unit in each draw: 0 the best, `NO_GROUP` without a score; (…, units)."""
    array, count = np.asarray(draws, dtype=float), len(rule.labels)
    if rule.rule == "thresholds":
        return _below(array, rule.bounds)
    if rule.rule == "positions":
        return position_groups(array, rule.positions, count)
    if rule.rule == "natural_breaks":  # dynamic programming: one draw at a time
        rows = array.reshape(-1, array.shape[-1])
        found = [rules.natural_breaks(row, count).index for row in rows]
        return np.stack(found).reshape(array.shape)
    return quartile_groups(array, count)


def quartile_groups(draws, groups: int = 4) -> np.ndarray:
    """Equal shares of the units present in each draw, cut at interpolated percentiles."""
    array = np.asarray(draws, dtype=float)
    ordered = np.sort(array, axis=-1)
    present = (~np.isnan(ordered)).sum(axis=-1)
    shares = np.arange(groups - 1, 0, -1) / groups
    return _below(array, [_interpolate(ordered, present, share)[..., None] for share in shares])


def position_groups(draws, cuts: Sequence[int] | None = None, groups: int = 4) -> np.ndarray:
    """Fixed places in the list of all units: see `groups.positions`."""
    array = np.asarray(draws, dtype=float)
    places = tuple(cuts) if cuts is not None else rules.default_positions(array.shape[-1], groups)
    ranks = rank_units(array).ranks
    return np.where(ranks == NO_RANK, NO_GROUP, np.searchsorted(places, ranks, side="left"))


def group_shares(index: np.ndarray, groups: int) -> np.ndarray:
    """How often each unit is in each group, among the draws in which it has a score.

    `index` (R, units) as from `group_draws`; the result (units, groups) adds up to 1 by unit,
    NaN for one that never has a score. `ungrouped` counts what is outside the denominator.
    """
    counts = np.stack([(index == group).sum(axis=0) for group in range(groups)], axis=-1)
    known = index.shape[0] - ungrouped(index)[:, None]
    return np.where(known > 0, counts / np.maximum(known, 1), np.nan)


def ungrouped(index: np.ndarray) -> np.ndarray:
    """In how many draws (units,) each unit is in no group: it has no score there."""
    return (index == NO_GROUP).sum(axis=0)


def _interpolate(ordered, present, share: float) -> np.ndarray:
    place = np.maximum(present - 1, 0) * share
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, np.maximum(present - 1, 0))
    at_low, at_high = (np.take_along_axis(ordered, p[..., None], -1)[..., 0] for p in (low, high))
    return at_low + (at_high - at_low) * (place - low)


def _below(array: np.ndarray, cut_points) -> np.ndarray:
    below = np.zeros(array.shape, dtype=np.int64)
    for cut in cut_points:
        below += array < cut - ON_THE_CUT
    return np.where(np.isnan(array), NO_GROUP, below)
