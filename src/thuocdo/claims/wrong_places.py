"""Usual mistakes in ranks, denominators and groups. Each function looks for one."""

import numpy as np

from thuocdo import units
from thuocdo.claims.case import Case
from thuocdo.claims.printed_numbers import read_printed
from thuocdo.claims.wrong_scores import Likely
from thuocdo.index import groups
from thuocdo.index.standing import group_labels
from thuocdo.kernel import Period
from thuocdo.kernel.language import _
from thuocdo.units.names import folded_key


def same_group(a: str, b: str) -> bool:
    """Whether two names of a group are one, whatever their case and the word “nhóm”."""
    return _bare(a) == _bare(b)


def _bare(group: str) -> str:
    return folded_key(group).removeprefix("nhom")


def previous_rank(case: Case, _field: str, said: str) -> Likely | None:
    """Last year's rank taken for the places gained."""
    before = case.subject.before
    if before is None or before["rank"] != abs(read_printed(said)):
        return None
    text = _("{rank} là thứ hạng năm {year}, không phải số bậc.")
    return Likely("previous-rank", text.format(rank=said, year=case.claim.previous))


def rank_of_last_year(case: Case, field: str, said: str) -> Likely | None:
    """The place of the year before."""
    row = case.subject.before
    if row is None or not said.isdecimal() or row[field] != int(said):
        return None
    return Likely("other-year", _last_year(case))


def _last_year(case: Case) -> str:
    return _("Có thể là số của năm {year}.").format(year=case.claim.previous)


def wrong_denominator(case: Case, _field: str, said: str) -> Likely | None:
    """All 63 provinces, while two of them had no score."""
    rows = case.rows
    scored = len(case.scores)
    if read_printed(said) != len(_in_force(case)) or len(_in_force(case)) == scored:
        return None
    missing = ", ".join(row["unit_name"] for row in rows if row["score"] is None)
    text = _("Mẫu số tính cả đơn vị không có điểm: {missing}.")
    return Likely("wrong-denominator", text.format(missing=missing))


def _in_force(case: Case) -> tuple:
    day = case.subject.framework.territory(Period.parse(case.claim.year))
    return units.units_on(day)


def wrong_region_size(case: Case, _field: str, said: str) -> Likely | None:
    """All provinces of the region, while one of them had no score."""
    rows = case.rows
    mates = [row for row in rows if row["region"] == case.subject.row["region"]]
    missing = [row["unit_name"] for row in mates if row["score"] is None]
    if not missing or read_printed(said) != len(mates):
        return None
    text = _("Mẫu số tính cả đơn vị không có điểm: {missing}.")
    return Likely("wrong-denominator", text.format(missing=", ".join(missing)))


# Groups


def quartile_rule(case: Case, _field: str, said: str) -> Likely | None:
    """The group by the other way of cutting: interpolated quartiles, or fixed positions."""
    rows = case.rows
    tree = case.subject.framework.on(Period.parse(case.claim.year))
    rule = tree.nodes[case.code].groups
    other = {"quartiles": "positions", "positions": "quartiles"}.get(rule.rule if rule else "")
    if other is None:
        return None
    scores = np.array([np.nan if row["score"] is None else row["score"] for row in rows])
    labels = group_labels(scores, rule.model_copy(update={"rule": other, "positions": None}))
    place = next(i for i, row in enumerate(rows) if row["unit"] in case.subject.tokens)
    if labels[place] is None or not same_group(said, labels[place]):
        return None
    text = _("Khớp nếu chia nhóm theo {rule}.").format(rule=_rule_name(other))
    return Likely("quartile-rule", text)


def _rule_name(rule: str) -> str:
    places = "/".join(str(place) for place in groups.default_positions(63))
    names = {
        "positions": _("vị trí {places} trên đủ danh sách").format(places=places),
        "quartiles": _("tứ phân vị của các đơn vị có điểm"),
    }
    return names[rule]


def group_of_last_year(case: Case, _field: str, said: str) -> Likely | None:
    """The group of the year before."""
    row = case.subject.before
    if row is None or row["group"] is None or not same_group(said, row["group"]):
        return None
    return Likely("other-year", _last_year(case))
