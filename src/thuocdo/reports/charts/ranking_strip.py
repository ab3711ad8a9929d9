"""All units on the axis of the score: a dot each, stacked; the cut points; one unit marked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from thuocdo.kernel.numerals import decimal
from thuocdo.reports import svg
from thuocdo.reports.charts.rows import AXIS

NAMES = 46  # height of the names of groups above the dots
LABEL = 40  # room for the label of the marked unit


@dataclass(frozen=True, slots=True)
class Dot:
    """A unit with a score; `step` is the shade of its group."""

    name: str
    score: float
    step: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Zone:
    """A group on the axis: from its cut point up to the next better group's."""

    label: str
    lower: float | None


def ranking_strip(
    caption: svg.Caption, dots: Sequence[Dot], zones: Sequence[Zone], width: float = 720
) -> str:
    """Dots of all units. `zones` are the groups, best first."""
    r = 5.5 if width >= svg.NARROW else 4.0
    x = _scale(dots, width)
    places = _stacked(sorted(dots, key=lambda d: (d.own, d.score, d.name)), x, 2 * r + 1)
    tall = max((level for _x, level in places.values()), default=0) + 1
    label = LABEL if any(dot.own for dot in dots) else 6
    head = NAMES if zones else 6
    floor = head + label + tall * (2 * r + 1) + 4
    body = [
        _axis(dots, x, width, floor),
        _zones(zones, x, width, floor),
        *(_dot(dot, *places[dot], r, floor) for dot in dots),
        *(_label(dot, *places[dot], r, floor, (width, head + 18)) for dot in dots if dot.own),
    ]
    return svg.drawing(caption, width, floor + AXIS, *body)


def _scale(dots: Sequence[Dot], width: float):
    scores = [dot.score for dot in dots] or [0.0, 1.0]
    margin = (max(scores) - min(scores)) * 0.03 or 0.5
    return svg.linear((min(scores) - margin, max(scores) + margin), (6, width - 6))


def _stacked(dots: Sequence[Dot], x, size: float) -> dict[Dot, tuple[float, int]]:
    """Each dot in a column of its width, one above the other; the own one last, so on top."""
    heights: Counter[int] = Counter()
    places = {}
    for dot in dots:
        column = round(x(dot.score) / size)
        places[dot] = (column * size, heights[column])
        heights[column] += 1
    return places


def _y(level: int, r: float, floor: float) -> float:
    return floor - 3 - r - level * (2 * r + 1)


def _dot(dot: Dot, x: float, level: int, r: float, floor: float) -> str:
    tip = svg.el("title", escape(f"{dot.name}: {decimal(dot.score)}"))
    kind = "c-own" if dot.own else f"s{dot.step}"
    return svg.el("circle", tip, cx=x, cy=_y(level, r, floor), r=float(r), class_=kind)


def _label(dot: Dot, x: float, level: int, r: float, floor: float, at: tuple[float, float]) -> str:
    width, y = at
    content = f"{dot.name} {decimal(dot.score)}"
    half = svg.text_width(content, 14) / 2
    middle = min(max(x, half + 2), width - half - 2)
    end = _y(level, r, floor) - r
    line = svg.el("path", d=f"M{svg.num(x)} {y + 5}V{svg.num(end)}", class_="c-lead")
    return line + svg.text(middle, y, content, "c-value c-strong c-halo", "middle")


def _axis(dots: Sequence[Dot], x, width: float, floor: float) -> str:
    low, high = (min(d.score for d in dots), max(d.score for d in dots)) if dots else (0, 1)
    at = svg.ticks(low, high, about=int(width / 90))
    base = svg.el("path", d=f"M0 {svg.num(floor)}H{svg.num(width)}", class_="c-base")
    return base + "".join(
        svg.text(x(v), floor + 18, decimal(v, svg.tick_digits(at)), "c-tick", "middle") for v in at
    )


def _zones(zones: Sequence[Zone], x, width: float, floor: float) -> str:
    parts, right = [], width
    for zone in zones:
        left = 0.0 if zone.lower is None else min(max(x(zone.lower), 0.0), width)
        if zone.lower is not None:
            cut = f"M{svg.num(left)} 4V{svg.num(floor)}"
            parts.append(svg.el("path", d=cut, class_="c-cut"))
        parts.append(_zone_name(zone.label, left, right))
        right = left
    return "".join(parts)


def _zone_name(label: str, left: float, right: float) -> str:
    found = svg.wrapped(label, right - left - 8, 12)
    fits = all(svg.text_width(line, 12) <= right - left - 4 for line in found)
    if not fits or len(found) * 15 > NAMES + 8:
        return ""
    middle = (left + right) / 2
    return "".join(
        svg.text(middle, 15 + 15 * i, line, "c-zone", "middle") for i, line in enumerate(found)
    )
