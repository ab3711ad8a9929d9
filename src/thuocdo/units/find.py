"""Finds the unit that a person means by a code or a name, on a day."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache

from thuocdo.kernel import AmbiguousUnit, Level, Problem, UnitId, UnitNotInForce, UnknownUnit
from thuocdo.kernel.language import _
from thuocdo.units import sentences
from thuocdo.units.model import Unit
from thuocdo.units.names import LEVELS_OF_TYPE, exact_key, folded, folded_key, split_type
from thuocdo.units.register import Registry

_ID = re.compile(r"^(\d{2}|\d{3}|\d{5})@\d{4}-\d{2}-\d{2}$")
_ORDER = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
_CANDIDATES = 10


class NameIndex:
    """The names of one level, ever: by exact key, and by the key without accents."""

    def __init__(self, units: Iterable[Unit], aliases: dict[str, list[str]]):
        self.exact: dict[str, set[UnitId]] = defaultdict(set)
        self.folded: dict[str, set[UnitId]] = defaultdict(set)
        self.shown: dict[str, str] = {}
        for unit in units:
            for name in unit.names:
                for text in (name.name, *aliases.get(name.name, ())):
                    self._add(text, name.name, unit.id)

    def _add(self, text: str, shown: str, id_: UnitId) -> None:
        key = _exact(text)
        self.exact[key].add(id_)
        plain = folded(key)
        self.folded[plain].add(id_)
        self.shown.setdefault(plain, shown)


_exact = cache(exact_key)


class Finder:
    """Finds units in one registry; keeps its name indexes."""

    def __init__(self, registry: Registry):
        self.registry = registry
        self._indexes: dict[Level, NameIndex] = {}

    def find(
        self,
        text: str,
        on: date | None = None,
        level: Level | None = None,
        within: str | UnitId | Unit | None = None,
    ) -> Unit:
        """The unit that `text` (a code, a name or `24@2025-07-01`) means on a day.

        See `thuocdo.units.find_unit`.
        """
        text = text.strip()
        day = on or date.today()
        if _ID.match(text):
            return self._by_id(text)
        if text.isdecimal() and len(text) in (2, 3, 5):
            return self.registry.by_code(text, day)
        ancestor = self._ancestor(within, day)
        levels = tuple(
            each
            for each in _ORDER
            if (level is None or each == level)
            and (ancestor is None or _ORDER.index(each) > _ORDER.index(ancestor.level))
        )
        return self._by_name(text, day, levels, ancestor)

    def _by_id(self, text: str) -> Unit:
        try:
            return self.registry.unit(UnitId.parse(text))
        except ValueError:
            raise UnknownUnit(sentences.unknown_code(text)) from None

    def _ancestor(self, within: str | UnitId | Unit | None, day: date) -> UnitId | None:
        if within is None or isinstance(within, UnitId):
            return within
        return within.id if isinstance(within, Unit) else self.find(within, day).id

    def _by_name(
        self, text: str, day: date, levels: Sequence[Level], ancestor: UnitId | None
    ) -> Unit:
        gone: list[Unit] = []
        for level in levels:
            units = [u for u in self._called(text, level) if self._lies_in(u, ancestor, day)]
            present = [unit for unit in units if unit.in_force_on(day)]
            if present:
                return self._only(text, present, day)
            gone = units or gone
            # Who says "Hà Giang" means the province, also after it ended.
            if units and level == Level.PROVINCE:
                break
        if gone:
            raise UnitNotInForce(self._gone(text, gone, day), tuple(unit.id for unit in gone))
        raise UnknownUnit(self._unknown(text, levels, ancestor, day))

    def _called(self, text: str, level: Level) -> list[Unit]:
        index = self._index(level)
        split = split_type(text)
        types, rest = split if split else ((), "")
        tries = ((index.exact, exact_key), (index.folded, folded_key))
        for table, key in tries:
            if ids := table.get(key(text)):
                return [self.registry.unit(id_) for id_ in sorted(ids)]
            fits = any(level in LEVELS_OF_TYPE[type_] for type_ in types)
            typed = (
                [self.registry.unit(i) for i in sorted(table.get(key(rest), ()))] if fits else []
            )
            if chosen := [u for u in typed if any(name.type in types for name in u.names)]:
                return chosen
        return []

    def _only(self, text: str, units: Sequence[Unit], day: date) -> Unit:
        if len(units) == 1:
            return units[0]
        message = _("“{text}” là tên của {count} đơn vị: {candidates}").format(
            text=text,
            count=len(units),
            candidates=sentences.joined((self._shown(u, day) for u in units), _CANDIDATES),
        )
        hint = _("dùng mã, hoặc nói rõ thuộc đơn vị nào")
        raise AmbiguousUnit(Problem("unit-ambiguous", message, hint=hint))

    def _shown(self, unit: Unit, day: date) -> str:
        places, above = [], unit.parent_on(day)
        while above is not None:
            parent = self.registry.unit(above)
            places.append(sentences.called(parent, day))
            above = parent.parent_on(day)
        place = f" ({', '.join(places)})" if places else ""
        return f"{unit.code} {unit.official_on(day)}{place}"

    def _lies_in(self, unit: Unit, ancestor: UnitId | None, day: date) -> bool:
        if ancestor is None:
            return True
        seen_on = min(max(day, unit.id.since), unit.until or date.max)
        return self.registry.inside(unit, ancestor, seen_on)

    def _gone(self, text: str, units: list[Unit], day: date) -> Problem:
        ended = [unit for unit in units if unit.until and unit.until < day]
        if len(ended) <= 1:
            return sentences.not_in_force(self.registry, units, day)
        last = max(unit.until for unit in ended)
        shown = sentences.joined((self._shown(u, u.until) for u in ended), _CANDIDATES)
        message = _("“{text}” không còn vào ngày {day}; trước đó là {candidates}").format(
            text=text, day=sentences.day_text(day), candidates=shown
        )
        hint = _("dùng ngày đến {last} (--on {iso})")
        hint = hint.format(last=sentences.day_text(last), iso=last.isoformat())
        return Problem("unit-not-in-force", message, hint=hint)

    def _unknown(
        self, text: str, levels: Sequence[Level], ancestor: UnitId | None, day: date
    ) -> Problem:
        message = _("không có đơn vị nào tên là “{text}”").format(text=text)
        if ancestor is not None:
            place = sentences.called(self.registry.unit(ancestor), day)
            message = _("{place} không có đơn vị nào tên là “{text}”")
            message = message.format(place=place, text=text)
        hint = _("dùng tên hoặc mã, ví dụ “Hà Giang” hoặc “02”")
        if close := self._close(text, levels, ancestor, day):
            hint = _("Có phải {names}?").format(names=close)
        return Problem("unit-unknown", message, hint=hint)

    def _close(self, text: str, levels: Sequence[Level], ancestor: UnitId | None, day: date) -> str:
        types, rest = split_type(text) or ((), text)
        fitting = {level for type_ in types for level in LEVELS_OF_TYPE[type_]} or set(levels)
        for level in levels:
            if level in fitting:
                index = self._index(level)
                known = {
                    key: index.shown[key]
                    for key, ids in index.folded.items()
                    if ancestor is None or self._any_in(ids, ancestor, day)
                }
                close = get_close_matches(folded_key(rest), known, n=3, cutoff=0.75)
                if close:
                    return ", ".join(dict.fromkeys(known[key] for key in close))
        return ""

    def _any_in(self, ids: Iterable[UnitId], ancestor: UnitId, day: date) -> bool:
        return any(self._lies_in(self.registry.unit(id_), ancestor, day) for id_ in ids)

    def _index(self, level: Level) -> NameIndex:
        if level not in self._indexes:
            units = self.registry.ledger(level).units.values()
            self._indexes[level] = NameIndex(units, self.registry.aliases.get(level, {}))
        return self._indexes[level]
