"""`thuocdo units …`: who was this on that day, and where did it go."""

from datetime import date
from typing import Annotated

import polars as pl
import typer

from thuocdo import units
from thuocdo.cli.options import How, On, Output, read_level
from thuocdo.cli.show import Format, emit
from thuocdo.kernel.errors import UnitNotInForce
from thuocdo.kernel.identity import Level, UnitId
from thuocdo.kernel.language import _, pick

app = typer.Typer(no_args_is_help=True, help=_("Đơn vị hành chính theo thời gian."))

LevelOption = Annotated[
    Level | None,
    typer.Option("--level", parser=read_level, metavar=_("CẤP"), help=_("Cấp: tỉnh, huyện, xã")),
]


@app.command(help=_("Tìm một đơn vị theo mã hoặc tên, vào một ngày."))
def find(
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("Tên hoặc mã"))],
    on: On = None,
    level: LevelOption = None,
    within: Annotated[
        str | None, typer.Option("--within", help=_("Chỉ tìm trong tỉnh hoặc huyện này"))
    ] = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Find a unit by code or name on a day."""
    day = on or date.today()
    unit = units.find_unit(name, on=on, level=level, within=within)
    region = units.region_of(unit.id, day) if unit.level is Level.PROVINCE else None
    row = {
        "unit": unit.id.code,
        "since": unit.id.since,
        "until": unit.until,
        "unit_name": unit.official_on(day),
        "level": unit.level.value,
        "region": pick(region.label) if region else None,
    }
    headers = [_("Mã"), _("Có từ"), _("Đến hết"), _("Tên"), _("Cấp"), _("Vùng")]
    table = pl.DataFrame([row], schema_overrides={"until": pl.Date, "region": pl.String})
    emit(table, how, output, dict(zip(row, headers, strict=True)))


@app.command(help=_("Lịch sử của một đơn vị: từ đâu ra, nhập vào đâu, đổi tên khi nào."))
def history(
    unit: Annotated[str, typer.Argument(metavar="UNIT", help=_("Tên hoặc mã"))],
    on: On = None,
    level: LevelOption = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """What happened to a unit, oldest first."""
    found = _any_time(unit, on, level)
    rows = [
        {
            "on": event.on,
            "event": event.sentence,
            "units": ", ".join(str(other) for other in event.others),
            "status": event.status.value,
            "source": event.source,
        }
        for event in units.history(found)
    ]
    schema = {"on": pl.Date, "event": pl.String, "units": pl.String, "status": pl.String,
              "source": pl.String}  # fmt: skip
    headers = {"on": _("Ngày"), "event": _("Việc"), "status": _("Xác nhận"), "source": _("Nguồn")}
    emit(pl.DataFrame(rows, schema=schema), how, output, headers, _title(found))


def _any_time(text: str, on: date | None, level: Level | None) -> UnitId:
    """The unit meant; when not in force today, the last unit that was ever called so."""
    try:
        return units.find_unit(text, on=on, level=level).id
    except UnitNotInForce as error:
        if on is not None or not error.units:
            raise
        return max(error.units, key=lambda unit: unit.since)


def _title(found: UnitId) -> str:
    unit = units.registry().unit(found)
    return f"{unit.names[-1].official} ({found})"
