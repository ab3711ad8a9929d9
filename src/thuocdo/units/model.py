"""The values of this room: a unit with its dated names, a succession, a region, an event."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from thuocdo.kernel import Certainty, Level, UnitId


class _Since(Protocol):
    since: date


T = TypeVar("T", bound=_Since)


@dataclass(frozen=True, slots=True)
class Name:
    """What a unit is called from a certain day.

    `name` is bare (Hà Giang), `official` is full (Tỉnh Hà Giang), `type` is the Vietnamese
    word in lower case (tỉnh, phường …), `en` the English name where one is known.
    """

    since: date
    name: str
    official: str
    type: str
    en: str | None = None
    status: Certainty = Certainty.CONFIRMED


@dataclass(frozen=True, slots=True)
class Parent:
    """The unit above, from a certain day."""

    since: date
    unit: UnitId


@dataclass(frozen=True, slots=True)
class Unit:
    """An administrative unit from its first known day until its last.

    `id.since` is the first day the register knows the unit in this territory: for units
    that already existed when a list was drawn up, the day of the list, not the founding.
    `until` is its last day, None while it is in force. A rename does not end a unit.
    """

    id: UnitId
    level: Level
    names: tuple[Name, ...]
    until: date | None = None
    parents: tuple[Parent, ...] = ()

    @property
    def code(self) -> str:
        """Its code, which another unit may have borne before or may bear after."""
        return self.id.code

    def in_force_on(self, day: date) -> bool:
        """Whether the unit exists, in this territory, on `day`."""
        return self.id.since <= day and (self.until is None or day <= self.until)

    def named_on(self, day: date) -> Name:
        """Name, official name and type on `day`; before the first day, the first ones."""
        return _latest(self.names, day) or self.names[0]

    def name_on(self, day: date) -> str:
        """Its bare name on `day`, e.g. Huế."""
        return self.named_on(day).name

    def official_on(self, day: date) -> str:
        """Its official name on `day`, e.g. Thành phố Huế."""
        return self.named_on(day).official

    def parent_on(self, day: date) -> UnitId | None:
        """The unit above it on `day`; None for a province."""
        if not self.parents:
            return None
        return (_latest(self.parents, day) or self.parents[0]).unit


@dataclass(frozen=True, slots=True)
class Succession:
    """What became of (a part of) a unit: `predecessor` passed into `successor` on a day.

    `relation` is whole, part, renamed or unchanged; for the last two both ends are usually
    the same unit. `population_share` and `area_share` say how much of the predecessor went
    there, from 0 to 1; None means that nobody told, never that it was nothing.
    """

    predecessor: UnitId
    successor: UnitId
    on: date
    relation: str
    population_share: float | None = None
    area_share: float | None = None
    note: str | None = None
    source: str = ""
    status: Certainty = Certainty.CONFIRMED
    continues: bool = False

    @property
    def moves(self) -> bool:
        """Whether anything changed hands: false where a unit goes on as itself."""
        return self.predecessor != self.successor


@dataclass(frozen=True, slots=True)
class Region:
    """A socio-economic region: a set of provinces that is compared together.

    `label` has the keys `vi` and `en`; `codes` are province codes, to be read on a day
    between `since` and `until`.
    """

    code: str
    label: dict[str, str]
    codes: tuple[str, ...]
    since: date
    until: date | None
    source: str
    status: Certainty

    def in_force_on(self, day: date) -> bool:
        """Whether this region is in use on `day`."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a unit, with a sentence in the reader's language.

    `kind` is known (first day in the register), formed, renamed, ceded, unchanged or ended;
    `others` are the units on the other side.
    """

    on: date
    kind: str
    sentence: str
    others: tuple[UnitId, ...]
    source: str
    status: Certainty


def _latest(entries: Sequence[T], day: date) -> T | None:
    in_force = [entry for entry in entries if entry.since <= day]
    return in_force[-1] if in_force else None
