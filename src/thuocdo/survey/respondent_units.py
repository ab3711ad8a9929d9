"""Which administrative unit each respondent belongs to."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from thuocdo import units
from thuocdo.catalog.reading import did_you_mean
from thuocdo.catalog.words import word
from thuocdo.kernel.errors import InputError, Problem, UnitError
from thuocdo.kernel.identity import Level
from thuocdo.kernel.language import _

_DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}


@dataclass(frozen=True, slots=True)
class RespondentUnits:
    """`codes` of the units found, in order; `place` (n,) of each respondent in them, −1 blank."""

    codes: tuple[str, ...]
    place: np.ndarray

    @property
    def blank(self) -> int:
        """Respondents of whom no unit is told."""
        return int((self.place < 0).sum())


def respondent_units(
    column: pl.Series, level: str, day: date, meanings: dict[str, str] | None = None
) -> RespondentUnits:
    """Resolve a column of names, codes, or numbers that `meanings` explains.

    `level` is province, district, commune or free (then values are taken as they stand).
    Raises `InputError` with every value that names no unit of that day and level, and how
    many respondents have it.
    """
    texts = _texts(column)
    found = texts.value_counts(name="n").drop_nulls().sort(texts.name)
    codes, problems = {}, []
    for text, n in found.iter_rows():
        unit = _resolve(_meaning(text, meanings or {}), level, day)
        if isinstance(unit, Problem):
            problems.append(_counted(unit, text, n, column.name))
        codes[text] = unit
    if problems:
        raise InputError(problems)
    order = sorted(set(codes.values()))
    where = {code: i for i, code in enumerate(order)}
    places = {text: where[code] for text, code in codes.items()}
    place = texts.replace_strict(places, default=-1, return_dtype=pl.Int64)
    return RespondentUnits(tuple(order), place.fill_null(-1).to_numpy())


def _texts(column: pl.Series) -> pl.Series:
    """Values as text: 1.0 is `1`."""
    if column.dtype.is_float():
        whole = column.drop_nulls().drop_nans()
        if (whole == whole.round()).all():
            column = column.fill_nan(None).cast(pl.Int64)
    texts = column.cast(pl.String).str.strip_chars()
    return texts.set(texts == "", None)


def _meaning(text: str, meanings: dict[str, str]) -> str:
    return meanings.get(text, text)


def _resolve(text: str, level: str, day: date) -> str | Problem:
    if level == "free":
        return text
    tier = Level(level)
    if text.isdecimal():  # a column of numbers has lost the 0 of 01
        text = text.zfill(_DIGITS[tier])
    try:
        unit = units.find_unit(text, on=day, level=tier)
    except UnitError as error:
        return error.problems[0]
    if unit.level != tier:
        message = _("“{text}” không phải đơn vị cấp {level}.")
        return Problem("unit-level", message.format(text=text, level=word(tier)))
    return unit.code if unit.in_force_on(day) else str(unit.id)


def _counted(problem: Problem, text: str, n: int, column: str) -> Problem:
    message = _("{problem} (giá trị “{text}”, {n} người trả lời)").format(
        problem=problem.message.rstrip("."), text=text, n=n
    )
    return Problem(problem.code, message, column=column, hint=problem.hint)


def column_of(frame: pl.DataFrame, name: str) -> pl.Series:
    """A column that must be there. Raises `InputError` with the closest name."""
    if name in frame.columns:
        return frame[name]
    message = _("không có cột “{name}” trong số liệu.").format(name=name)
    hint = did_you_mean(name, frame.columns)
    raise InputError(Problem("missing-column", message, column=name, hint=hint))
