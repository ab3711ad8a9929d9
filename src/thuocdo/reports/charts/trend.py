"""A score through the years: not joined across a break, hatched where it was withheld."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from thuocdo.kernel.numerals import decimal
from thuocdo.reports import svg

TOP, BOTTOM, LEFT, RIGHT = 34, 30, 40, 26


@dataclass(frozen=True, slots=True)
class Point:
    """A period: the unit's score and the median of all, None where there is none.

    `break_number` marks the first period of a new series; the number is explained below the
    chart. `own` marks the period of the report. `half` is where the middle half of all units
    lies, `ends` the lowest and the highest, where the line is that of all units.
    """

    label: str
    score: float | None
    median: float | None = None
    break_number: int | None = None
    own: bool = False
    half: tuple[float, float] | None = None
    ends: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Plane:
    """Where places and scores lie; `step` is the room between neighbouring periods."""

    x: Callable[[float], float]
    y: Callable[[float], float]
    width: float
    height: float
    step: float

    @property
    def floor(self) -> float:
        """Where the plot ends."""
        return self.height - BOTTOM


def trend(
    caption: svg.Caption, points: Sequence[Point], width: float = 720, height: float = 280
) -> str:
    """The line of one unit over a thin line of the median."""
    domain = _domain(points)
    plane = plane_of(points, domain, width, height)
    body = [
        svg.hatch(caption.ident),
        axis(plane, domain),
        *(_withheld(caption.ident, plane, i) for i, p in enumerate(points) if p.score is None),
        *(break_mark(plane, i, p.break_number) for i, p in enumerate(points) if p.break_number),
        *(_spread(plane, i, p) for i, p in enumerate(points) if p.half and p.ends),
        line(plane, points, [p.median for p in points], "c-context"),
        line(plane, points, [p.score for p in points], "c-line"),
        *(_point(plane, points, i) for i, p in enumerate(points) if p.score is not None),
        period_labels(plane, points),
    ]
    return svg.drawing(caption, width, height, *body)


def _domain(points: Sequence[Point]) -> tuple[float, float]:
    known = [v for p in points for v in (p.score, p.median, *(p.ends or ())) if v is not None]
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    margin = (high - low) * 0.12 or 1.0
    return low - margin, high + margin


def plane_of(points, domain, width: float, height: float) -> Plane:
    """The plane of periods that stand beside each other."""
    step = (width - LEFT - RIGHT - 20) / max(len(points) - 1, 1)
    first = LEFT + (20 if width >= svg.NARROW else 8)
    x = svg.linear((0, max(len(points) - 1, 1)), (first, width - RIGHT))
    y = svg.linear(domain, (height - BOTTOM - 6, TOP))
    return Plane(x, y, width, height, step)


def axis(plane: Plane, domain: tuple[float, float]) -> str:
    """Round scores with their lines."""
    at = svg.ticks(*domain, about=5)
    digits = svg.tick_digits(at)
    grid = "".join(f"M{LEFT - 4} {svg.num(plane.y(v))}H{svg.num(plane.width - 4)}" for v in at)
    numbers = "".join(
        svg.text(LEFT - 8, plane.y(v) + 4, decimal(v, digits), "c-tick", "end") for v in at
    )
    return svg.el("path", d=grid, class_="c-grid") + numbers


def _withheld(ident: str, plane: Plane, place: int) -> str:
    half = min(plane.step * 0.3, 14)
    return svg.el(
        "rect",
        x=plane.x(place) - half,
        y=TOP - 6,
        width=2 * half,
        height=plane.floor - TOP + 6,
        class_="c-unlike",
        fill=f"url(#{ident}-hatch)",
    )


def _spread(plane: Plane, place: int, point: Point) -> str:
    """From the lowest to the highest a line, the middle half a bar."""
    x, half = plane.x(place), min(plane.step * 0.24, 9)
    (low, high), (bottom, top) = map(plane.y, point.ends), map(plane.y, point.half)
    line = svg.el("path", d=f"M{svg.num(x)} {svg.num(low)}V{svg.num(high)}", class_="c-link")
    box = svg.el(
        "rect", x=x - half, y=top, width=2 * half, height=max(bottom - top, 1.0), class_="c-half"
    )
    return line + box


def break_mark(plane: Plane, place: int, number: int) -> str:
    """A numbered line before the first period of a new series."""
    x = plane.x(place - 0.5)
    line = svg.el("path", d=f"M{svg.num(x)} 20V{svg.num(plane.floor)}", class_="c-break")
    mark = svg.el("circle", cx=x, cy=11, r=9, class_="c-break-mark")
    return line + mark + svg.text(x, 15, str(number), "c-break-number", "middle")


def line(plane: Plane, points: Sequence[Point], values, kind: str) -> str:
    """The values of the periods joined, but for what is missing and across breaks."""
    path = ""
    for i, value in enumerate(values):
        if value is None:
            continue
        joined = i > 0 and values[i - 1] is not None and not points[i].break_number
        path += f"{'L' if joined else 'M'}{svg.num(plane.x(i))} {svg.num(plane.y(value))}"
        if not joined:
            path += "h0"
    return svg.el("path", d=path, class_=kind) if path else ""


def _point(plane: Plane, points: Sequence[Point], place: int) -> str:
    here = points[place]
    x, y = plane.x(place), plane.y(here.score)
    dot = svg.el(
        "circle", cx=x, cy=y, r=6 if here.own else 3.5, class_="c-own" if here.own else "c-dot"
    )
    if not (here.own or plane.step >= 44):
        return dot
    above = here.score >= _around(points, place)
    strong = "c-value c-strong" if here.own else "c-tick"
    return dot + svg.text(
        x, y - 11 if above else y + 20, decimal(here.score, 2), f"{strong} c-halo", "middle"
    )


def _around(points: Sequence[Point], place: int) -> float:
    """The mean of the neighbours: a point above it has its label above."""
    beside = [points[i].score for i in (place - 1, place + 1) if 0 <= i < len(points)]
    known = [score for score in beside if score is not None]
    return sum(known) / len(known) if known else float("-inf")


def period_labels(plane: Plane, points: Sequence[Point]) -> str:
    """The names of the periods, as many as fit."""
    every = 1 if plane.step >= 38 else 2 if plane.step >= 19 else 3
    last = len(points) - 1
    return "".join(
        svg.text(
            plane.x(i),
            plane.height - 8,
            point.label,
            "c-tick c-strong" if point.own else "c-tick",
            "middle",
        )
        for i, point in enumerate(points)
        if point.own or ((last - i) % every == 0 and not _near_own(points, i, every))
    )


def _near_own(points: Sequence[Point], place: int, every: int) -> bool:
    near = points[max(place - every + 1, 0) : place + every]
    return every > 1 and any(point.own for point in near)
