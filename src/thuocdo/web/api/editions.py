"""What was published when, and which published numbers a later edition changed."""

from datetime import date, datetime

from django.db.models import F
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from thuocdo.kernel.tables import N_
from thuocdo.web.api.formats import FILE_ANSWERS, FORMAT, FormatAsked, table_answer
from thuocdo.web.api.paging import PageAsked, Paged, Turn
from thuocdo.web.api.reading import EditionNote
from thuocdo.web.api.value import Value, shown
from thuocdo.web.results.models import Correction, Edition

router = Router(tags=["editions"])


class EditionItem(EditionNote):
    """One publication of a scorebook, never changed afterwards."""

    current: bool = Field(description=N_("Đang có hiệu lực"))
    published_at: datetime = Field(description=N_("Lúc công bố ở đây"))
    sha256: str = Field(description=N_("Mã băm của tệp bảng điểm Parquet"))
    rows: int = Field(description=N_("Số dòng"))
    periods: list[str] = Field(description=N_("Các kỳ có số liệu"))
    source: dict[str, object] = Field(description=N_("Nguồn, giấy phép, điều đã đối chiếu"))


class EditionPage(Paged):
    """A page of editions, the latest first."""

    editions: list[EditionItem] = Field(description=N_("Các lần công bố"))


class CorrectionItem(Value):
    """A number that an edition changed."""

    framework: str = Field(description=N_("Bộ chỉ số"))
    territory: date | None = Field(description=N_("Ngày của địa giới; null: như trong kỳ đo"))
    number: int = Field(description=N_("Số thứ tự của lần công bố đã đổi số này"))
    published_at: datetime = Field(description=N_("Lúc công bố ở đây"))
    node: str = Field(description=N_("Đường dẫn nội dung"))
    unit: str = Field(description=N_("Mã đơn vị trong bảng điểm của kỳ"))
    unit_name: str = Field(description=N_("Tên đơn vị trong kỳ đó"))
    period: str = Field(description=N_("Kỳ"))
    old_score: float | None = Field(description=N_("Điểm trước; null: chưa có hoặc không công bố"))
    new_score: float | None = Field(description=N_("Điểm nay; null: không còn hoặc không công bố"))
    old_rank: int | None = Field(description=N_("Hạng trước"))
    new_rank: int | None = Field(description=N_("Hạng nay"))


class CorrectionPage(Paged):
    """A page of corrections, those of the latest edition first."""

    corrections: list[CorrectionItem] = Field(description=N_("Các số đã đổi"))


class EditionsAsked(PageAsked):
    """Of which index."""

    framework: str | None = Field(
        None, max_length=60, description=N_("Bộ chỉ số"), json_schema_extra=shown("papi")
    )


class CorrectionsAsked(EditionsAsked):
    """Of which index, in which form."""

    format: FormatAsked | None = FORMAT


COLUMNS = {
    **dict.fromkeys(("framework",), str),
    "territory": date,
    "number": int,
    "published_at": datetime,
    **dict.fromkeys(("node", "unit", "unit_name", "period"), str),
    **dict.fromkeys(("old_score", "new_score"), float),
    **dict.fromkeys(("old_rank", "new_rank"), int),
}


@router.get(
    "/editions",
    response=EditionPage,
    summary=N_("Các lần công bố"),
    description=N_("Mỗi lần công bố một bảng điểm: nguồn, phiên bản mã nguồn, mã băm của tệp."),
    operation_id="editions",
    openapi_extra={"x-example": "editions?framework=papi"},
)
def editions(request: HttpRequest, asked: Query[EditionsAsked]):
    """What was published."""
    rows = Edition.objects.order_by("-id").filter(**_of(asked, "framework"))
    turn = Turn(request, asked, rows.count())
    items = [EditionItem.model_validate(row) for row in rows[turn.window]]
    return EditionPage(**turn.place, editions=items)


@router.get(
    "/corrections",
    response=CorrectionPage,
    summary=N_("Nhật ký số liệu đã đổi"),
    description=N_("Điểm và hạng đã công bố mà một lần công bố sau đã đổi, với số cũ và số mới."),
    operation_id="corrections",
    openapi_extra=FILE_ANSWERS | {"x-example": "corrections?framework=papi"},
)
def corrections(request: HttpRequest, asked: Query[CorrectionsAsked]):
    """What later editions changed."""
    rows = Correction.objects.filter(**_of(asked, "edition__framework"))
    turn = Turn(request, asked, rows.count())
    named = {
        name: F(f"edition__{name}") for name in ("framework", "territory", "number", "published_at")
    }
    own = [name for name in COLUMNS if name not in named]
    table = list(rows.order_by("-edition", "id").values(*own, **named)[turn.window])

    def document() -> CorrectionPage:
        items = [CorrectionItem.model_construct(**row) for row in table]
        return CorrectionPage(**turn.place, corrections=items)

    return table_answer(turn, table, COLUMNS, "corrections", document)


def _of(asked: EditionsAsked, field: str) -> dict[str, str]:
    return {field: asked.framework.lower()} if asked.framework else {}
