"""The Excel workbook of a profile: the same tables, numbers as numbers."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from thuocdo.kernel.language import _
from thuocdo.reports.sentences import significance
from thuocdo.reports.views import ProfileView

Cell = str | float | int | None


def profile_workbook(view: ProfileView) -> bytes:
    """An .xlsx with a sheet of notes, one of nodes, one of years and one of all units.

    Headers are in the reader's language, panes frozen; scores keep all their digits and are
    shown with those of the profile; what is withheld is an empty cell.
    """
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        formats = _formats(book, view.digits)
        _summary(book, formats, view)
        _sheet(book, formats, _("Nội dung"), _node_headers(), map(_node_row, view.nodes))
        _sheet(book, formats, _("Các năm"), _year_headers(), map(_year_row, view.years))
        _sheet(book, formats, _("Các đơn vị"), _mark_headers(), map(_mark_row, view.marks))
        if view.change:
            rows = [(s.label, s.amount, s.reason) for s in view.change.steps]
            headers = [_("Nội dung"), _("Thay đổi"), _("Ghi chú")]
            _sheet(book, formats, _("Thay đổi"), headers, rows)
        if view.duties:
            rows = [(d.agency, d.lost, "; ".join(d.nodes)) for d in view.duties]
            headers = [_("Cơ quan"), _("Điểm mất"), _("Nội dung")]
            _sheet(book, formats, _("Cơ quan"), headers, rows)
        for sheet in book.worksheets() if view.notice else ():
            sheet.set_header("&L&B" + view.notice[:200].replace("&", "&&"))
    return stream.getvalue()


def _formats(book, digits: int) -> dict:
    return {
        "header": book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "border": 1, "valign": "top"}
        ),
        "score": book.add_format({"num_format": "0." + "0" * digits}),
        "whole": book.add_format({"num_format": "0"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "bold": book.add_format({"bold": True, "valign": "top"}),
    }


def _summary(book, formats: dict, view: ProfileView) -> None:
    sheet = book.add_worksheet(_("Đọc trước"))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    rows = [
        *((_("Lưu ý"), text) for text in (view.notice,) if text),
        (view.official_name, view.headline),
        *((_("Giải thích"), text) for text in view.explanation),
        (_("Khoảng thứ hạng"), view.uncertainty),
        *((_("Sáp nhập"), text) for text in view.succession),
        *((finding.name, finding.text) for finding in view.findings),
        *((note.title, note.text) for note in view.notes),
    ]
    for number, (name, text) in enumerate(rows):
        sheet.write_string(number, 0, name, formats["bold"])
        sheet.write_string(number, 1, text, formats["text"])


def _sheet(
    book, formats: dict, name: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    sheet.set_row(0, 32)
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, len(headers) - 1, 13)
    for at, header in enumerate(headers):
        sheet.write_string(0, at, header, formats["header"])
    number = 0
    for number, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            _write(sheet, formats, number, at, value)
    sheet.autofilter(0, 0, number, len(headers) - 1)


def _write(sheet, formats: dict, row: int, at: int, value: Cell) -> None:
    if isinstance(value, str):
        sheet.write_string(row, at, value)
    elif value is not None:
        sheet.write_number(row, at, value, formats["whole" if isinstance(value, int) else "score"])


def _node_headers() -> list[str]:
    return [
        *(_("Nội dung"), _("Số in"), _("Điểm"), _("Tối đa"), _("Điểm mất"), _("Hạng")),
        *(_("Số đơn vị"), _("Trung vị"), _("Cao nhất"), _("Đơn vị cao nhất"), _("Nhóm")),
        *(_("Thay đổi"), _("Thay đổi hạng"), _("Nhận xét"), *_sure_headers()),
    ]


def _node_row(row) -> tuple[Cell, ...]:
    return (
        *(row.name, row.code, row.score, row.scale_max, row.lost, row.rank, row.ranked_units),
        *(row.median, row.best, row.best_units, row.group, row.change, row.rank_change),
        *("; ".join(row.traits), *_sure(row)),
    )


def _sure_headers() -> list[str]:
    return [_("Hạng tốt nhất"), _("Hạng kém nhất"), _("Thay đổi có ý nghĩa")]


def _sure(row) -> tuple[Cell, ...]:
    """The range of the rank and a word on the change; empty where not known."""
    return (row.rank_low, row.rank_high, significance(row.change_significant) or None)


def _year_headers() -> list[str]:
    return [
        *(_("Kỳ"), _("Điểm"), _("Tối đa"), _("Hạng"), _("Số đơn vị"), _("Nhóm"), _("Trung vị")),
        *(_("Thay đổi"), _("Thay đổi hạng"), _("Không so sánh vì")),
        *_sure_headers(),
    ]


def _year_row(year) -> tuple[Cell, ...]:
    return (
        *(year.period, year.score, year.max_score, year.rank, year.ranked_units, year.group),
        *(year.median, year.change, year.rank_change, year.break_reason, *_sure(year)),
    )


def _mark_headers() -> list[str]:
    return [
        *(_("Đơn vị"), _("Mã"), _("Điểm"), _("Hạng"), _("Nhóm"), _("Thay đổi")),
        *(_("Thay đổi hạng"), _("Nhóm đã công bố"), *_sure_headers()),
    ]


def _mark_row(mark) -> tuple[Cell, ...]:
    return (
        *(mark.name, mark.code, mark.score, mark.rank, mark.group, mark.change),
        *(mark.rank_change, mark.printed_group, *_sure(mark)),
    )
