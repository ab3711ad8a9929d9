"""One period over all units: what every profile of that period shares, gathered once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from thuocdo.catalog import bundled
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.cuts import grouping, rule_in
from thuocdo.diagnosis.panel import Snapshot
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import language, pick
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import Status
from thuocdo.reports.unit_rows import UnitRows
from thuocdo.reports.views import Band, Head, Mark

SHADES = 7


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """A node over all units with a score; None where nobody or not everybody is in the data."""

    count: int
    low: float | None = None
    median: float | None = None
    best: float | None = None
    best_units: str = ""


@dataclass(frozen=True, eq=False)
class Country:
    """All units of a panel in a period."""

    panel: Panel
    snapshot: Snapshot
    rows: UnitRows  # unit, node: the row of the scorebook
    facts: dict[str, NodeFacts]
    bands: tuple[Band, ...]
    marks: tuple[Mark, ...]
    printed: dict[str, dict]  # unit: printed rank and group at the index

    @property
    def tree(self) -> Tree:
        """The tree in force."""
        return self.snapshot.tree

    @property
    def period(self) -> Period:
        """When."""
        return self.snapshot.tree.period

    @property
    def index(self) -> NodeInForce:
        """The top of the tree."""
        return self.tree.nodes[""]

    @cached_property
    def territory(self) -> date:
        """The day on which its units are read."""
        starts = [UnitId.parse(unit).since for unit in self.snapshot.units if "@" in unit]
        return max(starts) if starts else self.panel.framework.territory(self.period)

    @cached_property
    def reconstructed(self) -> bool:
        """Whether scores were carried over to another territory."""
        return self.rows.has_status(Status.RECONSTRUCTED)

    @cached_property
    def has_errors(self) -> bool:
        """Whether any index score has a standard error."""
        return any(row["se"] is not None for row in self.rows.at(self.index.path))

    @cached_property
    def has_ranges(self) -> bool:
        """Whether any rank at the index has a range."""
        return any(row["rank_low"] is not None for row in self.rows.at(self.index.path))

    @property
    def estimated(self) -> bool:
        """Whether the scores were estimated from answers: not what the publisher printed."""
        return self.rows.has_status(Status.ESTIMATED)

    @property
    def digits(self) -> int:
        """Decimals of the score."""
        return digits_of(self.marks)


def country_of(panel: Panel, period: str) -> Country:
    """The country in a period, in the reader's language; gathered once for each language.

    Raises `RequestError` for a period without data.
    """
    snapshot = panel.on(period)
    key = ("country", snapshot.tree.period, language())
    return panel.remember(key, lambda: _gather(panel, snapshot))


def head_of(country: Country) -> Head:
    """What a page begins with."""
    document = country.panel.framework.document
    return Head(
        framework=document.framework,
        abbreviation=document.abbreviation,
        framework_label=country.panel.framework.label,
        owner=pick(document.owner.model_dump()),
        period=str(country.period),
        territory=country.territory,
        reconstructed=country.reconstructed,
        estimated=country.estimated,
    )


def code_of(token: str) -> str:
    """The code in a token of the scorebook."""
    return token.partition("@")[0]


def shade(place: int, groups: int) -> int:
    """The shade of the group at `place` (0 best) of so many: 1 darkest to 7."""
    return 4 if groups < 2 else 1 + round(place * (SHADES - 1) / (groups - 1))


def _gather(panel: Panel, snapshot: Snapshot) -> Country:
    rows = UnitRows(panel.rows(snapshot.tree.period))
    printed = {} if rows.has_status(Status.ESTIMATED) else _printed(panel, snapshot)
    return Country(
        panel,
        snapshot,
        rows,
        {node.path: _facts(snapshot, code) for code, node in snapshot.tree.nodes.items()},
        tuple(bands_of(snapshot.tree, "", snapshot.score[snapshot.row[""]])),
        tuple(_marks(snapshot, rows, printed)),
        printed,
    )


def said(row: dict) -> dict:
    """What a row of the scorebook says of its own uncertainty."""
    return {name: row.get(name) for name in ("rank_low", "rank_high", "change_significant")}


def _facts(snapshot: Snapshot, code: str) -> NodeFacts:
    scores = snapshot.score[snapshot.row[code]]
    present = scores[~np.isnan(scores)]
    if not present.size or not snapshot.tree.complete:  # the median of a few is nobody's
        return NodeFacts(present.size)
    best = present.max()
    holders = [snapshot.names[i] for i in np.flatnonzero(scores == best)]
    return NodeFacts(
        present.size,
        float(present.min()),
        float(np.median(present)),
        float(best),
        ", ".join(holders),
    )


def group_steps(tree: Tree, code: str) -> dict[str, tuple[str, int]]:
    """For each group as the scorebook writes it: its name for the reader, its shade."""
    rule = tree.nodes[code].groups
    if rule is None:
        return {}
    count = len(rule.labels)
    return {
        label.vi: (pick(label.model_dump()), shade(place, count))
        for place, label in enumerate(rule.labels)
    }


def digits_of(marks: Iterable[Mark]) -> int:
    """Decimals to show scores with: four where the data have more than two."""
    scores = [mark.score for mark in marks if mark.score is not None]
    return 4 if any(abs(score - round(score, 2)) > 1e-9 for score in scores) else 2


def bands_of(tree: Tree, code: str, scores: np.ndarray) -> Iterator[Band]:
    """The groups of a node, best first, cut from `scores` (NaN: no score)."""
    rule = rule_in(tree, code)
    if rule is None or np.isnan(scores).all():
        return
    found = grouping(rule, scores)
    for place, (label, step) in enumerate(group_steps(tree, code).values()):
        cut = float(found.cut_points[place]) if place < found.cut_points.size else np.nan
        yield Band(label, step, None if np.isnan(cut) else cut, int(found.sizes[place]))


def marks_of(
    tree: Tree, code: str, rows: Iterable[Mapping], printed: Mapping[str, str | None]
) -> Iterator[Mark]:
    """Scorebook rows of one node and period as marks, best first; `printed` groups by unit."""
    names = group_steps(tree, code)
    order = sorted(rows, key=lambda r: (r["score"] is None, -(r["score"] or 0), r["unit"]))
    for row in order:
        unit, theirs = row["unit"], printed.get(row["unit"])
        group, step = names.get(row["group"], (None, None))
        plain = None if row["score"] is None else 4
        yield Mark(
            unit,
            code_of(unit),
            row["unit_name"],
            row["score"],
            row["rank"],
            group,
            step or plain,
            row["change"],
            row["rank_change"],
            names.get(theirs, (theirs, None))[0],
            **said(row),
        )


def _marks(snapshot: Snapshot, rows, printed) -> Iterator[Mark]:
    found = rows.at(snapshot.tree.nodes[""].path)
    groups = {unit: row.get("group") for unit, row in printed.items()}
    return marks_of(snapshot.tree, "", found, groups)


def _printed(panel: Panel, snapshot: Snapshot) -> dict[str, dict]:
    """Published ranks and groups of the index; none where the territory is another."""
    name = panel.framework.name
    if name not in bundled.bundled_names() or any("@" in unit for unit in snapshot.units):
        return {}
    period, node = str(snapshot.tree.period), snapshot.tree.nodes[""].path
    table = bundled.printed(name).filter(period=period, node=node)
    return {row["unit"]: row for row in table.iter_rows(named=True)}
