"""How pages speak of a unit: its tier, how long it was in force, who holds its land now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from thuocdo import units
from thuocdo.kernel import Level, UnitId
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day
from thuocdo.units import Unit
from thuocdo.web.results import addresses


@dataclass(frozen=True, slots=True)
class Place:
    """A unit to go to: what it is called, its slug, and what tells it from its namesakes."""

    name: str
    slug: str
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds the land of a unit today. Not `direct` where only the unit above is followed."""

    units: tuple[UnitId, ...]
    direct: bool = True


def tier(level: str) -> str:
    """`cấp tỉnh`, `cấp huyện`, `cấp xã`."""
    names = {
        Level.PROVINCE: _("cấp tỉnh"),
        Level.DISTRICT: _("cấp huyện"),
        Level.COMMUNE: _("cấp xã"),
    }
    return names[Level(level)]


def seen_on(unit: Unit) -> date:
    """The day on which a page shows a unit: its last, or today."""
    return unit.until or date.today()


def life(unit: Unit) -> str:
    """`đến 30/06/2025`, `từ 01/07/2025`; empty where it is in force and as old as the list."""
    formed = any(each.moves for each in units.predecessors(unit.id))
    if formed and unit.until:
        text = _("từ {since} đến {until}")
        return text.format(since=day(unit.id.since), until=day(unit.until))
    if unit.until:
        return _("đến {day}").format(day=day(unit.until))
    return _("từ {day}").format(day=day(unit.id.since)) if formed else ""


def holders(unit: Unit) -> Holders:
    """Who holds the land of a unit that ended; where nobody told, who holds the unit above."""
    found = units.shares(unit.id, date.today(), as_of=seen_on(unit))
    if found:
        return Holders(tuple(found))
    above = unit.parent_on(seen_on(unit))
    if above is None:
        return Holders(())
    return Holders(holders(units.registry().unit(above)).units, direct=False)


def now(unit: Unit, held: Holders) -> str:
    """The words before the names of its holders; empty for a unit in force."""
    if unit.until is None:
        return ""
    if not held.units:
        return _("danh mục chưa rõ nay thuộc đâu")
    if not held.direct:
        return _("địa bàn nay thuộc")
    return _("nay thuộc") if len(held.units) == 1 else _("nay chia vào")


def places(ids: Iterable[UnitId], beside: Unit | None = None) -> dict[UnitId, Place]:
    """Where to go for each id, in one query; `beside` is the unit whose page it stands on."""
    ids = list(ids)
    slugs = addresses.slugs(str(id_) for id_ in ids)
    return {
        id_: _place(units.registry().unit(id_), slugs[str(id_)], beside)
        for id_ in dict.fromkeys(ids)
    }


def _place(unit: Unit, slug: str, beside: Unit | None) -> Place:
    official = unit.official_on(seen_on(unit))
    alike = beside is not None and official == beside.official_on(seen_on(beside))
    return Place(official, slug, life(unit) if alike else "")


def above(unit: Unit) -> Sequence[Unit]:
    """The units it lies in on the day it is shown, the nearest first."""
    found, parent = [], unit.parent_on(seen_on(unit))
    while parent is not None:
        found.append(units.registry().unit(parent))
        parent = found[-1].parent_on(seen_on(unit))
    return found
