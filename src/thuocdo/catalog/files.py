"""Tables as people keep them: CSV in any usual encoding, Excel, Parquet.

Every cell becomes text, so that what a number or a header means is decided later, for the
whole column at once and with the row number at hand (`numbers`, `headers`).
"""

import csv
import io
import unicodedata
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import NoReturn

import openpyxl
import polars as pl
from openpyxl.worksheet.worksheet import Worksheet
from polars.exceptions import PanicException

from thuocdo.catalog.headers import clean_header, header_problems, ragged_rows
from thuocdo.catalog.numbers import number_text
from thuocdo.kernel import InputError, Problem
from thuocdo.kernel.language import _

TEXT, EXCEL, PARQUET = (".csv", ".txt", ".tsv"), (".xlsx", ".xlsm"), (".parquet",)
Row = tuple[int, list[str | None]]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table as it was given.

    `path` as the person wrote it. `frame` has one `pl.String` column a header: text
    stripped and NFC-normalised, null where blank. `rows[i]` is the number of data row i in
    the file, counted from 1 with the header, as a spreadsheet shows it. `sheet` is the
    name of the Excel sheet that was read, else None.
    """

    path: str
    frame: pl.DataFrame
    rows: tuple[int, ...]
    sheet: str | None = None


def read_table(path: str | PathLike[str], sheet: str | None = None) -> Table:
    """Read the table in `path`; `sheet` names an Excel sheet (default: first visible one).

    The first row that is not blank is the header; blank rows, and columns without header
    and content, are left out. Raises `InputError` with every problem found.
    """
    name, data = str(path), _contents(Path(path))
    suffix = Path(path).suffix.lower()
    if suffix in EXCEL:
        sheet, rows = _excel_rows(name, data, sheet)
    elif sheet is not None:
        _fail(
            "sheet-not-found", name, _("Chỉ tệp Excel mới có trang tính."), _("Bỏ tên trang tính.")
        )
    else:
        rows = list(_parquet_rows(name, data) if suffix in PARQUET else _csv_rows(name, data))
    return _table(name, rows, sheet)


def cell_text(value: object, shown_as: str = "General") -> str | None:
    """A typed cell as text that reads back as the same value; `shown_as` its Excel format."""
    if value is None or isinstance(value, str):
        return _clean(value or "")
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return number_text(value, shown_as)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else _clean(str(value))


def _clean(text: str) -> str | None:
    bare = text.replace("\ufeff", "").replace("\u200b", "").strip()
    return unicodedata.normalize("NFC", bare) or None


def _fail(code: str, file: str, message: str, hint: str, row: int | None = None) -> NoReturn:
    raise InputError(Problem(code, message, file=file, row=row, hint=hint))


def _contents(path: Path) -> bytes:
    """The bytes of a file that exists and has a format we read."""
    try:
        _check_place(path)
        data = path.read_bytes()
    except OSError:
        hint = _("Đóng tệp nếu đang mở ở chương trình khác; kiểm tra đường dẫn và quyền đọc.")
        _fail("unreadable-file", str(path), _("Không mở được tệp."), hint)
    if not data.strip():
        hint = _("Kiểm tra lại xem tệp đã được lưu đủ nội dung chưa.")
        _fail("empty-file", str(path), _("Tệp trống."), hint)
    return data


def _check_place(path: Path) -> None:
    if path.is_dir():
        hint = _("Chỉ rõ một tệp trong thư mục.")
        _fail("is-a-folder", str(path), _("Đây là thư mục, không phải tệp."), hint)
    if not path.exists():
        _fail("file-not-found", str(path), _("Không tìm thấy tệp."), _similar_files(path))
    if path.suffix.lower() not in (*TEXT, *EXCEL, *PARQUET):
        message = _("Không đọc được định dạng “{suffix}”.").format(suffix=path.suffix)
        _fail("unsupported-format", str(path), message, _("Lưu lại dưới dạng .xlsx hoặc .csv."))


def _similar_files(path: Path) -> str:
    if not path.parent.is_dir():
        return _("Thư mục “{folder}” không có; kiểm tra đường dẫn.").format(folder=path.parent)
    names = {entry.name.casefold(): entry.name for entry in path.parent.iterdir()}
    close = get_close_matches(path.name.casefold(), names, n=3)
    if not close:
        return _("Kiểm tra lại tên tệp và thư mục.")
    return _("Có phải {names} không?").format(names=_quoted(names[key] for key in close))


def _table(file: str, rows: list[Row], sheet: str | None) -> Table:
    filled = [row for row in rows if any(row[1])]
    if not filled:
        _fail("empty-file", file, _("Tệp không có nội dung."), _("Kiểm tra lại tệp đã lưu."))
    (header_row, header), *body = filled
    used = [i for i, title in enumerate(header) if title or any(_at(row, i) for row in body)]
    titles = {i: clean_header(header[i]) for i in used}
    problems = header_problems(titles, header_row) or ragged_rows(header, used[-1] + 1, body)
    if not body and not problems:
        problems = [_no_rows(header_row)]
    if problems:
        raise InputError(problem.at(file=file) for problem in problems)
    columns = {title: [_at(row, i) for row in body] for i, title in titles.items()}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Table(file, frame, tuple(number for number, _cells in body), sheet)


def _at(row: Row, i: int) -> str | None:
    return row[1][i] if i < len(row[1]) else None


def _no_rows(header_row: int) -> Problem:
    message = _("Tệp chỉ có dòng tiêu đề, không có dòng số liệu nào.")
    return Problem("no-rows", message, row=header_row, hint=_("Thêm các dòng số liệu."))


def _csv_rows(file: str, data: bytes) -> Iterator[Row]:
    text = _decode(file, data)
    reader = _reader(text, _delimiter(text), strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            yield number, [_clean(cell) for cell in cells]
    except csv.Error:
        hint = _("Kiểm tra dấu ngoặc kép: ngoặc mở phải có ngoặc đóng, ngoặc trong ô viết đôi.")
        _fail("bad-quoting", file, _("Không tách được các ô."), hint, row=reader.line_num)


def _reader(text: str, delimiter: str, strict: bool = False):
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=strict)


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first rows into as many cells as the header has.

    On a tie the comma comes last, since in `Hà Nội;44,2479` it may be a decimal mark.
    """
    start = text[:100_000]

    def agreement(mark: str) -> tuple[bool, float]:
        rows = [row for row in islice(_reader(start, mark), 50) if any(map(str.strip, row))]
        widths = [len(row) for row in rows] or [2]  # nothing left but marks: it explains all
        return widths[0] > 1, widths.count(widths[0]) / len(widths)

    return max("\t;|,", key=agreement)


