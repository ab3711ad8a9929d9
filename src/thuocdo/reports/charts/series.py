"""The scores of a few units through the years, each with its own line and mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from thuocdo.kernel.numerals import decimal
from thuocdo.reports import svg
from thuocdo.reports.charts.markers import line_class, marker
from thuocdo.reports.charts.trend import Point, axis, break_mark, line, period_labels, plane_of


@dataclass(frozen=True, slots=True)
class Series:
    """A unit: its score in every period, None where there is none."""

    name: str
    scores: tuple[float | None, ...]


def series_chart(
    caption: svg.Caption,
    items: Sequence[Series],
    periods: Sequence[Point],
    width: float = 720,
    height: float = 320,
) -> str:
    """The lines of up to five units. `periods` tell names and breaks; lines do not cross one.

    A period without a score leaves a gap in the line.
    """
    domain = _domain(items)
    plane = plane_of(periods, domain, width, height)
    body = [
        axis(plane, domain),
        *(break_mark(plane, i, p.break_number) for i, p in enumerate(periods) if p.break_number),
        *(
            line(plane, periods, item.scores, line_class(place))
            for place, item in enumerate(items)
        ),
        *(_marks(plane, place, item, periods) for place, item in enumerate(items)),
        period_labels(plane, periods),
    ]  # fmt: skip
    return svg.drawing(caption, width, height, *body)


def _domain(items: Sequence[Series]) -> tuple[float, float]:
    known = [score for item in items for score in item.scores if score is not None]
    if not known:
        return (0.0, 1.0)
    low, high = min(known), max(known)
    margin = (high - low) * 0.08 or 1.0
    return low - margin, high + margin


def _marks(plane, place: int, item: Series, periods: Sequence[Point]) -> str:
    size = 4.0 if plane.step < 24 else 5.0
    found = (
        svg.el(
            "g",
            svg.el("title", escape(f"{item.name}, {period.label}: {decimal(score)}")),
            marker(place, plane.x(i), plane.y(score), size),
        )
        for i, (period, score) in enumerate(zip(periods, item.scores, strict=True))
        if score is not None
    )
    return "".join(found)
