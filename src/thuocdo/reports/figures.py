"""The charts of the reports: views in, drawings for wide and for narrow screens out."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal, percent, rank_of, signed
from thuocdo.reports import svg
from thuocdo.reports.charts.bars import Amount, bars
from thuocdo.reports.charts.contributions import Contribution, contributions
from thuocdo.reports.charts.dot_range import Range, dot_range
from thuocdo.reports.charts.group_chances import Chances, group_chances
from thuocdo.reports.charts.intervals import Interval, bands, intervals
from thuocdo.reports.charts.map import Area, map_chart
from thuocdo.reports.charts.pairs import pairs
from thuocdo.reports.charts.ranking_strip import Dot, Zone, ranking_strip
from thuocdo.reports.charts.strips import Strip, strips
from thuocdo.reports.charts.trend import Point, trend
from thuocdo.reports.charts.waterfall import Bar, End, waterfall
from thuocdo.reports.geometry import geometry_on
from thuocdo.reports.uncertain_views import ErrorSources, GroupChances, RankSpread
from thuocdo.reports.views import Band, Head, Mark, NodeRow, Year
from thuocdo.reports.waterfall_views import LossRow, WaterfallView
from thuocdo.reports.wide_views import Pairs, Spread

WIDE, PHONE = 900, 350
SHOWN = 0.005  # a residual that rounds to 0,00 has no bar; the table beside keeps it


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart drawn for wide screens and paper, and for phones (None: the same will do)."""

    wide: str
    narrow: str | None = None


def both(ident: str, title: str, text: str, draw: Callable[[svg.Caption, float], str]) -> Figure:
    """The same chart at two widths, each with identifiers of its own."""
    return Figure(
        draw(svg.Caption(f"{ident}-w", title, text), WIDE),
        draw(svg.Caption(f"{ident}-n", title, text), PHONE),
    )


def map_figure(
    head: Head, marks: Sequence[Mark], title: str, links: Mapping[str, str] | None = None
) -> Figure:
    """The map of all units by group; `links` tell where the shape of a unit leads."""
    ranked, leads = sum(mark.rank is not None for mark in marks), links or {}
    geometry = geometry_on(head.territory)
    areas = {
        mark.code: Area(mark.name, mark.step, _tip(mark, ranked), leads.get(mark.unit))
        for mark in marks
        if mark.code in geometry.units
    }
    own = next((mark.code for mark in marks if mark.own), None)
    text = _("Màu càng đậm, nhóm càng cao; ô gạch chéo: không có điểm. Số liệu có trong bảng.")
    return Figure(map_chart(svg.Caption("map", title, text), geometry, areas, own))


def _tip(mark: Mark, ranked: int) -> str:
    if mark.score is None:
        return _("{unit}: không có điểm").format(unit=mark.name)
    parts = [f"{mark.name}: {decimal(mark.score)}"]
    if mark.rank is not None:
        parts.append(_("hạng {rank}").format(rank=rank_of(mark.rank, ranked)))
    if mark.rank_low is not None:
        ends = {"low": mark.rank_low, "high": mark.rank_high}
        parts.append(_("khoảng {low}–{high}").format(**ends))
    if mark.group:
        parts.append(_("nhóm {group}").format(group=mark.group))
    return ", ".join(parts)


def strip_figure(marks: Sequence[Mark], bands: Sequence[Band], title: str) -> Figure:
    """All units on the axis of the score."""
    dots = [Dot(m.name, m.score, m.step or 4, m.own) for m in marks if m.score is not None]
    zones = [Zone(band.label, band.lower) for band in bands]
    text = _("Mỗi chấm là một đơn vị; vạch đứng là điểm cắt giữa các nhóm.")
    return both("strip", title, text, lambda c, w: ranking_strip(c, dots, zones, w))


def trend_figure(years: Sequence[Year], period: str, title: str, ident: str = "trend") -> Figure:
    """The score through the years beside the median."""
    numbers = break_numbers(years)
    points = [
        Point(y.period, y.score, y.median, numbers.get(y.period), y.period == period)
        for y in years
    ]  # fmt: skip
    text = _("Đường liền: điểm của đơn vị; đường đứt: trung vị các đơn vị. Không nối qua mốc đổi.")
    return both(ident, title, text, lambda c, w: trend(c, points, w, 290 if w > 500 else 240))


def break_numbers(years: Iterable[Year]) -> dict[str, int]:
    """A number for each period that begins a new series."""
    breaks = [year.period for year in years if year.break_reason]
    return {period: number for number, period in enumerate(breaks, start=1)}


def waterfall_figure(view: WaterfallView, title: str, ident: str) -> Figure:
    """From one score to another, step by step."""
    steps = [
        Bar(step.label, step.amount, step.comparable)
        for step in view.steps
        if step.comparable or abs(step.amount) >= SHOWN
    ]
    text = _("Từ {start} xuống từng bước tới {end}.").format(
        start=decimal(view.start), end=decimal(view.end)
    )
    start, end = End(view.start_label, view.start), End(view.end_label, view.end)
    return both(ident, title, text, lambda c, w: waterfall(c, start, steps, end, w))


