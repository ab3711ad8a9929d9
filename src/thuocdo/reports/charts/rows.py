"""The frame of charts with one row a label: beside the bars, or above them on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from thuocdo.kernel.numerals import decimal
from thuocdo.reports import svg

PAD = 3
MARK = 18  # height given to the mark of a row
AXIS = 26


@dataclass(frozen=True, slots=True)
class Row:
    """Where a row stands: its label's lines and first baseline, and the middle of its mark."""

    lines: tuple[str, ...]
    baseline: float
    top: float
    mid: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """All rows, the span of the plot, the column of values, the total height."""

    rows: tuple[Row, ...]
    left: float
    right: float
    width: float
    height: float


def frame(labels: Sequence[str], width: float, values: float = 64, label: float = 0.4) -> Frame:
    """Lay out the rows: `values` is the width of the column of numbers on the right, `label`
    the share of the width that labels may take.
    """
    narrow = width < svg.NARROW
    left = 2.0 if narrow else round(width * label)
    room = width - values - 4 if narrow else left - 14
    rows, top = [], 4.0
    for content in labels:
        rows.append(_row(tuple(svg.wrapped(content, room)), top, narrow))
        top += rows[-1].height
    right = width - 6 if narrow else width - values
    return Frame(tuple(rows), left, right, width, top + AXIS)


def _row(found: tuple[str, ...], top: float, narrow: bool) -> Row:
    block = len(found) * svg.LINE
    if narrow:
        return Row(found, top + 13, top, top + block + MARK / 2 - 1, block + MARK + 10)
    height = max(block, MARK) + 2 * PAD
    mid = top + height / 2
    return Row(found, mid - block / 2 + 12.5, top, mid, height)


def labels(shape: Frame, emphasised: Sequence[bool] = ()) -> str:
    """The texts of all rows."""
    strong = [*emphasised, *[False] * len(shape.rows)]
    narrow = shape.width < svg.NARROW
    x, anchor = (2, None) if narrow else (shape.left - 12, "end")
    return "".join(
        svg.lines(x, row.baseline, row.lines, "c-halo c-strong" if bold else "c-halo", anchor)
        for row, bold in zip(shape.rows, strong, strict=False)
    )


def value(shape: Frame, row: Row, content: str, class_: str = "c-value c-halo") -> str:
    """The number of a row, in the column on the right."""
    y = row.baseline if shape.width < svg.NARROW else row.mid + 4.5
    return svg.text(shape.width - 2, y, content, class_, "end")


def axis(shape: Frame, domain: tuple[float, float], suffix: str = "", about: int = 6) -> str:
    """Grid lines under the rows and round numbers below them."""
    x = svg.linear(domain, (shape.left, shape.right))
    room = (shape.right - shape.left) / 52
    at = svg.ticks(*domain, about=min(about, max(2, int(room))))
    digits, bottom = svg.tick_digits(at), shape.height - AXIS
    grid = "".join(f"M{svg.num(x(v))} 2V{svg.num(bottom + 3)}" for v in at)
    numbers = "".join(
        svg.text(x(v), bottom + 18, decimal(v, digits) + suffix, "c-tick", _anchor(x(v), shape))
        for v in at
    )
    return svg.el("path", d=grid, class_="c-grid") + numbers


def _anchor(x: float, shape: Frame) -> str | None:
    if x < 14:
        return None
    return "end" if x > shape.width - 14 else "middle"