def _decode(file: str, data: bytes) -> str:
    zeros = {"utf-16-le": data[1:4096:2].count(0), "utf-16-be": data[0:4096:2].count(0)}
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif any(zeros.values()):  # each digit, comma and line end has a NUL on one side
        lopsided = min(zeros.values()) * 10 < max(zeros.values())
        encodings = [max(zeros, key=zeros.get)] if lopsided else []
    else:
        encodings = ["utf-8-sig"] if _mostly_utf8(data) else ["utf-8-sig", "cp1258"]
    row = None
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            row = data[: error.start].count(b"\n") + 1
            continue
        if not any(unicodedata.category(s) == "Cc" and not s.isspace() for s in set(text)):
            return text
    hint = _("Lưu lại dưới dạng “CSV UTF-8” hoặc .xlsx.")
    _fail("undecodable-text", file, _("Không nhận ra bảng mã chữ của tệp."), hint, row)


def _mostly_utf8(data: bytes) -> bool:
    """Whether a damaged file was UTF-8: in another encoding it would turn into nonsense."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(sign > "\x7f" for sign in text) > 2 * broken


def _parquet_rows(file: str, data: bytes) -> Iterator[Row]:
    try:
        frame = pl.read_parquet(io.BytesIO(data))
    except (Exception, PanicException):  # each kind of damage raises an error of its own
        hint = _("Tệp có thể bị hỏng; hãy xuất lại tệp hoặc lưu dưới dạng .csv.")
        _fail("unreadable-file", file, _("Không đọc được tệp Parquet."), hint)
    yield 1, [_clean(name) for name in frame.columns]
    for number, cells in enumerate(frame.iter_rows(), start=2):
        yield number, [cell_text(cell) for cell in cells]


def _excel_rows(file: str, data: bytes, wanted: str | None) -> tuple[str, list[Row]]:
    """The name of the sheet that is read, and its rows."""
    sheet = _pick_sheet(file, _workbook(file, data), wanted)
    rows = [
        (number, [cell_text(cell.value, cell.number_format) for cell in cells])
        for number, cells in enumerate(sheet.iter_rows(min_row=1, min_col=1), start=1)
    ]
    filled = [number for number, cells in rows if any(cells)]
    if not filled:
        message = _("Trang tính “{sheet}” trống.").format(sheet=sheet.title)
        _fail("empty-file", file, message, _sheets_hint(sheet.parent))
    problems = [*_merged(sheet, filled[0], filled[-1]), *_uncalculated(file, data, sheet)]
    if problems:
        raise InputError(problem.at(file=file) for problem in problems)
    return sheet.title, rows


def _workbook(file: str, data: bytes, values: bool = True) -> openpyxl.Workbook:
    try:
        with warnings.catch_warnings(action="ignore"):  # about styles and filters, not cells
            return openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    except Exception:  # zip, XML and format errors of every kind
        message = _("Không mở được tệp Excel: tệp bị hỏng hoặc được bảo vệ bằng mật khẩu.")
        hint = _("Mở bằng Excel, bỏ mật khẩu nếu có, rồi lưu lại dưới dạng .xlsx.")
        _fail("unreadable-file", file, message, hint)


def _pick_sheet(file: str, book: openpyxl.Workbook, wanted: str | None) -> Worksheet:
    by_name = {_clean(sheet.title): sheet for sheet in book.worksheets}
    if wanted is None and by_name:
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        return (shown or book.worksheets)[0]
    if _clean(wanted or "") not in by_name:
        message = _("Không có trang tính “{sheet}”.").format(sheet=wanted or "")
        _fail("sheet-not-found", file, message, _sheets_hint(book))
    return by_name[_clean(wanted)]


def _sheets_hint(book: openpyxl.Workbook) -> str:
    names = _quoted(sheet.title for sheet in book.worksheets)
    return _("Các trang tính trong tệp: {names}.").format(names=names)


def _merged(sheet: Worksheet, header: int, last: int) -> list[Problem]:
    """Merged cells hold one value in their corner and nothing elsewhere."""
    problems = []
    for area in sorted(sheet.merged_cells.ranges, key=lambda area: area.bounds[::-1]):
        place = {"sheet": sheet.title, "area": area.coord}
        if area.min_row <= header <= area.max_row:
            message = _("Trang tính “{sheet}” có ô gộp ở dòng tiêu đề: {area}.").format(**place)
            hint = _("Bỏ gộp ô (Unmerge Cells) và chỉ giữ một dòng tiêu đề, mỗi cột một tên.")
            problems.append(Problem("merged-header", message, row=area.min_row, hint=hint))
        elif header < area.min_row <= last:
            message = _("Trang tính “{sheet}” có ô gộp: {area}.").format(**place)
            hint = _("Bỏ gộp ô (Unmerge Cells) và điền giá trị vào từng ô.")
            problems.append(Problem("merged-cells", message, row=area.min_row, hint=hint))
    return problems


def _uncalculated(file: str, data: bytes, sheet: Worksheet) -> list[Problem]:
    """Formulas saved without their result, which would pass for blank cells."""
    blanks = [cell.coordinate for row in sheet for cell in row if cell.value is None]
    if not blanks:  # the second reading costs as much as the first
        return []
    formulas = _workbook(file, data, values=False)[sheet.title]
    cells = [place for place in blanks if formulas[place].data_type == "f"]
    if not cells:
        return []
    message = _("Có {count} ô công thức chưa có kết quả, đầu tiên là {cell}.")
    text = message.format(count=len(cells), cell=cells[0])
    hint = _("Mở bằng Excel và lưu lại để tính kết quả, hoặc dán công thức thành giá trị.")
    return [Problem("uncalculated-formula", text, row=sheet[cells[0]].row, hint=hint)]


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
