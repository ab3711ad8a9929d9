"""Every unit against every other: filled where the row is better, slanted where it is worse."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from thuocdo.kernel.numerals import whole
from thuocdo.reports import svg

HEAD = 22
SMALL = 11.5
LEAST = 10.0  # a row lower than this has no room for its name


def pairs(
    caption: svg.Caption,
    names: Sequence[str],
    signs: Sequence[Sequence[int]],
    width: float = 720,
) -> str:
    """`signs` by row: 1 better than the column, −1 worse, 0 not told apart. Rows without room
    for their names show their place, as the columns do.
    """
    n = max(len(names), 1)
    beside = max((svg.text_width(name, SMALL) for name in names), default=0.0) + 10
    named = (width - beside - 26) / n >= LEAST
    left = beside + 24 if named else 24.0
    size = min((width - left - 2) / n, 30.0)
    body = [
        _grid(n, left, size),
        svg.el("path", d=_cells(signs, 1, left, size), class_="c-better"),
        svg.el("path", d=_cells(signs, -1, left, size), class_="c-worse"),
        _places(n, left, size, named),
        _names(names, left, size) if named else "",
    ]
    return svg.drawing(caption, width, HEAD + n * size + 3, *body)


def _grid(n: int, left: float, size: float) -> str:
    end, bottom = svg.num(left + n * size), svg.num(HEAD + n * size)
    at = [i * size for i in sorted({*range(0, n + 1, 5), n})]
    lines = "".join(
        f"M{svg.num(left + d)} {HEAD}V{bottom}M{svg.num(left)} {svg.num(HEAD + d)}H{end}"
        for d in at
    )
    own = "".join(_squares(left + i * size, HEAD + i * size, size) for i in range(n))
    return svg.el("path", d=own, class_="c-self") + svg.el("path", d=lines, class_="c-grid")


def _squares(x: float, y: float, size: float, count: int = 1) -> str:
    wide, high = svg.num(size * count - 1.0), svg.num(size - 1.0)
    return f"M{svg.num(x + 0.5)} {svg.num(y + 0.5)}h{wide}v{high}h-{wide}z"


def _slants(x: float, y: float, size: float, count: int) -> str:
    room = size * 0.22
    side, skip = svg.num(size - 2 * room), svg.num(2 * room)
    start = f"M{svg.num(x + room)} {svg.num(y + size - room)}"
    return start + f"m{skip} {side}".join([f"l{side} -{side}"] * count)


def _cells(signs: Sequence[Sequence[int]], wanted: int, left: float, size: float) -> str:
    """Neighbours in a row in one stroke, so that the page stays small."""
    mark = _squares if wanted == 1 else _slants
    return "".join(
        mark(left + run[0] * size, HEAD + i * size, size, len(run))
        for i, row in enumerate(signs)
        for run in _runs(row, wanted)
    )


def _runs(row: Sequence[int], wanted: int) -> Iterator[list[int]]:
    for sign, places in groupby(range(len(row)), key=row.__getitem__):
        if sign == wanted:
            yield list(places)


def _places(n: int, left: float, size: float, named: bool) -> str:
    shown = [i for i in range(1, n + 1) if i == 1 or i % (5 if size >= 7 else 10) == 0]
    mid = lambda i: (i - 0.5) * size  # noqa: E731
    top = (svg.text(left + mid(i), HEAD - 7, whole(i), "c-tick", "middle") for i in shown)
    if named:
        return "".join(top)
    side = (svg.text(left - 4, HEAD + mid(i) + 4, whole(i), "c-tick", "end") for i in shown)
    return "".join((*top, *side))


def _names(names: Sequence[str], left: float, size: float) -> str:
    return "".join(
        svg.text(left - 6, HEAD + (i + 0.5) * size + 4, name, "c-small", "end")
        for i, name in enumerate(names)
    )
