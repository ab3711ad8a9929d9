"""One question: raw answers to values, and what became of each row."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import polars as pl

from thuocdo.survey.measures import Measure, MeasureDocument, Range

_TEXT_CODES = 1e12  # texts become numbers from here on, out of the way of real answers


class Kind(IntEnum):
    """What an answer is. The order is that of preference when several items disagree."""

    VALID = 0
    OUT_OF_RANGE = 1
    REFUSED = 2
    DONT_KNOW = 3
    BLANK = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A column as numbers (NaN where blank), and the number that stands for each text."""

    values: np.ndarray
    texts: dict[str, float]

    def number(self, code: str) -> float:
        """The number of a code written in a measure file; NaN for a text nobody gave."""
        try:
            return float(code)
        except ValueError:
            return self.texts.get(code, np.nan)

    def numbers(self, codes) -> np.ndarray:
        """The numbers of several codes."""
        return np.array([self.number(code) for code in codes], dtype=float)

    def shown(self, value: float) -> str:
        """A number as it stands in the data."""
        back = {number: text for text, number in self.texts.items()}
        return back.get(float(value), f"{value:g}")


def question(column: pl.Series) -> Question:
    """A column of answers; texts that are not numbers are numbered in order."""
    if column.dtype == pl.Boolean or column.dtype.is_numeric():
        values = column.cast(pl.Float64).to_numpy()
        return Question(values, {})
    texts = column.cast(pl.String).str.strip_chars()
    texts = texts.set(texts == "", None)
    numbers = texts.cast(pl.Float64, strict=False)
    odd = texts.filter(numbers.is_null() & texts.is_not_null()).unique().sort()
    known = {text: _TEXT_CODES + i for i, text in enumerate(odd)}
    if known:
        coded = texts.replace_strict(known, default=None, return_dtype=pl.Float64)
        numbers = numbers.fill_null(coded)
    return Question(numbers.to_numpy(), known)


def classify(
    asked: Question, measure: Measure, document: MeasureDocument
) -> tuple[np.ndarray, np.ndarray]:
    """Values (n,), NaN where there is none, and the `Kind` (n,) of each answer."""
    raw = asked.values
    kinds = np.full(raw.size, Kind.VALID, dtype=np.int8)
    _mark_invalid(kinds, asked, measure)
    for kind, codes in (
        (Kind.DONT_KNOW, _or(measure.dont_know, document.dont_know)),
        (Kind.REFUSED, _or(measure.refused, document.refused)),
    ):
        kinds[_among(raw, asked.numbers(c for c in codes if c not in _named(measure)))] = kind
    kinds[np.isnan(raw)] = Kind.BLANK
    values = np.where(kinds == Kind.VALID, raw, np.nan)
    for code, value in measure.recode.items():
        values[raw == asked.number(code)] = value
    return _of_kind(values, asked, measure), kinds


def _named(measure: Measure) -> list[str]:
    """Raw codes that the measure calls answers; after `recode`, `yes` names new codes."""
    return list(measure.recode) or measure.yes


def _or(own: list[str] | None, common: list[str]) -> list[str]:
    return common if own is None else own


def _among(values: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    found = np.zeros(values.size, dtype=bool)
    for number in numbers:
        found |= values == number
    return found


def _mark_invalid(kinds: np.ndarray, asked: Question, measure: Measure) -> None:
    """Mark answers that the measure does not allow; `recode` allows what it names."""
    raw, allowed = asked.values, measure.valid
    if isinstance(allowed, Range):
        fine = (raw >= allowed.min) & (raw <= allowed.max)
    elif allowed is not None:
        fine = _among(raw, asked.numbers(allowed))
    elif measure.recode:
        fine = np.zeros(raw.size, dtype=bool)
    else:  # any number is an answer; a text is one only where the measure names it
        fine = raw < _TEXT_CODES
    fine |= _among(raw, asked.numbers(_named(measure)))
    kinds[~fine] = Kind.OUT_OF_RANGE


def _of_kind(values: np.ndarray, asked: Question, measure: Measure) -> np.ndarray:
    there = ~np.isnan(values)
    if measure.kind == "share":
        chosen = _among(values, asked.numbers(measure.yes))
    elif measure.kind == "top2":
        chosen = values >= measure.scale.max - 1
    else:
        return values
    return np.where(there, chosen.astype(float), np.nan)
