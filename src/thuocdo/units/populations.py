"""How many people live in a province, under each of two definitions that must not be mixed.

2020: average population (GSO), for the 63 provinces. 2025: the figures of Resolution
202/2025/QH15, for the 34. The second are 7 to 36% above the summed first.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from thuocdo.kernel import UnitId
from thuocdo.units.register import TABLES, registry

# The day on which the codes of each system are to be read.
_DAY_OF_SYSTEM = {"63": date(2020, 12, 31), "34": date(2025, 7, 1)}


@dataclass(frozen=True, slots=True)
class Population:
    """`thousand` persons in `year`; `area_km2` where told; `conflict` where sources differ."""

    unit: UnitId
    year: int
    thousand: float
    area_km2: float | None
    definition: str
    source: str
    conflict: str | None


def population(unit: UnitId, year: int | None = None) -> Population | None:
    """The population of a province in `year` (2020 or 2025), by default the latest known.

    None where it is not known (Hà Tây; a merged province in 2020: nobody published it).
    """
    known = _populations().get(unit, {})
    return known.get(year if year is not None else max(known, default=0))


def population_table() -> pl.DataFrame:
    """All known populations: unit (`08@2025-07-01`), year, thousand, area_km2, definition, …"""
    rows = [entry for years in _populations().values() for entry in years.values()]
    columns = ("year", "thousand", "area_km2", "definition", "source", "conflict")
    return pl.DataFrame(
        {
            "unit": [str(entry.unit) for entry in rows],
            **{column: [getattr(entry, column) for entry in rows] for column in columns},
        }
    )


@cache
def _populations() -> dict[UnitId, dict[int, Population]]:
    found: dict[UnitId, dict[int, Population]] = {}
    for row in pl.read_parquet(TABLES / "population.parquet").iter_rows(named=True):
        unit = registry().by_code(row.pop("code"), _DAY_OF_SYSTEM[row.pop("system")]).id
        found.setdefault(unit, {})[row["year"]] = Population(unit=unit, **row)
    return found
