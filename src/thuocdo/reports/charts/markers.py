"""Marks that tell a few units apart by their shape, and not by colour alone."""

from thuocdo.reports import svg

SHAPES = 5


def marker(place: int, x: float, y: float, size: float = 5.5) -> str:
    """The mark of the unit at `place` (0 to 4) with its middle at `x`, `y`."""
    return svg.el("path", d=_DRAWN[place % SHAPES](x, y, size), class_=f"c-unit{place % SHAPES}")


def line_class(place: int) -> str:
    """The class of its line; each has dashes of its own."""
    return f"c-series c-series{place % SHAPES}"


def sample(place: int) -> str:
    """Line and mark as a legend shows them."""
    line = svg.el("path", d="M1 8H33", class_=line_class(place))
    return svg.el(
        "svg",
        line,
        marker(place, 17, 8),
        class_="chart",
        width=34,
        height=16,
        viewBox="0 0 34 16",
        aria_hidden="true",
    )


def _circle(x: float, y: float, size: float) -> str:
    r, n = svg.num(size), svg.num
    return f"M{n(x - size)} {n(y)}a{r} {r} 0 1 0 {n(2 * size)} 0a{r} {r} 0 1 0 {n(-2 * size)} 0z"


def _square(x: float, y: float, size: float) -> str:
    s = size * 0.92
    return (
        f"M{svg.num(x - s)} {svg.num(y - s)}h{svg.num(2 * s)}v{svg.num(2 * s)}h{svg.num(-2 * s)}z"
    )


def _diamond(x: float, y: float, size: float) -> str:
    s = svg.num(size * 1.3)
    return f"M{svg.num(x)} {svg.num(y - size * 1.3)}l{s} {s}l-{s} {s}l-{s} -{s}z"


def _triangle(x: float, y: float, size: float) -> str:
    s = size * 1.2
    return (
        f"M{svg.num(x)} {svg.num(y - s)}l{svg.num(s)} {svg.num(1.8 * s)}h{svg.num(-2 * s)}z"
    )  # fmt: skip


def _hourglass(x: float, y: float, size: float) -> str:
    s = svg.num(2 * size)
    return f"M{svg.num(x - size)} {svg.num(y - size)}h{s}l-{s} {s}h{s}z"


_DRAWN = (_circle, _square, _diamond, _triangle, _hourglass)
