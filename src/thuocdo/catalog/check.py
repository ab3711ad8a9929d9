"""Checks that need the whole framework: trees, weights, groups, dates.

Each check yields problems; none stops at the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from thuocdo.catalog.documents import Composition, FrameworkDocument, Groups, Node
from thuocdo.catalog.framework import in_force
from thuocdo.catalog.reading import did_you_mean
from thuocdo.catalog.yaml_lines import Path_, YamlFile
from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import Certainty

WEIGHT_TOTALS = (1.0, 100.0)
# Weights recovered from published totals carry the rounding of ten two-decimal numbers.
WEIGHT_TOLERANCE = {Certainty.CONFIRMED: 1e-9}
WEIGHT_TOLERANCE_DERIVED = 0.05


@dataclass(frozen=True, slots=True)
class Placed:
    """A node and where it is written, so that a problem can name file and line."""

    node: Node
    shown: str
    file: YamlFile
    where: Path_

    def problem(self, code: str, message: str, *key: str, hint: str | None = None) -> Problem:
        """A problem at `key` within this node."""
        where = (*self.where, *key)
        text = ".".join((self.node.code or _("(gốc)"), *key))
        return Problem(code, message, self.shown, self.file.line(where), text, hint)


def check_framework(
    head: FrameworkDocument, placed: list[Placed], whole: bool = True
) -> list[Problem]:
    """Every mistake that can be told of the nodes that could be read.

    Where some file could not be (`whole` is false) nothing is said of what they refer to.
    """
    nodes: dict[str, Placed] = {}
    problems = []
    for item in placed:
        if item.node.code in nodes:
            problems.append(_twice(item, nodes[item.node.code]))
        nodes.setdefault(item.node.code, item)
        problems += _own_problems(item)
    if not whole:
        return problems
    if "" not in nodes:
        message = _("thiếu nội dung gốc (code để trống) là chính chỉ số tổng hợp.")
        problems.append(Problem("tree-root", message, placed[0].shown if placed else None))
        return problems
    for item in nodes.values():
        problems += _reference_problems(item, nodes)
    problems += _head_groups(head, nodes[""])
    if not any(p.code.startswith("tree-") for p in problems):
        problems += _tree_problems(head, nodes)
    return problems


def _twice(item: Placed, first: Placed) -> Problem:
    line = first.file.line((*first.where, "code"))
    message = _("mã nội dung “{code}” đã có ở {file}, dòng {line}.")
    return item.problem(
        "tree-duplicate-node",
        message.format(code=item.node.code, file=first.shown, line=line),
        "code",
        hint=_("Mỗi nội dung có một mã riêng; đổi một trong hai."),
    )


def _own_problems(item: Placed) -> Iterator[Problem]:
    """What can be told of a node by itself."""
    for period, composition in item.node.composition.items():
        key = ("composition", period)
        yield from _parts(item, composition, key)
        yield from _weights(item, composition, key)
        yield from _power(item, composition, key)
    for period, groups in item.node.groups.items():
        for code, message, key in _groups(groups):
            yield item.problem(code, message, "groups", period, key)
    yield from _scale(item)
    yield from _normalise(item)


def _reference_problems(item: Placed, nodes: dict[str, Placed]) -> Iterator[Problem]:
    for period, composition in item.node.composition.items():
        for part in composition.parts:
            if part not in nodes:
                message = _("“{part}” không phải một nội dung của bộ chỉ số này.")
                yield item.problem(
                    "tree-unknown-component",
                    message.format(part=part),
                    *("composition", period, _inner(composition)),
                    *([part] if composition.weights else []),
                    hint=did_you_mean(part, list(nodes)),
                )


def _inner(composition: Composition) -> str:
    return "weights" if composition.weights else "components"


def _parts(item: Placed, composition: Composition, key) -> Iterator[Problem]:
    known = composition.aggregate != "none"
    if known and bool(composition.components) == bool(composition.weights):
        message = _("ghi đúng một trong hai mục “components” (bằng nhau) hoặc “weights”.")
        yield item.problem("tree-components", message, *key)
    for part in sorted({p for p in composition.parts if composition.parts.count(p) > 1}):
        message = _("“{part}” được ghi nhiều lần.").format(part=part)
        yield item.problem("tree-repeated-component", message, *key, _inner(composition))


def _weights(item: Placed, composition: Composition, key) -> Iterator[Problem]:
    if not composition.weights:
        return
    total = sum(composition.weights.values())
    tolerance = WEIGHT_TOLERANCE.get(composition.status, WEIGHT_TOLERANCE_DERIVED)
    if min(abs(total - goal) for goal in WEIGHT_TOTALS) > tolerance:
        message = _("các trọng số cộng lại bằng {total:g}, không phải 100 (hay 1).")
        hint = _("Trọng số đang ghi: {list}.").format(
            list=", ".join(f"{code} = {weight:g}" for code, weight in composition.weights.items())
        )
        yield item.problem("weights-sum", message.format(total=total), *key, "weights", hint=hint)
    for code, weight in composition.weights.items():
        if weight < 0:
            message = _("trọng số của “{code}” âm.").format(code=code)
            yield item.problem("weights-negative", message, *key, "weights", code)


def _power(item: Placed, composition: Composition, key) -> Iterator[Problem]:
    if (composition.aggregate == "power") != (composition.power is not None):
        message = _("mục “power” cần có khi (và chỉ khi) aggregate: power.")
        yield item.problem("composition-power", message, *key, "aggregate")


def _scale(item: Placed) -> Iterator[Problem]:
    scale = item.node.scale
    if scale is None or scale.from_:
        return
    if scale.min is not None and scale.max is not None and scale.min >= scale.max:
        message = _("thang điểm có min ({min:g}) không nhỏ hơn max ({max:g}).")
        yield item.problem("scale-order", message.format(min=scale.min, max=scale.max), "scale")


def _normalise(item: Placed) -> Iterator[Problem]:
    for period, preparation in item.node.preparation.items():
        rule = preparation.normalise
        fixed = rule.min is not None and rule.max is not None and rule.min >= rule.max
        if fixed or (rule.method == "minmax" and rule.low >= rule.high):
            message = _("các cận của phép chuẩn hoá ngược nhau hoặc bằng nhau.")
            yield item.problem("normalise-bounds", message, "preparation", period, "normalise")
        if rule.method == "fracmax" and preparation.direction == "-1":
            message = _("“fracmax” đảo thứ tự khi direction là -1: đơn vị kém thành đứng đầu.")
            hint = _("Dùng dist2max hoặc minmax cho chỉ tiêu càng thấp càng tốt.")
            yield item.problem(
                "normalise-direction", message, "preparation", period, "normalise", hint=hint
            )


def _head_groups(head: FrameworkDocument, root: Placed) -> Iterator[Problem]:
    for period, groups in head.groups.items():
        for code, message, key in _groups(groups):
            where = ("groups", period, key)
            line = root.file.line(where)
            yield Problem(code, message, root.shown, line, ".".join(where))


def _groups(groups: Groups) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a rule of grouping: code, message, and the key it is about."""
    name = {"positions": "positions", "thresholds": "bounds"}.get(groups.rule, "labels")
    cuts = list(getattr(groups, name)) if name != "labels" and getattr(groups, name) else []
    if groups.rule == "quartiles" and len(groups.labels) != 4:
        yield "groups-labels", _("chia tứ phân vị cần đúng bốn nhãn nhóm."), "labels"
    elif len(groups.labels) < 2:
        yield "groups-labels", _("cần ít nhất hai nhãn nhóm."), "labels"
    if groups.rule == "thresholds" and not cuts:
        yield "groups-cuts", _("thiếu danh sách “bounds”."), "rule"
    if cuts and len(groups.labels) != len(cuts) + 1:
        message = _("có {labels} nhãn nhưng {cuts} điểm cắt; cần nhiều hơn đúng một nhãn.")
        text = message.format(labels=len(groups.labels), cuts=len(cuts))
        yield "groups-labels", text, "labels"
    if cuts and cuts != sorted(set(cuts), reverse=groups.rule == "thresholds"):
        yield "groups-cuts", _("các điểm cắt không theo thứ tự từ nhóm tốt."), name
    if groups.rule == "positions" and cuts and min(cuts) < 1:
        yield "groups-cuts", _("vị trí được đếm từ 1."), name


