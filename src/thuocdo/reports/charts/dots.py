"""A few units beside each other at many nodes: one row a node, one mark a unit."""

from collections.abc import Sequence
from dataclasses import dataclass

from thuocdo.reports import svg
from thuocdo.reports.charts import rows
from thuocdo.reports.charts.markers import marker


@dataclass(frozen=True, slots=True)
class DotRow:
    """A node: where each unit stands in percent of the scale (None: no score), and the number
    shown at the end of the row.
    """

    label: str
    values: tuple[float | None, ...]
    shown: str


def dots(caption: svg.Caption, items: Sequence[DotRow], width: float = 720) -> str:
    """Rows of marks on one axis, which need not begin at 0."""
    shape = rows.frame([item.label for item in items], width, values=92)
    inner = rows.Frame(shape.rows, shape.left + 8, shape.right - 16, width, shape.height)
    domain = _domain(items)
    x = svg.linear(domain, (inner.left, inner.right))
    body = [
        rows.axis(inner, domain, "%", about=5),
        rows.labels(shape),
        *(_row(shape, row, item, x) for row, item in zip(shape.rows, items, strict=True)),
    ]
    return svg.drawing(caption, width, shape.height, *body)


def _domain(items: Sequence[DotRow]) -> tuple[float, float]:
    known = [value for item in items for value in item.values if value is not None]
    if not known:
        return (0.0, 100.0)
    margin = (max(known) - min(known)) * 0.06 or 5.0
    return max(min(known) - margin, 0.0), min(max(known) + margin, 100.0)


def _row(shape: rows.Frame, row: rows.Row, item: DotRow, x) -> str:
    known = [(place, value) for place, value in enumerate(item.values) if value is not None]
    if not known:
        return rows.value(shape, row, item.shown)
    ends = [x(value) for _place, value in known]
    y = svg.num(row.mid)
    span = svg.el("path", d=f"M{svg.num(min(ends))} {y}H{svg.num(max(ends))}", class_="c-link")
    # The first unit is drawn last, so that no other hides it.
    marks = "".join(marker(place, x(value), row.mid) for place, value in reversed(known))
    return span + marks + rows.value(shape, row, item.shown)
