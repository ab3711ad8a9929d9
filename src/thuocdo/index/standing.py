"""Where a unit stands in one period: rank, region rank, group."""

from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.documents import Groups
from thuocdo.catalog.framework import Tree
from thuocdo.index import groups as rules
from thuocdo.index.rank import NO_RANK, rank_units, rank_within
from thuocdo.index.scoring import Scores


@dataclass(frozen=True, slots=True)
class Standing:
    """Ranks (0 = none), denominators and groups, nodes × units."""

    rank: np.ndarray
    ranked_units: np.ndarray
    region_rank: np.ndarray
    region_size: np.ndarray
    group: list[list[str | None]]


def standing(tree: Tree, scores: Scores, regions: tuple[str | None, ...]) -> Standing:
    """Ranks and groups of every node.

    Where the data of the period are partial nobody is ranked: the best of the provinces
    that a newspaper names is not the first of the country. Fixed thresholds still group.
    """
    shape = scores.score.shape
    if not tree.complete:
        none = np.full(shape, NO_RANK)
        return Standing(none, none, none, none, _groups(tree, scores, ranked=False))
    national, regional = rank_units(scores.score), rank_within(scores.score, regions)
    denominators = np.broadcast_to(national.ranked_units[:, None], shape)
    return Standing(
        national.ranks,
        np.where(national.ranks == NO_RANK, NO_RANK, denominators),
        regional.ranks,
        np.where(regional.ranks == NO_RANK, NO_RANK, regional.ranked_units),
        _groups(tree, scores, ranked=True),
    )


def _groups(tree: Tree, scores: Scores, ranked: bool) -> list[list[str | None]]:
    rows = []
    for code, row in zip(scores.codes, scores.score, strict=True):
        rule = tree.nodes[code].groups
        absolute = rule is not None and rule.rule == "thresholds"
        rows.append(group_labels(row, rule) if absolute or (rule and ranked) else [None] * row.size)
    return rows


def group_labels(scores: np.ndarray, rule: Groups) -> list[str | None]:
    """The Vietnamese label of each unit's group by `rule`; None without a score."""
    grouping = {
        "quartiles": lambda: rules.quartiles(scores, len(rule.labels)),
        "positions": lambda: rules.positions(scores, rule.positions, len(rule.labels)),
        "thresholds": lambda: rules.thresholds(scores, rule.bounds),
        "natural_breaks": lambda: rules.natural_breaks(scores, len(rule.labels)),
    }[rule.rule]()
    labels = [label.vi for label in rule.labels]
    return [None if place == rules.NO_GROUP else labels[place] for place in grouping.index]
