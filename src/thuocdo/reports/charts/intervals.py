"""Ranks with their ranges: a row a unit, bands behind units that cannot be told apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from thuocdo.kernel.numerals import whole
from thuocdo.reports import svg

ROW = 18
HEAD = 24
GAP = 10
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Interval:
    """A unit: its rank, and the best and worst that the sample allows."""

    name: str
    rank: int
    low: int
    high: int
    own: bool = False


def intervals(
    caption: svg.Caption,
    items: Sequence[Interval],
    runs: Sequence[range] = (),
    width: float = 720,
) -> str:
    """Rows in the order given, best first; the axis of ranks stands above and below. Every
    other of the `runs` of rows (see `bands`) has a ground of its own.
    """
    left = max((svg.text_width(item.name) for item in items), default=0.0) + GAP + 4
    last = max((item.high for item in items), default=1)
    x = svg.linear((1, max(last, 2)), (left + 8, width - 12))
    floor = HEAD + ROW * len(items) + 4.0
    body = [
        *(_band(run, left, width) for run in runs[::2]),
        _axis(x, last, floor),
        *(_row(item, at, left, x) for at, item in enumerate(items)),
    ]
    return svg.drawing(caption, width, floor + HEAD, *body)


def bands(signs: Sequence[Sequence[int]]) -> Iterator[range]:
    """Runs of neighbours of which no two are told apart (0), each as long as can be."""
    start = 0
    for at, row in enumerate(signs):
        if any(row[start:at]):
            yield range(start, at)
            start = at
    if signs:
        yield range(start, len(signs))


def _band(run: range, left: float, width: float) -> str:
    y, height = HEAD + ROW * run.start + 1.0, float(ROW * len(run))
    return svg.el("rect", x=left, y=y, width=width - left, height=height, class_="c-band")


def _axis(x, last: int, floor: float) -> str:
    step = next((s for s in STEPS if s * max(x(2) - x(1), 0.01) >= 34), STEPS[-1])
    at = [1, *range(step if step > 1 else 2, last + 1, step)]
    if len(at) > 1 and x(at[1]) - x(1) < 20:
        del at[1]
    grid = "".join(f"M{svg.num(x(v))} {HEAD - 2}V{svg.num(floor)}" for v in at)
    ticks = "".join(
        svg.text(x(v), y, whole(v), "c-tick", "middle") for v in at for y in (14, floor + 16)
    )
    return svg.el("path", d=grid, class_="c-grid") + ticks


def _row(item: Interval, at: int, left: float, x) -> str:
    y = HEAD + ROW * (at + 0.5) + 1
    tip = svg.el("title", escape(f"{item.name}: {item.rank} ({item.low}–{item.high})"))
    low, high, mid = svg.num(x(item.low)), svg.num(x(item.high)), svg.num(y)
    dot = svg.el("circle", cx=x(item.rank), cy=y, r=4.5, class_="c-own" if item.own else "c-rank")
    bold = "c-strong" if item.own else "c-text"
    return svg.el(
        "g",
        tip,
        svg.text(left - GAP, y + 4.5, item.name, bold, "end"),
        svg.el("path", d=f"M{low} {mid}H{high}", class_="c-span"),
        dot,
    )
