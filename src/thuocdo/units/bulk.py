"""The big registers: districts and communes of 2025, and what became of each commune.

Read from the parquet tables in `tables/`, whose origin is `tables/provenance.yaml`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from thuocdo.kernel import Certainty, Level, UnitId
from thuocdo.units.ledger import Ledger
from thuocdo.units.model import Name, Parent, Succession, Unit

LISTED_ON = date(2025, 1, 4)  # the day of the list, not the founding of any unit in it
REFORM = date(2025, 7, 1)
EVE = REFORM - timedelta(days=1)

SOURCE = "Bảng chuyển đổi đơn vị hành chính cấp xã 2025 (Tổng cục Thống kê)"
_WHOLE_NOTES = ("Nhập toàn bộ", "Sắp xếp toàn bộ")
_WHOLE_AREA = "Nhập toàn bộ diện tích"
_WHOLE_PEOPLE = "toàn bộ dân số"


def districts(tables: Path, provinces: Ledger) -> Ledger:
    """The 696 districts, all ended on 2025-06-30."""
    return Ledger(Level.DISTRICT, _listed(tables, "districts_2025_01", LISTED_ON, EVE, provinces))


def communes(tables: Path, provinces: Ledger, district_ledger: Ledger) -> Ledger:
    """The communes of both lists, joined by the conversion table.

    A commune left unchanged, or only renamed, under the same code goes on as one unit; every
    other one ends on 2025-06-30. One that only the conversion table names is known on that
    one day, since nothing says that it existed on the day of the list.
    """
    rows = pl.read_parquet(tables / "commune_succession.parquet").rows(named=True)
    old = {
        unit.code: unit
        for unit in _listed(tables, "communes_2025_01", LISTED_ON, EVE, district_ledger)
    }
    old |= {unit.code: unit for unit in _unlisted(rows, district_ledger, old)}
    new = {unit.code: unit for unit in _listed(tables, "communes_2025_07", REFORM, None, provinces)}
    for code in _continuing(rows, old):
        old[code] = _joined(old[code], new.pop(code))
    ledger = Ledger(Level.COMMUNE, (*old.values(), *new.values()))
    for succession in _successions(rows, ledger, district_ledger):
        ledger.record(succession)
    return ledger


def _listed(
    tables: Path, table: str, since: date, until: date | None, above: Ledger
) -> Iterator[Unit]:
    frame = pl.read_parquet(tables / f"{table}.parquet")
    parents: dict[str, tuple[Parent, ...]] = {}
    for code, official, type_, parent in frame.iter_rows():
        if parent not in parents:
            parents[parent] = (Parent(since, above.holder(parent, since).id),)
        yield _unit(code, official, type_, life=(since, until), parents=parents[parent])


def _unlisted(rows: list[dict], above: Ledger, listed: dict[str, Unit]) -> Iterator[Unit]:
    seen = set(listed)
    for row in rows:
        code, official = row["old"], row["old_official"]
        if code and official and code not in seen:
            seen.add(code)
            parent = (Parent(EVE, above.holder(row["old_district"], EVE).id),)
            type_ = "thị trấn" if official.startswith("Thị") else official.split()[0].lower()
            yield _unit(code, official, type_, life=(EVE, EVE), parents=parent)


def _unit(
    code: str,
    official: str,
    type_: str,
    *,
    life: tuple[date, date | None],
    parents: tuple[Parent, ...],
) -> Unit:
    since, until = life
    # The lists write the type in several cases ("Thị Trấn", "xã"); the first letter is a capital.
    bare = official[len(type_) + 1 :]
    name = Name(since, bare, f"{type_.capitalize()} {bare}", type_)
    level = Level.DISTRICT if len(code) == 3 else Level.COMMUNE
    return Unit(UnitId(code, since), level, (name,), until, parents)


def _continuing(rows: Iterable[dict], old: dict[str, Unit]) -> list[str]:
    same = ("unchanged", "renamed")
    return [
        row["old"]
        for row in rows
        if row["relation"] in same and row["old"] == row["new"] and row["old"] in old
    ]


def _joined(old: Unit, new: Unit) -> Unit:
    names = old.names if old.names[0].official == new.names[0].official else old.names + new.names
    return replace(old, names=names, until=None, parents=old.parents + new.parents)


def _successions(rows: list[dict], ledger: Ledger, district_ledger: Ledger) -> Iterator[Succession]:
    by_old: dict[tuple, list[dict]] = {}
    for row in rows:
        by_old.setdefault((row["old"], row["old_district"]), []).append(row)
    for (code, district), group in by_old.items():
        origin = ledger.holder(code, EVE) if code else district_ledger.holder(district, EVE)
        shares, status = _shares(group)
        for row, (people, area) in zip(group, shares, strict=True):
            goal = ledger.holder(row["new"], REFORM)
            relation = "part" if _is_silt_flats(row) else row["relation"]
            yield Succession(
                origin.id, goal.id, REFORM, relation, people, area, _note(row), SOURCE, status,
                continues=origin.id == goal.id,
            )  # fmt: skip


def _is_silt_flats(row: dict) -> bool:
    # Land that Kim Sơn district kept itself: the table says "Nhập toàn bộ" of the flats, which
    # are a part of the district.
    return row["old"] is None and row["old_official"] is not None


def _note(row: dict) -> str:
    if _is_silt_flats(row):
        return f"{row['note']}: {row['old_official']}"
    return row["note"]


def _shares(group: list[dict]) -> tuple[list[tuple], Certainty]:
    """(population share, area share) of each row of one predecessor, and how sure they are.

    Only what a note says in so many words is a share. Two rows that both claim the whole
    contradict each other, so neither is believed.
    """
    people = _exclusive([_claims_people(row) for row in group])
    area = _exclusive([_claims_area(row) for row in group])
    wholes = sum(row["relation"] == "whole" for row in group)
    status = Certainty.UNCONFIRMED if wholes > 1 else Certainty.CONFIRMED
    return list(zip(people, area, strict=True)), status


def _exclusive(claims: list[bool]) -> list[float | None]:
    if sum(claims) != 1:
        return [None] * len(claims)
    return [1.0 if claim else 0.0 for claim in claims]


def _claims_people(row: dict) -> bool:
    if _is_silt_flats(row):
        return False
    if row["relation"] in ("unchanged", "renamed"):
        return True
    note = row["note"]
    return _WHOLE_PEOPLE in note or (note.startswith(_WHOLE_NOTES) and note != _WHOLE_AREA)


def _claims_area(row: dict) -> bool:
    if row["relation"] in ("unchanged", "renamed"):
        return True
    return row["note"].startswith(_WHOLE_NOTES) and not _is_silt_flats(row)
