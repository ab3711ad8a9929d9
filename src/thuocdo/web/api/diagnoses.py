"""Diagnoses of a unit: lost points, what changed, what if, how to reach a goal."""

import re
from dataclasses import asdict

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from thuocdo import diagnosis, runs
from thuocdo.catalog.numbers import read_number
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.panel import Place
from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.runs.diagnoses import label, read_reference
from thuocdo.web.api import reading
from thuocdo.web.api.diagnosis_values import Change, LostPoints, Target, WhatIf
from thuocdo.web.api.reading import UnitAsked
from thuocdo.web.api.value import shown
from thuocdo.web.results import books
from thuocdo.web.results.models import Edition
from thuocdo.web.site.errors import FilterError

router = Router(tags=["diagnosis"])

# In an address “+” is a blank: rank+1 arrives as “rank 1”, which would mean nothing else.
_LOST_PLUS = re.compile(r"^(rank|region-rank) (\d+)$")


class LostAsked(UnitAsked):
    """Lost points of whom, against what."""

    period: str | None = reading.PERIOD
    against: str = Field(
        "max",
        max_length=400,
        description=N_("Mốc: max, best, median, region, own-best, group:tên nhóm, peers:01,48"),
        json_schema_extra=shown("median"),
    )


class ChangeAsked(UnitAsked):
    """The change of whom, from when to when."""

    start: str = Field(
        alias="from",
        max_length=10,
        description=N_("Kỳ đầu"),
        json_schema_extra=shown("2022"),
    )
    end: str = Field(
        alias="to", max_length=10, description=N_("Kỳ cuối"), json_schema_extra=shown("2023")
    )
    node: str = Field(
        "",
        max_length=reading.NAME,
        description=N_("Nội dung: đường dẫn, mã hoặc tên; không ghi: chính chỉ số"),
    )


class WhatIfAsked(UnitAsked):
    """Which scores to change."""

    period: str | None = reading.PERIOD
    changes: list[str] = Field(
        alias="set",
        min_length=1,
        max_length=reading.MANY,
        description=N_("nội dung:điểm mới, ví dụ 2.2:2.1; lặp lại được"),
        json_schema_extra=shown(["2.2:2.1"]),
    )


class TargetAsked(UnitAsked):
    """Which goal, in how many years."""

    period: str | None = reading.PERIOD
    goal: str = Field(
        max_length=reading.NAME,
        description=N_("score:46.96, rank:10, rank+1, region-rank:4 hoặc group:trung-binh-cao"),
        json_schema_extra=shown("rank:10"),
    )
    years: int = Field(
        1, ge=1, le=10, description=N_("Lộ trình bao nhiêu kỳ"), json_schema_extra=shown(3)
    )


@router.get(
    "/lost-points",
    response=LostPoints,
    summary=N_("Điểm mất ở từng nội dung"),
    description=N_("Điểm mất của một đơn vị ở mọi nội dung so với một mốc, chưa làm tròn."),
    operation_id="lost_points",
    openapi_extra={"x-example": "lost-points?framework=papi&unit=ha-giang-02&period=2023"},
)
def lost_points(request: HttpRequest, asked: Query[LostAsked]):
    """Where a unit lost points."""
    edition, panel, place = _opened(asked)
    reference, options = read_reference(asked.against)
    found = diagnosis.lost_points(panel, place.unit, str(place.period), reference, **options)
    known = dict(zip(place.snapshot.units, place.snapshot.identities, strict=True))
    losses = [
        {
            **asdict(loss),
            "label": label(panel, loss.node),
            "holder": known.get(loss.holder, loss.holder),
        }
        for loss in found.losses
    ]
    return LostPoints(**_whole(edition, place, found, losses=losses))


