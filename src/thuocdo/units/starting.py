"""Reads what history starts from: the first provinces, the regions, other spellings."""

from datetime import date
from pathlib import Path

from thuocdo.kernel import Certainty, Level, UnitId
from thuocdo.kernel.language import _
from thuocdo.units.model import Name, Region, Unit
from thuocdo.units.reading import Sheet

_NAME_KEYS = ("code", "name", "official", "type")


def first_provinces(path: Path) -> list[Unit]:
    """The provinces on the first day of the register. Raises `DefinitionError`."""
    sheet = Sheet.open(path)
    sheet.required(sheet.data, ("since", "status", "reference", "source", "provinces"))
    since = sheet.day(sheet.data.get("since"), "since")
    status = sheet.status(sheet.data.get("status"))
    units = []
    for number, entry in enumerate(sheet.data.get("provinces") or [], start=1):
        if sheet.required(entry, _NAME_KEYS, f"provinces[{number}]") and since:
            units.append(_province(entry, since, sheet.status(entry.get("status")) or status))
    sheet.close()
    return units


def _province(entry: dict[str, str], since: date, status: Certainty) -> Unit:
    name = Name(since, entry["name"], entry["official"], entry["type"], entry.get("en"), status)
    return Unit(UnitId(entry["code"], since), Level.PROVINCE, (name,))


def read_regions(path: Path) -> tuple[Region, ...]:
    """Every region of every system. Raises `DefinitionError`."""
    sheet = Sheet.open(path)
    regions = []
    for number, system in enumerate(sheet.data.get("systems") or [], start=1):
        where = f"systems[{number}]"
        if sheet.required(system, ("since", "status", "source", "regions"), where):
            regions += _regions(sheet, system, where)
    sheet.close()
    return tuple(regions)


def _regions(sheet: Sheet, system: dict, where: str) -> list[Region]:
    since = sheet.day(system["since"], f"{where}.since")
    until = sheet.day(system.get("until"), f"{where}.until")
    status = sheet.status(system["status"])
    return [
        Region(
            entry["code"], dict(entry["label"]), tuple(entry["members"]), since, until,
            system["source"], status,
        )
        for entry in system["regions"]
        if sheet.required(entry, ("code", "label", "members"), f"{where}.regions")
    ]  # fmt: skip


def read_aliases(path: Path) -> dict[Level, dict[str, list[str]]]:
    """Other spellings, by level and official bare name; empty when there is no such file."""
    if not path.exists():
        return {}
    sheet = Sheet.open(path)
    sheet.required(sheet.data, ("source", "status"))
    aliases = {level: sheet.data.get(level.value) or {} for level in Level}
    for level, names in aliases.items():
        for name, spellings in names.items():
            if not isinstance(spellings, list):
                sheet.wrong("definition-shape", _("phải là một danh sách"), f"{level}.{name}")
    sheet.close()
    return aliases
