"""A framework, and the tree of it that was in force in a period.

`Framework` is the whole history; `Framework.on(period)` is "this framework, as in force in
that period": the form the index computes with.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from thuocdo.catalog.documents import (
    Break,
    Composition,
    Edition,
    FrameworkDocument,
    Groups,
    Label,
    Node,
    Preparation,
    Scale,
    Sourced,
)
from thuocdo.kernel.dated import Dated
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period

_NO_PREPARATION = Preparation(source="-", status="confirmed")


def in_force(entries: dict[str, Sourced], period: Period):
    """The entry of a dated mapping that is in force in `period`, or None."""
    return Dated.of({Period.parse(start): entry for start, entry in entries.items()}).on(period)


@dataclass(frozen=True, slots=True)
class NodeInForce:
    """A node as it stands in one period: its parts, its scale, its rules."""

    node: Node
    path: str
    level: str
    parent: str | None
    scale_min: float
    scale_max: float
    composition: Composition | None
    preparation: Preparation
    groups: Groups | None
    printed_code: str

    @property
    def code(self) -> str:
        """The code within its framework; empty for the index itself."""
        return self.node.code

    @property
    def parts(self) -> tuple[str, ...]:
        """Codes of its components; empty for a measured leaf."""
        return self.composition.parts if self.composition else ()


@dataclass(frozen=True, slots=True)
class Tree:
    """The nodes in force in one period, the index first, parents before their parts."""

    framework: "Framework"
    period: Period
    nodes: dict[str, NodeInForce]

    @property
    def bottom_up(self) -> list[NodeInForce]:
        """Parts before the nodes made of them."""
        return list(reversed(self.nodes.values()))

    @property
    def edition(self) -> Edition | None:
        """What is known of the publication of this period."""
        return self.framework.edition(self.period)

    @property
    def complete(self) -> bool:
        """False where only some units of the period are in the data: then nobody is ranked."""
        return self.edition is None or self.edition.coverage == "complete"


@dataclass(frozen=True, slots=True)
class Comparability:
    """Whether a change between two periods means anything, and why not."""

    comparable: bool
    reason: Label | None = None
    cautions: tuple[Label, ...] = ()


@dataclass(frozen=True)
class Framework:
    """A set of indices (bộ chỉ số) with its whole dated history."""

    document: FrameworkDocument
    nodes: dict[str, Node]
    files: tuple[str, ...]

    @property
    def name(self) -> str:
        """The slug, first part of every node path."""
        return self.document.framework

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return pick(self.document.label.model_dump())

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The periods with an edition, oldest first."""
        return tuple(sorted(Period.parse(text) for text in self.document.editions))

    @cached_property
    def _trees(self) -> dict[Period, Tree]:
        return {}

    def edition(self, period: Period) -> Edition | None:
        """The edition of `period`, None where none is declared."""
        return self.document.editions.get(str(period))

    def territory(self, period: Period) -> date:
        """The day whose units `period` measures; the period's last day where not declared."""
        declared = in_force(self.document.territory, period)
        return declared.day if declared and declared.day else period.end

    def on(self, period: Period) -> Tree:
        """The tree in force in `period`.

        Raises `RequestError` where the framework has no definition for that period.
        """
        if period not in self._trees:
            self._refuse_undefined(period)
            self._trees[period] = Tree(self, period, _grow(self, period))
        return self._trees[period]

    def defines(self, period: Period) -> bool:
        """Whether there is a definition for `period`."""
        if self.document.editions:
            return str(period) in self.document.editions
        return in_force(self.nodes[""].composition, period) is not None

    def _refuse_undefined(self, period: Period) -> None:
        if self.defines(period):
            return
        known = [str(known) for known in self.periods]
        raise RequestError(
            Problem(
                "period-undefined",
                _("bộ chỉ số “{name}” chưa có định nghĩa cho kỳ {period}.").format(
                    name=self.name, period=period
                ),
                hint=_("Các kỳ đã có: {known}. Thêm kỳ mới vào mục “editions” của {file}.").format(
                    known=_span(known), file=self.files[0]
                ),
            )
        )

    def comparability(self, code: str, period: Period, previous: Period) -> Comparability:
        """Whether scores of node `code` may be compared between the two periods.

        Not comparable: a node new in `period`, another scale (a part of k is worth 1/k of
        its parent), or a declared break after `previous` up to `period`.
        """
        if not self.defines(previous):
            return Comparability(False)
        now, before = self.on(period).nodes[code], self.on(previous).nodes.get(code)
        if before is None:
            reason = Label(vi="nội dung mới, kỳ trước chưa đo", en="new, not measured before")
            return Comparability(False, reason)
        crossed = [b for b in now.node.breaks if _crosses(b, previous, period)]
        stops = [b.reason for b in crossed if b.severity == "break"]
        if stops:
            return Comparability(False, stops[0])
        if (now.scale_min, now.scale_max) != (before.scale_min, before.scale_max):
            reason = Label(vi="thang điểm đã đổi", en="the scale changed")
            return Comparability(False, reason)
        return Comparability(True, cautions=tuple(b.reason for b in crossed))


