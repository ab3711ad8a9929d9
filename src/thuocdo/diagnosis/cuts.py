"""Cut points: the score that a group or a rank begins with, in one period."""

from collections.abc import Sequence

import numpy as np

from thuocdo.catalog.documents import Groups
from thuocdo.catalog.framework import Tree
from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.panel import Place, Snapshot
from thuocdo.index import groups as rules
from thuocdo.index.groups import NO_GROUP, Grouping
from thuocdo.index.rank import NO_RANK, rank_units
from thuocdo.units.names import folded_key


def rule_of(snapshot: Snapshot, code: str) -> Groups | None:
    """How units are grouped at a node of a snapshot; None where they are not."""
    return rule_in(snapshot.tree, code)


def rule_in(tree: Tree, code: str) -> Groups | None:
    """How units are grouped at a node in a period; None where they are not.

    Where the data are partial only fixed thresholds still group (as in the scorebook).
    """
    rule = tree.nodes[code].groups
    if rule is None or (rule.rule != "thresholds" and not tree.complete):
        return None
    return rule


def grouping(rule: Groups, scores: np.ndarray) -> Grouping:
    """Units put in groups by `rule`, with the cut points."""
    return {
        "quartiles": lambda: rules.quartiles(scores, len(rule.labels)),
        "positions": lambda: rules.positions(scores, rule.positions, len(rule.labels)),
        "thresholds": lambda: rules.thresholds(scores, rule.bounds),
        "natural_breaks": lambda: rules.natural_breaks(scores, len(rule.labels)),
    }[rule.rule]()


def group_named(rule: Groups, text: str) -> int:
    """The place (0 = best) of the group called `text`, accents and hyphens aside."""
    wanted = folded_key(text)
    for place, label in enumerate(rule.labels):
        if wanted in (folded_key(label.vi), folded_key(label.en)):
            return place
    raise refusals.no_group(text, [label.vi for label in rule.labels])


def group_label(rule: Groups | None, scores: np.ndarray, index: int) -> str | None:
    """The Vietnamese label of one unit's group, as the scorebook writes it."""
    place = NO_GROUP if rule is None else grouping(rule, scores).index[index]
    return None if place == NO_GROUP else rule.labels[place].vi


def rank_of(scores: np.ndarray, index: int) -> int | None:
    """Competition rank of one unit; None without a score."""
    rank = int(rank_units(scores).ranks[index])
    return None if rank == NO_RANK else rank


def least_for_rank(place: Place, code: str, rank: int, members: Sequence[int] | None = None):
    """The least score at `code` with which the unit is `rank` or better, others unchanged.

    That is the score of the `rank`-th best of the others: equal scores share the better
    rank. `members` are the columns ranked together, by default all; None where there are
    not that many others, so that any score will do.
    """
    scores = place.snapshot.score[place.snapshot.row[code]]
    columns = range(scores.size) if members is None else members
    others = np.array([scores[i] for i in columns if i != place.index and not np.isnan(scores[i])])
    return None if rank > others.size else float(np.sort(others)[::-1][rank - 1])


def least_for_group(place: Place, code: str, rule: Groups, wanted: int) -> float | None:
    """The least score with which the unit is in group `wanted` or better, others unchanged.

    Not the printed cut point: in a relative rule the unit moves the cut as it rises. The
    least score is that of another unit (or a threshold), so those are tried; membership is
    monotone in the own score, except for natural breaks, which are tried one by one.
    """
    scores = place.snapshot.score[place.snapshot.row[code]]
    others = np.delete(scores, place.index)
    tries = np.unique([*others[~np.isnan(others)], *(rule.bounds or [])])
    inside = lambda score: _group_with(rule, scores, place.index, score) <= wanted  # noqa: E731
    if rule.rule == "natural_breaks":
        return next((float(score) for score in tries if inside(score)), None)
    low, high = 0, tries.size
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if inside(tries[middle]) else (middle + 1, high)
    return float(tries[low]) if low < tries.size else None


def _group_with(rule: Groups, scores: np.ndarray, index: int, score: float) -> int:
    changed = scores.copy()
    changed[index] = score
    return int(grouping(rule, changed).index[index])
