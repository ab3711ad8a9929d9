"""Ranks: competition ranking ("1224"), best = 1, among the units that have a score."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NO_RANK = 0

# Scores closer than this are one score. A total is a sum of floats: the same parts added in
# another order, or on another processor, differ in the last bits, and a rank must not hang
# on them. No index publishes more than six decimals, so 1e-9 never joins two real scores.
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rank of every unit and how many units are ranked.

    `ranks` has the shape of the scores (integers; `NO_RANK` = 0 where there is no score).
    `ranked_units` is the denominator, shape of the batch; in a ranking within regions it
    has the shape of the scores and holds the denominator of the unit's own region.
    """

    ranks: np.ndarray
    ranked_units: np.ndarray


def rank_units(scores, larger_is_better: bool = True) -> Ranking:
    """Rank the last axis of `scores` (…, units); a missing score (NaN) gets no rank.

    Units tie when neighbours in the sorted list are within `TIE` of each other. Being a
    matter of the sorted list alone, ranks do not depend on the order of the units.
    """
    array = np.asarray(scores, dtype=float)
    keys = -array if larger_is_better else array
    order = np.argsort(keys, axis=-1, kind="stable")  # NaN goes last either way
    ordered = np.take_along_axis(keys, order, axis=-1)
    opens = np.ones(ordered.shape, dtype=bool)
    opens[..., 1:] = ~(np.diff(ordered, axis=-1) <= TIE)
    places = np.where(opens, np.arange(1, array.shape[-1] + 1), 0)
    ranks = np.empty(array.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.maximum.accumulate(places, axis=-1), axis=-1)
    present = ~np.isnan(array)
    return Ranking(np.where(present, ranks, NO_RANK), present.sum(axis=-1))


def rank_within(scores, regions: Sequence, larger_is_better: bool = True) -> Ranking:
    """Rank the last axis of `scores` (…, units) within regions, one label per unit.

    A unit whose label is None belongs to no region: no rank, size 0. The size counts only
    units of the region that have a score.
    """
    array = np.asarray(scores, dtype=float)
    if len(regions) != array.shape[-1]:
        raise ValueError(f"{array.shape[-1]} units but {len(regions)} region labels")
    ranks = np.full(array.shape, NO_RANK, dtype=np.int64)
    sizes = np.zeros(array.shape, dtype=np.int64)
    for label in dict.fromkeys(label for label in regions if label is not None):
        members = np.array([other == label for other in regions])
        ranking = rank_units(array[..., members], larger_is_better)
        ranks[..., members] = ranking.ranks
        sizes[..., members] = np.expand_dims(ranking.ranked_units, -1)
    return Ranking(ranks, sizes)
