"""Waterfalls: what moved a score between two periods, what separates it from another."""

from collections.abc import Callable

import numpy as np

from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.climb import made
from thuocdo.diagnosis.comparable import why_not
from thuocdo.diagnosis.decompose import Difference, Side
from thuocdo.diagnosis.lost import lower_bounds, medians
from thuocdo.diagnosis.panel import Panel, Place, Snapshot
from thuocdo.diagnosis.values import Step, StepKind, Waterfall
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick


def explain_change(panel: Panel, unit: str, start: str, end: str, node: str = "") -> Waterfall:
    """What moved `unit` at `node` (default: the index) from one period to a later one.

    Steps are leaves of the tree. A part that is not comparable, in any period between, is
    one bar with the reason; so is the effect of new weights. Raises `RequestError` for a
    period out of order, and where there is no score at one of the ends.
    """
    before, after = panel.at(unit, start), panel.at(unit, end)
    if not before.period < after.period:
        message = _("kỳ đầu ({start}) phải trước kỳ cuối ({end}).").format(start=start, end=end)
        raise RequestError(Problem("periods-out-of-order", message))
    code = panel.node(node, after.snapshot.tree)
    panel.node(node, before.snapshot.tree)
    _require_scores(code, before, after)
    if before.identity != after.identity:
        return _other_territory(code, before, after)
    sides = [Side(place.snapshot.tree, place.scores()) for place in (before, after)]
    residual = _("điểm công bố khác điểm tính lại từ các thành phần")
    difference = Difference(*sides, _verdict(panel, before, after), residual)
    return _waterfall(difference, code, str(before.period), str(after.period))


def _other_territory(code: str, before: Place, after: Place) -> Waterfall:
    path, (start, end) = (
        after.snapshot.tree.nodes[code].path,
        (before.score(code), after.score(code)),
    )
    reason = _("địa giới của đơn vị đã đổi")
    step = Step(path, end - start, StepKind.NOT_COMPARABLE, reason)
    return Waterfall(path, str(before.period), str(after.period), start, end, (step,))


def _verdict(panel: Panel, before: Place, after: Place) -> Callable[[str], str | None]:
    def why(code: str) -> str | None:
        label = why_not(panel, code, before.period, after.period)
        return pick(label.model_dump()) if label else None

    return why


def explain_gap(panel: Panel, unit: str, period: str, other: str, node: str = "") -> Waterfall:
    """What separates `unit` from `other` at `node`: a positive step is where it is behind.

    `other` is a unit, or `median`, `mean`, `max`, `group:<name>` (the score at which that
    group begins). Against a reference that is not a unit, the leaves are compared with
    their own median (mean, …); as the median of sums is not the sum of medians, what
    remains is one residual bar.
    """
    place = panel.at(unit, period)
    code = panel.node(node, place.snapshot.tree)
    _require_scores(code, place)
    name, values = _other(panel, place, other)
    if np.isnan(values.get(code, np.nan)):
        raise refusals.withheld(name, place.snapshot.tree.nodes[code], place.period)
    own = Side(place.snapshot.tree, place.scores())
    values = values if _is_unit(other) else _built_from_leaves(place.snapshot, values, code)
    residual = _("mốc của tổng khác tổng các mốc của thành phần")
    if _is_unit(other):
        residual = _("điểm công bố khác điểm tính lại từ các thành phần")
    difference = Difference(own, Side(own.tree, values), lambda _code: None, residual)
    return _waterfall(difference, code, place.name, name)


def _is_unit(other: str) -> bool:
    return other not in ("median", "mean", "max") and not other.startswith("group:")


def _other(panel: Panel, place: Place, other: str) -> tuple[str, dict[str, float]]:
    """How the other side is called, and its score at every node."""
    snapshot = place.snapshot
    if _is_unit(other):
        found = panel.at(other, str(place.period))
        return found.name, found.scores()
    if other == "max":
        name, values = _("điểm tối đa"), snapshot.bounds[1]
    elif other.startswith("group:"):
        group = other.removeprefix("group:").strip()
        name, values = _("nhóm {group}").format(group=group), lower_bounds(place, group)
    else:
        if not snapshot.tree.complete:
            raise refusals.not_ranked(place.period)
        name = _("trung vị") if other == "median" else _("trung bình")
        values = medians(snapshot.score) if other == "median" else _means(snapshot)
    return name, dict(zip(snapshot.row, values.tolist(), strict=True))


def _means(snapshot: Snapshot) -> np.ndarray:
    """Means of the units that have the index, so that they add up as its scores do."""
    with_index = ~np.isnan(snapshot.score[snapshot.row[""]])
    chosen = snapshot.score[:, with_index] if with_index.any() else snapshot.score
    return np.array(
        [row[~np.isnan(row)].mean() if not np.isnan(row).all() else np.nan for row in chosen]
    )


def _built_from_leaves(snapshot: Snapshot, values: dict[str, float], code: str) -> dict:
    """`values` with every node between `code` and the leaves made of its leaves."""
    built = dict(values)
    for node in snapshot.tree.bottom_up:
        if node.code != code and node.code not in snapshot.leaves:
            own = made(node, built)
            built[node.code] = values[node.code] if np.isnan(own) else own
    return built


def _require_scores(code: str, *places: Place) -> None:
    for place in places:
        if np.isnan(place.score(code)):
            raise refusals.withheld(place.name, place.snapshot.tree.nodes[code], place.period)


def _waterfall(difference: Difference, code: str, before: str, after: str) -> Waterfall:
    start, end = difference.start.value(code), difference.end.value(code)
    path = difference.end.tree.nodes[code].path
    return Waterfall(path, before, after, start, end, tuple(difference.steps(code)))
