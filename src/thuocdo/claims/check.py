"""The rules: what a claim says, field by field, against the scorebook."""

from collections.abc import Callable
from decimal import Decimal

from thuocdo import units
from thuocdo.claims.case import Case, NotCheckable, Subject, place
from thuocdo.claims.explain import likely
from thuocdo.claims.printed_numbers import compare, in_prose, read_printed, shown
from thuocdo.claims.shelf import Shelf
from thuocdo.claims.values import LAST, CheckedClaim, Claim, FieldVerdict, Scope, Verdict
from thuocdo.claims.wrong_places import same_group
from thuocdo.kernel import Period
from thuocdo.kernel.language import _, pick

Check = Callable[[Case, str], FieldVerdict]


def check_claim(claim: Claim, shelf: Shelf) -> CheckedClaim:
    """The verdict on each field of `claim`. Raises `UnknownUnit` for a name nobody has."""
    try:
        subject = place(claim, shelf)
    except NotCheckable as reason:
        fields = [_not_checkable(name, said, str(reason)) for name, said in claim.given.items()]
        return CheckedClaim(claim, tuple(fields))
    case = Case(claim, subject, shelf)
    fields = tuple(_one(case, name, said) for name, said in claim.given.items())
    return CheckedClaim(claim, fields, _name(subject, claim.year))


def _name(subject: Subject, year: int) -> str | None:
    day = subject.framework.territory(Period.parse(year))
    return subject.unit.name_on(day) if subject.unit else None


def _one(case: Case, field: str, said: str) -> FieldVerdict:
    try:
        if case.claim.scope is Scope.NATIONAL_MEAN and field != "score":
            raise NotCheckable(_("Với bình quân cả nước chỉ kiểm được điểm."))
        return _RULES[field](case, said)
    except NotCheckable as reason:
        return _not_checkable(field, said, str(reason))


def _not_checkable(field: str, said: str, reason: str) -> FieldVerdict:
    return FieldVerdict(field, said, Verdict.NOT_CHECKABLE, reason)


# Numbers


def _score(case: Case, said: str) -> FieldVerdict:
    ours = _mean(case) if case.claim.scope is Scope.NATIONAL_MEAN else _own_score(case)
    return _decimal(case, "score", said, ours)


def _own_score(case: Case) -> float:
    row = case.subject.row
    if row is None:
        raise NotCheckable(_("Số liệu năm {year} không có đơn vị này.").format(year=case.year))
    if row["score"] is None:
        message = _("Năm {year} không công bố điểm của đơn vị này.")
        raise NotCheckable(message.format(year=case.year))
    return row["score"]


def _mean(case: Case) -> float:
    if not case.subject.complete:
        raise NotCheckable(_partial(case))
    return sum(case.scores) / len(case.scores)


def _score_change(case: Case, said: str) -> FieldVerdict:
    now, before = _own_score(case), case.subject.before
    _require_comparable(case)
    if before is None or before["score"] is None:
        message = _("Không có điểm năm {year} để so sánh.")
        raise NotCheckable(message.format(year=case.claim.previous))
    return _decimal(case, "score_change", said, now - before["score"])


def _require_comparable(case: Case) -> None:
    years = Period.parse(case.year), Period.parse(case.claim.previous)
    found = case.subject.framework.comparability(case.code, *years)
    if not found.comparable and found.reason is not None:
        message = _("Không so sánh được với năm {year}: {reason}.")
        reason = pick(found.reason.model_dump())
        raise NotCheckable(message.format(year=case.claim.previous, reason=reason))


def _decimal(case: Case, field: str, said: str, ours: float) -> FieldVerdict:
    printed = read_printed(said)
    return _verdict(case, field, said, compare(printed, ours), shown(ours, printed))


# Places


def _rank(case: Case, said: str) -> FieldVerdict:
    ours = rank_in(case, case.claim.year)
    if said == LAST:
        if not case.subject.complete:
            raise NotCheckable(_partial(case))
        return _whole(case, "rank", str(len(case.scores)), ours, said)
    return _whole(case, "rank", said, ours)


def rank_in(case: Case, year: int) -> int:
    """Our rank of the unit, or the printed one where the data of that year are partial."""
    subject, index = case.subject, case.claim.index
    row = case.row(year)
    if row is not None and row["rank"] is not None:
        return row["rank"]
    printed = case.printed(year)
    if printed and printed["rank"] is not None:
        return printed["rank"]
    if not case.shelf.complete(index, year) or not case.shelf.year(index, subject.node, year):
        message = _("Không có thứ hạng năm {year} trong số liệu (chỉ có một phần các tỉnh).")
    else:
        message = _("Năm {year} không công bố điểm của đơn vị này nên không có thứ hạng.")
    raise NotCheckable(message.format(year=year))


