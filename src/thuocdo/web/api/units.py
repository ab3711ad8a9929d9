"""Administrative units: on a day, by name, and what became of them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.db.models.functions import Length
from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router
from pydantic import Field

from thuocdo import units
from thuocdo.kernel import Level, UnitId, UnitNotInForce
from thuocdo.kernel.tables import N_
from thuocdo.units import Event, Succession
from thuocdo.web.api import reading
from thuocdo.web.api.formats import FILE_ANSWERS, FORMAT, FormatAsked, table_answer
from thuocdo.web.api.paging import PageAsked, Paged, Turn
from thuocdo.web.api.value import Asked, Day, Value, shown
from thuocdo.web.results import addresses, books, finding
from thuocdo.web.results.models import Unit

router = Router(tags=["units"])

ON = Field(
    None,
    description=N_("Ngày có hiệu lực; không ghi: hôm nay"),
    json_schema_extra=shown("2025-06-30"),
)
UNIT = Path(
    ...,
    max_length=reading.NAME,
    description=N_("Đơn vị: tên trong địa chỉ trang, định danh, mã hoặc tên"),
    example="ha-giang-02",
)


class UnitItem(Value):
    """A unit as it was on the day asked for."""

    id: str = Field(description=N_("Định danh: mã@ngày bắt đầu; mã đứng riêng có thể trùng"))
    slug: str = Field(description=N_("Tên trong địa chỉ trang"))
    code: str = Field(description=N_("Mã đơn vị"))
    level: str = Field(description=N_("Cấp: province, district hoặc commune"))
    name: str = Field(description=N_("Tên"))
    official_name: str = Field(description=N_("Tên đầy đủ"))
    parents: str = Field(description=N_("Các đơn vị cấp trên, gần nhất trước; rỗng ở cấp tỉnh"))
    since: date = Field(description=N_("Ngày đầu trong danh mục"))
    until: date | None = Field(description=N_("Ngày cuối; null: còn hiệu lực"))


class UnitPage(Paged):
    """A page of units."""

    units: list[UnitItem] = Field(description=N_("Các đơn vị"))


class Named(Value):
    """A name and since when."""

    since: date = Field(description=N_("Từ ngày"))
    name: str = Field(description=N_("Tên"))
    official_name: str = Field(description=N_("Tên đầy đủ"))


class Published(Value):
    """An edition in which the unit has scores."""

    framework: str = Field(description=N_("Bộ chỉ số"))
    territory: date | None = Field(description=N_("Ngày của địa giới; null: như trong kỳ đo"))


class UnitDetail(UnitItem):
    """A unit with its names and where it has scores."""

    in_force: bool = Field(description=N_("Có hiệu lực vào ngày hỏi"))
    region: str | None = Field(description=N_("Mã vùng vào ngày hỏi; null: không thuộc vùng nào"))
    names: list[Named] = Field(description=N_("Các tên, cũ trước"))
    indices: list[Published] = Field(description=N_("Các bảng điểm có đơn vị này"))
    succession: str = Field(description=N_("Địa chỉ quá trình thay đổi trong API"))
    page: str = Field(description=N_("Trang của đơn vị"))


class Passage(Value):
    """What passed from one unit to another."""

    id: str = Field(description=N_("Định danh đơn vị kia"))
    slug: str = Field(description=N_("Tên trong địa chỉ trang"))
    name: str = Field(description=N_("Tên"))
    on: date = Field(description=N_("Ngày"))
    relation: str = Field(description=N_("whole, part, renamed hoặc unchanged"))
    population_share: float | None = Field(
        description=N_("Phần dân số của đơn vị trước, 0–1; null: không rõ, không phải 0")
    )
    area_share: float | None = Field(description=N_("Phần diện tích, 0–1; null: không rõ"))
    status: str = Field(description=N_("confirmed, derived hoặc unconfirmed"))
    source: str = Field(description=N_("Nguồn"))


class Happened(Value):
    """One thing that happened to the unit."""

    on: date = Field(description=N_("Ngày"))
    kind: str = Field(description=N_("known, formed, renamed, ceded, unchanged hoặc ended"))
    sentence: str = Field(description=N_("Thành câu"))
    source: str = Field(description=N_("Nguồn"))


class SuccessionAnswer(Value):
    """What a unit was made of, what became of it, and how."""

    id: str = Field(description=N_("Định danh đơn vị"))
    predecessors: list[Passage] = Field(description=N_("Được lập từ"))
    successors: list[Passage] = Field(description=N_("Chuyển vào"))
    history: list[Happened] = Field(description=N_("Các sự kiện, cũ trước"))


class UnitsAsked(PageAsked):
    """Which units."""

    on: Day | None = ON
    level: Level | None = Field(None, description=N_("Chỉ một cấp: province, district, commune"))
    q: str | None = Field(
        None,
        max_length=finding.LONGEST,
        description=N_("Tìm theo tên cũ hay mới, không cần dấu, hoặc mã; nhiều nhất 300 kết quả. "
                       "Không ghi “on” thì tìm cả đơn vị đã thôi"),
        json_schema_extra=shown("ha giang"),
    )  # fmt: skip
    format: FormatAsked | None = FORMAT


class UnitAsked(Asked):
    """On which day."""

    on: Day | None = ON


@router.get(
    "",
    response=UnitPage,
    summary=N_("Các đơn vị hành chính vào một ngày"),
    description=N_("Tỉnh, huyện, xã có hiệu lực vào một ngày, hoặc tìm theo tên không cần dấu."),
    operation_id="units",
    openapi_extra=FILE_ANSWERS | {"x-example": "units?on=2025-06-30&level=province"},
)
def list_units(request: HttpRequest, asked: Query[UnitsAsked]):
    """Units on a day, or those that a text may mean."""
    if asked.q is None:
        rows = _in_force(asked.on or date.today(), asked.level)
        turn = Turn(request, asked, rows.count())
    else:
        rows = [row for row in finding.found(finding.read(asked.q)) if _fits(row, asked)]
        turn = Turn(request, asked, len(rows))
    items = [_item(row, asked.on or date.today()) for row in rows[turn.window]]
    columns = dict.fromkeys(UnitItem.model_fields, str) | {"since": date, "until": date}
    table = [item.model_dump() for item in items]
    return table_answer(turn, table, columns, "units", lambda: UnitPage(**turn.place, units=items))


@router.get(
    "/{unit}",
    response=UnitDetail,
    summary=N_("Một đơn vị"),
    description=N_("Tên qua các thời kỳ, vùng, và các bảng điểm có đơn vị."),
    operation_id="unit",
    openapi_extra={"x-example": "units/ha-giang-02"},
)
def unit(request: HttpRequest, asked: Query[UnitAsked], unit: str = UNIT):
    """One unit."""
    row, found = _find(unit, asked.on)
    day = asked.on or date.today()
    region = units.region_of(found.id, day) if found.in_force_on(day) else None
    return UnitDetail(
        **_item(row, asked.on or _seen(found)).model_dump(),
        in_force=found.in_force_on(day),
        region=region.code if region else None,
        names=[
            Named(since=name.since, name=name.name, official_name=name.official)
            for name in found.names
        ],
        indices=[Published.model_validate(edition) for edition in books.of_unit(row.id)],
        succession=reverse("api:succession", args=[row.slug]),
        page=addresses.unit(row.slug),
    )


@router.get(
    "/{unit}/succession",
    response=SuccessionAnswer,
    summary=N_("Đơn vị trước, đơn vị kế tiếp, lịch sử"),
    description=N_("Lập từ đâu, chuyển vào đâu, bao nhiêu phần dân số, theo văn bản nào."),
    operation_id="succession",
    openapi_extra={"x-example": "units/ha-giang-02/succession"},
)
def succession(request: HttpRequest, asked: Query[UnitAsked], unit: str = UNIT):
    """What a unit was made of and what became of it."""
    row, found = _find(unit, asked.on)
    before, after = units.predecessors(found.id), units.successors(found.id)
    ids = {str(s.predecessor) for s in before} | {str(s.successor) for s in after}
    slugs = addresses.slugs(ids)
    return SuccessionAnswer(
        id=row.id,
        predecessors=[_passage(s, s.predecessor, slugs) for s in before],
        successors=[_passage(s, s.successor, slugs) for s in after],
        history=_history(units.history(found.id)),
    )


def _in_force(day: date, level: Level | None):
    rows = Unit.objects.filter(Q(until=None) | Q(until__gte=day), since__lte=day)
    rows = rows.filter(level=level.value) if level else rows
    return rows.order_by(Length("code"), "code", "id")


def _fits(row: Unit, asked: UnitsAsked) -> bool:
    if asked.level and row.level != asked.level.value:
        return False
    return asked.on is None or (row.since <= asked.on and (row.until or asked.on) >= asked.on)


def _find(text: str, on: date | None) -> tuple[Unit, units.Unit]:
    """The unit with that slug or id, else the one that bears the code or name on the day."""
    row = Unit.objects.filter(Q(slug=text) | Q(id=text)).first()
    found = UnitId.parse(row.id) if row else _meant(text, on)
    return row or Unit.objects.get(id=str(found)), units.registry().unit(found)


def _meant(text: str, on: date | None) -> UnitId:
    try:
        return units.find_unit(text, on).id
    except UnitNotInForce as error:
        if on is None and len(error.units) == 1:
            return error.units[0]
        raise


def _seen(unit: units.Unit) -> date:
    return unit.until or date.today()


def _item(row: Unit, day: date) -> UnitItem:
    named = units.registry().unit(UnitId.parse(row.id)).named_on(min(day, row.until or day))
    return UnitItem(
        id=row.id,
        slug=row.slug,
        code=row.code,
        level=row.level,
        name=named.name,
        official_name=named.official,
        parents=row.parents,
        since=row.since,
        until=row.until,
    )


def _passage(found: Succession, other: UnitId, slugs: dict[str, str]) -> Passage:
    return Passage(
        id=str(other),
        slug=slugs[str(other)],
        name=units.registry().unit(other).official_on(found.on),
        on=found.on,
        relation=found.relation,
        population_share=found.population_share,
        area_share=found.area_share,
        status=found.status.value,
        source=found.source,
    )


def _history(events: Iterable[Event]) -> list[Happened]:
    return [Happened(on=e.on, kind=e.kind, sentence=e.sentence, source=e.source) for e in events]
