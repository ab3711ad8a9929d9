"""What a node is, where it stands in the tree, and how all units did at it through the years."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.documents import Composition
from thuocdo.catalog.framework import Comparability, NodeInForce, Tree
from thuocdo.catalog.words import word
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import missing
from thuocdo.kernel.period import Period
from thuocdo.reports.charts.trend import Point, trend
from thuocdo.reports.figures import Figure, both, break_numbers
from thuocdo.reports.tree_rows import number
from thuocdo.web.results import addresses
from thuocdo.web.results.models import Edition
from thuocdo.web.results.ranking_data import measured_nodes

TALL, LOW = 300, 250


@dataclass(frozen=True, slots=True)
class Kin:
    """A node near in the tree; `weight` is its weight in its parent, None where it has none.
    Without an address: it has no scores in that period.
    """

    code: str
    number: str
    label: str
    address: str
    weight: float | None = None


@dataclass(frozen=True, slots=True)
class NodeYear:
    """All units in a period: how many have a score, and how the scores lie. The numbers are
    None where nobody has a score, or where not everybody is in the data.
    """

    period: str
    address: str
    scored: int
    units: int
    low: float | None
    lower: float | None
    median: float | None
    upper: float | None
    high: float | None
    break_reason: str | None
    cautions: tuple[str, ...]
    printed: str


@dataclass(frozen=True, slots=True)
class NodeView:
    """`weight` is its own in the node above, None where all parts count alike. `certainty` is
    in words, `confirmed` tells whether it is the best there is. `printed` pairs each number of
    the node with the periods in which it was printed. `place` is that of the period in `years`.
    """

    level: str
    measures: str
    note: str
    source: str
    certainty: str
    confirmed: bool
    scale: tuple[float, float] | None
    aggregation: str
    parts: tuple[Kin, ...]
    above: tuple[Kin, ...]
    weight: float | None
    beside: tuple[Kin, ...]
    printed: tuple[tuple[str, str], ...]
    years: tuple[NodeYear, ...]
    place: int

    @property
    def earlier(self) -> NodeYear | None:
        """The year before, among those that were measured."""
        return self.years[self.place - 1] if self.place else None

    @property
    def later(self) -> NodeYear | None:
        """The year after."""
        return next(iter(self.years[self.place + 1 :]), None)


def node_view(edition: Edition, tree: Tree, code: str, scores: list[tuple]) -> NodeView:
    """A node in force. `scores` holds a period and a score (or None) for each row it has."""
    here, node = tree.nodes[code], tree.nodes[code].node
    years = tuple(_years(edition, tree, code, scores))
    kin = _Family(edition, tree, measured_nodes(edition, tree.period))
    siblings = tuple(kin.parts(tree.nodes[here.parent])) if here.parent is not None else ()
    return NodeView(
        level=_level(tree, here),
        measures=pick(node.measures.model_dump()) if node.measures else "",
        note=node.note or "",
        source=node.source,
        certainty=word(node.status),
        confirmed=node.status == "confirmed",
        scale=None if missing(here.scale_max) else (here.scale_min, here.scale_max),
        aggregation=_aggregation(here.composition),
        parts=tuple(kin.parts(here)),
        above=tuple(kin.above(here)),
        weight=next((k.weight for k in siblings if k.code == code), None),
        beside=tuple(k for k in siblings if k.code != code),
        printed=tuple(_printed(years)),
        years=years,
        place=[year.period for year in years].index(str(tree.period)),
    )


def history_figure(view: NodeView, period: Period, title: str) -> Figure | None:
    """The median through the years, with the middle half and the ends of all units."""
    numbers = break_numbers(view.years)
    if sum(year.median is not None for year in view.years) < 2:
        return None
    points = [
        Point(
            year.period,
            year.median,
            break_number=numbers.get(year.period),
            own=year.period == str(period),
            half=None if year.median is None else (year.lower, year.upper),
            ends=None if year.median is None else (year.low, year.high),
        )
        for year in view.years
    ]
    text = _(
        "Đường: trung vị các đơn vị; khối: một nửa ở giữa; vạch đứng: thấp nhất tới cao nhất. "
        "Không nối qua mốc đổi."
    )
    return both("history", title, text, lambda c, w: trend(c, points, w, TALL if w > 500 else LOW))


@dataclass(frozen=True, slots=True)
class _Family:
    edition: Edition
    tree: Tree
    measured: frozenset[str]

    def above(self, node: NodeInForce) -> Iterator[Kin]:
        """From the index down to the parent."""
        if node.parent is None:
            return
        parent = self.tree.nodes[node.parent]
        yield from self.above(parent)
        yield self._kin(parent)

    def parts(self, node: NodeInForce) -> Iterator[Kin]:
        """What the node is made of, with the weights."""
        composition = node.composition
        weights = composition.part_weights if composition else ()
        shown = weights if composition and composition.weights else [None] * len(weights)
        for part, weight in zip(node.parts, shown, strict=True):
            yield self._kin(self.tree.nodes[part], weight)

    def _kin(self, node: NodeInForce, weight: float | None = None) -> Kin:
        label = pick(node.node.label.model_dump())
        address = addresses.node(self.edition, self.tree.period, node.code)
        there = node.path in self.measured or not node.code
        return Kin(node.code, number(node), label, address if there else "", weight)


def _years(edition: Edition, tree: Tree, code: str, scores: list[tuple]) -> Iterator[NodeYear]:
    by_period: dict[str, list[float | None]] = {}
    for period, score in scores:
        by_period.setdefault(period, []).append(score)
    before = None
    for text in edition.periods:
        if text in by_period:
            then = tree.framework.on(Period.parse(text))
            yield _year(edition, then, code, by_period[text], before)
            before = then.period


def _year(edition: Edition, tree: Tree, code: str, scores: list, before: Period | None) -> NodeYear:
    known = np.array([score for score in scores if score is not None], dtype=float)
    spread = (None,) * 5
    if known.size and tree.complete:  # the median of a few is nobody's
        spread = tuple(map(float, np.quantile(known, (0, 0.25, 0.5, 0.75, 1))))
    verdict = tree.framework.comparability(code, tree.period, before) if before else None
    return NodeYear(
        str(tree.period),
        addresses.node(edition, tree.period, code),
        known.size,
        len(scores),
        *spread,
        _break(verdict),
        tuple(pick(c.model_dump()) for c in verdict.cautions) if verdict else (),
        number(tree.nodes[code]),
    )


def _break(verdict: Comparability | None) -> str | None:
    if verdict is None or verdict.comparable:
        return None
    if verdict.reason is None:
        return _("không so sánh được với kỳ trước")
    return pick(verdict.reason.model_dump())


def _printed(years: tuple[NodeYear, ...]) -> Iterator[tuple[str, str]]:
    """Each number under which it was printed, with the periods, where there were several."""
    spans: dict[str, list[str]] = {}
    for year in years:
        spans.setdefault(year.printed, []).append(year.period)
    if len(spans) > 1:
        for printed, periods in spans.items():
            yield printed, f"{periods[0]}–{periods[-1]}" if len(periods) > 1 else periods[0]


def _level(tree: Tree, node: NodeInForce) -> str:
    names = {level.name: level.label for level in tree.framework.document.levels}
    return pick(names[node.level].model_dump()) if node.level in names else node.level


def _aggregation(composition: Composition | None) -> str:
    if composition is None:
        return _("Đo trực tiếp, không gộp từ nội dung nào.")
    return {
        "sum": _("Tổng điểm các thành phần."),
        "arithmetic": _("Bình quân có trọng số của các thành phần."),
        "geometric": _("Trung bình nhân có trọng số của các thành phần."),
        "harmonic": _("Trung bình điều hoà có trọng số của các thành phần."),
        "power": _("Trung bình luỹ thừa có trọng số của các thành phần."),
        "none": _("Cách gộp chưa công bố: dùng điểm đã công bố của chính nội dung này."),
    }[composition.aggregate]
