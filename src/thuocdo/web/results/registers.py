"""The register of administrative units as tables: provinces, districts, communes, successions."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import polars as pl
from django.http import HttpRequest

from thuocdo import units
from thuocdo.kernel import Level
from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.units import Unit
from thuocdo.web.results import asked
from thuocdo.web.site.errors import FilterError

FOLDER = "don-vi"
SUCCESSIONS = "ke-thua"
LEVELS = {"tinh": Level.PROVINCE, "huyen": Level.DISTRICT, "xa": Level.COMMUNE}
REGISTERS = {
    "tinh": N_("Tỉnh, thành phố"),
    "huyen": N_("Quận, huyện (đến 30/6/2025)"),
    "xa": N_("Xã, phường, đặc khu"),
    SUCCESSIONS: N_("Đơn vị nào thành đơn vị nào"),
}
UNITS = {
    "unit": pl.String,
    "code": pl.String,
    "level": pl.String,
    "unit_name": pl.String,
    "official_name": pl.String,
    "english": pl.String,
    "type": pl.String,
    "name_since": pl.Date,
    "name_until": pl.Date,
    "since": pl.Date,
    "until": pl.Date,
    "parent": pl.String,
    "status": pl.String,
}
MOVES = {
    "level": pl.String,
    "predecessor": pl.String,
    "predecessor_name": pl.String,
    "successor": pl.String,
    "successor_name": pl.String,
    "on": pl.Date,
    "relation": pl.String,
    "population_share": pl.Float64,
    "area_share": pl.Float64,
    "continues": pl.Boolean,
    "status": pl.String,
    "source": pl.String,
    "note": pl.String,
}
HEADERS = {
    "unit": N_("Đơn vị"),
    "code": N_("Mã"),
    "level": N_("Cấp"),
    "unit_name": N_("Tên"),
    "official_name": N_("Tên đầy đủ"),
    "english": N_("Tên tiếng Anh"),
    "type": N_("Loại"),
    "name_since": N_("Tên có từ"),
    "name_until": N_("Tên đến"),
    "since": N_("Có trong danh mục từ"),
    "until": N_("Ngày cuối"),
    "parent": N_("Thuộc"),
    "status": N_("Mức xác nhận"),
    "predecessor": N_("Đơn vị trước"),
    "predecessor_name": N_("Tên đơn vị trước"),
    "successor": N_("Đơn vị sau"),
    "successor_name": N_("Tên đơn vị sau"),
    "on": N_("Ngày"),
    "relation": N_("Phần chuyển"),
    "population_share": N_("Tỷ lệ dân số"),
    "area_share": N_("Tỷ lệ diện tích"),
    "continues": N_("Đơn vị trước vẫn còn"),
    "source": N_("Nguồn"),
    "note": N_("Ghi chú"),
}
A_DAY = timedelta(days=1)


def day_asked(request: HttpRequest, register: str) -> date | None:
    """The day of `on`, None for all times. Raises `FilterError` for what is no day."""
    text = asked.word(request, "on")
    if not text or register == SUCCESSIONS:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("“{text}” không phải là một ngày.").format(text=text[: asked.LONGEST])
        hint = _("Viết năm-tháng-ngày, ví dụ 2025-07-01.")
        raise FilterError(Problem("day-unreadable", message, column="on", hint=hint)) from None


def table(register: str, on: date | None) -> pl.DataFrame:
    """A register; of the units in force on a day where one is given.

    Without a day each row is a unit under one of its names. Raises `UnitNotInForce` for a day
    before the register of the level begins.
    """
    if register == SUCCESSIONS:
        return _moves()
    if on is None:
        return _units(LEVELS[register])
    rows = [_row(unit, unit.named_on(on), on) for unit in units.units_on(on, LEVELS[register])]
    return pl.DataFrame(rows, schema=UNITS)


def notes(register: str) -> list[str]:
    """What goes with a register."""
    told = [
        _(REGISTERS[register]),
        _("Danh mục của Tổng cục Thống kê và các nghị quyết sắp xếp; xem trang Dữ liệu."),
        _("“Đơn vị” là mã kèm ngày bắt đầu: một mã có thể là của đơn vị khác ở ngày khác."),
    ]
    if register == SUCCESSIONS:
        told.append(_("Tỷ lệ để trống là chưa có nguồn nào nêu, không phải bằng 0."))
    return told


@cache
def _units(level: Level) -> pl.DataFrame:
    everyone = sorted(units.registry().ledger(level).units.values(), key=lambda unit: unit.id)
    rows = [_row(unit, name, unit.until or date.max) for unit in everyone for name in unit.names]
    return pl.DataFrame(rows, schema=UNITS)


def _row(unit: Unit, name, on: date) -> dict:
    later = [other.since for other in unit.names if other.since > name.since]
    parent = unit.parent_on(on)
    return {
        "unit": str(unit.id),
        "code": unit.code,
        "level": unit.level.value,
        "unit_name": name.name,
        "official_name": name.official,
        "english": name.en,
        "type": name.type,
        "name_since": name.since,
        "name_until": min(later) - A_DAY if later else unit.until,
        "since": unit.id.since,
        "until": unit.until,
        "parent": str(parent) if parent else None,
        "status": str(name.status),
    }


@cache
def _moves() -> pl.DataFrame:
    return pl.DataFrame(list(_all_moves()), schema=MOVES)


def _all_moves() -> Iterator[dict]:
    registry = units.registry()
    for level in LEVELS.values():
        for unit in registry.ledger(level).units.values():
            for each in registry.successors(unit.id):
                if each.moves:
                    yield _move(unit, registry.unit(each.successor), each)


def _move(before: Unit, after: Unit, each) -> dict:
    return {
        "level": before.level.value,
        "predecessor": str(before.id),
        "predecessor_name": before.name_on(each.on),
        "successor": str(after.id),
        "successor_name": after.name_on(each.on),
        "on": each.on,
        "relation": each.relation,
        "population_share": each.population_share,
        "area_share": each.area_share,
        "continues": each.continues,
        "status": str(each.status),
        "source": each.source,
        "note": each.note,
    }