def lost_leaves_figure(rows: Sequence[LossRow], title: str) -> Figure:
    """Points lost at each leaf, the largest first; to the left of 0 where it is ahead."""
    amounts = [
        Amount(_label(row), row.lost, kind="c-loss" if row.lost >= 0 else "c-gain")
        for row in sorted(rows, key=lambda row: -row.lost)
    ]
    text = _("Nội dung thành phần mất nhiều điểm nhất ở trên.")
    return both("leaves", title, text, lambda c, w: bars(c, amounts, w))


def change_leaves_figure(rows: Sequence[NodeRow], title: str) -> Figure:
    """Change at each leaf that is compared, the largest rise first."""
    known = sorted((row for row in rows if row.change is not None), key=lambda r: -r.change)
    amounts = [
        Amount(_label(row), row.change, signed(row.change), strong=bool(row.change_significant))
        for row in known
    ]
    text = _("Tăng ở bên phải, giảm ở bên trái mốc 0.")
    return both("moves", title, text, lambda c, w: bars(c, amounts, w))


def ranges_figure(rows: Sequence[NodeRow], title: str) -> Figure:
    """The unit among all at every node, in percent of the scale."""
    ranges = [_range(row) for row in rows if row.median is not None and row.scale_max]
    text = _(
        "Thanh: từ thấp nhất đến cao nhất; vạch: trung vị; hình thoi: cao nhất; chấm: đơn vị này."
    )
    return both("ranges", title, text, lambda c, w: dot_range(c, ranges, w))


def _label(row: NodeRow | LossRow) -> str:
    return f"{row.code} {row.name}".strip()


def _range(row: NodeRow) -> Range:
    share = lambda value: value / row.scale_max  # noqa: E731
    shown = _("không công bố") if row.score is None else percent(share(row.score))
    own = None if row.score is None else share(row.score)
    low, median, high = share(row.low), share(row.median), share(row.best)
    label = _label(row)
    return Range(label, low, median, high, own, shown, heading=row.depth == 1 and not row.leaf)


def spreads_figure(spreads: Sequence[Spread], title: str) -> Figure:
    """How the scores of all units lie at each dimension."""
    known = [spread for spread in spreads if spread.scores]
    items = [Strip(_label(s.row), s.scores, decimal(s.row.median)) for s in known]
    every = [score for spread in known for score in spread.scores]
    low, high = min(every), max(every)
    margin = (high - low) * 0.03
    text = _("Mỗi vạch là một đơn vị; khối nhạt: một nửa ở giữa; vạch đậm và số: trung vị.")
    domain = (low - margin, high + margin)
    return both("spreads", title, text, lambda c, w: strips(c, items, domain, w))


def intervals_figure(marks: Sequence[Mark], found: Pairs | None, title: str) -> Figure:
    """The rank of every unit with its range; bands where it is known who differs."""
    known = [Interval(m.name, m.rank, m.rank_low, m.rank_high, m.own) for m in marks]
    runs = list(bands([row.signs for row in found.rows])) if found else []
    text = _("Chấm: thứ hạng; thanh: khoảng thứ hạng. Số liệu có trong bảng.")
    return both("intervals", title, text, lambda c, w: intervals(c, known, runs, w))


def pairs_figure(found: Pairs, title: str) -> Figure:
    """Who is significantly better than whom."""
    names, signs = [row.name for row in found.rows], [row.signs for row in found.rows]
    text = _("Ô đặc: hàng hơn cột rõ rệt; gạch chéo: kém rõ rệt; ô trống: không phân biệt được.")
    return both("pairs", title, text, lambda c, w: pairs(c, names, signs, w))


def chances_figure(found: GroupChances, title: str) -> Figure:
    """How often each unit is in each group."""
    sure = _("chắc chắn")
    items = [
        Chances(row.name, row.chances, sure if row.surely else "", row.own) for row in found.rows
    ]
    text = _("Mỗi thanh là một đơn vị; mỗi phần là xác suất thuộc một nhóm, nhóm cao ở bên trái.")
    return both("chances", title, text, lambda c, w: group_chances(c, items, found.steps, w))


def sources_figure(found: ErrorSources, title: str) -> Figure:
    """How much of the variance of the score comes with each node below it."""
    items = [
        Contribution(f"{s.code} {s.name}".strip(), s.share, s.alone) for s in found.shares
    ]  # fmt: skip
    text = _(
        "Thanh: phần của nội dung trong phương sai của điểm; vạch: phần của riêng nội dung đó."
    )
    return both("sources", title, text, lambda c, w: contributions(c, items, w))


def spread_figure(rank: int, spread: RankSpread, title: str) -> Figure:
    """Where the ranks of the unit lie when sample, method or both are redone."""
    named = {
        _("mẫu khảo sát"): spread.sample,
        _("phương pháp"): spread.method,
        _("cả hai"): spread.both,
    }
    items = [
        Interval(name, rank, math.floor(low), math.ceil(high))
        for name, (low, high) in named.items()
    ]
    text = _("Chấm: thứ hạng; thanh: 5–95 % số lần tính lại.")
    return both("spread", title, text, lambda c, w: intervals(c, items, (), w))
