"""What is said to a reader about a unit: where it went, since when it is, what happened."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from thuocdo.kernel import Level, Problem, UnitId
from thuocdo.kernel.language import _, pick
from thuocdo.units.model import Event, Name, Region, Succession, Unit

if TYPE_CHECKING:
    from thuocdo.units.register import Registry

_LISTED = 8  # names in one sentence


def day_text(day: date) -> str:
    """01/07/2025."""
    return day.strftime("%d/%m/%Y")


def called(unit: Unit, day: date) -> str:
    """How a sentence calls a unit: Hà Giang, but Phường Phúc Xá."""
    name = unit.named_on(day)
    return name.name if unit.level == Level.PROVINCE else name.official


def joined(names: Iterable[str], limit: int = _LISTED) -> str:
    """Names with commas; the rest counted."""
    names = list(names)
    text = ", ".join(names[:limit])
    if len(names) <= limit:
        return text
    return _("{names} và {count} đơn vị khác").format(names=text, count=len(names) - limit)


def unknown_code(code: str) -> Problem:
    """Nobody ever bore that code."""
    message = _("không có đơn vị nào mang mã “{code}”").format(code=code)
    hint = _("mã cấp tỉnh có 2 chữ số, cấp huyện 3, cấp xã 5 (giữ số 0 đứng đầu)")
    return Problem("unit-unknown", message, hint=hint)


def before_the_register(level: Level, units: Iterable[Unit]) -> Problem:
    """The day asked is before the first list of that level."""
    first = min(unit.id.since for unit in units)
    names = {
        Level.PROVINCE: _("cấp tỉnh"),
        Level.DISTRICT: _("cấp huyện"),
        Level.COMMUNE: _("cấp xã"),
    }
    message = _("danh mục {level} chỉ có từ {day}")
    text = message.format(level=names[level], day=day_text(first))
    return Problem("unit-register-starts-later", text, hint=_("dùng một ngày muộn hơn"))


def not_in_force(
    registry: "Registry", bearers: Sequence[Unit], on: date, code: str | None = None
) -> Problem:
    """Why none of `bearers` is there on that day, and what to do instead."""
    ended = [unit for unit in bearers if unit.until and unit.until < on]
    if ended:
        message, hint = _where_it_went(registry, max(ended, key=lambda unit: unit.until))
    else:
        message, hint = _not_yet(registry, min(bearers, key=lambda unit: unit.id.since))
    if code:
        message = _("mã {code}: {message}").format(code=code, message=message)
    return Problem("unit-not-in-force", message, hint=hint)


def _where_it_went(registry: "Registry", unit: Unit) -> tuple[str, str]:
    after = unit.until + timedelta(days=1)
    goals = [s for s in registry.successors(unit.id) if s.moves and s.on == after]
    names = joined(called(registry.unit(s.successor), after) for s in goals)
    message = _passing(goals, unit).format(
        name=called(unit, unit.until), successors=names, day=day_text(after)
    )
    until = _("dùng ngày đến {last} (--on {iso})").format(
        last=day_text(unit.until), iso=unit.until.isoformat()
    )
    if len(goals) != 1:
        return message, until
    return message, _("{until}, hoặc dùng {successor}").format(until=until, successor=names)


def _passing(goals: Sequence[Succession], unit: Unit) -> str:
    if not goals and unit.level == Level.DISTRICT:
        return _("{name} không còn từ {day}, khi bỏ cấp huyện")
    if not goals:
        return _("{name} không còn từ {day}; danh mục chưa rõ nhập vào đơn vị nào")
    if len(goals) > 1:
        return _("{name} được chia vào {successors} từ {day}")
    if goals[0].relation == "part":
        return _("{name} không còn từ {day}, một phần nhập vào {successors}")
    return _("{name} nhập vào {successors} từ {day}")


def _not_yet(registry: "Registry", unit: Unit) -> tuple[str, str]:
    since = unit.id.since
    # A unit without predecessors is older than the list that it stands in.
    founded = bool(registry.predecessors(unit.id)) and since != _first_day(registry, unit.level)
    message = _("{name} chỉ có từ {day}") if founded else _("{name} chỉ có trong danh mục từ {day}")
    hint = _("dùng ngày từ {day} (--on {iso})")
    name = called(unit, since)
    return (
        message.format(name=name, day=day_text(since)),
        hint.format(day=day_text(since), iso=since.isoformat()),
    )


def _first_day(registry: "Registry", level: Level) -> date:
    return min(id_.since for id_ in registry.ledger(level).units)


def no_region(code: str, regions: Sequence[Region], on: date) -> Problem:
    """There is no such region on that day."""
    if not regions:
        message = _("không có cách chia vùng nào vào ngày {day}").format(day=day_text(on))
        return Problem("region-unknown", message, hint=_("dùng ngày đến 30/06/2025"))
    message = _("không có vùng “{code}”").format(code=code)
    known = "; ".join(f"{region.code} ({pick(region.label)})" for region in regions)
    return Problem("region-unknown", message, hint=_("các vùng: {known}").format(known=known))


def history(registry: "Registry", unit: Unit) -> tuple[Event, ...]:
    """The events of one unit, oldest first."""
    formed = [s for s in registry.predecessors(unit.id) if s.moves]
    events = [_formed(registry, unit, formed)] if formed else [_known(unit)]
    events += [_stayed(unit, s) for s in registry.successors(unit.id) if not s.moves]
    moves: dict[date, list[Succession]] = {}
    for succession in registry.successors(unit.id):
        if succession.moves:
            moves.setdefault(succession.on, []).append(succession)
    events += [_passed(registry, unit, step) for step in moves.values()]
    after = unit.until + timedelta(days=1) if unit.until else None
    if after and after not in moves:
        events.append(_lost(unit, after))
    return tuple(sorted(events, key=lambda event: event.on))


def _known(unit: Unit) -> Event:
    name: Name = unit.names[0]
    text = _("{name} có trong danh mục từ {day}")
    sentence = text.format(name=name.official, day=day_text(unit.id.since))
    return Event(unit.id.since, "known", sentence, (), "", name.status)


def _formed(registry: "Registry", unit: Unit, parts: Sequence[Succession]) -> Event:
    eve = unit.id.since - timedelta(days=1)
    names = joined(_origin_text(registry.unit(s.predecessor), s, eve) for s in parts)
    text = _("{name} được lập từ {parts} ({source})")
    sentence = text.format(name=unit.names[0].official, parts=names, source=parts[0].source)
    others = tuple(s.predecessor for s in parts)
    return Event(unit.id.since, "formed", sentence, others, parts[0].source, parts[0].status)


def _origin_text(unit: Unit, succession: Succession, eve: date) -> str:
    name = called(unit, eve)
    return _("một phần {name}").format(name=name) if succession.relation == "part" else name


def _stayed(unit: Unit, succession: Succession) -> Event:
    on = succession.on
    before = unit.official_on(on - timedelta(days=1))
    if unit.official_on(on) == before:
        kind, text = "unchanged", _("{before} giữ nguyên ({source})")
    else:
        kind, text = "renamed", _("{before} đổi thành {after} ({source})")
    sentence = text.format(before=before, after=unit.official_on(on), source=succession.source)
    return Event(on, kind, sentence, (), succession.source, succession.status)


def _passed(registry: "Registry", unit: Unit, step: Sequence[Succession]) -> Event:
    on, first = step[0].on, step[0]
    names = joined(called(registry.unit(s.successor), on) for s in step)
    ended = not unit.in_force_on(on)
    text = _passing(step, unit) if ended else _("{name} chuyển một phần cho {successors} từ {day}")
    name = called(unit, on - timedelta(days=1))
    sentence = text.format(name=name, successors=names, day=day_text(on))
    others: tuple[UnitId, ...] = tuple(s.successor for s in step)
    told = f"{sentence} ({first.source})"
    return Event(on, "ended" if ended else "ceded", told, others, first.source, first.status)


def _lost(unit: Unit, after: date) -> Event:
    sentence = _passing((), unit).format(name=called(unit, unit.until), day=day_text(after))
    return Event(after, "ended", sentence, (), "", unit.names[-1].status)
