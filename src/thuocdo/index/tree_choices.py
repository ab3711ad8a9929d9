"""A framework's tree in the form that a sensitivity run perturbs: leaves, and a hierarchy."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.documents import Preparation
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.prepare import changes_values
from thuocdo.index.prepare_draws import prepare_draws
from thuocdo.index.tree import Hierarchy, Node


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What is computed from what: `hierarchy` above the measured nodes, its leaves.

    `preparations` and `factors` are by leaf. A definition multiplies a node by its factor;
    as every aggregation is homogeneous (twice the parts, twice the whole) the factors of the
    nodes above a leaf may multiply the leaf instead.
    """

    hierarchy: Hierarchy
    preparations: dict[str, Preparation]
    factors: dict[str, float]


def skeleton(tree: Tree, measured: Collection[str]) -> Skeleton:
    """The part of `tree` that is computed when the nodes `measured` have values.

    A node is a leaf where it is measured and its definition prefers that or does not say how
    it is made, or where nothing below it is measured. A node both measured and computed is
    computed: its own measurements do not enter. Raises `ValueError` where the index itself
    is not computed, or a node on the way up is prepared again (its factor cannot move down).
    """
    below = _measured_below(tree, measured)
    inner = [code for code, node in tree.nodes.items() if _computed(node, measured, below)]
    factors, nodes = {"": 1.0}, []
    for code in tree.nodes:  # parents first; what is under a leaf is never reached
        if code not in factors or code not in inner:
            continue
        rule = tree.nodes[code].composition
        _refuse(tree.nodes[code])
        nodes.append(_node(code, rule))
        factors |= dict.fromkeys(rule.parts, factors[code] * rule.factor)
    if not nodes:
        raise ValueError("the index is not computed from parts that are measured")
    hierarchy = Hierarchy.of(nodes)
    preparations = {leaf: tree.nodes[leaf].preparation for leaf in hierarchy.leaves}
    return Skeleton(hierarchy, preparations, {leaf: factors[leaf] for leaf in hierarchy.leaves})


def leaves_of(
    shape: Skeleton, values: Mapping[str, np.ndarray], regions: Sequence
) -> dict[str, np.ndarray]:
    """Leaves (…, units) as the definitions prepare them, factors put in.

    `values` are measurements (units,) or draws (R, units) by code; NaN for a leaf without.
    """
    empty = np.full(np.broadcast_shapes(*(np.shape(array) for array in values.values())), np.nan)
    found = {}
    for leaf, rule in shape.preparations.items():
        array = np.asarray(values.get(leaf, empty), dtype=float)
        prepared = prepare_draws(array, rule, regions) if changes_values(rule) else array
        found[leaf] = shape.factors[leaf] * prepared
    return found


def _measured_below(tree: Tree, measured: Collection[str]) -> set[str]:
    found: set[str] = set()
    for node in tree.bottom_up:
        if any(part in measured or part in found for part in node.parts):
            found.add(node.code)
    return found


def _computed(node: NodeInForce, measured: Collection[str], below: set[str]) -> bool:
    if not node.parts or node.composition.aggregate == "none" or node.code not in below:
        return False
    return not (node.composition.prefer == "measurement" and node.code in measured)


def _refuse(node: NodeInForce) -> None:
    if changes_values(node.preparation):
        raise ValueError(f"{node.path!r} is computed and then prepared: not perturbed this way")
    if not node.composition.factor > 0:
        raise ValueError(f"{node.path!r} has a factor that is not positive")


def _node(code: str, rule) -> Node:
    return Node(
        code,
        rule.parts,
        rule.part_weights,
        rule.aggregate,
        missing=rule.missing,
        min_share=rule.min_share,
        power=rule.power,
    )
