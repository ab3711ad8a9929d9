"""Lost points of a unit at every node, against one reference.

lost = reference − score, in points of the node's own scale, unrounded.
"""

from collections.abc import Callable, Sequence

import numpy as np

from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.climb import effects
from thuocdo.diagnosis.comparable import why_not
from thuocdo.diagnosis.cuts import group_named, grouping, rule_of
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.diagnosis.values import Loss, LostPoints, Reference
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _

# One number a node, and who or which period holds it (None where nobody does).
Against = tuple[np.ndarray, list[str | None]]


def lost_points(
    panel: Panel,
    unit: str,
    period: str,
    against: Reference = Reference.MAX,
    group: str | None = None,
    peers: Sequence[str] | None = None,
) -> LostPoints:
    """Losses of `unit` at every node where both it and the reference have a score.

    `max`: the scale; `best`, `median`, `region`: the best or median score of all units or of
    the region, node by node (so that they do not add up over the tree; losses against `max`
    do); `peers`: the best of the units given; `own-best`: the best of its own scores up to
    `period` that are comparable with it; `group`: the least score of that group at each
    node. `group` names the group, `peers` the units. Raises `RequestError` where the
    reference cannot be had, `UnitError` for a unit that did not exist then.
    """
    place = panel.at(unit, period)
    if np.isnan(place.snapshot.score[:, place.index]).all():
        raise refusals.withheld(place.name, place.snapshot.tree.nodes[""], place.period)
    detail, (reference, holders) = _reference(panel, place, against, group, peers)
    losses = _losses(place, reference, holders)
    return LostPoints(place.unit, str(place.period), against, detail, losses)


def _reference(panel: Panel, place: Place, against: Reference, group, peers):
    """What is said of the reference, and the reference itself."""
    if against is Reference.GROUP:
        return group, _lower_bounds(place, group)
    if against is Reference.PEERS:
        columns = [panel.at(peer, str(place.period)).index for peer in _needed(peers, "peers")]
        tokens = ", ".join(place.snapshot.units[column] for column in columns)
        return tokens, _best(place, columns)
    return None, _PLAIN[against](panel, place)


def _needed(given, name: str):
    if given:
        return given
    message = _("cần nói rõ so với ai (mục {name}).").format(name=name)
    raise RequestError(Problem("reference-incomplete", message, column=name))


def _maximum(_panel: Panel, place: Place) -> Against:
    top = place.snapshot.bounds[1]
    return top, [None] * top.size


def _best(place: Place, columns: Sequence[int]) -> Against:
    snapshot = place.snapshot
    scores = snapshot.score[:, list(columns)]
    empty = np.isnan(scores).all(axis=1)
    first = np.where(np.isnan(scores), -np.inf, scores).argmax(axis=1)
    best = np.where(empty, np.nan, scores[np.arange(first.size), first])
    holders = [
        None if none else snapshot.units[columns[place_]]
        for none, place_ in zip(empty, first, strict=True)
    ]
    return best, holders


def _best_of_all(_panel: Panel, place: Place) -> Against:
    _require_complete(place)
    return _best(place, range(len(place.snapshot.units)))


def _best_of_region(_panel: Panel, place: Place) -> Against:
    _require_complete(place)
    return _best(place, region_columns(place))


def region_columns(place: Place) -> list[int]:
    """Columns of the units of its region, itself included. Raises `RequestError`."""
    regions = place.snapshot.regions
    if regions[place.index] is None:
        raise refusals.no_region(place.name, place.period)
    return [i for i, region in enumerate(regions) if region == regions[place.index]]


def _median(_panel: Panel, place: Place) -> Against:
    _require_complete(place)
    middle = medians(place.snapshot.score)
    return middle, [None] * middle.size


def medians(scores: np.ndarray) -> np.ndarray:
    """The median of each row over the units that have a score; NaN where none has."""
    return np.array([np.median(row[~np.isnan(row)]) if _any(row) else np.nan for row in scores])


def _any(row: np.ndarray) -> bool:
    return not np.isnan(row).all()


def _own_best(panel: Panel, place: Place) -> Against:
    best = place.snapshot.score[:, place.index].copy()
    holders: list[str | None] = [str(place.period)] * best.size
    for period in panel.periods:
        if period >= place.period or period.end > place.period.end:
            continue
        then = panel.snapshot(period)
        column = then.by_identity.get(place.identity)
        if column is not None:
            _raise_to(best, holders, panel, place, then, column)
    return best, holders


def _raise_to(best, holders, panel: Panel, place: Place, then, column: int) -> None:
    period = then.tree.period
    for code, row in place.snapshot.row.items():
        score = then.score[then.row[code], column] if code in then.row else np.nan
        if score > best[row] and why_not(panel, code, period, place.period) is None:
            best[row], holders[row] = score, str(period)


def _lower_bounds(place: Place, group: str | None) -> Against:
    text = _needed(group, "group")
    bounds = lower_bounds(place, text)
    return bounds, [None] * bounds.size


def lower_bounds(place: Place, group: str) -> np.ndarray:
    """The cut point at which group `group` begins, by the rule and units of each node.

    NaN at a node without groups, or whose cut lies beyond the units with a score; the
    lowest group begins with the scale. Raises `RequestError` where no node has groups.
    """
    snapshot = place.snapshot
    rules = [rule_of(snapshot, code) for code in snapshot.row]
    if not any(rules):
        _require_complete(place)
        raise refusals.no_groups(snapshot.paths[0], place.period)
    bounds = np.full(len(rules), np.nan)
    for row, rule in enumerate(rules):
        if rule is None:
            continue
        cut = [*grouping(rule, snapshot.score[row]).cut_points, snapshot.bounds[0][row]]
        bounds[row] = cut[group_named(rule, group)]
    return bounds


def _require_complete(place: Place) -> None:
    if not place.snapshot.tree.complete:
        raise refusals.not_ranked(place.period)


_PLAIN: dict[Reference, Callable[[Panel, Place], Against]] = {
    Reference.MAX: _maximum,
    Reference.BEST: _best_of_all,
    Reference.MEDIAN: _median,
    Reference.REGION: _best_of_region,
    Reference.OWN_BEST: _own_best,
}


def _losses(place: Place, reference: np.ndarray, holders) -> tuple[Loss, ...]:
    snapshot = place.snapshot
    lost = reference - snapshot.score[:, place.index]
    shares = _shares(place, lost)
    return tuple(
        Loss(
            node.path,
            node.level,
            place.score(code),
            float(reference[row]),
            float(lost[row]),
            shares.get(code),
            holders[row],
        )
        for row, (code, node) in enumerate(snapshot.tree.nodes.items())
        if not np.isnan(lost[row])
    )


def _shares(place: Place, lost: np.ndarray) -> dict[str, float]:
    """Part of each leaf in what is lost at leaves, in points of the index; gains count 0."""
    snapshot, effect = place.snapshot, effects(place.snapshot.tree)
    if np.isnan(place.score("")) or any(effect[leaf] is None for leaf in snapshot.leaves):
        return {}
    points = {leaf: max(effect[leaf] * lost[snapshot.row[leaf]], 0.0) for leaf in snapshot.leaves}
    whole = sum(points.values())
    return {leaf: float(part / whole) for leaf, part in points.items()} if whole > 0 else {}
