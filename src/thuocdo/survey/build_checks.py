"""What can be wrong with the columns of a design, as problems in the reader's words."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _

SHOWN = 5


def missing_columns(frame: pl.DataFrame, names: Iterable[str]) -> list[Problem]:
    """Columns that were named and are not in the table."""
    known = ", ".join(frame.columns[:20])
    return [
        Problem(
            "missing-column",
            _("không có cột “{name}” trong bảng").format(name=name),
            column=name,
            hint=_("các cột đang có: {known}").format(known=known),
        )
        for name in dict.fromkeys(names)
        if name not in frame.columns
    ]


def check_weights(column: pl.Series) -> tuple[np.ndarray, list[Problem]]:
    """The weights as numbers, and those missing, negative or zero with their rows."""
    if not column.dtype.is_numeric():
        text = _("quyền số không phải là số")
        return np.zeros(len(column)), [Problem("weight-not-a-number", text, column=column.name)]
    values = column.cast(pl.Float64).to_numpy()
    found = (
        ("weight-missing", ~np.isfinite(values), _("{count} dòng không có quyền số")),
        ("weight-negative", values < 0, _("{count} dòng có quyền số âm")),
        ("weight-zero", values == 0, _("{count} dòng có quyền số bằng 0")),
    )
    return values, [
        _rows_problem(code, wrong, text, column.name) for code, wrong, text in found if wrong.any()
    ]


def check_missing(frame: pl.DataFrame, stages: list[tuple[str | None, ...]]) -> list[Problem]:
    """Rows without a stratum or without a unit."""
    problems = []
    for strata, units in stages:
        for name, code, text in (
            (strata, "stratum-missing", _("{count} dòng không có mã tầng")),
            (units, "unit-missing", _("{count} dòng không có mã đơn vị mẫu")),
        ):
            wrong = missing(frame[name]) if name else np.zeros(0, dtype=bool)
            if wrong.any():
                problems.append(_rows_problem(code, wrong, text, name))
    return problems


def check_nested(units: pl.Series, strata: np.ndarray, labels: tuple[str, ...]) -> list[Problem]:
    """Units that are found in more than one stratum."""
    pairs = pl.DataFrame({"unit": units, "stratum": strata}).unique()
    found = pairs.group_by("unit").agg(pl.col("stratum").sort()).sort("unit")
    found = found.filter(pl.col("stratum").list.len() > 1)
    return [
        Problem(
            "unit-in-two-strata",
            _("đơn vị mẫu {unit} nằm trong nhiều tầng: {strata}").format(
                unit=unit, strata=", ".join(labels[code] for code in strata)
            ),
            column=units.name,
            hint=_("sửa mã, hoặc để nest=True nếu mã đơn vị lặp lại giữa các tầng"),
        )
        for unit, strata in found.iter_rows()
    ]


def check_fpc(
    column: pl.Series, strata: np.ndarray, units: np.ndarray, labels: tuple[str, ...]
) -> tuple[np.ndarray, list[Problem]]:
    """Population counts (n,), and strata where they vary or are less than the sample."""
    name = column.name
    if not column.dtype.is_numeric():
        text = _("số đơn vị trong tổng thể không phải là số")
        return np.zeros(len(column)), [Problem("fpc-not-a-number", text, column=name)]
    population = column.cast(pl.Float64).fill_null(np.nan).to_numpy()
    first = np.unique(units, return_index=True)[1]
    taken = np.bincount(strata[first], minlength=int(strata.max()) + 1)
    low, high = _range_within(population, strata, taken.size)
    known = np.bincount(strata, ~np.isnan(population))
    mixed = (known > 0) & (known < np.bincount(strata))
    varies, below = np.flatnonzero((low < high) | mixed), np.flatnonzero(low < taken)
    problems = [_varies(name, labels[h], low[h], high[h]) for h in varies]
    problems += [_below(name, labels[h], taken[h], low[h]) for h in below]
    return population, problems


def _varies(column: str, stratum: str, low: float, high: float) -> Problem:
    text = _("tầng {stratum} ghi nhiều số đơn vị tổng thể khác nhau ({low} đến {high})")
    message = text.format(stratum=stratum, low=f"{low:g}", high=f"{high:g}")
    return Problem("fpc-varies", message, column=column)


def _below(column: str, stratum: str, taken: int, population: float) -> Problem:
    text = _("tầng {stratum} có {taken} đơn vị mẫu nhưng tổng thể chỉ ghi {population}")
    message = text.format(stratum=stratum, taken=taken, population=f"{population:g}")
    return Problem("fpc-below-sample", message, column=column)


def missing(column: pl.Series) -> np.ndarray:
    """Where a column has nothing (null, NaN or empty text)."""
    empty = column.is_null()
    if column.dtype.is_float():
        empty |= column.is_nan().fill_null(False)
    if column.dtype == pl.String:
        empty |= (column.str.strip_chars() == "").fill_null(False)
    return empty.to_numpy()


def _range_within(values: np.ndarray, groups: np.ndarray, size: int):
    low, high = np.full(size, np.inf), np.full(size, -np.inf)
    known = ~np.isnan(values)
    np.minimum.at(low, groups[known], values[known])
    np.maximum.at(high, groups[known], values[known])
    return low, high


def _rows_problem(code: str, wrong: np.ndarray, text: str, column: str) -> Problem:
    """A problem of many rows: how many, and the first of them as a spreadsheet counts."""
    rows = np.flatnonzero(wrong) + 2
    listed = ", ".join(str(row) for row in rows[:SHOWN]) + ("…" if rows.size > SHOWN else "")
    message = text.format(count=rows.size)
    return Problem(
        code,
        _("{message} (dòng {rows})").format(message=message, rows=listed),
        row=int(rows[0]),
        column=column,
    )
