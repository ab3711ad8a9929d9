"""One unit among all at many nodes: the span of all units, the median, the best, and it."""

from collections.abc import Sequence
from dataclasses import dataclass

from thuocdo.reports import svg
from thuocdo.reports.charts import rows


@dataclass(frozen=True, slots=True)
class Range:
    """A row. All numbers are shares of the scale (0–1); `own` is None when withheld."""

    label: str
    low: float
    median: float
    high: float
    own: float | None
    shown: str
    heading: bool = False


def dot_range(caption: svg.Caption, ranges: Sequence[Range], width: float = 720) -> str:
    """Rows of spans on one axis of percent of the scale."""
    shape = rows.frame([item.label for item in ranges], width, values=106)
    inner = rows.Frame(shape.rows, shape.left + 6, shape.right - 14, width, shape.height)
    x = svg.linear((0, 100), (inner.left, inner.right))
    body = [
        rows.axis(inner, (0, 100), "%", about=4),
        rows.labels(shape, [item.heading for item in ranges]),
        *(
            _marks(shape, row, item, x)
            for row, item in zip(shape.rows, ranges, strict=True)
        ),
    ]  # fmt: skip
    return svg.drawing(caption, width, shape.height, *body)


def _marks(shape: rows.Frame, row: rows.Row, item: Range, x) -> str:
    low, median, high = (svg.num(x(100 * v)) for v in (item.low, item.median, item.high))
    y = svg.num(row.mid)
    parts = [
        svg.el("path", d=f"M{low} {y}H{high}", class_="c-span"),
        svg.el("path", d=f"M{median} {svg.num(row.mid - 7)}v14", class_="c-median"),
        svg.el("path", d=f"M{high} {svg.num(row.mid - 4)}l4 4l-4 4l-4-4z", class_="c-best"),
    ]
    if item.own is not None:
        parts.append(svg.el("circle", cx=x(100 * item.own), cy=row.mid, r=6, class_="c-own"))
    bold = "c-value c-halo c-strong" if item.heading else "c-value c-halo"
    return "".join(parts) + rows.value(shape, row, item.shown, bold)
