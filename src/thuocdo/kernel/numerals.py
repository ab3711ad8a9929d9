"""Numbers as a reader writes them: `44,2479` and `+3,10` in Vietnamese, points in English."""

import math
from datetime import date

from thuocdo.kernel.language import language

NONE = "–"
MINUS = "−"


def decimal(value: float | None, digits: int = 2) -> str:
    """A number rounded only here, to be shown; `–` for what is not there (None or NaN)."""
    if missing(value):
        return NONE
    text = f"{abs(value):,.{digits}f}"
    negative = value < 0 and float(text.replace(",", "")) != 0
    return (MINUS if negative else "") + _localised(text)


def plain(value: float | None) -> str:
    """A number with as many digits as it takes, four at most: `3,3333`, `80`."""
    text = decimal(value, 4)
    mark = "," if language() == "vi" else "."
    return text.rstrip("0").rstrip(mark) if mark in text else text


def signed(value: float | None, digits: int = 2) -> str:
    """A change, with its sign: `+3,10`, `−0,25`; what rounds to nothing has none."""
    if missing(value):
        return NONE
    text = decimal(value, digits)
    positive = value > 0 and decimal(value, digits) != decimal(0, digits)
    return f"+{text}" if positive else text


def whole(value: int | float | None) -> str:
    """A count."""
    return decimal(value, 0)


def signed_whole(value: int | float | None) -> str:
    """A change of a count, with its sign."""
    return signed(value, 0)


def percent(share: float | None, digits: int = 0) -> str:
    """A share of 1 as a percentage: `12%`."""
    return NONE if missing(share) else f"{decimal(100 * share, digits)}%"


def rank_of(rank: int | None, units: int | None) -> str:
    """A rank with its true denominator: `11/61`; never a rank alone."""
    return NONE if missing(rank) else f"{whole(rank)}/{whole(units)}"


def day(when: date) -> str:
    """A day as printed in official texts."""
    return f"{when:%d/%m/%Y}" if language() == "vi" else f"{when.day} {when:%B %Y}"


def missing(value: float | None) -> bool:
    """Whether there is no number."""
    return value is None or (isinstance(value, float) and not math.isfinite(value))


def _localised(text: str) -> str:
    return text.translate(str.maketrans(",.", ".,")) if language() == "vi" else text
