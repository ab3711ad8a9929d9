"""Sampling error carried upwards by draws: joint draws of measured nodes in, all nodes out.

A draw is one possible set of all measurements at once (a bootstrap replicate, or a normal
draw with the covariance of the sample). Every draw passes through the framework as the data
did: fill, normalise, aggregate, rank, group. This asks for no smoothness, so that observed
goalposts, ranks and groups are carried too (Saisana, Saltelli and Tarantola, JRSS-A 168,
2005; OECD/JRC Handbook 2008, step 7). Where all is smooth `score_errors` is exact and cheap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.documents import Composition
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.compose import compose
from thuocdo.index.order_draws import group_draws
from thuocdo.index.prepare import changes_values
from thuocdo.index.prepare_draws import prepare_draws
from thuocdo.index.rank import NO_RANK, rank_units

_NEED_POSITIVE = ("geometric", "harmonic", "power")


@dataclass(frozen=True, slots=True)
class ScoreDraws:
    """Scores of every node in every draw.

    `scores` maps codes to (R, units); NaN where the node could not be computed in that draw.
    `undefined` maps a code to how many draws (units,) had no mean *there* (geometric or
    harmonic of a value that is not positive); a node at which this never happens is absent.
    """

    codes: tuple[str, ...]
    scores: dict[str, np.ndarray]
    undefined: dict[str, np.ndarray]

    @property
    def draws(self) -> int:
        """R, the number of draws."""
        return next(iter(self.scores.values())).shape[0]

    def not_computed(self, code: str) -> np.ndarray:
        """In how many draws each unit has no score of the node: (units,)."""
        return np.isnan(self.scores[code]).sum(axis=0)

    def covariance(self, code: str) -> np.ndarray:
        """Covariance of the node's scores over the units, from the draws (divisor R − 1).

        NaN for a unit without a score in some draw: what is left would be a selection.
        """
        return np.atleast_2d(np.cov(self.scores[code], rowvar=False))

    def se(self, code: str) -> np.ndarray:
        """Standard errors (units,) of the node's scores, from the draws."""
        return self.scores[code].std(axis=0, ddof=1)


@dataclass(frozen=True, slots=True)
class DrawStanding:
    """Ranks (0 = none), denominators and groups (−1 = none) in every draw, by node code.

    `ranks` and `groups` map to (R, units), `ranked_units` to (R,). A node without a rule of
    grouping is absent from `groups`.
    """

    ranks: dict[str, np.ndarray]
    ranked_units: dict[str, np.ndarray]
    groups: dict[str, np.ndarray]


def propagate(tree: Tree, draws: Mapping[str, np.ndarray], regions: Sequence) -> ScoreDraws:
    """Scores of every node of `tree` in every draw.

    `draws` maps codes of measured nodes to (R, units), or to (units,) where the measurement
    has no sampling error; `regions` is a label a unit, for imputation within regions. The
    walk is that of `score_period`, except that a mean which does not exist is NaN in that
    draw and counted, and is not replaced by the node's own measurement.
    """
    shape = np.broadcast_shapes(*(np.shape(array) for array in draws.values()))
    walk = _Walk(tree, draws, tuple(regions), shape if len(shape) > 1 else (1, *shape))
    for node in tree.bottom_up:
        walk.visit(node)
    return ScoreDraws(tuple(tree.nodes), walk.scores, walk.undefined)


def stand_draws(tree: Tree, made: ScoreDraws, codes: Sequence[str] | None = None) -> DrawStanding:
    """Ranks and groups in every draw, of `codes` or of every node.

    As in the scorebook nobody is ranked where the data of the period are partial; fixed
    thresholds still group.
    """
    standing = DrawStanding({}, {}, {})
    for code in made.codes if codes is None else codes:
        scores, rule = made.scores[code], tree.nodes[code].groups
        ranking = rank_units(scores if tree.complete else np.full_like(scores, np.nan))
        standing.ranks[code], standing.ranked_units[code] = ranking.ranks, ranking.ranked_units
        if rule and (tree.complete or rule.rule == "thresholds"):
            standing.groups[code] = group_draws(scores, rule)
    return standing


