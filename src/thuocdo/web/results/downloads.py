"""What can be downloaded by name: published tables, definitions, registers of units."""

import base64
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day, whole
from thuocdo.kernel.tables import MEASUREMENTS, SCOREBOOK
from thuocdo.web.results import addresses, asked, definition_files, registers, stored
from thuocdo.web.results.models import Edition
from thuocdo.web.results.stored import Which
from thuocdo.web.results.workbooks import kept_beside, write_workbook
from thuocdo.web.site.errors import FilterError
from thuocdo.web.site.files import CONTENT_TYPES, ON_PAGES, attachment, table_file

TABLES: dict[str, Which] = {"bang-diem": "scorebook", "so-do": "measurements"}
EXCEL_SHEET = 1_048_576  # rows of a sheet, the header included
EXCEL_ROWS = 150_000  # of the longest table: more would keep the first reader waiting a minute
ZIP = "application/zip"


def file_named(request: HttpRequest, folder: str, name: str) -> HttpResponseBase:
    """The file `name` of a framework or of the units. Raises `RequestError` for another name."""
    if folder == registers.FOLDER:
        return _register(request, name)
    if name == definition_files.NAME:
        content = definition_files.archive(folder)
        return attachment(content, ZIP, f"{folder}_{definition_files.NAME}")
    stem, kind = _split(name, [f"{stem}.{kind}" for stem in TABLES for kind in ON_PAGES])
    edition = stored.edition_asked(request, folder)
    make = {"parquet": _parquet, "csv": _csv, "xlsx": _excel}[kind]
    return make(request, edition, TABLES[stem], _file_name(edition, name))


def _split(name: str, known: Sequence[str]) -> tuple[str, str]:
    """The name and the kind of a file that there is. Raises `RequestError`."""
    if name in known:
        stem, _dot, kind = name.rpartition(".")
        return stem, kind
    message = _("không có tệp “{name}” ở đây.").format(name=name[: asked.LONGEST])
    hint = _("Các tệp có ở đây: {known}.").format(known=", ".join(known))
    raise RequestError(Problem("file-unknown", message, hint=hint))


def _file_name(edition: Edition, name: str) -> str:
    parts = (edition.framework, edition.territory, f"lan-{edition.number}", name)
    return "_".join(str(part) for part in parts if part)


def _parquet(request: HttpRequest, edition: Edition, which: Which, name: str) -> HttpResponseBase:
    """The stored file itself, with its SHA-256 sum as RFC 9530 writes it."""
    digest = stored.digest(edition, which)
    etag = f'"{digest}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    opened = getattr(edition, which).open("rb")
    response = FileResponse(
        opened, as_attachment=True, filename=name, content_type=CONTENT_TYPES["parquet"]
    )
    response["ETag"] = etag
    response["Repr-Digest"] = f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:"
    response["X-SHA256"] = digest
    return response


def _csv(request: HttpRequest, edition: Edition, which: Which, name: str) -> HttpResponseBase:
    wanted = () if request.method == "HEAD" else stored.slices(edition, which)
    return StreamingHttpResponse(
        _lines(wanted),
        content_type=CONTENT_TYPES["csv"],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _lines(slices: Iterable[pl.DataFrame]) -> Iterator[str]:
    for number, table in enumerate(slices):
        yield table.write_csv(include_header=number == 0)


def _excel(request: HttpRequest, edition: Edition, which: Which, name: str) -> HttpResponseBase:
    rows = stored.height(edition, which)
    if rows > EXCEL_ROWS:
        raise _too_long(edition, which, rows)
    kept = kept_beside(Path(getattr(edition, which).path))
    if not kept.exists():
        columns = SCOREBOOK if which == "scorebook" else MEASUREMENTS
        write_workbook(kept, columns, stored.slices(edition, which), notes(edition))
    return FileResponse(
        kept.open("rb"), as_attachment=True, filename=name, content_type=CONTENT_TYPES["xlsx"]
    )


def _too_long(edition: Edition, which: Which, rows: int) -> FilterError:
    message = _("bảng có {rows} dòng, quá dài cho Excel (một trang tính có {sheet} dòng).")
    message = message.format(rows=whole(rows), sheet=whole(EXCEL_SHEET))
    stem = next(stem for stem, known in TABLES.items() if known == which)
    there = addresses.edition_file(edition, f"{stem}.csv", kept=True)
    hint = _(
        "Trang này làm tệp Excel tới {most} dòng. Tải CSV ({address}) hoặc Parquet, hoặc tải từng "
        "kỳ ở trang của chỉ số."
    ).format(most=whole(EXCEL_ROWS), address=there)
    return FilterError(Problem("table-too-long", message, hint=hint))


def notes(edition: Edition) -> list[str]:
    """What goes with a table of an edition: how to cite it, its source, its licence."""
    told = [citation(edition), edition.notice]
    labels = {
        "publisher": _("Bên công bố: {text}"),
        "source": _("Nguồn: {text}"),
        "licence": _("Giấy phép: {text}"),
        "gaps": _("Còn thiếu: {text}"),
    }
    source = edition.source
    told += [text.format(text=source[name]) for name, text in labels.items() if name in source]
    return [text for text in told if text]


def citation(edition: Edition, abbreviation: str = "") -> str:
    """How to cite an edition, with its number and day."""
    text = _(
        "Thước Đo, bảng điểm {index} {first}–{last}{territory}, lần công bố số {number} ngày "
        "{day}, mã nguồn {version}, SHA-256 {digest}."
    )
    carried = _(", quy về địa giới ngày {day} (ước tính, không phải điểm công bố)")
    return text.format(
        index=abbreviation or edition.framework,
        first=edition.periods[0],
        last=edition.periods[-1],
        territory=carried.format(day=day(edition.territory)) if edition.territory else "",
        number=edition.number,
        day=day(edition.published_on),
        version=edition.code_version,
        digest=edition.sha256[:16],
    )


def _register(request: HttpRequest, name: str) -> HttpResponse:
    known = [f"{stem}.{kind}" for stem in registers.REGISTERS for kind in ON_PAGES]
    stem, kind = _split(name, known)
    on = registers.day_asked(request, stem)
    table = registers.table(stem, on)
    headers = {column: _(header) for column, header in registers.HEADERS.items()}
    saved = f"don-vi_{stem}_{on}" if on else f"don-vi_{stem}"
    return table_file(table, kind, saved, headers, registers.notes(stem))
