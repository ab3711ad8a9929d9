"""The few means every chart is drawn with: escaped elements, text that fits, scales, ticks.

A chart is a string of SVG made of classes, without styles of its own or script, so that it
works under a strict content security policy. The classes are in `styles/charts.css`.
"""

import math
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

SIZE = 13
LINE = 17
NARROW = 480  # below this width labels stand above their bars

_WIDE = set("mwMW%@–—")
_SLIM = set("iljtfrI.,:;|!'()[]/ ")


@dataclass(frozen=True, slots=True)
class Caption:
    """What a chart is called and says, for who cannot see it; `ident` is unique on a page."""

    ident: str
    title: str
    text: str


def el(name: str, *children: str, **attributes: object) -> str:
    """An element. Children are SVG already; values of attributes are escaped here.

    `class_` stands for class, `stroke_width` for stroke-width; None leaves one out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(num(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def num(value: object) -> str:
    """A coordinate with one decimal at most; anything else as text."""
    if isinstance(value, float):
        return f"{round(value, 1):g}" if abs(value) < 100_000 else f"{value:.0f}"
    return str(value)


def text(
    x: float, y: float, content: str, class_: str = "c-text", anchor: str | None = None
) -> str:
    """One line of text, escaped; `anchor` is None (start), `middle` or `end`."""
    return el("text", escape(content), x=float(x), y=float(y), class_=class_, text_anchor=anchor)


def lines(x: float, y: float, content: Iterable[str], class_: str = "c-text", anchor=None) -> str:
    """Lines of text, the first on the baseline `y`."""
    return "".join(text(x, y + i * LINE, line, class_, anchor) for i, line in enumerate(content))


def drawing(
    caption: Caption,
    width: float,
    height: float,
    *body: str,
    class_: str = "",
    holds_links: bool = False,
) -> str:
    """The whole picture, with its name and its text for screen readers."""
    title, about = f"{caption.ident}-t", f"{caption.ident}-d"
    return el(
        "svg",
        el("title", escape(caption.title), id=title),
        el("desc", escape(caption.text), id=about),
        *body,
        class_=f"chart {class_}".strip(),
        role="group" if holds_links else "img",  # nothing inside an image can be followed
        aria_labelledby=f"{title} {about}",
        width=float(width),
        height=float(height),
        viewBox=f"0 0 {num(float(width))} {num(float(height))}",
    )


def standalone(chart: str, css: str) -> str:
    """A chart as a file of its own: with namespace and styles."""
    head, _close, rest = chart.partition(">")
    return f'{head} xmlns="http://www.w3.org/2000/svg"><style>{css}</style>{rest}'


def hatch(ident: str) -> str:
    """Stripes for what is not comparable or not published; used as `url(#ident-hatch)`."""
    stripe = el("path", d="M0 0V6", class_="c-stripe")
    ground = el("rect", width=6, height=6, class_="c-ground")
    return el(
        "defs",
        el(
            "pattern",
            ground,
            stripe,
            id=f"{ident}-hatch",
            width=6,
            height=6,
            patternUnits="userSpaceOnUse",
            patternTransform="rotate(45)",
        ),
    )


def text_width(content: str, size: float = SIZE) -> float:
    """About how wide a text will be: on the safe side for the usual sans-serif fonts."""
    bare = (c for c in unicodedata.normalize("NFD", content) if not unicodedata.combining(c))
    return size * sum(_em(c) for c in bare)


def _em(letter: str) -> float:
    if letter in _WIDE:
        return 0.9
    if letter in _SLIM:
        return 0.34
    return 0.7 if letter.isupper() else 0.58


def wrapped(content: str, width: float, size: float = SIZE) -> list[str]:
    """The text in lines no wider than `width`; a single word is never cut."""
    found: list[str] = []
    for word in content.split():
        if found and text_width(f"{found[-1]} {word}", size) <= width:
            found[-1] += f" {word}"
        else:
            found.append(word)
    return found or [""]


def linear(domain: tuple[float, float], span: tuple[float, float]) -> Callable[[float], float]:
    """The straight scale from values to coordinates."""
    (low, high), (start, end) = domain, span
    width = (high - low) or 1.0
    return lambda value: start + (value - low) / width * (end - start)


def ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round values inside `low`–`high`, about so many."""
    width = (high - low) or 1.0
    rough = width / max(about, 1)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(i * step, 10) for i in range(first, last + 1)]


def tick_digits(values: list[float]) -> int:
    """Decimals that tell neighbouring ticks apart."""
    return max((_decimals(value) for value in values), default=0)


def _decimals(value: float) -> int:
    return next((d for d in range(4) if abs(round(value, d) - value) < 1e-9), 4)
