"""From one score to another, step by step: every step begins where the one before ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from thuocdo.kernel.numerals import decimal, signed
from thuocdo.reports import svg
from thuocdo.reports.charts import rows

HALF = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A step of `amount` points; hatched where the two ends are not comparable."""

    label: str
    amount: float
    comparable: bool = True


@dataclass(frozen=True, slots=True)
class End:
    """One end of the waterfall: a name and its score."""

    label: str
    value: float


def waterfall(
    caption: svg.Caption,
    start: End,
    bars: Sequence[Bar],
    end: End,
    width: float = 720,
    digits: int = 2,
) -> str:
    """The steps between two scores. `start` + Σ amounts = `end` is the caller's business.

    The axis does not begin at zero, so the ends are marks, not bars.
    """
    shape = rows.frame([start.label, *(bar.label for bar in bars), end.label], width)
    levels = _levels(start.value, bars)
    domain = _domain([*levels, end.value])
    x = svg.linear(domain, (shape.left, shape.right - 10))
    steps = zip(shape.rows[1:-1], bars, pairwise(levels), strict=True)
    body = [
        svg.hatch(caption.ident),
        rows.axis(_inner(shape), domain),
        _links(shape, [x(level) for level in levels]),
        rows.labels(shape, [True, *[False] * len(bars), True]),
        _end(shape, shape.rows[0], x(start.value), decimal(start.value, digits)),
        *(_step(caption, shape, row, bar, (x(a), x(b)), digits) for row, bar, (a, b) in steps),
        _end(shape, shape.rows[-1], x(end.value), decimal(end.value, digits)),
    ]
    return svg.drawing(caption, width, shape.height, *body)


def _levels(start: float, bars: Sequence[Bar]) -> list[float]:
    levels = [start]
    for bar in bars:
        levels.append(levels[-1] + bar.amount)
    return levels


def _domain(levels: list[float]) -> tuple[float, float]:
    low, high = min(levels), max(levels)
    margin = (high - low) * 0.04 or 0.5
    return low - margin, high + margin


def _inner(shape: rows.Frame) -> rows.Frame:
    return rows.Frame(shape.rows, shape.left, shape.right - 10, shape.width, shape.height)


def _end(shape: rows.Frame, row: rows.Row, x: float, number: str) -> str:
    points = f"M{svg.num(x)} {svg.num(row.mid - HALF)}l{HALF} {HALF}l-{HALF} {HALF}l-{HALF}-{HALF}z"
    return svg.el("path", d=points, class_="c-end") + rows.value(
        shape, row, number, "c-value c-halo c-strong"
    )


def _step(caption, shape, row: rows.Row, bar: Bar, span: tuple[float, float], digits: int) -> str:
    left, right = sorted(span)
    fill = None if bar.comparable else f"url(#{caption.ident}-hatch)"
    kind = "c-unlike" if not bar.comparable else "c-gain" if bar.amount >= 0 else "c-loss"
    box = svg.el(
        "rect",
        x=float(left),
        y=row.mid - HALF,
        width=max(right - left, 1.0),
        height=2 * HALF,
        class_=kind,
        fill=fill,
    )
    return box + rows.value(shape, row, signed(bar.amount, digits))


def _links(shape: rows.Frame, levels: list[float]) -> str:
    """Thin lines that carry each level on to the next row."""
    pairs = zip(levels, shape.rows, shape.rows[1:], strict=False)
    path = "".join(
        f"M{svg.num(x)} {svg.num(above.mid + HALF)}V{svg.num(below.mid - HALF)}"
        for x, above, below in pairs
    )
    return svg.el("path", d=path, class_="c-link")