def _crosses(broken: Break, previous: Period, period: Period) -> bool:
    return previous < Period.parse(broken.period) <= period


def _span(periods: list[str]) -> str:
    return f"{periods[0]}–{periods[-1]}" if len(periods) > 2 else ", ".join(periods) or "–"


def _grow(framework: Framework, period: Period) -> dict[str, NodeInForce]:
    order, parents, depths = _walk(framework, period)
    scales: dict[str, tuple[float, float]] = {}
    for code in order:  # downwards: a share needs the scale of its parent
        scales[code] = _scale(framework, period, code, parents, scales)
    for code in reversed(order):  # upwards: a sum needs the scales of its parts
        if _from(framework.nodes[code]) == "parts":
            parts = in_force(framework.nodes[code].composition, period).parts
            scales[code] = tuple(sum(scales[part][end] for part in parts) for end in (0, 1))
    default = in_force(framework.document.groups, period)
    return {
        code: NodeInForce(
            node=framework.nodes[code],
            path=f"{framework.name}/{code}" if code else framework.name,
            level=framework.document.levels[depths[code]].name,
            parent=parents[code],
            scale_min=scales[code][0],
            scale_max=scales[code][1],
            **_dated_parts(framework.nodes[code], period, default),
        )
        for code in order
    }


def _walk(
    framework: Framework, period: Period
) -> tuple[list[str], dict[str, str | None], dict[str, int]]:
    """Codes in force, parents first; the parent and the depth of each."""
    order, parents, depths, queue = [], {"": None}, {"": 0}, [""]
    while queue:
        code = queue.pop(0)
        order.append(code)
        composition = in_force(framework.nodes[code].composition, period)
        for part in composition.parts if composition else ():
            parents[part], depths[part] = code, depths[code] + 1
            queue.append(part)
    return order, parents, depths


def _from(node: Node) -> str | None:
    return node.scale.from_ if node.scale else None


def _scale(framework, period, code, parents, scales) -> tuple[float, float]:
    node = framework.nodes[code]
    if _from(node) == "parts":
        return (float("nan"), float("nan"))
    if _from(node) == "equal_share":
        k = len(in_force(framework.nodes[parents[code]].composition, period).parts)
        low, high = scales[parents[code]]
        return (low / k, high / k)
    scale = node.scale or Scale()
    return (
        float("nan") if scale.min is None else scale.min,
        float("nan") if scale.max is None else scale.max,
    )


def _dated_parts(node: Node, period: Period, default_groups: Groups | None) -> dict:
    printed = in_force(node.printed, period)
    return {
        "composition": in_force(node.composition, period),
        "preparation": in_force(node.preparation, period) or _NO_PREPARATION,
        "groups": in_force(node.groups, period) or default_groups,
        "printed_code": printed.code if printed else node.code,
    }
