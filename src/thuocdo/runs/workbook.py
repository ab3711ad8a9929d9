"""The Excel workbook of the main job: Vietnamese headers, notes and sources."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import xlsxwriter

from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import SCOREBOOK
from thuocdo.version import __version__

# Without standard errors these say nothing; the notes tell why they are not there.
EMPTY_WITHOUT_SE = ("se", "rank_low", "rank_high", "change_significant")
WIDTHS = {"node": 16, "unit_name": 22, "group": 16, "status": 14, "level": 14}
DECIMALS = ("score", "max_score", "lost_points", "previous_score", "change")


def write_workbook(
    path: Path,
    books: dict[str, tuple[Framework, pl.DataFrame]],
    advance: Callable[[str], None] = lambda _step: None,
) -> None:
    """One sheet of notes and one a framework, at `path`. Scores keep all their digits and
    are shown with four; `advance` is told of each sheet that is done.
    """
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        book.set_properties({"title": _("Bảng điểm các bộ chỉ số"), "company": "Thước Đo"})
        # A fixed date: the same data give the same file.
        _notes(book, books)
        for framework, table in books.values():
            _sheet(book, framework, table)
            advance(framework.name)


def _sheet(book: xlsxwriter.Workbook, framework: Framework, table: pl.DataFrame) -> None:
    header = book.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1, "valign": "top"}
    )
    score = book.add_format({"num_format": "#,##0.0000"})
    columns = [column for column in SCOREBOOK if column.name not in ("framework",
               *EMPTY_WITHOUT_SE)]  # fmt: skip
    sheet = book.add_worksheet(framework.document.abbreviation)
    sheet.freeze_panes(1, 5)
    for at, column in enumerate(columns):
        shown = score if column.name in DECIMALS else None
        sheet.set_column(at, at, WIDTHS.get(column.name, 11), shown)
    sheet.set_row(0, 32)
    for at, column in enumerate(columns):
        sheet.write_string(0, at, _(column.header), header)
    shown = table.with_columns(
        pl.col("change_comparable").replace_strict(
            {True: _("có"), False: _("không")}, default=None, return_dtype=pl.String
        )
    ).select(column.name for column in columns)
    write_cells(sheet, shown)
    sheet.autofilter(0, 0, table.height, len(columns) - 1)


def write_cells(sheet, table: pl.DataFrame) -> None:
    """The rows of `table` from the second row of `sheet` on; nulls stay empty cells."""
    writers = [
        sheet.write_string if kind == pl.String else sheet.write_number
        for kind in table.schema.values()
    ]
    for number, row in enumerate(table.iter_rows(), start=1):
        for at, value in enumerate(row):
            if value is not None:
                writers[at](number, at, value)


def _notes(book: xlsxwriter.Workbook, books) -> None:
    sheet = book.add_worksheet(_("Đọc trước"))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 110, book.add_format({"text_wrap": True, "valign": "top"}))
    bold = book.add_format({"bold": True, "valign": "top"})
    for number, (name, text) in enumerate(_note_rows(books)):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, text)


def _note_rows(books) -> list[tuple[str, str]]:
    rows = [
        (_("Công cụ"), f"Thước Đo {__version__}"),
        (
            _("Thứ hạng"),
            _("1 là tốt nhất; điểm bằng nhau thì cùng hạng; tính trên điểm chưa làm tròn."),
        ),
        (
            _("Khoảng thứ hạng"),
            _("Không nêu được, và không kết luận thay đổi có ý nghĩa: số liệu thiếu sai số chuẩn."),
        ),
        (_("Không công bố"), _("Ô điểm để trống, trạng thái “withheld”: không bao giờ là 0.")),
        (_("Thay đổi"), _("Chỉ nêu khi định nghĩa cho phép so sánh với kỳ trước.")),
        (_("Kỳ không đủ số liệu"), _("Không xếp hạng khi chỉ có điểm của một số đơn vị.")),
        ("", ""),
    ]
    known = bundled.provenance()
    for framework, table in books.values():
        facts = known[framework.name]
        name = framework.document.abbreviation
        rows += [
            (name, f"{framework.label} – {_('{n} dòng').format(n=table.height)}"),
            (_("Nguồn"), facts["source"]),
            (_("Đơn vị công bố"), facts["publisher"]),
            (_("Giấy phép"), facts["licence"]),
            (_("Đã đối chiếu"), facts["checked"]),
            (_("Còn thiếu"), facts["gaps"]),
            ("sha256", facts["sha256"]),
            ("", ""),
        ]
    rows += [(_(column.header), _(column.meaning)) for column in SCOREBOOK]
    return rows