def rank_shares(ranks: np.ndarray) -> np.ndarray:
    """Share of the draws in which each unit has each rank: (units, units), rank 1 first.

    A draw without a rank is nowhere, and counts in the denominator. How often a rank came
    up in draws is *not* a confidence statement about it: see the rank sets for that.
    """
    places = np.arange(NO_RANK + 1, ranks.shape[-1] + 1)
    return np.stack([(ranks == place).mean(axis=0) for place in places], axis=-1)


class _Walk:
    """The scores on the way up, and `entering`: what a node's parent gets of it."""

    def __init__(self, tree: Tree, draws, regions: tuple, shape: tuple[int, ...]):
        self.tree, self.draws, self.regions, self.shape = tree, draws, regions, shape
        self.scores: dict[str, np.ndarray] = {}
        self.entering: dict[str, np.ndarray] = {}
        self.undefined: dict[str, np.ndarray] = {}

    def visit(self, node: NodeInForce) -> None:
        score = self._score(node)
        self.scores[node.code] = self.entering[node.code] = score
        if changes_values(node.preparation):
            entering = prepare_draws(score, node.preparation, self.regions)
            self.entering[node.code] = entering
            # What was imputed enters the node above but is not a score of the unit.
            self.scores[node.code] = np.where(np.isnan(score), np.nan, entering)

    def _score(self, node: NodeInForce) -> np.ndarray:
        given = self.draws.get(node.code)
        own = None if given is None else np.broadcast_to(np.asarray(given, float), self.shape)
        if node.parts and node.composition.aggregate != "none":
            made, undefined = self._aggregate(node.composition)
            if undefined is not None:
                self.undefined[node.code] = undefined.sum(axis=0)
            return made if own is None else _choose(node.composition, own, made, undefined)
        return np.full(self.shape, np.nan) if own is None else own

    def _aggregate(self, rule: Composition) -> tuple[np.ndarray, np.ndarray | None]:
        parts = [self.entering[part] for part in rule.parts]
        if _is_plain(rule):
            return _plain(parts, rule), None
        made = compose(np.stack(parts, axis=-1), rule, undefined="withhold")
        return rule.factor * made, _undefined(parts, rule)


def _is_plain(rule: Composition) -> bool:
    """Whether NaN + anything = NaN does what the definition wants, without masks."""
    linear, weights = rule.aggregate in ("sum", "arithmetic"), rule.part_weights
    return linear and rule.missing == "withhold" and min(weights) > 0


def _plain(parts: list[np.ndarray], rule: Composition) -> np.ndarray:
    # Part by part: stacking a thousand draws of 130 indicators costs more than adding them.
    whole = sum(rule.part_weights) if rule.aggregate == "arithmetic" else 1.0
    weights = [rule.factor * weight / whole for weight in rule.part_weights]
    total = parts[0] * weights[0]
    for part, weight in zip(parts[1:], weights[1:], strict=True):
        total += part if weight == 1 else weight * part
    return total


def _undefined(parts: list[np.ndarray], rule: Composition) -> np.ndarray | None:
    """Draws × units at which the mean does not exist; None where it does everywhere."""
    if rule.aggregate not in _NEED_POSITIVE:
        return None
    zero_allowed = rule.power is not None and rule.power > 0
    found = np.zeros(parts[0].shape, dtype=bool)
    for part, weight in zip(parts, rule.part_weights, strict=True):
        if weight > 0:
            found |= (part < 0) if zero_allowed else (part <= 0)
    return found if found.any() else None


def _choose(rule: Composition, own, made, undefined) -> np.ndarray:
    if rule.prefer == "measurement":
        return np.where(np.isnan(own), made, own)
    absent = np.isnan(made) if undefined is None else np.isnan(made) & ~undefined
    return np.where(absent, own, made)
