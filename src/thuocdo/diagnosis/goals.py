"""Goals as people write them, and the score of the index that each one takes."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.cuts import (
    group_named,
    grouping,
    least_for_group,
    least_for_rank,
    rank_of,
    rule_of,
)
from thuocdo.diagnosis.lost import region_columns
from thuocdo.diagnosis.panel import Place
from thuocdo.index.groups import ON_THE_CUT
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal

_GRAMMAR = re.compile(r"^\s*(score|region-rank|rank|group)\s*([:+])\s*(\S.*?)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as written, the score that it takes, and what must be said of that score."""

    text: str
    needed: float
    caveats: tuple[str, ...]


def read_goal(place: Place, text: str) -> Goal:
    """`score:46.96`, `rank:10`, `rank+1`, `region-rank:4` or `group:trung-binh-cao`.

    A rank or group is translated into the least score that would have had it in that
    period, the other units unchanged. Raises `RequestError` for another form, for a goal
    that has been reached already, and where the period has no ranks or groups.
    """
    if np.isnan(place.score("")):
        raise refusals.withheld(place.name, place.snapshot.tree.nodes[""], place.period)
    parsed = _GRAMMAR.match(text)
    kind, sign = (parsed[1].lower(), parsed[2]) if parsed else ("", "")
    if not parsed or (sign == "+" and kind in ("group", "score")):
        raise _unknown(text)
    needed, caveats = _KINDS[kind](place, parsed[3], sign == "+")
    if needed is None or needed <= place.score("") + ON_THE_CUT:
        raise _reached(place, text)
    return Goal(text.strip(), needed, caveats)


def _score(place: Place, text: str, _relative: bool):
    number = _number(text, float)
    node = place.snapshot.tree.nodes[""]
    if number > node.scale_max or not np.isfinite(number):
        raise refusals.outside_scale(node, number)
    return number, ()


def _rank(place: Place, text: str, relative: bool):
    return _least_for_rank(place, text, relative, None)


def _region_rank(place: Place, text: str, relative: bool):
    return _least_for_rank(place, text, relative, region_columns(place))


def _least_for_rank(place: Place, text: str, relative: bool, members: list[int] | None):
    if not place.snapshot.tree.complete:
        raise refusals.not_ranked(place.period)
    scores, number = place.snapshot.score[0], _number(text, int)
    columns = members if members is not None else list(range(scores.size))
    now = rank_of(scores[columns], columns.index(place.index))
    wanted = now - number if relative else number
    if number < 1 or (wanted < 1 and now > 1):
        raise _unknown(text)
    if wanted < 1 or wanted >= now:
        return None, ()
    return least_for_rank(place, "", wanted, members), _relative_caveats(place)


def _group(place: Place, text: str, _relative: bool):
    rule = rule_of(place.snapshot, "")
    if rule is None:
        if not place.snapshot.tree.complete:
            raise refusals.not_ranked(place.period)
        raise refusals.no_groups(place.snapshot.paths[0], place.period)
    scores, wanted = place.snapshot.score[0], group_named(rule, text)
    groups = grouping(rule, scores)
    if groups.index[place.index] <= wanted:
        return None, ()
    needed = least_for_group(place, "", rule, wanted)
    if needed is None:
        raise refusals.no_group(text, [label.vi for label in rule.labels])
    if rule.rule == "thresholds":
        return needed, ()
    return needed, _relative_caveats(place) + _moving_cut(groups.cut_points[wanted], needed)


_KINDS: dict[str, Callable] = {
    "score": _score,
    "rank": _rank,
    "region-rank": _region_rank,
    "group": _group,
}


def _relative_caveats(place: Place) -> tuple[str, ...]:
    message = _(
        "Mục tiêu tương đối: quy ra điểm theo kết quả kỳ {period}, khi các đơn vị khác giữ "
        "nguyên; kỳ sau các đơn vị khác đổi thì điểm cần đạt cũng đổi."
    )
    return (message.format(period=place.period),)


def _moving_cut(cut: float, needed: float) -> tuple[str, ...]:
    if not needed > cut + ON_THE_CUT:
        return ()
    message = _(
        "Điểm cắt của kỳ là {cut}; chính đơn vị lên điểm cũng đẩy điểm cắt lên, nên cần {needed}."
    )
    return (message.format(cut=decimal(cut, 4), needed=decimal(needed, 4)),)


def _number(text: str, kind: type):
    try:
        return kind(text.replace(",", "."))
    except ValueError:
        raise _unknown(text) from None


def _unknown(text: str) -> RequestError:
    message = _("không hiểu mục tiêu “{text}”.").format(text=text)
    hint = _("Viết score:46.96, rank:10, rank+1, region-rank:4 hoặc group:trung-binh-cao.")
    return RequestError(Problem("goal-unknown", message, column="goal", hint=hint))


def _reached(place: Place, text: str) -> RequestError:
    message = _("{unit} đã đạt mục tiêu “{goal}” ở kỳ {period} (điểm {score}).")
    told = message.format(
        unit=place.name,
        goal=text.strip(),
        period=place.period,
        score=decimal(place.score(""), 4),
    )
    hint = _("Chọn mục tiêu cao hơn hiện nay.")
    return RequestError(Problem("target-reached", told, column="goal", hint=hint))