def _rank_of(case: Case, said: str) -> FieldVerdict:
    if case.subject.complete:
        return _whole(case, "rank_of", said, len(case.scores))
    printed = case.printed(case.year)
    if printed is None or printed["rank_of"] is None:
        raise NotCheckable(_partial(case))
    return _whole(case, "rank_of", said, printed["rank_of"])


def _rank_change(case: Case, said: str) -> FieldVerdict:
    now = rank_in(case, case.claim.year)
    _require_comparable(case)
    return _whole(case, "rank_change", said, rank_in(case, case.claim.previous) - now)


def _region(column: str) -> Check:
    def check(case: Case, said: str) -> FieldVerdict:
        _own_score(case)
        ours = case.subject.row[column]
        if ours is None:
            raise NotCheckable(_partial(case) if not case.subject.complete else _no_region(case))
        if case.claim.region not in (None, case.subject.row["region"]):
            return _other_region(case, column, said, ours)
        return _whole(case, column, said, ours)

    return check


def _other_region(case: Case, column: str, said: str, ours: int) -> FieldVerdict:
    """A place in a region that the unit does not belong to."""
    labels = {region.code: region.label for region in units.registry().regions}
    message = _("Không khớp: đơn vị thuộc vùng {region}, ở đó số liệu là {ours}.")
    region = pick(labels[case.subject.row["region"]])
    detail = message.format(region=region, ours=ours)
    source = _source(case, column)
    verdict = Verdict.CONTRADICTED
    return FieldVerdict(column, said, verdict, detail, str(ours), "other-region", source)


def _no_region(case: Case) -> str:
    return _("Năm {year} đơn vị này không thuộc vùng nào.").format(year=case.year)


def _whole(case: Case, field: str, expected: str, ours: int, said: str | None = None):
    same = read_printed(expected) == Decimal(ours)
    verdict = Verdict.REPRODUCED if same else Verdict.CONTRADICTED
    return _verdict(case, field, said or expected, verdict, str(ours))


# Groups


def _group(case: Case, said: str) -> FieldVerdict:
    ours = case.subject.row["group"] if case.subject.row else None
    if ours is None:
        _own_score(case)
        raise NotCheckable(_partial(case))
    same = same_group(said, ours)
    return _verdict(case, "group", said, Verdict.REPRODUCED if same else Verdict.CONTRADICTED, ours)


_RULES: dict[str, Check] = {
    "score": _score,
    "rank": _rank,
    "rank_of": _rank_of,
    "score_change": _score_change,
    "rank_change": _rank_change,
    "region_rank": _region("region_rank"),
    "region_size": _region("region_size"),
    "group": _group,
}


# What a verdict says


def _verdict(case: Case, field: str, said: str, verdict: Verdict, ours: str) -> FieldVerdict:
    cause = likely(case, field, said) if verdict is Verdict.CONTRADICTED else None
    words = {
        Verdict.REPRODUCED: _("Đúng: số liệu là {ours}."),
        Verdict.WITHIN_ROUNDING: _("Đúng trong phạm vi làm tròn: số liệu là {ours}."),
        Verdict.CONTRADICTED: _("Không khớp: số liệu là {ours}."),
    }
    parts = [
        words[verdict].format(ours=in_prose(ours)),
        cause.text if cause else "",
        _dependence(case),
    ]
    detail = " ".join(part for part in parts if part)
    code = cause.code if cause else None
    return FieldVerdict(field, said, verdict, detail, ours, code, _source(case, field))


def _dependence(case: Case) -> str:
    if case.subject.complete:
        return ""
    return _("Số đối chiếu cũng lấy từ tin báo: không độc lập.")


def _source(case: Case, field: str) -> str:
    index, subject, year = case.claim.index, case.subject, case.year
    if field in ("rank", "rank_of") and not subject.complete:
        printed = case.printed(year)
        if printed and printed["source"]:
            return printed["source"]
    return case.shelf.source(index, subject.node, subject.tokens, year)


def _partial(case: Case) -> str:
    return _("Số liệu {index} năm {year} không đủ các tỉnh.").format(
        index=case.subject.framework.document.abbreviation, year=case.year
    )
