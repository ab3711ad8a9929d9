"""Formulas written out with their values, so that a reader can compute them again."""

from dataclasses import replace

import numpy as np

from thuocdo.diagnosis.formula import Formula, Term
from thuocdo.kernel.numerals import MINUS, decimal, plain

WEIGHT_DIGITS = 4  # what `plain` shows at most


def formula_text(formula: Formula, digits: int) -> str | None:
    """`2,2000 = 1,1000 + 1,1000`; None where the formula gives nothing.

    `≈` in place of `=` tells that the rounded numbers shown do not give the rounded result
    to the last digit, because those computed with have more digits.
    """
    result = formula.result
    if np.isnan(result):
        return None
    present = [term for term in formula.terms if not np.isnan(term.value) and term.weight > 0]
    body = _WRITTEN[formula.aggregate](present, formula, digits)
    if formula.factor != 1:
        whole = f"({body})" if formula.aggregate == "sum" and " " in body else body
        body = f"{plain(formula.factor)} × {whole}"
    exact = decimal(_as_shown(formula, digits).result, digits) == decimal(result, digits)
    return f"{decimal(result, digits)} {'=' if exact else '≈'} {body}"


def _as_shown(formula: Formula, digits: int) -> Formula:
    """The formula of the numbers as they are written."""
    terms = tuple(
        replace(term, value=round(term.value, digits), weight=round(term.weight, WEIGHT_DIGITS))
        for term in formula.terms
    )
    return replace(formula, terms=terms)


def _sum(terms: list[Term], formula: Formula, digits: int) -> str:
    counted = [term for term in formula.terms if term.weight > 0]
    body = " + ".join(_weighed(term, digits) for term in terms)
    if len(terms) == len(counted):
        return body
    whole, there = (plain(sum(term.weight for term in part)) for part in (counted, terms))
    return f"({body}) × {whole} / {there}"


def _arithmetic(terms: list[Term], _formula: Formula, digits: int) -> str:
    if len(terms) == 1:
        return _number(terms[0].value, digits)
    body = " + ".join(_weighed(term, digits) for term in terms)
    return f"({body}) / {_whole(terms)}"


def _geometric(terms: list[Term], _formula: Formula, digits: int) -> str:
    return f"({' × '.join(_raised(term, digits) for term in terms)})^(1 / {_whole(terms)})"


def _harmonic(terms: list[Term], _formula: Formula, digits: int) -> str:
    parts = (f"{plain(term.weight)} / {_number(term.value, digits)}" for term in terms)
    return f"{_whole(terms)} / ({' + '.join(parts)})"


def _power(terms: list[Term], formula: Formula, digits: int) -> str:
    if formula.power == 0:
        return _geometric(terms, formula, digits)
    power = plain(formula.power)
    parts = (f"{plain(t.weight)} × {_number(t.value, digits)}^({power})" for t in terms)
    return f"(({' + '.join(parts)}) / {_whole(terms)})^(1 / ({power}))"


_WRITTEN = {
    "sum": _sum,
    "arithmetic": _arithmetic,
    "geometric": _geometric,
    "harmonic": _harmonic,
    "power": _power,
}


def _whole(terms: list[Term]) -> str:
    return plain(sum(term.weight for term in terms))


def _weighed(term: Term, digits: int) -> str:
    number = _number(term.value, digits)
    return number if term.weight == 1 else f"{plain(term.weight)} × {number}"


def _raised(term: Term, digits: int) -> str:
    number = _number(term.value, digits)
    return number if term.weight == 1 else f"{number}^{plain(term.weight)}"


def _number(value: float, digits: int) -> str:
    text = decimal(value, digits)
    return f"({text})" if text.startswith(MINUS) else text