def _tree_problems(head: FrameworkDocument, nodes: dict[str, Placed]) -> Iterator[Problem]:
    starts = {period for item in nodes.values() for period in item.node.composition}
    told: set[tuple] = set()
    reached: set[str] = set()
    for period in sorted(Period.parse(text) for text in starts | set(head.editions)):
        for problem in _walk(period, nodes, reached, len(head.levels)):
            if (problem.code, problem.column) not in told:
                told.add((problem.code, problem.column))
                yield problem
    for code, item in nodes.items():
        if code not in reached and not any(code_ == "tree-cycle" for code_, _c in told):
            message = _("nội dung này không thuộc nội dung cha nào trong bất kỳ kỳ nào.")
            hint = _("Thêm mã “{code}” vào “composition” của nội dung cha.").format(code=code)
            yield item.problem("tree-orphan", message, "code", hint=hint)


def _walk(period: Period, nodes, reached: set[str], depth: int) -> Iterator[Problem]:
    """Follow the tree of one period from the root, watching for cycles and second parents."""
    parents: dict[str, str] = {}
    stack = [("", ("",))]
    while stack:
        code, trail = stack.pop()
        reached.add(code)
        if len(trail) > depth:
            message = _("cây sâu hơn số cấp khai báo trong “levels” ({depth}).")
            yield nodes[code].problem("tree-too-deep", message.format(depth=depth), "code")
            continue
        composition = in_force(nodes[code].node.composition, period)
        for part in composition.parts if composition else ():
            if part in trail:
                ring = " → ".join((*trail[trail.index(part) :], part))
                message = _("các nội dung bao nhau thành vòng: {ring} (kỳ {period}).")
                text = message.format(ring=ring, period=period)
                yield nodes[code].problem("tree-cycle", text, "composition")
            elif part in parents:
                message = _("“{part}” đã thuộc nội dung “{parent}” trong kỳ {period}.")
                text = message.format(part=part, parent=parents[part], period=period)
                yield nodes[code].problem("tree-second-parent", text, "composition")
            else:
                parents[part] = code
                stack.append((part, (*trail, part)))
