"""The rows of one period by unit and node."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

import polars as pl

from thuocdo.kernel.tables import Status

REMEMBERED = 64  # units


class UnitRows(Mapping[str, dict[str, dict]]):
    """`rows[unit][node]` is a row of the scorebook. They stay a table, in which a commune finds
    its place among thousands, and become dictionaries for the unit that is asked for.
    """

    def __init__(self, table: pl.DataFrame):
        """`table` holds the rows of one period."""
        self._table = table.sort("unit", maintain_order=True)
        spans = self._table.get_column("unit").rle().struct.unnest()
        starts = spans["len"].cum_sum() - spans["len"]
        self._spans = dict(zip(spans["value"], zip(starts, spans["len"], strict=True), strict=True))
        self._unit = lru_cache(REMEMBERED)(self._read)

    def __getitem__(self, unit: str) -> dict[str, dict]:
        """The rows of a unit, by the path of the node."""
        return self._unit(unit)

    def __iter__(self) -> Iterator[str]:
        """The units in order."""
        return iter(self._spans)

    def __len__(self) -> int:
        """How many units."""
        return len(self._spans)

    def at(self, path: str) -> list[dict]:
        """The rows of all units at a node, in the order of the units."""
        return self._table.filter(node=path).rows(named=True)

    def has_status(self, status: Status) -> bool:
        """Whether any score came to be so."""
        return status.value in self._table["status"]

    def _read(self, unit: str) -> dict[str, dict]:
        start, length = self._spans[unit]
        rows = self._table.slice(start, length).iter_rows(named=True)
        return {row["node"]: row for row in rows}