@router.get(
    "/change",
    response=Change,
    summary=N_("Thay đổi giữa hai kỳ, chia tới từng nội dung"),
    description=N_("Điểm đầu cộng các bước là điểm cuối; phần không so được là một bước có lý do."),
    operation_id="change",
    openapi_extra={"x-example": "change?framework=papi&unit=ha-giang-02&from=2022&to=2023"},
)
def change(request: HttpRequest, asked: Query[ChangeAsked]):
    """What moved a score."""
    edition = asked.edition
    start, end = reading.periods(edition, [asked.start, asked.end])
    panel, unit = books.panel(edition), asked.token
    fall = diagnosis.explain_change(panel, unit, start, end, asked.node)
    steps = [{**asdict(step), "label": label(panel, step.node)} for step in fall.steps]
    return Change(**_whole(edition, panel.at(unit, end), fall, steps=steps))


@router.get(
    "/what-if",
    response=WhatIf,
    summary=N_("Thử đổi điểm vài nội dung"),
    description=N_("Điểm, hạng, nhóm của chỉ số sẽ ra sao khi các đơn vị khác giữ nguyên."),
    operation_id="what_if",
    openapi_extra={"x-example": "what-if?framework=papi&unit=ha-giang-02&period=2023&set=2.2:2.1"},
)
def what_if(request: HttpRequest, asked: Query[WhatIfAsked]):
    """The index after some scores change."""
    edition, panel, place = _opened(asked)
    found = diagnosis.what_if(panel, place.unit, str(place.period), _changes(asked.changes))
    changed = [
        {"node": node, "label": label(panel, node), "before": before, "after": after}
        for node, before, after in found.changed
    ]
    return WhatIf(**_whole(edition, place, found, changed=changed))


@router.get(
    "/target",
    response=Target,
    summary=N_("Cải thiện ít đòi hỏi nhất để đạt mục tiêu"),
    description=N_("Bước cần có ở từng nội dung, bước đó hiếm đến đâu trong những gì các đơn vị "
                   "đã làm được, và lộ trình theo kỳ."),
    operation_id="target",
    openapi_extra={
        "x-example": "target?framework=papi&unit=ha-giang-02&period=2023&goal=rank:5&years=3"
    },
)  # fmt: skip
def target(request: HttpRequest, asked: Query[TargetAsked]):
    """How to reach a goal."""
    edition, panel, place = _opened(asked)
    about = (panel, place.unit, str(place.period), _LOST_PLUS.sub(r"\1+\2", asked.goal.strip()))
    found = diagnosis.target(*about)
    parts = {
        "steps": [{**asdict(step), "label": label(panel, step.node)} for step in found.steps],
        "sentences": runs.target_sentences(found),
        "path": [asdict(year) for year in diagnosis.target_path(*about, asked.years)],
    }
    return Target(**_whole(edition, place, found, **parts))


def _opened(asked: LostAsked | WhatIfAsked | TargetAsked) -> tuple[Edition, Panel, Place]:
    """The edition, its panel, and the unit in the period asked for or the last."""
    edition = asked.edition
    period = books.read_period(edition, asked.period)
    panel = books.panel(edition)
    return edition, panel, panel.at(asked.token, str(period))


def _whole(edition: Edition, place: Place, found, **parts: object) -> dict[str, object]:
    """What was found, with `parts` in the place of its own, and of whom it tells."""
    about = {"unit": place.identity, "unit_name": place.name, "edition": reading.note(edition)}
    return asdict(found) | parts | about


def _changes(texts: list[str]) -> dict[str, float]:
    """`2.2:2.1` as node and score. Raises `FilterError` with each text that is not so."""
    found, problems = {}, []
    for text in texts:
        node, _colon, score = text.rpartition(":")
        number = _number(score)
        if not node.strip() or number is None:
            message = _("không đọc được “{text}”.").format(text=text[:60])
            hint = _("Viết mã nội dung, dấu hai chấm, điểm: 2.2:2.1")
            problems.append(Problem("setting-format", message, column="set", hint=hint))
        else:
            found[node.strip()] = number
    if problems:
        raise FilterError(problems)
    return found


def _number(text: str) -> float | None:
    try:
        return read_number(text)
    except ValueError:
        return None
