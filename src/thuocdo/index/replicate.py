"""One batch of replications of an index: the same leaves and tree, a weight set for each."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from thuocdo.index.aggregate import aggregate
from thuocdo.index.perturb import WeightSets, nominal
from thuocdo.index.tree import Hierarchy, Node


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of every element, (units,) or (R, units), and the weights (by node) behind them."""

    hierarchy: Hierarchy
    scores: dict[str, np.ndarray]
    weights: WeightSets
    replications: int

    @property
    def root(self) -> np.ndarray:
        """Scores of the index, (R, units)."""
        scores = self.scores[self.hierarchy.root]
        return np.broadcast_to(scores, (self.replications, scores.shape[-1]))


def score_replications(
    hierarchy: Hierarchy, leaves: Mapping[str, np.ndarray], weights: WeightSets, replications: int
) -> Scored:
    """The tree scored from leaves (units,) under weight sets (R, components) by node.

    What `aggregate_tree` gives, except that a mean which does not exist is NaN for that unit
    and replication only, whatever the node says: a run loses no replication.
    """
    scores = {name: np.asarray(values, dtype=float) for name, values in leaves.items()}
    for node in hierarchy.nodes:
        if node.name not in scores:
            parts = [scores[name] for name in node.components]
            sets = weights.get(node.name, nominal(node))
            plain = _is_plain(node, parts, sets)
            scores[node.name] = _plain(node, parts, sets) if plain else _any(node, parts, sets)
    return Scored(hierarchy, scores, weights, replications)


def _any(node: Node, parts: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    return aggregate(
        np.stack(np.broadcast_arrays(*parts), axis=-1),
        node.method,
        weights,
        missing=node.missing,
        min_share=node.min_share,
        power=node.power,
        undefined="withhold",
    )


def _is_plain(node: Node, parts: list[np.ndarray], weights: np.ndarray) -> bool:
    linear = node.method in ("sum", "arithmetic")
    sound = (weights >= 0).all() and (weights.sum(axis=-1) > 0).all()  # `aggregate` tells if not
    return linear and bool(sound) and all(np.isfinite(part).all() for part in parts)


def _plain(node: Node, parts: list[np.ndarray], weights: np.ndarray) -> np.ndarray:
    # Nothing missing, nothing undefined: a matrix product where the parts do not vary.
    whole = weights.sum(axis=-1, keepdims=True)
    shares = weights / whole if node.method == "arithmetic" else weights
    if all(part.ndim == 1 for part in parts):
        return shares @ np.stack(parts)
    return sum(shares[..., place, None] * part for place, part in enumerate(parts))
