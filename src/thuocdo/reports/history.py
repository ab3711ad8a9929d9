"""The unit through the years: its scores, the breaks of the series, what became of it."""

from collections.abc import Iterator
from datetime import date

from thuocdo import units
from thuocdo.diagnosis import Panel
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import day
from thuocdo.kernel.period import Period
from thuocdo.reports.country import Country, country_of, said
from thuocdo.reports.sentences import cautions
from thuocdo.reports.views import Year


def years_of(panel: Panel, identity: str, periods: tuple[Period, ...]) -> Iterator[Year]:
    """The unit of that identity at the index in each period, also where it was not scored."""
    before = None
    for period in periods:
        country = country_of(panel, str(period))
        yield _year(country, identity, before)
        before = period


def _year(country: Country, identity: str, before: Period | None) -> Year:
    place = country.snapshot.by_identity.get(identity)
    token = None if place is None else country.snapshot.units[place]
    path, period = country.index.path, country.period
    row = country.rows[token].get(path, {}) if token else {}
    return Year(
        period=str(period),
        score=row.get("score"),
        max_score=row.get("max_score"),
        rank=row.get("rank"),
        ranked_units=row.get("ranked_units"),
        group=_group(country, token) if token else None,
        median=country.facts[path].median,
        change=row.get("change"),
        rank_change=row.get("rank_change"),
        break_reason=_break(country, before),
        cautions=cautions(country.panel.framework, "", period) if before else (),
        measured=bool(row),
        **said(row),
    )


def _group(country: Country, token: str) -> str | None:
    return next((mark.group for mark in country.marks if mark.unit == token), None)


def _break(country: Country, before: Period | None) -> str | None:
    if before is None:
        return None
    verdict = country.panel.framework.comparability("", country.period, before)
    if verdict.comparable:
        return None
    if verdict.reason is None:
        return _("không so sánh được với kỳ trước")
    return pick(verdict.reason.model_dump())


def succession(unit: UnitId, after: date) -> Iterator[str]:
    """What became of a unit after the day of the report: renamed, merged."""
    for event in units.history(unit):
        if event.on <= after or event.kind in ("known", "unchanged"):
            continue
        yield _merged_under_its_name(unit, event.on) or f"{event.sentence}."


def _merged_under_its_name(unit: UnitId, on: date) -> str | None:
    """A sentence of our own where the new unit is called like the old one."""
    for step in units.successors(unit):
        new = units.registry().unit(step.successor)
        old = units.registry().unit(unit).name_on(on)
        if step.on != on or not step.moves or new.name_on(on) != old:
            continue
        others = [s.predecessor for s in units.predecessors(new.id) if s.predecessor != unit]
        names = ", ".join(units.registry().unit(other).name_on(on) for other in others)
        text = _(
            "Từ {day}, {unit} và {others} hợp nhất thành {new} mới; số liệu ở đây là của {unit} "
            "theo địa giới trước đó."
        )
        return text.format(day=day(on), unit=old, others=names, new=new.name_on(on))
    return None


def no_year(period: str) -> Year:
    """A period in which the index has no data at all."""
    return Year(period, None, None, None, None, None, None, None, None, None, (), False)
