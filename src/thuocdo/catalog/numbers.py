"""Numbers as people write them: `44,2479`, `1.234,5`, `1,234.5`, `1 234,5`, `−0,91`, `85,11%`.

Each text is read twice, once as if the comma were the decimal mark and once as if the dot
were. Only one reading possible: the text is clear, and tells the style of its column. Both
possible and different (`1.234`, `1,234`): the column decides, never the cell alone.
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from math import isfinite
from typing import NamedTuple

from thuocdo.kernel import Problem
from thuocdo.kernel.language import _

BLANKS = frozenset({"", "na", "n/a", "-", "…", "..."})
_DASHES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"))


class Reason(StrEnum):
    """Why a text could not be read; the values are the codes of the problems."""

    NOT_A_NUMBER = "not-a-number"
    AMBIGUOUS = "ambiguous-number"


class Numbers(NamedTuple):
    """A column read. `values[i]` is None where text i is blank or bad; `bad` maps i to why."""

    values: list[float | None]
    bad: dict[int, Reason]


class _Readings(NamedTuple):
    """A text with the comma as the decimal mark, and with the dot; None where impossible."""

    comma: float | None
    dot: float | None

    @property
    def clear(self) -> bool:
        return self.comma is None or self.dot is None or self.comma == self.dot


def read_number(text: str | None) -> float | None:
    """One number on its own; None when blank. Raises `ValueError` for anything else.

    Alone, `1.234` and `1,234` are both 1.234: see `read_numbers` for a whole column.
    """
    values, bad = read_numbers([text])
    if bad:
        raise ValueError(f"not a number: {text!r}")
    return values[0]


def read_numbers(texts: Sequence[str | None]) -> Numbers:
    """The numbers of one column, same length and order as `texts`.

    Blank (None, empty, NA, n/a, a dash, …) is None. A percent sign is dropped: `85,11%` is
    85.11. Three digits after a lone mark (`1.234`) follow the style of the clear cells of
    the column; where those disagree it is bad (ambiguous) and the clear ones stand as
    written. With no clear cell the only mark in use is the decimal mark, unless whole
    numbers of three digits (`987`) stand beside it: then thousands are as likely, and bad.
    """
    bodies = {i: body for i, text in enumerate(texts) if (body := _body(text)) is not None}
    readings = {i: _readings(body) for i, body in bodies.items()}
    style = _style(bodies, readings)
    values: list[float | None] = [None] * len(texts)
    bad: dict[int, Reason] = {}
    for i, reading in readings.items():
        if reading == (None, None):
            bad[i] = Reason.NOT_A_NUMBER
        elif reading.clear:
            values[i] = reading.dot if reading.comma is None else reading.comma
        elif style is None:
            bad[i] = Reason.AMBIGUOUS
        else:
            values[i] = getattr(reading, style)
    return Numbers(values, bad)


def number_problem(text: str, reason: Reason) -> Problem:
    """The problem to show for a bad text; the caller adds the place with `.at(…)`."""
    if reason is Reason.AMBIGUOUS:
        return Problem(
            reason.value,
            _("“{text}” có thể hiểu theo hai cách: dấu thập phân hoặc dấu hàng nghìn.").format(
                text=text
            ),
            hint=_(
                "Viết cả cột theo một kiểu: bỏ dấu hàng nghìn (1234), "
                "hoặc thêm một chữ số thập phân (1,2340)."
            ),
        )
    return Problem(
        reason.value,
        _("“{text}” không phải là số.").format(text=text),
        hint=_("Viết số như 44,2479 hoặc 44.2479; để trống ô nếu không có số liệu."),
    )


def number_text(value: int | float, shown_as: str = "General") -> str:
    """A number that is already one (Excel, Parquet) as text that reads back as the same.

    `shown_as` is its Excel format: a percentage becomes `85.11%`, as the person sees it and
    as CSV would hold it; `00` keeps the leading zero of a province code.
    """
    if isfinite(value) and value == int(value) and abs(value) < 1e15:
        value = int(value)
    literal = re.compile(r'"[^"]*"|\\.')
    percent = isfinite(value) and "%" in literal.sub("", shown_as)
    text = f"{Decimal(repr(value)).scaleb(2):f}" if percent else repr(value)
    if isinstance(value, int) and not percent and set(shown_as) == {"0"}:
        return text.zfill(len(shown_as))
    # 1.234 typed as a number is never 1234, but as text it could be read so: one more
    # zero leaves the value and takes the doubt away.
    doubtful = "e" not in text and len(text.partition(".")[2]) == 3
    return f"{text}{'0' if doubtful else ''}{'%' if percent else ''}"


def _body(text: str | None) -> str | None:
    """What is left to read, with plain minus and plain spaces; None for a blank."""
    body = " ".join((text or "").translate(_DASHES).split())
    return None if body.lower() in BLANKS else body.removesuffix("%").rstrip()


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    # A first group that starts with 0 is no group: 0.123 can only be a decimal. An exponent
    # is written by machines, which do not group digits.
    grouped = rf"[1-9][0-9]{{0,2}}(?:(?:{thousands}[0-9]{{3}})+|(?: [0-9]{{3}})+)"
    return re.compile(
        rf"[+-]? ?(?:{grouped}(?:{decimal}[0-9]+)?"
        rf"|(?:[0-9]+(?:{decimal}[0-9]+)?|{decimal}[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    )


_COMMA = _pattern(decimal=",", thousands=r"\.")
_DOT = _pattern(decimal=r"\.", thousands=",")


def _readings(body: str) -> _Readings:
    packed = body.replace(" ", "")
    return _Readings(
        comma=_value(_COMMA.fullmatch(body), packed.replace(".", "").replace(",", ".")),
        dot=_value(_DOT.fullmatch(body), packed.replace(",", "")),
    )


def _value(well_formed: re.Match[str] | None, plain: str) -> float | None:
    value = float(plain) if well_formed else float("nan")
    return value if isfinite(value) else None


def _style(bodies: dict[int, str], readings: dict[int, _Readings]) -> str | None:
    """`comma` or `dot`, the decimal mark of the column; None where that cannot be told."""
    shown = {
        "comma" if reading.dot is None else "dot"
        for reading in readings.values()
        if (reading.comma is None) != (reading.dot is None)
    }
    if shown:
        return shown.pop() if len(shown) == 1 else None
    marks = {"comma" if "," in bodies[i] else "dot" for i, r in readings.items() if not r.clear}
    # 200, 1.234, 987 are more likely people counted than decimals: a guess either way could
    # be wrong a thousandfold without anyone noticing.
    looks_counted = any(re.fullmatch("[+-]? ?[1-9][0-9]{2}", body) for body in bodies.values())
    return marks.pop() if len(marks) == 1 and not looks_counted else None
