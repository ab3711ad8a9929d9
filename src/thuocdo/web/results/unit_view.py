"""What the page of a unit says: its names, its life, what lies in it, what it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from thuocdo import units
from thuocdo.kernel import Certainty, Level, UnitId, UnitNotInForce
from thuocdo.kernel.language import _, pick
from thuocdo.units import Event, Succession
from thuocdo.web.results import unit_words
from thuocdo.web.results.unit_words import Place

REPEATING = (None, "Nhập toàn bộ", "Nhập một phần")  # notes that say no more than the relation


@dataclass(frozen=True, slots=True)
class Naming:
    """An official name, the day it came into use and the last day it was."""

    official: str
    since: date
    until: date | None
    english: str | None
    sure: bool


@dataclass(frozen=True, slots=True)
class Passing:
    """What passed from one unit into another on a day. An unknown share is None, never 0."""

    other: Place
    on: date
    what: str
    population_share: float | None
    area_share: float | None
    source: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to the unit."""

    on: date
    sentence: str
    sure: bool


@dataclass(frozen=True, slots=True)
class Below:
    """The units directly below on a day, or why the register cannot tell."""

    day: date
    units: tuple[tuple[units.Unit, Place], ...]
    title: str
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit through time."""

    unit: units.Unit
    official: str
    tier: str
    life: str
    shown_on: date
    above: tuple[Place, ...]
    region: str
    names: tuple[Naming, ...]
    now: str
    holders: tuple[Place, ...]
    events: tuple[Happening, ...]
    origins: tuple[Passing, ...]
    successors: tuple[Passing, ...]
    below: Below

    @property
    def measured(self) -> bool:
        """Whether the indices measure units of this tier."""
        return self.unit.level == Level.PROVINCE

    @property
    def province(self) -> Place | None:
        """The province it lay or lies in; None for a province."""
        return self.above[-1] if self.above else None


def unit_view(id_: UnitId) -> UnitView:
    """The unit of that id, in the reader's language. One query, for slugs."""
    unit = units.registry().unit(id_)
    day = unit_words.seen_on(unit)
    held = unit_words.holders(unit) if unit.until else unit_words.Holders(())
    above, (below, unknown) = unit_words.above(unit), _below(unit, day)
    to = _places(unit, held, (*above, *below))
    came, went = units.predecessors(id_), units.successors(id_)
    return UnitView(
        unit=unit,
        official=unit.official_on(day),
        tier=unit_words.tier(unit.level),
        life=unit_words.life(unit),
        shown_on=day,
        above=tuple(to[each.id] for each in above),
        region=_region(unit, day),
        names=tuple(_names(unit)),
        now=unit_words.now(unit, held),
        holders=tuple(to[each] for each in held.units),
        events=tuple(_happening(event) for event in units.history(id_)),
        origins=tuple(_passing(each, to[each.predecessor]) for each in came if each.moves),
        successors=tuple(_passing(each, to[each.successor]) for each in went if each.moves),
        below=Below(day, tuple((each, to[each.id]) for each in below), _title(below), unknown),
    )


def _places(
    unit: units.Unit, held: unit_words.Holders, around: Sequence[units.Unit]
) -> dict[UnitId, Place]:
    others = [*held.units, *(each.id for each in around)]
    others += [each.predecessor for each in units.predecessors(unit.id)]
    others += [each.successor for each in units.successors(unit.id)]
    return unit_words.places(others, beside=unit)


def _below(unit: units.Unit, day: date) -> tuple[Sequence[units.Unit], str]:
    try:
        return units.children(unit.id, day), ""
    except UnitNotInForce as error:  # the lists of districts and communes begin later
        return (), error.problems[0].message


def _title(below: Sequence[units.Unit]) -> str:
    if not below:
        return _("Đơn vị trực thuộc")
    return {
        Level.DISTRICT: _("Quận, huyện, thị xã, thành phố trực thuộc"),
        Level.COMMUNE: _("Xã, phường, đặc khu, thị trấn trực thuộc"),
    }[below[0].level]


def _region(unit: units.Unit, day: date) -> str:
    found = units.region_of(unit.id, day) if unit.level == Level.PROVINCE else None
    return pick(found.label) if found else ""


def _names(unit: units.Unit):
    later = [*(name.since - timedelta(days=1) for name in unit.names[1:]), unit.until]
    for name, until in zip(unit.names, later, strict=True):
        yield Naming(name.official, name.since, until, name.en, _sure(name.status))


def _happening(event: Event) -> Happening:
    return Happening(event.on, event.sentence, _sure(event.status))


def _passing(each: Succession, other: Place) -> Passing:
    return Passing(
        other,
        each.on,
        _what(each),
        each.population_share,
        each.area_share,
        each.source,
        _sure(each.status),
    )


def _what(each: Succession) -> str:
    what = _("toàn bộ") if each.relation == "whole" else _("một phần")
    if each.note in REPEATING:
        return what
    return each.note if each.note.startswith("Nhập") else f"{what}: {each.note}"


def _sure(status: Certainty) -> bool:
    return status != Certainty.UNCONFIRMED
