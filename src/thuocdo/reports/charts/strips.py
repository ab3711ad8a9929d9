"""Distributions: every unit a thin tick, the middle half a bar, the median a line."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.reports import svg
from thuocdo.reports.charts import rows


@dataclass(frozen=True, slots=True)
class Strip:
    """A row: the scores of all units that have one."""

    label: str
    values: tuple[float, ...]
    shown: str


def strips(
    caption: svg.Caption, items: Sequence[Strip], domain: tuple[float, float], width: float = 720
) -> str:
    """Rows of ticks on one common axis."""
    shape = rows.frame([item.label for item in items], width, values=56)
    inner = rows.Frame(shape.rows, shape.left + 6, shape.right - 14, width, shape.height)
    x = svg.linear(domain, (inner.left, inner.right))
    body = [
        rows.axis(inner, domain),
        rows.labels(shape),
        *(_strip(shape, row, item, x) for row, item in zip(shape.rows, items, strict=True)),
    ]
    return svg.drawing(caption, width, shape.height, *body)


def _strip(shape: rows.Frame, row: rows.Row, item: Strip, x) -> str:
    low, median, high = np.quantile(item.values, (0.25, 0.5, 0.75))
    top = svg.num(row.mid - 6)
    every = "".join(f"M{svg.num(x(value))} {top}v12" for value in sorted(item.values))
    box = svg.el(
        "rect", x=x(low), y=row.mid - 8, width=x(high) - x(low), height=16, class_="c-half"
    )
    middle = svg.el("path", d=f"M{svg.num(x(median))} {svg.num(row.mid - 9)}v18", class_="c-median")
    ticks = svg.el("path", d=every, class_="c-ticks")
    return box + ticks + middle + rows.value(shape, row, item.shown)
