"""The indices: which there are, and of what each is made in a period."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router
from pydantic import Field

from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.kernel.language import pick
from thuocdo.kernel.numerals import missing
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import N_
from thuocdo.web.api import reading
from thuocdo.web.api.value import Asked, Value
from thuocdo.web.results import books, models
from thuocdo.web.results.models import Edition

router = Router(tags=["frameworks"])


class EditionInForce(Value):
    """An edition that can be asked."""

    territory: date | None = Field(
        description=N_("Ngày của địa giới mà điểm được quy về; null: đơn vị như trong kỳ đo")
    )
    number: int = Field(description=N_("Số thứ tự của lần công bố"))
    periods: list[str] = Field(description=N_("Các kỳ có số liệu"))


class FrameworkItem(Value):
    """An index with what can be asked of it."""

    name: str = Field(description=N_("Tên dùng trong tham số framework"))
    abbreviation: str = Field(description=N_("Viết tắt quen dùng"))
    label: str = Field(description=N_("Tên gọi"))
    owner: str = Field(description=N_("Cơ quan chủ trì"))
    editions: list[EditionInForce] = Field(description=N_("Các bảng điểm đang công bố"))
    href: str = Field(description=N_("Địa chỉ chi tiết trong API"))


class FrameworkList(Value):
    """All indices with published scores."""

    frameworks: list[FrameworkItem] = Field(description=N_("Các bộ chỉ số"))


class NodeItem(Value):
    """A node as it stands in the period."""

    path: str = Field(description=N_("Đường dẫn nội dung, ví dụ papi/2.3"))
    code: str = Field(description=N_("Mã trong bộ chỉ số; rỗng: chính chỉ số"))
    printed_code: str = Field(description=N_("Số mà bên công bố in trong kỳ"))
    level: str = Field(description=N_("Cấp của nội dung trong cây, ví dụ dimension"))
    label: str = Field(description=N_("Tên gọi"))
    parent: str | None = Field(description=N_("Mã nội dung cấp trên; null: chính chỉ số"))
    parts: list[str] = Field(description=N_("Mã các thành phần"))
    aggregate: str | None = Field(description=N_("Cách gộp các thành phần; none: chưa biết"))
    scale_min: float | None = Field(description=N_("Điểm thấp nhất có thể"))
    scale_max: float | None = Field(description=N_("Điểm cao nhất có thể"))
    comparable: bool | None = Field(description=N_("So được với kỳ liền trước; null: kỳ đầu"))
    reason: str | None = Field(description=N_("Vì sao không so được, nếu biết"))


class FrameworkDetail(FrameworkItem):
    """An index with its nodes in one period."""

    period: str = Field(description=N_("Kỳ của cây nội dung"))
    nodes: list[NodeItem] = Field(description=N_("Các nội dung, cấp trên trước"))


class FrameworkAsked(Asked):
    """Which period of an index."""

    period: str | None = reading.PERIOD


@router.get(
    "",
    response=FrameworkList,
    summary=N_("Các bộ chỉ số"),
    description=N_("Mọi bộ chỉ số có số liệu công bố, với các kỳ và địa giới hỏi được."),
    operation_id="frameworks",
    openapi_extra={"x-example": "frameworks"},
)
def frameworks(request: HttpRequest, asked: Query[Asked]):
    """All indices."""
    editions = books.editions()
    rows = models.Framework.objects.order_by("position")
    return FrameworkList(frameworks=[item for row in rows if (item := _item(row, editions))])


@router.get(
    "/{framework}",
    response=FrameworkDetail,
    summary=N_("Một bộ chỉ số và cây nội dung trong một kỳ"),
    description=N_("Nội dung nào có hiệu lực trong kỳ, thang điểm, cách gộp, có so được không."),
    operation_id="framework",
    openapi_extra={"x-example": "frameworks/papi?period=2024"},
)
def framework(
    request: HttpRequest,
    asked: Query[FrameworkAsked],
    framework: str = Path(..., max_length=60, description=N_("Bộ chỉ số"), example="papi"),
):
    """One index."""
    edition = books.current(framework.lower())
    period = books.read_period(edition, asked.period)
    tree = books.definition(edition.framework).on(period)
    row = models.Framework.objects.get(name=edition.framework)
    return FrameworkDetail(
        **_item(row, books.editions()).model_dump(),
        period=str(period),
        nodes=[_node(tree, node, period) for node in tree.nodes.values()],
    )


def _item(row: models.Framework, editions: list[Edition]) -> FrameworkItem | None:
    own = [edition for edition in editions if edition.framework == row.name]
    if not own:
        return None
    return FrameworkItem(
        name=row.name,
        abbreviation=row.abbreviation,
        label=pick({"vi": row.label_vi, "en": row.label_en}),
        owner=pick({"vi": row.owner_vi, "en": row.owner_en}),
        editions=[EditionInForce.model_validate(edition) for edition in own],
        href=reverse("api:framework", args=[row.name]),
    )


def _node(tree: Tree, node: NodeInForce, period: Period) -> NodeItem:
    before = tree.framework.defines(period.previous)
    verdict = tree.framework.comparability(node.code, period, period.previous)
    return NodeItem(
        path=node.path,
        code=node.code,
        printed_code=node.printed_code,
        level=node.level,
        label=reading.label(tree, node.code),
        parent=node.parent,
        parts=list(node.parts),
        aggregate=node.composition.aggregate if node.composition else None,
        scale_min=None if missing(node.scale_min) else node.scale_min,
        scale_max=None if missing(node.scale_max) else node.scale_max,
        comparable=verdict.comparable if before else None,
        reason=pick(verdict.reason.model_dump()) if verdict.reason else None,
    )
