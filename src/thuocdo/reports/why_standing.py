"""Why a unit has its rank, its group, its change: who and what it is compared with."""

from collections.abc import Iterator, Sequence

import numpy as np

from thuocdo import units
from thuocdo.catalog.documents import Groups
from thuocdo.diagnosis.beside import Neighbours, neighbours
from thuocdo.diagnosis.cuts import grouping, rule_of
from thuocdo.diagnosis.panel import Place
from thuocdo.index.groups import NO_GROUP, ON_THE_CUT, default_positions
from thuocdo.index.rank import rank_units
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import decimal, plain, signed
from thuocdo.reports.country import Country, bands_of, group_steps
from thuocdo.reports.notes import rule_words
from thuocdo.reports.profile import printed_rank
from thuocdo.reports.sentences import cautions, doubt, not_compared, significance
from thuocdo.reports.why_views import Beside, GroupReason, RankReason

NAMED = 6  # units that a sentence names


def rank_reason(country: Country, place: Place, code: str, row: dict, level: float) -> RankReason:
    """Why the unit has its rank among all units."""
    found = neighbours(place, code)
    said = list(_counted(country, place, found)) if country.tree.complete else []
    ranged = any(other["rank_low"] is not None for other in _rows(country, code))
    errors = any(other["se"] is not None for other in _rows(country, code))
    if code == "" and (printed := printed_rank(country.printed.get(place.unit, {}))):
        said.append(_("Hạng đã công bố: {rank}.").format(rank=printed))
    if row.get("rank") is not None or not country.tree.complete:
        said.append(doubt(country.tree.complete, ranged, errors, level))
    ends = (row.get("rank_low"), row.get("rank_high"))
    beside = tuple(_beside(place, code, found)) if row.get("rank") is not None else ()
    return RankReason(row.get("rank"), row.get("ranked_units"), *ends, tuple(said), beside)


def region_reason(country: Country, place: Place, code: str, row: dict) -> RankReason | None:
    """Why the unit has its rank in its region; None where there are no regions."""
    region = row.get("region")
    if region is None or not country.tree.complete:
        return None
    members = [i for i, other in enumerate(place.snapshot.regions) if other == region]
    found = neighbours(place, code, members)
    text = _("Vùng {region}: {n} đơn vị, {scored} có điểm.")
    label = pick(units.find_region(region).label)
    said = (text.format(region=label, n=len(members), scored=len(found.ranks)),)
    ranks = (row.get("region_rank"), row.get("region_size"))
    beside = tuple(_beside(place, code, found)) if ranks[0] is not None else ()
    return RankReason(*ranks, None, None, said, beside)


def _rows(country: Country, code: str) -> list[dict]:
    return country.rows.at(country.tree.nodes[code].path)


def _counted(country: Country, place: Place, found: Neighbours) -> Iterator[str]:
    own = found.ranks.get(place.index)
    yield _("{n} trong {all} đơn vị có điểm ở nội dung này, nên mẫu số là {n}.").format(
        n=len(found.ranks), all=len(place.snapshot.units)
    )
    if found.without_score:
        text = _("Không có điểm, nên không xếp hạng: {names}.")
        yield text.format(names=_named(place, found.without_score))
    if own is None:
        return
    text = _("{better} đơn vị có điểm cao hơn, nên hạng {rank}; bằng điểm thì cùng hạng.")
    yield text.format(better=own - 1, rank=own)
    if found.tied:
        yield _("Bằng điểm với: {names}.").format(names=_named(place, found.tied))


def _named(place: Place, columns: Sequence[int]) -> str:
    names = [place.snapshot.names[column] for column in columns]
    rest = len(names) - NAMED
    if rest <= 1:
        return ", ".join(names)
    return _("{names} và {n} đơn vị khác").format(names=", ".join(names[:NAMED]), n=rest)


def _beside(place: Place, code: str, found: Neighbours) -> Iterator[Beside]:
    snapshot = place.snapshot
    columns = [*found.above, place.index, *found.tied, *found.below]
    for column in columns:
        yield Beside(
            snapshot.identities[column],
            snapshot.names[column],
            float(snapshot.score[snapshot.row[code], column]),
            found.ranks[column],
            column == place.index,
        )


