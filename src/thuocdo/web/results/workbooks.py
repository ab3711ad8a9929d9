"""Published tables as Excel: written row by row, once an edition, and kept beside its file."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl
from polars import selectors as cs

from thuocdo.kernel.language import _, language
from thuocdo.kernel.tables import Column
from thuocdo.version import __version__


def kept_beside(file: Path) -> Path:
    """Where the workbook of a published file is kept: one a language and version."""
    return file.with_name(f"{file.stem}.{language()}.{__version__}.xlsx")


def write_workbook(
    path: Path, columns: Sequence[Column], slices: Iterable[pl.DataFrame], notes: Sequence[str]
) -> None:
    """Write a table to `path`, whole or not at all, in as much memory as one of its slices."""
    descriptor, made = tempfile.mkstemp(suffix=".xlsx", dir=path.parent)
    os.close(descriptor)
    try:
        _write(made, columns, slices, notes)
        Path(made).replace(path)
    finally:
        Path(made).unlink(missing_ok=True)


def _write(made: str, columns, slices, notes) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 - only who asks for Excel waits for it

    with Workbook(made, {"constant_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet(_("Bảng"))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [_(column.header) for column in columns])
        _write_rows(sheet, columns, slices)
        told = book.add_worksheet(_("Ghi chú"))
        told.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
        for place, note in enumerate(notes):
            told.write_string(place, 0, note)


def _write_rows(sheet, columns: Sequence[Column], slices: Iterable[pl.DataFrame]) -> None:
    typed = {"text": sheet.write_string, "boolean": sheet.write_boolean}
    writers = [typed.get(column.type, sheet.write_number) for column in columns]
    names = [column.name for column in columns]
    known = (table.select(names).with_columns(cs.float().fill_nan(None)) for table in slices)
    rows = (row for table in known for row in table.iter_rows())
    for number, row in enumerate(rows, start=1):
        for place, (write, value) in enumerate(zip(writers, row, strict=True)):
            if value is not None:
                write(number, place, value)
