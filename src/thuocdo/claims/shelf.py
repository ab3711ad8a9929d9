"""The scorebooks that claims are held against, and what is known beside them."""

from collections.abc import Iterable, Mapping
from functools import cached_property

import polars as pl

from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import frameworks as all_frameworks
from thuocdo.kernel.period import Period

Row = dict[str, object]


class Shelf:
    """Scorebooks by framework name, looked up by node, unit and year.

    `frameworks` are those of the package unless given. Ranks and sources as printed come
    from the bundled tables; for a framework that is not bundled there are none.
    """

    def __init__(
        self, books: Mapping[str, pl.DataFrame], frameworks: Iterable[Framework] | None = None
    ):
        known = all_frameworks() if frameworks is None else frameworks
        self.books = books
        self.frameworks = {framework.name: framework for framework in known}
        self._rows: dict[tuple, tuple[Row, ...]] = {}

    def year(self, index: str, node: str, year: int) -> tuple[Row, ...]:
        """Scorebook rows of a node (its path) in a year; empty where there is no data."""
        key = index, node, str(year)
        if key not in self._rows:
            part = self._parts.get(key)
            self._rows[key] = () if part is None else tuple(part.iter_rows(named=True))
        return self._rows[key]

    def row(self, index: str, node: str, unit: tuple[str, ...], year: int) -> Row | None:
        """The row of a unit, which the book may know under any token of `unit`."""
        rows = {row["unit"]: row for row in self.year(index, node, year)}
        return next((rows[token] for token in unit if token in rows), None)

    def complete(self, index: str, year: int) -> bool:
        """Whether every unit is in the data of that year, so that ranks can be computed."""
        edition = self.frameworks[index].edition(Period.parse(year))
        return edition is None or edition.coverage == "complete"

    def printed(self, index: str, node: str, unit: tuple[str, ...], year: int) -> Row | None:
        """The rank and group that a page printed, with its `source`."""
        found = (self._printed.get((index, node, token, str(year))) for token in unit)
        return next((row for row in found if row), None)

    def source(self, index: str, node: str, unit: tuple[str, ...], year: int) -> str:
        """Where our score is from: the page for a collected number, else the table."""
        pages = (self._pages.get((index, node, token, str(year))) for token in unit)
        page = next((page for page in pages if page), None)
        title = bundled.provenance().get(index, {}).get("title")
        return page or title or self.frameworks[index].document.source

    @cached_property
    def _parts(self) -> dict[tuple, pl.DataFrame]:
        return {
            (index, node, period): rows
            for index, book in self.books.items()
            for (node, period), rows in book.partition_by("node", "period", as_dict=True).items()
        }

    @cached_property
    def _printed(self) -> dict[tuple, Row]:
        names = [name for name in self.books if name in bundled.bundled_names()]
        rows = [row for name in names for row in bundled.printed(name).iter_rows(named=True)]
        return {(r["framework"], r["node"], r["unit"], r["period"]): r for r in rows}

    @cached_property
    def _pages(self) -> dict[tuple, str]:
        """Pages of single numbers: only where the data of a year were collected one by one."""
        names = [name for name in self.books if name in bundled.bundled_names()]
        return {
            (name, node, unit, period): source
            for name in names
            for node, unit, period, source in self._collected(name).iter_rows()
        }

    def _collected(self, name: str) -> pl.DataFrame:
        table = bundled.measurements(name)
        years = [year for year in table["period"].unique() if not self.complete(name, int(year))]
        rows = table.filter(pl.col("period").is_in(years))
        return rows.select("node", "unit", "period", "source")
