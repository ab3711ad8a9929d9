"""What a text says about the indices, held against the published scores. Nothing is stored."""

from collections import Counter
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import ConfigDict, Field

from thuocdo.claims import Document
from thuocdo.claims.values import Verdict
from thuocdo.kernel.tables import N_
from thuocdo.web.api.throttle import AddressThrottle
from thuocdo.web.api.value import Asked, Value, shown
from thuocdo.web.results.checking import report_on

router = Router(tags=["claims"])

LONGEST = 20_000  # signs of a text: a long article
COST = 20  # requests that one text counts as
WHOLE = Literal[*(verdict.value for verdict in Verdict)]


class Text(Value):
    """A text to be checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(
        min_length=1,
        max_length=LONGEST,
        description=N_("Bài viết, báo cáo hoặc một đoạn; không lưu lại"),
        json_schema_extra=shown("Năm 2023, tỉnh Hà Giang đạt 40,33 điểm PAPI."),
    )


class ClaimItem(Value):
    """One thing that the text says, with what the published numbers say."""

    paragraph: int = Field(description=N_("Đoạn, từ 1"))
    sentence: str = Field(description=N_("Câu"))
    index: str = Field(description=N_("Bộ chỉ số"))
    node: str = Field(description=N_("Đường dẫn nội dung"))
    unit: str | None = Field(description=N_("Đơn vị như đã hiểu; null: cả nước"))
    unit_name: str | None = Field(description=N_("Tên đơn vị trong năm đó"))
    year: int = Field(description=N_("Năm"))
    field: str = Field(description=N_("Điều được nói: score, rank, group, score_change, …"))
    said: str = Field(description=N_("Bài viết nói"))
    result: WHOLE = Field(description=N_("Kết luận"))
    ours: str | None = Field(description=N_("Số liệu công bố; null: không có gì để đối chiếu"))
    detail: str = Field(description=N_("Kết luận thành câu"))
    explanation: str | None = Field(description=N_("Mã nguyên nhân có lẽ đã gây sai, nếu đoán ra"))
    source: str | None = Field(description=N_("Nguồn của số liệu công bố"))


class UnreadItem(Value):
    """A number near an index that was not taken for a claim."""

    paragraph: int = Field(description=N_("Đoạn, từ 1"))
    sentence: str = Field(description=N_("Câu"))
    text: str = Field(description=N_("Số"))
    reason: str = Field(description=N_("Mã lý do"))
    message: str = Field(description=N_("Lý do thành câu"))


class Checked(Value):
    """The verdicts."""

    sentences: int = Field(description=N_("Số câu đã đọc"))
    counts: dict[str, int] = Field(description=N_("Số phát biểu theo kết luận chung"))
    claims: list[ClaimItem] = Field(description=N_("Từng điều được nói"))
    unread: list[UnreadItem] = Field(description=N_("Các số chưa đọc được"))


@router.post(
    "/check",
    response=Checked,
    summary=N_("Đối chiếu phát biểu trong một văn bản"),
    description=N_("Tìm các phát biểu về điểm, hạng, nhóm và đối chiếu với số liệu công bố, như "
                   "lệnh thuocdo check-text. Văn bản không được lưu."),
    operation_id="check_claims",
    throttle=AddressThrottle(COST),
    openapi_extra={"x-example": "claims/check"},
)  # fmt: skip
def check(request: HttpRequest, given: Text, asked: Query[Asked]):
    """Check the claims of a text."""
    report = report_on(Document("text", given.text.encode("utf-8", "replace")))
    return Checked(
        sentences=report.sentences,
        counts=Counter(claim.verdict.value for claim in report.claims),
        claims=report.table().to_dicts(),
        unread=report.unread_table().to_dicts(),
    )
