"""Weight sets for a sensitivity run: noise about the nominal weights, Dirichlet, or given.

A weight set is an array (R, components) a node, as `aggregate_tree` takes it. Weights are
relative: only their ratio within a node matters.
"""

from collections.abc import Mapping

import numpy as np

from thuocdo.index.tree import Hierarchy, Node

WeightSets = dict[str, np.ndarray]


def levels(hierarchy: Hierarchy) -> dict[str, int]:
    """Level of every element: leaves are 1, a node one above the highest of its components."""
    found = dict.fromkeys(hierarchy.leaves, 1)
    for node in hierarchy.nodes:
        found[node.name] = 1 + max(found[component] for component in node.components)
    return found


def noisy_weights(
    hierarchy: Hierarchy, noise: Mapping[int, float], sets: int, rng: np.random.Generator
) -> WeightSets:
    """Each weight times 1 + U(−x, x), x by level: `{1: 0.25, 2: 0.25}` is ±25 % at two levels.

    Independent over elements and sets. The scheme of Saisana, Saltelli and Tarantola
    (JRSS-A 168, 2005) as COINr draws it. Elements of other levels keep their weight.
    """
    if not all(0 <= share < 1 for share in noise.values()):
        raise ValueError(f"noise is a share of the weight, from 0 to below 1: {dict(noise)}")
    at = levels(hierarchy)
    found = {}
    for node in hierarchy.nodes:
        spread = np.array([noise.get(at[component], 0.0) for component in node.components])
        if spread.any():
            shift = rng.uniform(-1.0, 1.0, (sets, spread.size))
            found[node.name] = nominal(node) * (1 + spread * shift)
    return found


def dirichlet_weights(
    hierarchy: Hierarchy, concentration: float, sets: int, rng: np.random.Generator
) -> WeightSets:
    """Shares of each node drawn from a Dirichlet distribution about the nominal shares w.

    The mean is w and the variance w(1 − w) / (concentration + 1): the larger the
    concentration, the closer to w. Unlike noise it lets any trade-off come up.
    """
    if not concentration > 0:
        raise ValueError(f"the concentration is positive, not {concentration}")
    found = {}
    for node in hierarchy.nodes:
        counted = node.shares > 0  # a component of weight 0 stays out
        found[node.name] = np.zeros((sets, counted.size))
        found[node.name][:, counted] = rng.dirichlet(concentration * node.shares[counted], sets)
        # Under a small concentration a share may underflow to 0, even all of them at once.
        found[node.name][:, counted] += np.finfo(float).tiny
    return _times_total(found, hierarchy)


def given_weights(hierarchy: Hierarchy, weights: Mapping[str, np.ndarray]) -> WeightSets:
    """Weight sets from weights (R,) by element; elements not named keep their own weight."""
    found = {}
    for node in hierarchy.nodes:
        if any(component in weights for component in node.components):
            own = zip(node.components, nominal(node), strict=True)
            columns = [np.asarray(weights.get(name, weight), float) for name, weight in own]
            found[node.name] = np.stack(np.broadcast_arrays(*columns), axis=-1)
    return found


def nominal(node: Node) -> np.ndarray:
    """Weights (components,) of a node as defined; all 1 where none are given."""
    return np.array(node.weights or (1.0,) * len(node.components), dtype=float)


def _times_total(sets: WeightSets, hierarchy: Hierarchy) -> WeightSets:
    # A sum is not divided by its weights: the total must stay what it was.
    return {node.name: sets[node.name] * nominal(node).sum() for node in hierarchy.nodes}
