"""Applies changes to units, one level at a time: the rules of identity are here.

A unit stays itself while its territory stays: a rename keeps it, and so does giving away a
part when the change says that it `continues`. Whatever comes out of `into` is a new unit,
even where it bears the code of a predecessor.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

from thuocdo.kernel import DefinitionError, Level, Problem, UnitId
from thuocdo.kernel.language import _
from thuocdo.units.model import Name, Parent, Succession, Unit
from thuocdo.units.reading import Change, Origin

_ROUNDING = 1e-9


class Ledger:
    """The units of one level and what became of them, while being written and after.

    `units` maps every id ever known to its unit; `successors` and `predecessors` map an id
    to its successions, in the order they happened.
    """

    def __init__(self, level: Level, units: Iterable[Unit] = ()):
        self.level = level
        self.units: dict[UnitId, Unit] = {}
        self.by_code: dict[str, list[UnitId]] = defaultdict(list)
        self.successors: dict[UnitId, list[Succession]] = defaultdict(list)
        self.predecessors: dict[UnitId, list[Succession]] = defaultdict(list)
        for unit in units:
            self.add(unit)

    def add(self, unit: Unit) -> None:
        """Enter a unit; units of one code are entered oldest first."""
        self.units[unit.id] = unit
        self.by_code[unit.id.code].append(unit.id)

    def record(self, succession: Succession) -> None:
        """Enter what became of a unit."""
        self.successors[succession.predecessor].append(succession)
        self.predecessors[succession.successor].append(succession)

    def holder(self, code: str, day: date) -> Unit | None:
        """The unit that bears `code` on `day`; None when nobody does."""
        units = (self.units[id_] for id_ in self.by_code.get(code, ()))
        return next((unit for unit in units if unit.in_force_on(day)), None)

    def end(self, unit: Unit, last: date) -> None:
        """Set the last day of a unit."""
        self.units[unit.id] = replace(unit, until=last)

    def apply(self, change: Change, parent_of: Callable[[str, date], Unit | None]) -> None:
        """Carry out one change. Raises `DefinitionError` where it does not fit the units.

        `parent_of(code, day)` finds the unit above, for changes that name a `parent`.
        """
        if change.renames:
            self._rename(change)
        else:
            self._form(change, parent_of)

    def _rename(self, change: Change) -> None:
        unit = self.holder(change.unit["code"], change.on)
        if unit is None:
            raise DefinitionError(_no_such_origin(change, change.unit["code"], change.on))
        self.units[unit.id] = replace(unit, names=(*unit.names, _name(change)))
        source = _source(change)
        self.record(
            Succession(unit.id, unit.id, change.on, "renamed", 1.0, 1.0, None, source,
                       change.status, True)
        )  # fmt: skip

    def _form(self, change: Change, parent_of: Callable[[str, date], Unit | None]) -> None:
        eve = change.on - timedelta(days=1)
        found = [(origin, self.holder(origin.code, eve)) for origin in change.origins]
        lost = [_no_such_origin(change, origin.code, eve) for origin, unit in found if not unit]
        if lost:
            raise DefinitionError(lost)
        for origin, unit in found:
            if not origin.continues:
                self.end(unit, eve)
        parents = self._parents(change, found[0][1], parent_of)
        born = UnitId(change.unit["code"], change.on)
        holder = self.holder(born.code, change.on)
        if holder is not None:
            raise DefinitionError(_code_taken(change, holder))
        self.add(Unit(born, self.level, (_name(change),), None, parents))
        for origin, unit in found:
            self.record(_succession(change, origin, unit.id, born))

    def _parents(self, change: Change, first: Unit, parent_of) -> tuple[Parent, ...]:
        code = change.unit.get("parent")
        if code:
            parent = parent_of(code, change.on)
            if parent is None:
                raise DefinitionError(_no_such_origin(change, code, change.on))
            return (Parent(change.on, parent.id),)
        above = first.parent_on(change.on)
        return (Parent(change.on, above),) if above else ()

    def check_shares(self, file_of: dict[UnitId, str]) -> None:
        """Raise `DefinitionError` where the known shares of one unit on one day pass 1."""
        problems = []
        for id_, file in file_of.items():
            totals: dict[date, float] = defaultdict(float)
            for succession in self.successors[id_]:
                if succession.moves:
                    totals[succession.on] += succession.population_share or 0
            if any(total > 1 + _ROUNDING for total in totals.values()):
                text = _("tổng tỷ lệ dân số chuyển đi từ mã {code} lớn hơn 1")
                problems.append(Problem("shares-over-one", text.format(code=id_.code), file))
        if problems:
            raise DefinitionError(problems)

    def follow_parents(self, above: "Ledger") -> None:
        """Give the children of a merged unit their new parent from that day on.

        A change of provinces need not list its communes: they go where the whole went.
        """
        for id_, unit in list(self.units.items()):
            parents = unit.parents
            while parents and (step := _next_parent(unit, parents[-1], above)):
                parents = (*parents, step)
            if parents is not unit.parents:
                self.units[id_] = replace(unit, parents=parents)


def _next_parent(unit: Unit, last: Parent, above: Ledger) -> Parent | None:
    parent = above.units.get(last.unit)
    if parent is None or parent.until is None or (unit.until and unit.until <= parent.until):
        return None
    for succession in above.successors.get(parent.id, ()):
        if succession.moves and succession.relation == "whole" and not succession.continues:
            return Parent(succession.on, succession.successor)
    return None


def _succession(change: Change, origin: Origin, gone: UnitId, born: UnitId) -> Succession:
    whole = 1.0 if origin.relation == "whole" else None
    people = whole if origin.population_share is None else origin.population_share
    area = whole if origin.area_share is None else origin.area_share
    return Succession(
        gone, born, change.on, origin.relation, people, area, origin.note, _source(change),
        change.status, origin.continues,
    )  # fmt: skip


def _name(change: Change) -> Name:
    unit = change.unit
    return Name(
        change.on, unit["name"], unit["official"], unit["type"], unit.get("en"), change.status
    )


def _source(change: Change) -> str:
    return change.reference or change.source


def _no_such_origin(change: Change, code: str, day: date) -> Problem:
    text = _("không có đơn vị mang mã {code} vào ngày {day}")
    message = text.format(code=code, day=day.strftime("%d/%m/%Y"))
    return Problem("change-no-such-unit", message, change.file, column="from")


def _code_taken(change: Change, holder: Unit) -> Problem:
    text = _("mã {code} đang là của {name}, chưa kết thúc trước ngày {day}")
    message = text.format(
        code=holder.code, name=holder.official_on(change.on), day=change.on.strftime("%d/%m/%Y")
    )
    hint = _("đưa đơn vị đó vào `from`, hoặc dùng mã khác")
    return Problem("change-code-taken", message, change.file, column="into", hint=hint)
