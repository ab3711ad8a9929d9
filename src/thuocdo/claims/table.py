"""A file of claims in, the same rows with verdicts out."""

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike

import polars as pl

from thuocdo.catalog.files import TEXT, Table, read_table
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.headers import HeaderMatch, fold, match_columns, missing_columns
from thuocdo.catalog.reading import did_you_mean
from thuocdo.claims.check import check_claim
from thuocdo.claims.columns import ADDED, GIVEN, KEPT, REQUIRED
from thuocdo.claims.rows import read_row
from thuocdo.claims.shelf import Shelf
from thuocdo.claims.values import FIELDS, CheckedClaim
from thuocdo.kernel import InputError, Problem
from thuocdo.kernel.language import _

# What we ourselves write is no news when it comes back: it is found again.
_OURS = (*ADDED, *KEPT.values())


def check_file(
    path: str | PathLike[str],
    books: Mapping[str, pl.DataFrame],
    frameworks: Iterable[Framework] | None = None,
    sheet: str | None = None,
) -> pl.DataFrame:
    """The claims in a CSV, Excel or Parquet file with a verdict on each thing they say.

    `books` are scorebooks by framework name; `frameworks` those of the package unless
    given. See `check_table` for what comes back. Raises `InputError` with every problem.
    """
    table = read_table(path, sheet)
    return _check(table, Shelf(books, frameworks))


def check_table(
    table: pl.DataFrame,
    books: Mapping[str, pl.DataFrame],
    frameworks: Iterable[Framework] | None = None,
) -> pl.DataFrame:
    """As `check_file`, for claims already in a frame.

    The rows given, in their order, under the names of `columns.GIVEN`; then for each field
    that some row gives `<field>_result` and `<field>_detail`, and `check_result` overall.
    A `check_result` that came along is kept as `given_check_result`.
    """
    texts = table.select(pl.all().cast(pl.String))
    rows = tuple(range(2, table.height + 2))
    return _check(Table("claims.csv", texts, rows), Shelf(books, frameworks))


def _check(table: Table, shelf: Shelf) -> pl.DataFrame:
    frame = _named(table)
    problems = _empty(table, frame)
    claims = []
    for number, row in zip(table.rows, frame.iter_rows(named=True), strict=True):
        claim, found = read_row(_as_typed(row, table), shelf)
        claims.append(claim)
        problems += [problem.at(row=number) for problem in found]
    if problems:
        raise InputError(problem.at(file=table.path) for problem in problems)
    return _with_verdicts(frame, [check_claim(claim, shelf) for claim in claims])


def _named(table: Table) -> pl.DataFrame:
    """The table under our column names. Raises `InputError` for columns nobody knows."""
    frame = table.frame.drop(name for name in _OURS if name in table.frame.columns)
    match = match_columns(frame.columns, GIVEN, {"năm": "year", "tỉnh": "province_code"})
    problems = [*match.problems, *missing_columns(REQUIRED, match)]
    problems += [_unknown_column(header, match) for header in match.unmatched]
    if problems:
        raise InputError(problem.at(file=table.path) for problem in problems)
    return frame.rename(match.matched)


def _unknown_column(header: str, match: HeaderMatch) -> Problem:
    message = _("Không có cột “{header}” trong mẫu phát biểu.").format(header=header)
    known = [column.name for column in GIVEN]
    hint = did_you_mean(fold(header).replace(" ", "_"), known)
    hint = hint or _("Các cột được nhận: {known}.").format(known=", ".join(known))
    return Problem("unknown-column", message, column=header, hint=hint)


def _empty(table: Table, frame: pl.DataFrame) -> list[Problem]:
    if any(field in frame.columns for field in FIELDS):
        return []
    message = _("Không có cột nào để kiểm.")
    hint = _("Thêm ít nhất một trong các cột: {fields}.").format(fields=", ".join(FIELDS))
    return [Problem("no-claims", message, hint=hint)]


def _as_typed(row: dict[str, str | None], table: Table) -> dict[str, str | None]:
    """Cells as the person typed them.

    In Excel and Parquet a number has no trailing zeros; one that is there was added by our
    reader (47.178 becomes 47.1780), and would claim a digit that nobody printed.
    """
    if table.path.lower().endswith(TEXT):
        return row
    return {name: _without_added_zero(name, text) for name, text in row.items()}


def _without_added_zero(name: str, text: str | None) -> str | None:
    decimals = (text or "").partition(".")[2]
    added = name in ("score", "score_change") and len(decimals) == 4 and decimals.endswith("0")
    return text[:-1] if added else text


def _with_verdicts(frame: pl.DataFrame, checked: Sequence[CheckedClaim]) -> pl.DataFrame:
    given = frame.rename({name: kept for name, kept in KEPT.items() if name in frame.columns})
    columns: dict[str, list[str | None]] = {}
    for field in (name for name in FIELDS if name in frame.columns):
        found = [_of(field, claim) for claim in checked]
        columns[f"{field}_result"] = [one.verdict.value if one else None for one in found]
        columns[f"{field}_detail"] = [one.detail if one else None for one in found]
    columns["check_result"] = [claim.verdict.value for claim in checked]
    return given.with_columns(
        pl.Series(name, values, dtype=pl.String) for name, values in columns.items()
    )


def _of(field: str, checked: CheckedClaim):
    return next((found for found in checked.fields if found.field == field), None)
