"""Plain bars from zero, one a label: how much of something each has."""

from collections.abc import Sequence
from dataclasses import dataclass

from thuocdo.kernel.numerals import decimal
from thuocdo.reports import svg
from thuocdo.reports.charts import rows

HALF = 7


@dataclass(frozen=True, slots=True)
class Amount:
    """A bar: `shown` stands beside it (the number itself when None).

    `kind` is its class, by default gain or loss by its sign; hatched: not comparable;
    strong: its number in bold.
    """

    label: str
    value: float
    shown: str | None = None
    kind: str | None = None
    hatched: bool = False
    strong: bool = False


def bars(
    caption: svg.Caption, amounts: Sequence[Amount], width: float = 720, digits: int = 2
) -> str:
    """Bars in the order given; negative amounts go to the left of zero."""
    shape = rows.frame([amount.label for amount in amounts], width)
    domain = _domain([amount.value for amount in amounts])
    x = svg.linear(domain, (shape.left, shape.right - 8))
    body = [
        svg.hatch(caption.ident),
        rows.axis(rows.Frame(shape.rows, shape.left, shape.right - 8, width, shape.height), domain),
        rows.labels(shape),
        *(
            _bar(caption, shape, row, amount, (x(0), x(amount.value)), digits)
            for row, amount in zip(shape.rows, amounts, strict=True)
        ),
    ]
    return svg.drawing(caption, width, shape.height, *body)


def _domain(values: Sequence[float]) -> tuple[float, float]:
    low, high = min([0.0, *values]), max([0.0, *values])
    margin = (high - low) * 0.02 or 1.0
    return low - (margin if low < 0 else 0.0), high + margin


def _bar(caption, shape, row: rows.Row, amount: Amount, span, digits: int) -> str:
    left, right = sorted(span)
    box = svg.el(
        "rect",
        x=float(left),
        y=row.mid - HALF,
        width=max(right - left, 1.0),
        height=2 * HALF,
        class_="c-unlike" if amount.hatched else _kind(amount),
        fill=f"url(#{caption.ident}-hatch)" if amount.hatched else None,
    )
    bold = "c-value c-halo c-strong" if amount.strong else "c-value c-halo"
    return box + rows.value(shape, row, amount.shown or decimal(amount.value, digits), bold)


def _kind(amount: Amount) -> str:
    return amount.kind or ("c-gain" if amount.value >= 0 else "c-loss")
