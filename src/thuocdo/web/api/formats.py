"""Tables of the API as JSON, CSV, Arrow or Parquet, by `format` or by the header Accept."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import polars as pl
from django.http import HttpRequest, HttpResponse
from ninja import Schema
from pydantic import Field

from thuocdo.kernel.tables import N_
from thuocdo.web.api.paging import Turn
from thuocdo.web.api.value import shown
from thuocdo.web.site.files import CONTENT_TYPES, table_file

FILES = ("csv", "arrow", "parquet")
TYPES = {"json": "application/json"} | {
    name: CONTENT_TYPES[name].partition(";")[0] for name in FILES
}

FormatAsked = Literal["json", "csv", "arrow", "parquet"]
FORMAT = Field(
    None,
    description=N_("Dạng của bảng; không ghi thì theo tiêu đề Accept, mặc định json"),
    json_schema_extra=shown("json"),
)
FILE_ANSWERS = {
    "responses": {
        200: {
            "content": {
                TYPES[name]: {"schema": {"type": "string", "format": "binary"}} for name in FILES
            }
        }
    }
}


def wanted(request: HttpRequest) -> str:
    """The format asked for: by name, else by Accept, else JSON."""
    if (named := request.GET.get("format")) in TYPES:
        return named
    accepted = request.get_preferred_type(list(TYPES.values()))
    return next((name for name, type_ in TYPES.items() if type_ == accepted), "json")


def table_answer(
    turn: Turn,
    rows: Sequence[Mapping[str, object]],
    columns: Mapping[str, type],
    name: str,
    document: Callable[[], Schema],
) -> HttpResponse:
    """A page of a table: the file asked for, called `name`, or the JSON of `document`."""
    kind = wanted(turn.request)
    if kind == "json":
        made = document().model_dump_json()
        return turn.link(HttpResponse(made, content_type=TYPES["json"]))
    table = pl.DataFrame([tuple(row[c] for c in columns) for row in rows], columns, orient="row")
    return turn.link(table_file(table, kind, name, {}))
