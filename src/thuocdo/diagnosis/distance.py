"""How far the next better group and the next better rank are, in points."""

import numpy as np

from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.cuts import grouping, least_for_rank, rank_of, rule_of
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.diagnosis.values import Distance


def distance(panel: Panel, unit: str, period: str, node: str = "") -> tuple[Distance, ...]:
    """What `unit` lacked at `node` for the next better group, and for the next better rank.

    By the cut points of `period`, others unchanged: next year the cut will have moved. The
    next rank is that of the unit just above: its score is enough, equal scores share a
    rank. In partial data only fixed thresholds tell a distance. Raises `RequestError` where
    nothing can be told.
    """
    place = panel.at(unit, period)
    code = panel.node(node, place.snapshot.tree)
    if np.isnan(place.score(code)):
        raise refusals.withheld(place.name, place.snapshot.tree.nodes[code], place.period)
    found = [*_to_group(place, code), *_to_rank(place, code)]
    if not found:
        raise refusals.not_ranked(place.period)
    return tuple(found)


def _to_group(place: Place, code: str):
    rule = rule_of(place.snapshot, code)
    if rule is None:
        return
    groups = grouping(rule, place.snapshot.score[place.snapshot.row[code]])
    own = int(groups.index[place.index])
    better = [g for g in range(own) if not np.isnan(groups.cut_points[g])]
    if better or own < groups.cut_points.size:
        goal = better[-1] if better else own
        cut = float(groups.cut_points[goal])
        yield _distance(place, code, f"group:{rule.labels[goal].vi}", cut)


def _to_rank(place: Place, code: str):
    if not place.snapshot.tree.complete:
        return
    rank = rank_of(place.snapshot.score[place.snapshot.row[code]], place.index)
    above = least_for_rank(place, code, rank - 1) if rank > 1 else place.score(code)
    yield _distance(place, code, f"rank:{max(rank - 1, 1)}", above)


def _distance(place: Place, code: str, goal: str, needed: float) -> Distance:
    path = place.snapshot.tree.nodes[code].path
    points = max(needed - place.score(code), 0.0)
    return Distance(path, str(place.period), goal, needed, points)
