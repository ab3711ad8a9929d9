"""Printing tables: for a person (Vietnamese headers, rounded), or for a program (as files)."""

import sys
from enum import StrEnum
from pathlib import Path

import polars as pl
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.runs.files import as_json, write_table

GROUPING = str.maketrans({",": ".", ".": ","})


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    XLSX = "xlsx"


def emit(
    table: pl.DataFrame,
    how: Format,
    output: Path | None,
    columns: dict[str, str] | None = None,
    title: str = "",
) -> None:
    """Print `table`, or write it to `output`.

    For a person only `columns` (name → header) are shown; files and pipes get every column
    under its documented name.
    """
    if output is not None:
        write_table(table, output)
        Console(stderr=True).print(_("Đã ghi {path}.").format(path=output), highlight=False)
    elif how is Format.TABLE:
        print_table(table, columns or {name: name for name in table.columns}, title)
    elif how is Format.XLSX:
        _xlsx_to_pipe(table)
    else:
        sys.stdout.write(table.write_csv() if how is Format.CSV else as_json(table))


def _xlsx_to_pipe(table: pl.DataFrame) -> None:
    if sys.stdout.isatty():
        message = _("Excel không in được ra màn hình.")
        hint = _("Thêm --output TÊN_TỆP.xlsx.")
        raise RequestError(Problem("output-needed", message, hint=hint))
    table.write_excel(sys.stdout.buffer)


def print_table(table: pl.DataFrame, columns: dict[str, str], title: str = "") -> None:
    """`table` on the terminal; numbers right, decimal commas in Vietnamese, dashes for gaps."""
    shown = Table(title=title or None, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name, header in columns.items():
        numeric = table.schema[name].is_numeric()
        shown.add_column(header, justify="right" if numeric else "left", no_wrap=numeric)
    for row in table.select(list(columns)).iter_rows(named=True):
        shown.add_row(*(cell(name, value) for name, value in row.items()))
    console().print(shown)


def cell(name: str, value: object) -> str:
    """A value as a Vietnamese reader writes it: `44,2479`, `+3,1009`, `–` for nothing."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, float):
        return f"{value:{'+' if name == 'change' else ''},.4f}".translate(GROUPING)
    if isinstance(value, int) and name == "rank_change":
        return f"{value:+d}" if value else "0"
    return str(value)


def console() -> Console:
    """Standard output; wide where it is not a terminal, so that nothing is cut."""
    return Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=200)


def say(*lines: str) -> None:
    """Notes for the reader, on standard error so that a pipe carries data alone."""
    notes = Console(stderr=True, highlight=False, soft_wrap=True)
    for line in lines:
        notes.print(line, markup=False)


def progress() -> Progress:
    """A progress bar on standard error, silent where that is not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
