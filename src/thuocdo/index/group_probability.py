"""Which group a unit is in, when its score is uncertain."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.index.groups import NO_GROUP, ON_THE_CUT, Grouping
from thuocdo.index.intervals import joint_margins
from thuocdo.index.rank import NO_RANK
from thuocdo.index.rank_sets import RankSets
from thuocdo.index.uncertain import UncertainScores


@dataclass(frozen=True, slots=True)
class GroupProbability:
    """Shares of draws in which a unit was in each group: (units, groups), best group first.

    Of the draws in which the unit had a score; `failed` (units,) counts the others, of `draws`
    in all. A row is NaN where it never had one. These describe the draws; they are no
    confidence statement: for that see `GroupSets`.
    """

    probability: np.ndarray
    draws: int
    failed: np.ndarray


@dataclass(frozen=True, slots=True)
class GroupSets:
    """The groups that the sample does not rule out, from `best` to `worst` (units,).

    Group numbers as in `Grouping`, `NO_GROUP` where there is no score. All ranges hold together
    with chance `level` when they come from simultaneous sets.
    """

    best: np.ndarray
    worst: np.ndarray
    level: float
    simultaneous: bool

    @property
    def surely(self) -> np.ndarray:
        """The one group a unit can be in, `NO_GROUP` where there are several: (units,)."""
        return np.where(self.best == self.worst, self.best, NO_GROUP)

    def possibly(self, group: int) -> np.ndarray:
        """Units that may be in `group`: bool (units,)."""
        return (self.best != NO_GROUP) & (self.best <= group) & (group <= self.worst)


def group_probability(draws, rule: Callable[[np.ndarray], Grouping]) -> GroupProbability:
    """Group each of the replicate scores (R, units) by `rule`, and count.

    `rule` is `quartiles`, or `positions` or `thresholds` with its cuts filled in: cut points
    are computed anew in every draw where the rule computes them.
    """
    replicates = np.asarray(draws, dtype=float)
    if replicates.ndim != 2 or not len(replicates):
        raise ValueError(f"draws are (R, units), R ≥ 1, not {replicates.shape}")
    grouped = [rule(row) for row in replicates]
    groups = grouped[0].sizes.size
    index = np.array([grouping.index for grouping in grouped])
    counts = np.array([(index == group).sum(axis=0) for group in range(groups)]).T
    known = counts.sum(axis=1, keepdims=True)
    probability = np.where(known > 0, counts / np.maximum(known, 1), np.nan)
    return GroupProbability(probability, len(replicates), len(replicates) - known[:, 0])


def group_sets(sets: RankSets, last_places: Sequence[int]) -> GroupSets:
    """Groups by place (last places of each but the lowest, 16/32/47 say) from rank sets."""
    ranked = sets.rank != NO_RANK
    best, worst = (
        np.searchsorted(last_places, ends, side="left") for ends in (sets.low, sets.high)
    )
    return GroupSets(
        np.where(ranked, best, NO_GROUP),
        np.where(ranked, worst, NO_GROUP),
        sets.level,
        sets.simultaneous,
    )


def threshold_sets(
    scores: UncertainScores, lower_bounds: Sequence[float], level: float = 0.95
) -> GroupSets:
    """Groups by fixed descending bounds, 90/80/70 say, from joint intervals of the scores."""
    if not scores.larger_is_better:
        raise ValueError("bounds are for scores of which more is better")
    bounds, margin = np.asarray(lower_bounds, dtype=float), joint_margins(scores, level)[1]
    best, worst = (
        (ends[:, None] < bounds - ON_THE_CUT).sum(axis=1)
        for ends in (scores.values + margin, scores.values - margin)
    )
    return GroupSets(scores.spread(best, NO_GROUP), scores.spread(worst, NO_GROUP), level, True)
