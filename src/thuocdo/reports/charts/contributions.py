"""What the variance of a score is made of: a bar a part from zero, to the left where a part
steadies the score, and a mark where the part would be by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from thuocdo.kernel.numerals import percent
from thuocdo.reports import svg
from thuocdo.reports.charts import rows

HALF = 7


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part: its share of the variance with all it has in common with the others, and `alone`
    without. Shares of 1; those of all parts add up to 1.
    """

    label: str
    share: float
    alone: float


def contributions(caption: svg.Caption, items: Sequence[Contribution], width: float = 720) -> str:
    """Rows in the order given, on one axis of percent."""
    shape = rows.frame([item.label for item in items], width)
    inner = rows.Frame(shape.rows, shape.left + 6, shape.right - 14, width, shape.height)
    domain = _domain(items)
    x = svg.linear(domain, (inner.left, inner.right))
    body = [
        svg.hatch(caption.ident),
        rows.axis(inner, domain, "%"),
        _zero(x(0), shape),
        rows.labels(shape),
        *(
            _bar(caption.ident, shape, row, item, x)
            for row, item in zip(shape.rows, items, strict=True)
        ),
    ]
    return svg.drawing(caption, width, shape.height, *body)


def _domain(items: Sequence[Contribution]) -> tuple[float, float]:
    every = [100 * value for item in items for value in (item.share, item.alone)]
    low, high = min([0.0, *every]), max([1.0, *every])
    margin = (high - low) * 0.03
    return low - (margin if low < 0 else 0.0), high + margin


def _bar(ident: str, shape: rows.Frame, row: rows.Row, item: Contribution, x) -> str:
    left, right = sorted((x(0), x(100 * item.share)))
    steadies = item.share < 0
    box = svg.el(
        "rect",
        x=left,
        y=row.mid - HALF,
        width=max(right - left, 1.0),
        height=2 * HALF,
        class_="c-unlike" if steadies else "s3",
        fill=f"url(#{ident}-hatch)" if steadies else None,
    )
    alone, top = svg.num(x(100 * item.alone)), svg.num(row.mid - HALF - 2)
    mark = svg.el("path", d=f"M{alone} {top}v{2 * HALF + 4}", class_="c-median")
    return box + mark + rows.value(shape, row, percent(item.share))


def _zero(x: float, shape: rows.Frame) -> str:
    bottom = svg.num(shape.height - rows.AXIS + 3)
    return svg.el("path", d=f"M{svg.num(x)} 2V{bottom}", class_="c-base")
