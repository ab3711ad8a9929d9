"""The chance of each group: a stacked bar a unit, the best group on the left."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from thuocdo.kernel.numerals import percent
from thuocdo.reports import svg

ROW = 18
HEAD = 24
GAP = 10
BAR = 12
SMALL = 11.5
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Chances:
    """A unit: the chance of each group, best first; `mark` stands beside a sure one."""

    name: str
    chances: tuple[float, ...]
    mark: str = ""
    own: bool = False


def group_chances(
    caption: svg.Caption,
    items: Sequence[Chances],
    steps: Sequence[int],
    width: float = 720,
) -> str:
    """Rows in the order given. `steps` are the shades of the groups, 1 darkest to 7."""
    left = max((svg.text_width(item.name) for item in items), default=0.0) + GAP + 4
    room = max((svg.text_width(item.mark, SMALL) for item in items), default=0.0) + GAP
    x = svg.linear((0, 1), (left, width - room - 8))
    floor = HEAD + ROW * len(items) + 4.0
    body = [
        _axis(x, floor),
        *_names(items, left, width),
        *(
            svg.el("path", d=_group(items, group, x), class_=f"s{step} swatch")
            for group, step in enumerate(steps)
        ),
    ]
    return svg.drawing(caption, width, floor + HEAD, *body)


def _axis(x, floor: float) -> str:
    shown = TICKS if x(1) - x(0) > 200 else TICKS[::2]
    grid = "".join(f"M{svg.num(x(v))} {HEAD - 2}V{svg.num(floor)}" for v in shown)
    ticks = "".join(
        svg.text(x(v), y, percent(v), "c-tick", "middle") for v in shown for y in (14, floor + 16)
    )
    return svg.el("path", d=grid, class_="c-grid") + ticks


def _names(items: Sequence[Chances], left: float, width: float) -> Iterator[str]:
    for at, item in enumerate(items):
        bold, y = "c-strong" if item.own else "c-text", _middle(at)
        yield svg.text(left - GAP, y + 4.5, item.name, bold, "end")
        if item.mark:
            yield svg.text(width - 2, y + 4, item.mark, "c-small", "end")


def _group(items: Sequence[Chances], group: int, x) -> str:
    """The boxes of one group in all rows, in one stroke, so that the page stays small."""
    return "".join(
        _box(x(sum(item.chances[:group])), x(sum(item.chances[: group + 1])), _middle(at))
        for at, item in enumerate(items)
        if item.chances[group] > 0
    )


def _box(left: float, right: float, middle: float) -> str:
    start, end = svg.num(left), svg.num(right)
    return f"M{start} {svg.num(middle - BAR / 2)}H{end}v{BAR}H{start}z"


def _middle(at: int) -> float:
    return HEAD + ROW * (at + 0.5) + 1
