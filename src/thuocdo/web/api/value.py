"""What the API says and is asked: frozen values, described for readers of the schema."""

import re
from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from thuocdo.kernel.tables import N_

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written_as_day(text: object) -> object:
    """A bare number is no day; pydantic would take it for seconds since 1970."""
    if isinstance(text, str) and not _ISO.fullmatch(text):
        raise PydanticCustomError("date_parsing", "not a day")
    return text


Day = Annotated[date, BeforeValidator(_written_as_day)]


class Value(Schema):
    """A part of an answer or of a question."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class Asked(Value):
    """What every question may say."""

    lang: Literal["vi", "en"] = Field(
        "vi",
        description=N_("Ngôn ngữ của tên gọi, ghi chú và lỗi"),
        json_schema_extra={"example": "vi"},
    )


def shown(example: object) -> dict[str, object]:
    """The example of a field, as OpenAPI writes it."""
    return {"example": example}
