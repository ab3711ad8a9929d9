"""Administrative units through time: who bore a code on a day, and what became of whom.

History is events: the provinces of 2004 and one YAML file for each change since, on top of
the lists of districts and communes of 2025. Each level is loaded when it is first asked for.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from thuocdo.kernel import Level, RequestError, UnitId, UnitNotInForce, UnknownUnit
from thuocdo.units import sentences
from thuocdo.units.ledger import Ledger
from thuocdo.units.model import Event, Region, Succession, Unit
from thuocdo.units.reading import Change, read_changes
from thuocdo.units.starting import first_provinces, read_aliases, read_regions

DEFINITIONS = Path(__file__).parents[1] / "definitions" / "units"
TABLES = Path(__file__).parent / "tables"


class Registry:
    """All units of one set of definitions. Read-only; share one (`registry()`)."""

    def __init__(self, definitions: Path = DEFINITIONS, tables: Path = TABLES):
        """`definitions` is a folder like `definitions/units`, `tables` one of parquet files."""
        self._definitions = definitions
        self._tables = tables
        self._ledgers: dict[Level, Ledger] = {}

    # Units

    def unit(self, id_: UnitId) -> Unit:
        """The unit of an id. Raises `UnknownUnit`."""
        found = self.ledger(id_.level).units.get(id_) if len(id_.code) in (2, 3, 5) else None
        if found is None:
            raise UnknownUnit(sentences.unknown_code(str(id_)))
        return found

    def by_code(self, code: str, on: date) -> Unit:
        """Who bears `code` on that day. Raises `UnknownUnit` or `UnitNotInForce`."""
        if not (code.isdecimal() and len(code) in (2, 3, 5)):
            raise UnknownUnit(sentences.unknown_code(code))
        ledger = self.ledger(UnitId(code, on).level)
        if unit := ledger.holder(code, on):
            return unit
        bearers = [ledger.units[id_] for id_ in ledger.by_code.get(code, ())]
        if not bearers:
            raise UnknownUnit(sentences.unknown_code(code))
        raise UnitNotInForce(sentences.not_in_force(self, bearers, on, code))

    def in_force(self, level: Level, on: date, parent: UnitId | None = None) -> tuple[Unit, ...]:
        """The units of a level on a day, by code; of `parent` (any tier above) when given.

        There is no district from 2025-07-01. Raises `UnitNotInForce` for a day before the
        register of that level begins: it would be wrong to answer that there was no unit.
        """
        units = self.ledger(level).units.values()
        if units and on < min(unit.id.since for unit in units):
            raise UnitNotInForce(sentences.before_the_register(level, units))
        chosen = (unit for unit in units if unit.in_force_on(on))
        if parent is not None:
            chosen = (unit for unit in chosen if self.inside(unit, parent, on))
        return tuple(sorted(chosen, key=lambda unit: unit.id))

    def children(self, id_: UnitId, on: date) -> tuple[Unit, ...]:
        """The units directly below on a day: districts, or communes where there is no district."""
        self._require_in_force(id_, on)
        lower = {Level.PROVINCE: (Level.DISTRICT, Level.COMMUNE), Level.DISTRICT: (Level.COMMUNE,)}
        below = [
            unit
            for level in lower.get(id_.level, ())
            for unit in self.in_force(level, on)
            if unit.parent_on(on) == id_
        ]
        return tuple(below)

    def inside(self, unit: Unit, ancestor: UnitId, on: date) -> bool:
        """Whether `unit` lies in `ancestor` on a day, through any number of tiers."""
        above = unit.parent_on(on)
        while above is not None and above != ancestor:
            above = self.unit(above).parent_on(on)
        return above is not None

    # What became of whom

    def successors(self, id_: UnitId) -> tuple[Succession, ...]:
        """What became of a unit, oldest first; renames included, with itself as successor.

        Empty for a unit that goes on, and also where the register does not know: the
        districts (but five islands), and 28 communes absent from the conversion table.
        """
        self.unit(id_)
        # Island districts became special zones, so a district may pass into a commune.
        levels = (Level.DISTRICT, Level.COMMUNE) if id_.level == Level.DISTRICT else (id_.level,)
        found = [s for level in levels for s in self.ledger(level).successors.get(id_, ())]
        return tuple(sorted(found, key=lambda s: (s.on, s.successor)))

    def predecessors(self, id_: UnitId) -> tuple[Succession, ...]:
        """What a unit was made of, oldest first; renames included, with itself as predecessor."""
        self.unit(id_)
        found = self.ledger(id_.level).predecessors.get(id_, ())
        return tuple(sorted(found, key=lambda s: (s.on, s.predecessor)))

    def shares(
        self, id_: UnitId, on: date, as_of: date | None = None
    ) -> dict[UnitId, float | None]:
        """Which units hold, on the day `on`, the population that this unit had on `as_of`.

        A share is from 0 to 1, None where nobody told it. `as_of` is the unit's first day
        unless given; it matters for a unit that gave a part away and goes on (Vĩnh Phúc,
        Hoà Bình in 2008). Successions are followed forward; where a trail is lost (see
        `successors`) that unit is left out. Raises `UnitNotInForce` when `as_of` is outside
        the unit's life or `on` before it, `ValueError` when `as_of` is after `on`.
        """
        start = as_of or id_.since
        self._require_in_force(id_, start)
        if on < id_.since:
            raise UnitNotInForce(sentences.not_in_force(self, [self.unit(id_)], on))
        if on < start:
            raise ValueError(f"shares are followed forward: {start} is after {on}")
        holders: dict[UnitId, float | None] = {}
        self._spread(id_, 1.0, start, on, holders)
        return dict(sorted(holders.items()))

    def _spread(
        self, id_: UnitId, share: float | None, after: date, on: date, holders: dict
    ) -> None:
        for step, kept in _steps(self.successors(id_), after, on):
            for succession in step:
                part = _times(share, succession.population_share)
                self._spread(succession.successor, part, succession.on, on, holders)
            share = _times(share, kept)
        if self.unit(id_).in_force_on(on):
            known = id_ not in holders or holders[id_] is not None
            total = None if share is None or not known else holders.get(id_, 0.0) + share
            holders[id_] = total

    def history(self, id_: UnitId) -> tuple[Event, ...]:
        """What happened to a unit from its first known day on, oldest first, for display."""
        return sentences.history(self, self.unit(id_))

    # Regions

    @cached_property
    def regions(self) -> tuple[Region, ...]:
        """Every region of every system, in the order of the definition."""
        return read_regions(self._definitions / "regions.yaml")

    def regions_on(self, on: date) -> tuple[Region, ...]:
        """The regions in use on a day; none from 2025-07-01."""
        return tuple(region for region in self.regions if region.in_force_on(on))

    def region_of(self, id_: UnitId, on: date) -> Region | None:
        """The region a province belongs to on a day; None where there is none."""
        self._require_in_force(id_, on)
        return next((r for r in self.regions_on(on) if id_.code in r.codes), None)

    def members(self, code: str, on: date) -> tuple[Unit, ...]:
        """The provinces of a region on a day, by code. Raises `RequestError`."""
        region = next((r for r in self.regions_on(on) if r.code == code), None)
        if region is None:
            raise RequestError(sentences.no_region(code, self.regions_on(on), on))
        return tuple(u for u in self.in_force(Level.PROVINCE, on) if u.code in region.codes)

    @cached_property
    def aliases(self) -> dict[Level, dict[str, list[str]]]:
        """Other spellings of names, by level and official name."""
        return read_aliases(self._definitions / "aliases.yaml")

    # Loading

    def ledger(self, level: Level) -> Ledger:
        """The units of one level, loaded on first use."""
        if level not in self._ledgers:
            self._ledgers[level] = self._load(level)
        return self._ledgers[level]

    def _load(self, level: Level) -> Ledger:
        ledger = self._begin(level)
        changes = [change for change in self._changes if change.level == level]
        for change in changes:
            ledger.apply(change, self._parent)
        ledger.check_shares(_files(changes, ledger))
        for above in self._levels_above(level):
            ledger.follow_parents(self.ledger(above))
        return ledger

    def _begin(self, level: Level) -> Ledger:
        if level == Level.PROVINCE:
            return Ledger(level, first_provinces(self._definitions / "provinces.yaml"))
        # Provinces alone must not cost the time of the table library.
        from thuocdo.units import bulk  # noqa: PLC0415

        if level == Level.DISTRICT:
            return bulk.districts(self._tables, self.ledger(Level.PROVINCE))
        above = self.ledger(Level.PROVINCE), self.ledger(Level.DISTRICT)
        return bulk.communes(self._tables, *above)

    @staticmethod
    def _levels_above(level: Level) -> tuple[Level, ...]:
        order = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
        return order[: order.index(level)]

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        files = sorted((self._definitions / "changes").glob("[0-9]*.yaml"))
        changes = [change for file in files for change in read_changes(file)]
        return tuple(sorted(changes, key=lambda change: change.on))

    def _parent(self, code: str, day: date) -> Unit | None:
        levels = {2: Level.PROVINCE, 3: Level.DISTRICT}
        return self.ledger(levels[len(code)]).holder(code, day) if len(code) in levels else None

    def _require_in_force(self, id_: UnitId, on: date) -> None:
        unit = self.unit(id_)
        if not unit.in_force_on(on):
            raise UnitNotInForce(sentences.not_in_force(self, [unit], on))


@cache
def registry() -> Registry:
    """The register that comes with the package; read once."""
    return Registry()


def _steps(
    successions: Iterable[Succession], after: date, on: date
) -> list[tuple[list[Succession], float | None]]:
    """The moves between two days, by day, each with the share that stayed behind."""
    days: dict[date, list[Succession]] = {}
    for succession in successions:
        if succession.moves and after < succession.on <= on:
            days.setdefault(succession.on, []).append(succession)
    return [(step, _kept(step)) for step in days.values()]


def _kept(step: list[Succession]) -> float | None:
    given = [succession.population_share for succession in step]
    return None if None in given else max(0.0, 1.0 - sum(given))


def _times(a: float | None, b: float | None) -> float | None:
    # Nothing of an unknown whole is still nothing.
    if a == 0 or b == 0:
        return 0.0
    return None if a is None or b is None else a * b


def _files(changes: Iterable[Change], ledger: Ledger) -> dict[UnitId, str]:
    origins = {(origin.code, c.on): c.file for c in changes for origin in c.origins}
    return {
        succession.predecessor: origins[succession.predecessor.code, succession.on]
        for found in ledger.successors.values()
        for succession in found
        if (succession.predecessor.code, succession.on) in origins
    }
