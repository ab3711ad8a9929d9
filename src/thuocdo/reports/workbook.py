"""The Excel workbook of the main job: Vietnamese headers, notes and sources."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.words import word
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.tables import SCOREBOOK
from thuocdo.version import __version__

# Without standard errors these say nothing; the notes tell why they are not there.
EMPTY_WITHOUT_SE = ("se", "rank_low", "rank_high", "change_significant")
WIDTHS = {"node": 12, "node_label": 34, "unit_name": 20, "group": 16, "status": 15, "level": 18,
          "region": 30}  # fmt: skip
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
        # A fixed date: the same data give the same file.
        made = {"company": "Thước Đo", "created": datetime(2025, 1, 1)}
        book.set_properties({"title": _("Bảng điểm các bộ chỉ số"), **made})
        _notes(book, books)
        for framework, table in books.values():
            _sheet(book, framework, table)
            advance(framework.name)


def _sheet(book: xlsxwriter.Workbook, framework: Framework, table: pl.DataFrame) -> None:
    header = book.add_format(
        {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1, "valign": "top"}
    )
    score = book.add_format({"num_format": "#,##0.0000"})
    shown = _for_readers(framework, table)
    headers = {column.name: _(column.header) for column in SCOREBOOK}
    headers |= {"node": _("Mã nội dung"), "node_label": _("Nội dung")}
    sheet = book.add_worksheet(framework.document.abbreviation)
    sheet.freeze_panes(1, 5)
    for at, name in enumerate(shown.columns):
        sheet.set_column(at, at, WIDTHS.get(name, 11), score if name in DECIMALS else None)
    sheet.set_row(0, 32)
    for at, name in enumerate(shown.columns):
        sheet.write_string(0, at, headers[name], header)
    # Codes and periods are text on purpose: 01 must not become 1.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{table.height + 1}"})
    write_cells(sheet, shown)
    sheet.autofilter(0, 0, table.height, shown.width - 1)


def _for_readers(framework: Framework, table: pl.DataFrame) -> pl.DataFrame:
    """The scorebook with words where it has codes, and the label of each node beside it."""
    levels = {level.name: pick(level.label.model_dump()) for level in framework.document.levels}
    labels = {
        f"{framework.name}/{code}" if code else framework.name: pick(node.label.model_dump())
        for code, node in framework.nodes.items()
    }
    regions = {code: _region_label(code) for code in table["region"].drop_nulls().unique()}
    statuses = {code: word(code) for code in table["status"].unique()}
    hidden = ("framework", *EMPTY_WITHOUT_SE)
    columns = [column.name for column in SCOREBOOK if column.name not in hidden]
    columns.insert(columns.index("node") + 1, "node_label")
    return table.with_columns(
        pl.col("node").replace_strict(labels, return_dtype=pl.String).alias("node_label"),
        _words("level", levels),
        _words("region", regions),
        _words("status", statuses),
        _words("change_comparable", {True: _("có"), False: _("không")}),
    ).select(columns)


def _words(name: str, words: dict) -> pl.Expr:
    return pl.col(name).replace_strict(words, default=None, return_dtype=pl.String)


def _region_label(code: str) -> str:
    """The name of a region, in the reader's language."""
    return pick(units.find_region(code).label)


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
        (_("Không công bố"), _("Ô điểm để trống, trạng thái “không công bố”: không bao giờ là 0.")),
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