def group_reason(country: Country, place: Place, code: str, digits: int) -> GroupReason | None:
    """Why the unit is in its group; None where units are not grouped at the node."""
    rule = rule_of(place.snapshot, code)
    if rule is None:
        return _not_grouped() if country.tree.nodes[code].groups else None
    scores = place.snapshot.score[place.snapshot.row[code]]
    found, bands = grouping(rule, scores), tuple(bands_of(country.tree, code, scores))
    own, said = int(found.index[place.index]), [rule_words(rule)]
    if own == NO_GROUP:
        said.append(_("Không có điểm nên không thuộc nhóm nào."))
        return GroupReason(None, None, tuple(said), bands)
    label, step = list(group_steps(country.tree, code).values())[own]
    if rule.rule == "positions":
        said.append(_by_place(rule, scores, place.index, bands[own].label))
    else:
        cuts = [np.nan, *found.cut_points, np.nan]
        said.append(_by_score(scores[place.index], cuts[own : own + 2], bands[own].label, digits))
    return GroupReason(label, step, tuple(said), bands)


def _not_grouped() -> GroupReason:
    text = _("Số liệu của kỳ này không đủ các đơn vị nên không chia nhóm.")
    return GroupReason(None, None, (text,), ())


def _by_score(score: float, cuts: Sequence[float], group: str, digits: int) -> str:
    """`cuts` are the score at which the next better group begins, and this one; NaN: none."""
    upper, lower = cuts
    names = {"score": decimal(score, digits), "group": group}
    if abs(score - lower) <= ON_THE_CUT:
        text = _("Điểm {score} đúng bằng điểm cắt dưới của nhóm {group} nên thuộc nhóm này.")
    elif np.isnan(upper) and np.isnan(lower):
        text = _("Mọi đơn vị có điểm đều thuộc nhóm {group}.")
    elif np.isnan(upper):
        text = _("Điểm {score} từ điểm cắt {lower} trở lên: nhóm {group}.")
    elif np.isnan(lower):
        text = _("Điểm {score} dưới điểm cắt {upper}: nhóm {group}.")
    else:
        text = _("Điểm {score} từ {lower} đến dưới {upper}: nhóm {group}.")
    return text.format(**names, lower=decimal(lower, digits), upper=decimal(upper, digits))


def _by_place(rule: Groups, scores: np.ndarray, index: int, group: str) -> str:
    rank = int(rank_units(scores).ranks[index])
    places = rule.positions or default_positions(scores.size, len(rule.labels))
    ends = [0, *places, scores.size]
    own = next(place for place, end in enumerate(ends[1:]) if rank <= end)
    text = _("Hạng {rank} nằm trong các vị trí {first}–{last} của {n} đơn vị: nhóm {group}.")
    span = {"first": ends[own] + 1, "last": ends[own + 1], "n": scores.size}
    return text.format(rank=rank, group=group, **span)


def lost_sentence(row: dict, digits: int) -> str | None:
    """`Điểm tối đa 10 − 6,8123 = 3,1877`; None where there is no score or no maximum."""
    score, top, lost = (row.get(name) for name in ("score", "max_score", "lost_points"))
    if score is None or top is None or np.isnan(top):
        return None
    text = _("Điểm tối đa {top} trừ điểm đạt {score} còn {lost} điểm mất.")
    numbers = {"top": plain(top), "score": decimal(score, digits), "lost": decimal(lost, digits)}
    return text.format(**numbers)


def change_sentences(country: Country, code: str, row: dict, digits: int) -> Iterator[str]:
    """How the change since the period before was counted, or why it was not."""
    framework, period = country.panel.framework, country.period
    before, change = row.get("previous_score"), row.get("change")
    if row.get("score") is None:
        yield _("Không có điểm {period} nên không có thay đổi.").format(period=period)
        return
    if before is not None and change is not None:
        text = _("{now} ({period}) − {before} ({previous}) = {change}.")
        numbers = {"now": row["score"], "before": before}
        shown = {name: decimal(number, digits) for name, number in numbers.items()}
        moved, periods = signed(change, digits), {"period": period, "previous": period.previous}
        yield text.format(**shown, **periods, change=moved)
        yield from _what_it_means(row)
        for caution in cautions(framework, code, period):
            yield _("Thận trọng: {reason}").format(reason=caution) + "."
    elif reason := not_compared(framework, code, period):
        yield reason
        if before is not None:
            text = _("Điểm {previous} là {before}, chỉ để tham khảo.")
            yield text.format(previous=period.previous, before=decimal(before, digits))
    else:
        text = _("Không có điểm {previous} của chính đơn vị này để so sánh.")
        yield text.format(previous=period.previous)


def _what_it_means(row: dict) -> Iterator[str]:
    places, rank = row.get("rank_change"), row.get("rank")
    if places is not None and rank is not None:
        text = _("Hạng {before} thành hạng {now}: {places} bậc.")
        yield text.format(before=rank + places, now=rank, places=signed(places, 0))
    if sure := significance(row.get("change_significant")):
        yield _("Thay đổi {verdict}.").format(verdict=sure)
    else:
        yield _("Không có sai số chuẩn nên không nói được thay đổi này có vượt sai số mẫu không.")
