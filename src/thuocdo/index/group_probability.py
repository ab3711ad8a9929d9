"""Which group a unit is in, when its score is uncertain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.documents import Groups
from thuocdo.index.draws import own_student, random_errors
from thuocdo.index.groups import NO_GROUP, ON_THE_CUT, default_positions
from thuocdo.index.intervals import joint_margins
from thuocdo.index.order_draws import group_draws, group_shares, ungrouped
from thuocdo.index.rank import NO_RANK
from thuocdo.index.rank_sets import RankSets, mrsw
from thuocdo.index.uncertain import UncertainScores

DRAWS = 2000
SEED = 1


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


def group_probability(draws, rule: Groups) -> GroupProbability:
    """Group each of the replicate scores (R, units) by `rule`, and count.

    Cut points are computed anew in every draw where the rule computes them.
    """
    replicates = np.asarray(draws, dtype=float)
    if replicates.ndim != 2 or not len(replicates):
        raise ValueError(f"draws are (R, units), R ≥ 1, not {replicates.shape}")
    index = group_draws(replicates, rule)
    return GroupProbability(
        group_shares(index, len(rule.labels)), len(replicates), ungrouped(index)
    )


def drawn_group_probability(
    scores: UncertainScores, rule: Groups, draws: int = DRAWS, seed: int = SEED
) -> GroupProbability:
    """As `group_probability`, over draws about the scores with their covariance.

    The draws are normal, or Student where degrees of freedom are known.
    """
    _more_is_better(scores)
    errors = own_student(random_errors(scores, draws, seed), scores.df, seed)
    drawn = np.full((draws, scores.size), np.nan)
    drawn[:, scores.places] = (scores.values[:, None] + errors).T
    return group_probability(drawn, rule)


def possible_groups(
    scores: UncertainScores, rule: Groups, level: float = 0.95, sets: RankSets | None = None
) -> GroupSets | None:
    """The groups by `rule` that the sample allows, for all units at once with chance `level`.

    With `sets` of ranks they hold as those do: marginal ones for each unit by itself.
    A unit is above the cut at an interpolated percentile exactly where its rank is one of
    those above that cut, ties or not: rank sets tell quartiles too. None for natural breaks,
    of which ranks say nothing.
    """
    _more_is_better(scores)
    if rule.rule == "thresholds":
        return threshold_sets(scores, rule.bounds, level)
    if rule.rule == "natural_breaks":
        return None
    if rule.rule == "quartiles":
        places = default_positions(scores.values.size, len(rule.labels))
    else:
        places = rule.positions or default_positions(scores.size, len(rule.labels))
    return group_sets(mrsw(scores, level) if sets is None else sets, places)


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
    _more_is_better(scores)
    bounds, margin = np.asarray(lower_bounds, dtype=float), joint_margins(scores, level)[1]
    best, worst = (
        (ends[:, None] < bounds - ON_THE_CUT).sum(axis=1)
        for ends in (scores.values + margin, scores.values - margin)
    )
    return GroupSets(scores.spread(best, NO_GROUP), scores.spread(worst, NO_GROUP), level, True)


def _more_is_better(scores: UncertainScores) -> None:
    if not scores.larger_is_better:
        raise ValueError("groups are for scores of which more is better")
