"""Tables to take away: CSV and Parquet with the names of the columns, Excel with their headers."""

import io
from collections.abc import Callable, Mapping, Sequence

import polars as pl
from django.http import HttpRequest, HttpResponse

from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.web.site.errors import FilterError

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "arrow": "application/vnd.apache.arrow.file",
}
ON_PAGES = ("csv", "xlsx", "parquet")


def wanted_format(request: HttpRequest, known: Sequence[str] = ON_PAGES) -> str | None:
    """The `format` of the address, None where the page itself is wanted. Raises `FilterError`."""
    wanted = request.GET.get("format", "")
    if wanted in {"", "html"}:
        return None
    if wanted in known:
        return wanted
    message = _("không có dạng tệp “{format}”.").format(format=wanted)
    hint = _("Dùng một trong: {known}.").format(known=", ".join(known))
    raise FilterError(Problem("format-unknown", message, column="format", hint=hint))


def table_file(
    table: pl.DataFrame,
    kind: str,
    name: str,
    headers: Mapping[str, str],
    notes: Sequence[str] = (),
) -> HttpResponse:
    """`table` as a file called `name`, of `kind` (one of `CONTENT_TYPES`).

    `headers` are the Vietnamese headers for Excel, which also gets `notes` on a second sheet.
    """
    writers: dict[str, Callable[[io.BytesIO], object]] = {
        "csv": table.write_csv,
        "parquet": lambda to: table.write_parquet(to, compression="zstd"),
        "arrow": table.write_ipc,
        "xlsx": lambda to: _write_workbook(table, to, headers, notes),
    }
    buffer = io.BytesIO()
    writers[kind](buffer)
    return attachment(buffer.getvalue(), CONTENT_TYPES[kind], f"{name}.{kind}")


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file to be saved under `name` (letters without accents, digits, `-`, `_`, `.`)."""
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _write_workbook(
    table: pl.DataFrame, to: io.BytesIO, headers: Mapping[str, str], notes: Sequence[str]
) -> None:
    from xlsxwriter import Workbook  # noqa: PLC0415 - only who asks for Excel waits for it

    shown = table.rename({name: headers.get(name, name) for name in table.columns})
    with Workbook(to, {"in_memory": True, "strings_to_formulas": False}) as book:
        shown.write_excel(book, worksheet=_("Bảng"), autofit=True, freeze_panes=(1, 0))
        if notes:
            sheet = book.add_worksheet(_("Ghi chú"))
            sheet.set_column(0, 0, 110, book.add_format({"text_wrap": True}))
            for row, note in enumerate(notes):
                sheet.write_string(row, 0, note)
