"""Printing tables: for a person (Vietnamese headers, rounded), or for a program (as files)."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path

import polars as pl
from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from thuocdo.catalog.words import word
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, language
from thuocdo.runs.files import as_json, write_table

GROUPING = str.maketrans({",": ".", ".": ","})
CODED = ("status", "level")
# How a number is shown where four decimals are not the right thing.
FORMS = {
    **dict.fromkeys(("change", "amount", "gain"), "+,.4f"),
    **dict.fromkeys(("share", "at_maximum", "spread"), ".1%"),
    "correlation": ".2f",
    **dict.fromkeys(("rank_mean", "rank_median", "percentile"), ".1f"),
    **dict.fromkeys(("rank_05", "rank_95", "sample_05", "sample_95", "both_05", "both_95"), ".0f"),
    "observed": ".0f",
    **dict.fromkeys((f"probability_{place}" for place in range(1, 10)), ".1%"),
    **dict.fromkeys(("method", "signal", "noise", "difference"), "+,.4f"),
    **dict.fromkeys(("first", "first_low", "first_high"), ".2f"),
    **dict.fromkeys(("total", "total_low", "total_high"), ".2f"),
}
# A p-value is small, never 0.
P_VALUES, LEAST_P = ("p", "p_adjusted", "p_holm", "p_bh"), 1e-4
PLAIN = {"markup": False, "highlight": False, "emoji": False}


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
        say(_("Đã ghi {path}.").format(path=output))
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
    """`table` on the terminal; numbers right, decimal commas in Vietnamese, dashes for gaps.

    Where the terminal is too narrow words are wrapped, then the last columns are left out
    and named; no number is ever cut.
    """
    screen = console()
    cells = {name: [cell(name, value) for value in table[name]] for name in columns}
    least = {name: _least_width(table.schema[name], columns[name], cells[name]) for name in columns}
    fits = _fitting(least, screen.width)
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in fits:
        side = "right" if table.schema[name].is_numeric() else "left"
        shown.add_column(columns[name], justify=side, overflow="fold", min_width=least[name])
    for row in zip(*(cells[name] for name in fits), strict=True):
        shown.add_row(*row)
    if title:
        screen.print(title, soft_wrap=True)
    screen.print(shown)
    if left_out := ", ".join(columns[name] for name in columns if name not in fits):
        say(_("Màn hình hẹp, không hiện: {columns}. Thêm --output để có đủ.").format(
            columns=left_out
        ))  # fmt: skip


def _fitting(widths: dict[str, int], room: int) -> list[str]:
    """The columns that fit side by side, from the first on; two at the least."""
    fits, used = [], 1
    for name, width in widths.items():
        used += width + 2
        if used <= room or len(fits) < 2:
            fits.append(name)
    return fits


def _least_width(kind: pl.DataType, header: str, cells: list[str]) -> int:
    widest = max(map(len, cells), default=1)
    word = max(map(len, header.split()), default=1)
    return max(widest if kind.is_numeric() else min(widest, 10), word)


def cell(name: str, value: object) -> str:
    """A value as the reader writes it: `44,2479` (English `44.2479`), `–` for nothing."""
    match value:
        case None:
            return "–"
        case bool():
            return _("có") if value else _("không")
        case float():
            least = name in P_VALUES and value < LEAST_P
            shown = number(LEAST_P if least else value, FORMS.get(name, ",.4f"))
            return f"< {shown}" if least else shown
        case date():
            return f"{value:%d/%m/%Y}" if language() == "vi" else value.isoformat()
        case int() if name == "rank_change" and value:
            return f"{value:+d}"
        case _:
            return word(str(value)) if name in CODED else str(value)


def number(value: float, form: str) -> str:
    """`value` in the format `form`, with the decimal mark of the reader's language."""
    text = f"{value:{form}}"
    return text.translate(GROUPING) if language() == "vi" else text


def console() -> Console:
    """Standard output; wide where it is not a terminal, so that nothing is cut."""
    return Console(**PLAIN) if sys.stdout.isatty() else Console(**PLAIN, width=240)


def say(*lines: str) -> None:
    """Notes for the reader, on standard error so that a pipe carries data alone."""
    notes = Console(stderr=True, **PLAIN)
    for line in lines:
        notes.print(line, soft_wrap=not sys.stderr.isatty())


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
