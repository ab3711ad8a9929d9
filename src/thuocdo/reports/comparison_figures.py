"""The charts of a comparison: the years, the dimensions, what separates two units."""

from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent
from thuocdo.reports.charts.dots import DotRow, dots
from thuocdo.reports.charts.series import Series, series_chart
from thuocdo.reports.charts.trend import Point
from thuocdo.reports.comparison_views import ComparedNode, Comparison
from thuocdo.reports.figures import Figure, both, break_numbers, waterfall_figure


def comparison_figures(view: Comparison) -> dict[str, Figure]:
    """The charts that can be drawn: `dots`, `years`, and `gap1`, `gap2`, … for each other."""
    drawn = {}
    rows = [node for node in view.dimensions if node.scale_max and _scored(node)]
    if rows:
        drawn["dots"] = _dots_figure(view, rows)
    if any(sum(year.score is not None for year in years) > 1 for years in view.years):
        drawn["years"] = _years_figure(view)
    for place, gap in enumerate(view.gaps, start=1):
        if gap.fall:
            title = _("Từ điểm của {first} đến điểm của {other}")
            title = title.format(first=view.units[0].name, other=gap.name)
            drawn[f"gap{place}"] = waterfall_figure(gap.fall, title, f"gap{place}")
    return drawn


def _scored(node: ComparedNode) -> bool:
    return any(cell.score is not None for cell in node.cells)


def _dots_figure(view: Comparison, nodes: list[ComparedNode]) -> Figure:
    rows = [_dot_row(node) for node in nodes]
    title = _("Các đơn vị ở từng nội dung, phần trăm điểm tối đa")
    text = _("Mỗi dấu là một đơn vị: {units}. Số liệu có trong bảng.")
    said = text.format(units=", ".join(unit.name for unit in view.units))
    return both("dots", title, said, lambda c, w: dots(c, rows, w))


def _dot_row(node: ComparedNode) -> DotRow:
    shares = [None if c.score is None else 100 * c.score / node.scale_max for c in node.cells]
    known = [share for share in shares if share is not None]
    low, high = (percent(end / 100) for end in (min(known), max(known)))
    return DotRow(node.name, tuple(shares), low if low == high else f"{low}–{high}")


def _years_figure(view: Comparison) -> Figure:
    numbers = break_numbers(view.years[0])
    points = [
        Point(y.period, None, None, numbers.get(y.period), y.period == view.head.period)
        for y in view.years[0]
    ]
    items = [
        Series(unit.name, tuple(year.score for year in years))
        for unit, years in zip(view.units, view.years, strict=True)
    ]
    title = _("Điểm {index} qua các năm").format(index=view.head.abbreviation)
    text = _("Mỗi đường là một đơn vị; không nối qua mốc đổi hay năm không có điểm.")
    return both("years", title, text, lambda c, w: series_chart(c, items, points, w))
