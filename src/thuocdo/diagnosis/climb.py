"""From changed parts up to the whole: what a node becomes when some nodes are different."""

from collections.abc import Mapping

import numpy as np

from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.panel import Place
from thuocdo.index.aggregate import aggregate

LINEAR = ("sum", "arithmetic")


def made(node: NodeInForce, values: Mapping[str, float]) -> float:
    """The score of `node` by its own rule from the scores of its parts; NaN: none.

    `values` may hold arrays (cases,) in place of numbers; then so does the result.
    """
    rule = node.composition
    if rule is None or rule.aggregate == "none":
        return float("nan")
    columns = np.broadcast_arrays(*(values[part] for part in rule.parts))
    scores = rule.factor * aggregate(
        np.stack(columns, axis=-1).reshape(-1, len(columns)),
        rule.aggregate,
        rule.part_weights,
        missing=rule.missing,
        min_share=rule.min_share,
        power=rule.power,
        undefined="withhold" if rule.aggregate not in LINEAR else "raise",
    )
    return scores if columns[0].ndim else float(scores[0])


def raised(place: Place, changes: Mapping[str, float]) -> dict[str, float]:
    """Scores of the unit at all nodes when those in `changes` (by code) are different.

    A node above moves by what its rule makes of the change, so that a published total which
    differs from its parts by rounding keeps that difference: new = published + (made of the
    new parts − made of the old). Raises `RequestError` where that cannot be computed.
    """
    tree, before = place.snapshot.tree, place.scores()
    now = {**before, **changes}
    touched = set(changes)
    for node in tree.bottom_up:
        if node.code in changes or touched.isdisjoint(node.parts):
            continue
        now[node.code] = before[node.code] + made(node, now) - made(node, before)
        touched.add(node.code)
        if np.isnan(now[node.code]):
            raise refusals.not_composed(node, tree.period)
    return now


def weights(node: NodeInForce) -> dict[str, float] | None:
    """Points of `node` for one point of each part; None where that is not a constant."""
    rule = node.composition
    if rule is None or rule.aggregate not in LINEAR:
        return None
    whole = sum(rule.part_weights) if rule.aggregate == "arithmetic" else 1.0
    pairs = zip(rule.parts, rule.part_weights, strict=True)
    return {part: rule.factor * weight / whole for part, weight in pairs}


def effects(tree: Tree) -> dict[str, float | None]:
    """Points of the index for one point of each node; None where that is not a constant."""
    found: dict[str, float | None] = {"": 1.0}
    for node in tree.nodes.values():
        own, each = found[node.code], weights(node)
        for part in node.parts:
            found[part] = None if own is None or each is None else own * each[part]
    return found
