"""What if: some nodes of a unit change, the others and all other units stay."""

from collections.abc import Mapping

import numpy as np

from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.climb import raised
from thuocdo.diagnosis.cuts import group_label, rank_of, rule_of
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.diagnosis.values import WhatIf
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _

_ON_SCALE = 1e-9


def what_if(panel: Panel, unit: str, period: str, changes: Mapping[str, float]) -> WhatIf:
    """The index of `unit` with new scores at some nodes (path or code → score).

    Nodes above are computed anew by their rules, rank and group anew among all units.
    Raises `RequestError` for a node not in force, a score outside its scale, a node given
    together with one above it, and a unit without a score there.
    """
    place = panel.at(unit, period)
    tree = place.snapshot.tree
    wanted = {panel.node(node, tree): float(score) for node, score in changes.items()}
    _check(place, wanted)
    before, after = place.score(""), raised(place, wanted)[""]
    scores = place.snapshot.score[0]
    moved = scores.copy()
    moved[place.index] = after
    ranked, rule = tree.complete, rule_of(place.snapshot, "")
    return WhatIf(
        place.unit,
        str(place.period),
        tuple((tree.nodes[c].path, place.score(c), new) for c, new in wanted.items()),
        before,
        after,
        rank_of(scores, place.index) if ranked else None,
        rank_of(moved, place.index) if ranked else None,
        group_label(rule, scores, place.index),
        group_label(rule, moved, place.index),
        int(np.count_nonzero(~np.isnan(scores))) if ranked else None,
    )


def _check(place: Place, wanted: Mapping[str, float]) -> None:
    nodes = place.snapshot.tree.nodes
    for code in ("", *wanted):
        if np.isnan(place.score(code)):
            raise refusals.withheld(place.name, nodes[code], place.period)
    for code, score in wanted.items():
        low, high = nodes[code].scale_min, nodes[code].scale_max
        if not np.isfinite(score) or score < low - _ON_SCALE or score > high + _ON_SCALE:
            raise refusals.outside_scale(nodes[code], score)
        _refuse_overlap(nodes, code, wanted)


def _refuse_overlap(nodes, code: str, wanted: Mapping[str, float]) -> None:
    above = nodes[code].parent if code else None
    while above is not None:
        if above in wanted:
            message = _("không đổi cùng lúc “{node}” và “{above}” chứa nó.")
            text = message.format(node=nodes[code].path, above=nodes[above].path)
            raise RequestError(Problem("changes-overlap", text))
        above = nodes[above].parent
