"""Goals that a reader may choose or write: as `diagnosis.target` reads them, with their names."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from django.http import HttpRequest

from thuocdo.diagnosis.cuts import grouping, rank_of, rule_of
from thuocdo.diagnosis.panel import Place
from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.tables import N_
from thuocdo.web.results import asked
from thuocdo.web.site.errors import FilterError

MOST_YEARS = 10
STEPS = (1, 5, 10)  # places up that are offered
TOPS = (20, 10, 1)  # ranks that are offered
KINDS = {
    "score": N_("điểm"),
    "rank": N_("hạng cả nước"),
    "rank+": N_("lên thêm (bậc)"),
    "region-rank": N_("hạng trong vùng"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A goal that is offered: as it is written, as it is read."""

    goal: str
    label: str


def choices(place: Place) -> tuple[Choice, ...]:
    """What the unit may aim at: better groups, better ranks."""
    return (*_groups(place), *_ranks(place), *_region(place))


def _groups(place: Place) -> Iterator[Choice]:
    rule = rule_of(place.snapshot, "")
    if rule is None:
        return
    own = grouping(rule, place.snapshot.score[0]).index[place.index]
    for label in reversed(rule.labels[: max(own, 0)]):
        name = pick(label.model_dump())
        yield Choice(f"group:{label.vi}", _("nhóm {group}").format(group=name))


def _ranks(place: Place) -> Iterator[Choice]:
    if not place.snapshot.tree.complete:
        return
    now = rank_of(place.snapshot.score[0], place.index) or 1
    for places in STEPS:
        if now - places >= 1:
            yield Choice(f"rank+{places}", _("lên {places} bậc").format(places=places))
    for rank in TOPS:
        if rank < now:
            yield Choice(f"rank:{rank}", _("hạng {rank}").format(rank=rank))


def _region(place: Place) -> Iterator[Choice]:
    regions, scores = place.snapshot.regions, place.snapshot.score[0]
    own = regions[place.index]
    if own is None or not place.snapshot.tree.complete:
        return
    ahead = [s for s, region in zip(scores, regions, strict=True) if region == own]
    if np.nanmax(ahead) > place.score(""):
        yield Choice("region-rank:1", _("đứng đầu vùng"))


def goal_label(goal: str, offered: tuple[Choice, ...]) -> str:
    """A goal as a reader would say it; as it was written where it is none."""
    known = {choice.goal: choice.label for choice in offered}
    kind, sign, value = goal.partition("+" if "+" in goal else ":")
    written = {
        "score:": _("{value} điểm"),
        "rank:": _("hạng {value}"),
        "rank+": _("lên {value} bậc"),
        "region-rank:": _("hạng {value} trong vùng"),
        "group:": _("nhóm {value}"),
    }
    text = written.get(f"{kind.strip().lower()}{sign}")
    return known.get(goal) or (text.format(value=value.strip()) if text else goal)


def goal_asked(request: HttpRequest, offered: tuple[Choice, ...]) -> str:
    """The goal of the address: one of its own (`kind`, `value`), else `goal`, else the first
    that is offered; empty where there is none. Raises `FilterError`.
    """
    if value := asked.word(request, "value"):
        kind = asked.choice(request, "kind", KINDS, "score")
        return f"{kind}{value}" if kind.endswith("+") else f"{kind}:{value}"
    return asked.word(request, "goal") or (offered[0].goal if offered else "")


def years_asked(request: HttpRequest) -> int:
    """In how many years, 1 where nothing is said. Raises `FilterError`."""
    text = asked.word(request, "years") or "1"
    if text.isascii() and text.isdigit() and 1 <= int(text[:3]) <= MOST_YEARS:
        return int(text)
    message = _("số năm “{text}” không phải số từ 1 đến {most}.")
    message = message.format(text=text[: asked.LONGEST], most=MOST_YEARS)
    raise FilterError(Problem("years-unreadable", message, column="years"))
