"""Printed numbers against computed ones: digits count, because they say how exact it was."""

import re
from decimal import ROUND_HALF_UP, Decimal

from thuocdo.claims.values import Verdict
from thuocdo.kernel.language import language

_DASHES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014\u2010\u2011", "-"))
_PRINTED = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


def read_printed(text: str) -> Decimal:
    """`40,62`, `40.62`, `+3,10`, `85,80%`, `06` with every digit kept. Raises `ValueError`.

    Scores and ranks have no thousands: a lone mark is always the decimal mark.
    """
    bare = text.translate(_DASHES).replace(" ", "").removesuffix("%")
    if not _PRINTED.fullmatch(bare):
        raise ValueError(f"not a printed number: {text!r}")
    return Decimal(bare.replace(",", "."))


def last_place(printed: Decimal) -> Decimal:
    """One unit of the last printed digit: 0.01 for 40.62."""
    return Decimal(1).scaleb(printed.as_tuple().exponent)


def exact(value: float) -> Decimal:
    """A computed value without the dust of binary sums (4.955600000000001)."""
    return Decimal(repr(round(value, 9)))


def rounded(value: float, like: Decimal) -> Decimal:
    """`value` half up to as many digits as `like` was printed with."""
    return exact(value).quantize(last_place(like), ROUND_HALF_UP)


def compare(printed: Decimal, value: float) -> Verdict:
    """Reproduced when ours rounds to it; within rounding when off by at most one last digit.

    The distance is from our unrounded value, so that truncation (45.7875 printed as 45.78)
    passes and 42.691 printed as 42.68 does not.
    """
    if rounded(value, printed) == printed:
        return Verdict.REPRODUCED
    near = abs(exact(value) - printed) <= last_place(printed)
    return Verdict.WITHIN_ROUNDING if near else Verdict.CONTRADICTED


def matches(printed: Decimal, value: float | None) -> bool:
    """Whether `value` would have been printed so, by rounding or by truncation."""
    return value is not None and compare(printed, value) is not Verdict.CONTRADICTED


def shown(value: float, like: Decimal | None = None) -> str:
    """Our value for a reader: four decimals at most, and never fewer digits than theirs."""
    places = max(4, -like.as_tuple().exponent if like is not None else 0)
    text = f"{exact(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".")


def in_prose(number: str) -> str:
    """A number inside a sentence: with the decimal comma for a Vietnamese reader."""
    return number.replace(".", ",") if language() == "vi" else number.replace(",", ".")
