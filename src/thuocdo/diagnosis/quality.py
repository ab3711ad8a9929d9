"""How well each node tells units apart: ceiling, spread, discrimination, weight in ranks."""

import numpy as np

from thuocdo.diagnosis.panel import Panel, Snapshot
from thuocdo.diagnosis.values import NodeQuality
from thuocdo.index.correlation import pearson
from thuocdo.index.leave_out import LeftOut, leave_out
from thuocdo.index.rank import NO_RANK
from thuocdo.index.tree import Hierarchy, Node

NEAR_MAXIMUM = 0.005  # of the width of the scale
_LEAST_UNITS = 3  # fewer give no correlation worth the name


def node_quality(panel: Panel, period: str) -> tuple[NodeQuality, ...]:
    """One row a node in force that any unit has, in the order of the tree.

    Share of units within `NEAR_MAXIMUM` of the top of the scale; sd (n − 1) over the width
    of the scale; Pearson correlation with the index computed without the node (its siblings
    take its weight in a mean; in a sum it is missing), item-rest correlation in tests; and
    the ranks of that index against the full one, both computed from the leaves, over the
    units that have every leaf. Raises `RequestError` for a period without data.
    """
    snapshot = panel.on(period)
    return panel.remember(("quality", snapshot.tree.period), lambda: _quality(snapshot))


def _quality(snapshot: Snapshot) -> tuple[NodeQuality, ...]:
    left = _left_out(snapshot)
    rows = []
    for code, row in snapshot.row.items():
        scores = snapshot.score[row]
        present = scores[~np.isnan(scores)]
        if present.size:
            ceiling, spread = _ceiling(snapshot, row, present)
            discrimination = _discrimination(left, code, scores)
            rows.append(
                NodeQuality(snapshot.paths[row], present.size, ceiling, spread, *discrimination)
            )
    return tuple(rows)


def _ceiling(snapshot: Snapshot, row: int, present: np.ndarray):
    low, high = (float(bound[row]) for bound in snapshot.bounds)
    width = high - low
    if not np.isfinite(width) or width <= 0:
        return None, None
    at_top = float((present >= high - NEAR_MAXIMUM * width).mean())
    return at_top, float(present.std(ddof=1) / width) if present.size > 1 else None


def _left_out(snapshot: Snapshot) -> LeftOut | None:
    """The index without each node in turn; None where it is not made of its parts."""
    known = {code for code, row in snapshot.row.items() if not np.isnan(snapshot.score[row]).all()}
    nodes = [
        Node(
            node.code,
            rule.parts,
            rule.part_weights,
            rule.aggregate,
            rule.missing,
            rule.min_share,
            rule.power,
            "withhold",
        )
        for node in snapshot.tree.nodes.values()
        if (rule := node.composition) and node.code not in snapshot.leaves
    ]
    composed = [node for node in nodes if node.method != "none"]
    if len(composed) < len(nodes) or not composed or not snapshot.tree.complete:
        return None
    hierarchy = Hierarchy.of(composed)
    values = {leaf: snapshot.score[snapshot.row[leaf]] for leaf in hierarchy.leaves}
    whole = snapshot.tree.nodes[""].parts
    elements = [code for code in hierarchy.parents if code in known and whole != (code,)]
    return leave_out(values, hierarchy, elements)


def _discrimination(left: LeftOut | None, code: str, scores: np.ndarray):
    """Correlation with the rest, units whose rank changes, and by how much at most."""
    if left is None or code not in left.elements:
        return None, None, None
    row = left.elements.index(code)
    ranked = (left.nominal_ranks != NO_RANK) & (left.ranks[row] != NO_RANK)
    if ranked.sum() < _LEAST_UNITS:
        return None, None, None
    moved = np.abs(left.ranks[row] - left.nominal_ranks)[ranked]
    pair = np.column_stack([scores, left.scores[row]])[ranked]
    correlation = float(pearson(pair)[0, 1])
    return (
        None if np.isnan(correlation) else correlation,
        int(np.count_nonzero(moved)),
        int(moved.max()),
    )
