"""A scorebook laid out for diagnosis: each period once as arrays, found again by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from thuocdo import units
from thuocdo.catalog.framework import Framework, Tree
from thuocdo.catalog.node_names import find_node
from thuocdo.diagnosis import refusals
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.period import Period

LAID_OUT = ("node", "unit", "unit_name", "region", "score", "change")


@dataclass(frozen=True, eq=False)
class Snapshot:
    """One period as arrays nodes × units (rows in the order of the tree); NaN: no score.

    `change` is that of the scorebook: NaN where it means nothing. `identities` tell which
    territory a token was, so that a code is not followed from one unit to another.
    """

    tree: Tree
    units: tuple[str, ...]
    names: tuple[str, ...]
    regions: tuple[str | None, ...]
    identities: tuple[str, ...]
    score: np.ndarray
    change: np.ndarray

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each node code."""
        return {code: place for place, code in enumerate(self.tree.nodes)}

    @cached_property
    def column(self) -> dict[str, int]:
        """The column of each unit token."""
        return {token: place for place, token in enumerate(self.units)}

    @cached_property
    def by_identity(self) -> dict[str, int]:
        """The column of each identity."""
        return {identity: place for place, identity in enumerate(self.identities)}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The path of each row."""
        return tuple(node.path for node in self.tree.nodes.values())

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """Codes of the lowest nodes that have scores: what a diagnosis goes down to."""
        scored = {code for code, row in self.row.items() if not np.isnan(self.score[row]).all()}
        nodes = self.tree.nodes.values()
        return tuple(n.code for n in nodes if not any(part in scored for part in n.parts))

    @cached_property
    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Lowest and highest possible score of each row."""
        nodes = self.tree.nodes.values()
        low, high = ([getattr(n, end) for n in nodes] for end in ("scale_min", "scale_max"))
        return np.array(low, dtype=float), np.array(high, dtype=float)


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in a period."""

    snapshot: Snapshot
    index: int

    @property
    def unit(self) -> str:
        """Its token in the scorebook."""
        return self.snapshot.units[self.index]

    @property
    def name(self) -> str:
        """Its name in that period."""
        return self.snapshot.names[self.index]

    @property
    def identity(self) -> str:
        """Which territory it is."""
        return self.snapshot.identities[self.index]

    @property
    def period(self) -> Period:
        """When."""
        return self.snapshot.tree.period

    def score(self, code: str) -> float:
        """Its score at a node in force, NaN where there is none."""
        return float(self.snapshot.score[self.snapshot.row[code], self.index])

    def scores(self) -> dict[str, float]:
        """Its score at every node in force."""
        return dict(
            zip(self.snapshot.row, self.snapshot.score[:, self.index].tolist(), strict=True)
        )


@dataclass(frozen=True, eq=False)
class Panel:
    """A framework and its scorebook, all periods. Build one, ask it many times.

    `parts` are the rows of each period, oldest first, read when a period is asked for.
    """

    framework: Framework
    parts: Mapping[Period, pl.LazyFrame]
    _memory: dict = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, framework: Framework, book: pl.DataFrame) -> "Panel":
        """From a framework and a scorebook that may hold other frameworks too."""
        found = book.filter(framework=framework.name).partition_by("period", as_dict=True)
        parts = ((Period.parse(text), rows.lazy()) for (text,), rows in found.items())
        return cls(framework, dict(sorted(parts)))

    @cached_property
    def book(self) -> pl.DataFrame:
        """The whole scorebook."""
        return pl.concat([self.rows(period) for period in self.periods])

    def rows(self, period: Period) -> pl.DataFrame:
        """The scorebook of one period that has rows."""
        return self.parts[period].collect()

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that have rows, oldest first."""
        return tuple(self.parts)

    def remember(self, key: tuple, make: Callable[[], Any]) -> Any:
        """What `make` gives, made once for each `key`: the scorebook does not change."""
        if key not in self._memory:
            self._memory[key] = make()
        return self._memory[key]

    def snapshot(self, period: Period) -> Snapshot:
        """One period that has rows."""
        return self.remember(("snapshot", period), lambda: self._lay_out(period))

    def on(self, period: str) -> Snapshot:
        """The snapshot of a period as written. Raises `RequestError` where there is none."""
        try:
            found = Period.parse(period)
        except ValueError:
            raise refusals.period_format(period) from None
        if found not in self.parts:
            raise refusals.no_data(self.framework, found, self.periods)
        return self.snapshot(found)

    def at(self, unit: str, period: str) -> Place:
        """A unit (token or name) in a period.

        Raises `RequestError` for a period or unit without data, `UnitError` for a unit that
        did not exist then, saying what became of it.
        """
        snapshot = self.on(period)
        if unit in snapshot.column:
            return Place(snapshot, snapshot.column[unit])
        if self.framework.document.unit_level == "free":
            raise refusals.unit_without_data(unit, snapshot.tree)
        day = _day(self.framework, snapshot.tree.period, snapshot.units)
        found = units.find_unit(unit, day)
        if not found.in_force_on(day):
            units.children(found.id, day)  # raises: says where the unit went
        if str(found.id) not in snapshot.by_identity:
            raise refusals.unit_without_data(found.name_on(day), snapshot.tree)
        return Place(snapshot, snapshot.by_identity[str(found.id)])

    def node(self, text: str, tree: Tree) -> str:
        """The code of a node named by path, code or label, in force in `tree`."""
        code = text.removeprefix(f"{self.framework.name}/")
        if code not in tree.nodes:
            code = find_node(self.framework, text)
        if code not in tree.nodes:
            raise refusals.node_not_in_force(self.framework, code, tree.period)
        return code

    def _lay_out(self, period: Period) -> Snapshot:
        tree = self.framework.on(period)
        rows = self.parts[period].select(LAID_OUT).collect()
        who = rows.unique("unit", keep="first").sort("unit")
        tokens = tuple(who["unit"])
        at = (_places(rows["node"], (n.path for n in tree.nodes.values())),
              _places(rows["unit"], tokens))  # fmt: skip
        shape = (len(tree.nodes), len(tokens))
        return Snapshot(
            tree,
            tokens,
            tuple(who["unit_name"]),
            tuple(who["region"]),
            _identities(self.framework, period, tokens),
            _grid(rows["score"], at, shape),
            _grid(rows["change"], at, shape),
        )


def _places(values: pl.Series, order) -> np.ndarray:
    known = {name: place for place, name in enumerate(order)}
    return values.replace_strict(known, return_dtype=pl.Int64).to_numpy()


def _grid(values: pl.Series, at: tuple[np.ndarray, np.ndarray], shape) -> np.ndarray:
    grid = np.full(shape, np.nan)
    grid[at] = values.cast(pl.Float64).fill_null(np.nan).to_numpy()
    return grid


def _identities(framework: Framework, period: Period, tokens: tuple[str, ...]) -> tuple[str, ...]:
    if framework.document.unit_level == "free":
        return tokens
    day = _day(framework, period, tokens)
    return tuple(t if "@" in t else str(units.which_unit(t, day).id) for t in tokens)


def _day(framework: Framework, period: Period, tokens: tuple[str, ...]) -> date:
    """The day on which a scorebook read the units of a period."""
    starts = [UnitId.parse(token).since for token in tokens if "@" in token]
    return max(starts) if starts else framework.territory(period)
