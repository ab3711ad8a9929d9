"""The calls of this room on the register that comes with the package."""

from datetime import date
from functools import cache

from thuocdo.kernel import Level, RequestError, UnitId
from thuocdo.units import sentences
from thuocdo.units.find import Finder
from thuocdo.units.model import Event, Region, Succession, Unit
from thuocdo.units.names import folded_key
from thuocdo.units.register import registry


@cache
def _finder() -> Finder:
    return Finder(registry())


def units_on(day: date, level: Level = Level.PROVINCE) -> tuple[Unit, ...]:
    """The units of a level on a day, by code: 64 provinces, 63 from 2008-08-01, 34 from
    2025-07-01. Raises `UnitNotInForce` for a day before the register of the level begins.
    """
    return registry().in_force(level, day)


def find_unit(
    text: str,
    on: date | None = None,
    level: Level | None = None,
    within: str | UnitId | Unit | None = None,
) -> Unit:
    """The unit that a person means on a day (today when `on` is None).

    `text` is a code (`24`), a name as people write it (`TP.HCM`, `ha giang`) or an id
    (`24@2025-07-01`, for which the day does not matter). A later name of the same unit is
    known at any day of its life. Levels are searched from the province down unless `level`
    or a word such as `huyện` says otherwise; `within` keeps to one province or district.
    Raises `UnknownUnit`, `AmbiguousUnit`, or `UnitNotInForce`, which says where it went.
    """
    return _finder().find(text, on, level, within)


def which_unit(code: str, on: date) -> Unit:
    """Who bears a code on a day. Raises `UnknownUnit` or `UnitNotInForce`."""
    return registry().by_code(code, on)


def predecessors(unit: UnitId) -> tuple[Succession, ...]:
    """What a unit was made of. See `Registry.predecessors`."""
    return registry().predecessors(unit)


def successors(unit: UnitId) -> tuple[Succession, ...]:
    """What became of a unit. See `Registry.successors`."""
    return registry().successors(unit)


def shares(unit: UnitId, on: date, as_of: date | None = None) -> dict[UnitId, float | None]:
    """Which units hold this unit's population on a day, and how much. See `Registry.shares`."""
    return registry().shares(unit, on, as_of)


def children(unit: UnitId, on: date) -> tuple[Unit, ...]:
    """The units directly below on a day. See `Registry.children`."""
    return registry().children(unit, on)


def history(unit: UnitId) -> tuple[Event, ...]:
    """What happened to a unit, oldest first, with sentences for display."""
    return registry().history(unit)


def regions_on(day: date) -> tuple[Region, ...]:
    """The socio-economic regions in use on a day; none from 2025-07-01."""
    return registry().regions_on(day)


def region_of(unit: UnitId, on: date) -> Region | None:
    """The region of a province on a day; None where there is none."""
    return registry().region_of(unit, on)


def members(region: str, on: date) -> tuple[Unit, ...]:
    """The provinces of a region (its code) on a day. Raises `RequestError`."""
    return registry().members(region, on)


def find_region(text: str, on: date | None = None) -> Region:
    """A region by code or by Vietnamese or English name, with or without accents.

    `on` is a day on which it must be in use; by default any. Raises `RequestError`.
    """
    known = registry().regions if on is None else registry().regions_on(on)
    wanted = folded_key(text)
    for region in known:
        if wanted in {folded_key(name) for name in (region.code, *region.label.values())}:
            return region
    raise RequestError(sentences.no_region(text, known, on or date.today()))
