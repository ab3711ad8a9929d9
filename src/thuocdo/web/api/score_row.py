"""A row of the scorebook as the API gives it: the documented columns, nothing else."""

from collections.abc import Mapping
from typing import Literal

from django.db.models import QuerySet
from pydantic import Field, create_model

from thuocdo.kernel.tables import N_, SCOREBOOK, Column, Status, types
from thuocdo.web.api.value import Value
from thuocdo.web.results.models import Edition, Score

COLUMNS = types(SCOREBOOK)
KNOWN = ("framework", "node", "level", "unit", "unit_name", "period", "status")
MEANINGS = {
    "unit": N_("Định danh đơn vị, mã@ngày bắt đầu"),
    "status": N_("withheld: không công bố, điểm là null, không phải 0"),
}


def _field(column: Column) -> tuple:
    meaning = Field(description=MEANINGS.get(column.name, column.meaning))
    if column.name == "status":
        return Literal[*(status.value for status in Status)], meaning
    kind = COLUMNS[column.name]
    return kind if column.name in KNOWN else kind | None, meaning


ScoreRow = create_model(
    "ScoreRow", __base__=Value, **{column.name: _field(column) for column in SCOREBOOK}
)


def read(edition: Edition, rows: QuerySet[Score]) -> list[dict[str, object]]:
    """Rows with the columns of the scorebook."""
    own = [name for name in COLUMNS if name != "framework"]
    return [{"framework": edition.framework, **row} for row in rows.values(*own)]


def as_rows(rows: list[Mapping[str, object]]) -> list:
    """Rows for JSON; they come from our own table, so that their types are known."""
    return [ScoreRow.model_construct(**row) for row in rows]
