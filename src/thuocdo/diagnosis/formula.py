"""How a score came to be: what was measured, the formula with its values, what is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
import polars as pl

from thuocdo.catalog.documents import Preparation
from thuocdo.catalog.framework import NodeInForce
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.index.aggregate import aggregate
from thuocdo.index.prepare import changes_values
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import score_period_of
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.tables import Status
from thuocdo.units.rebasing import Target, rebase, target_of


class Origin(StrEnum):
    """Where a score was taken from."""

    MEASURED = "measured"
    MEMBERS = "members"
    PARTS = "parts"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Measured:
    """A row of the measurements; `value` is NaN where it was withheld."""

    value: float
    status: str
    source: str
    se: float | None
    n: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """What enters a formula: a node (its code) or a unit (its id). NaN where it is missing.

    `imputed` tells that the value was filled in by a rule and is no score.
    """

    of: str
    value: float
    weight: float
    imputed: bool = False


@dataclass(frozen=True, slots=True)
class Formula:
    """`factor` × the aggregate of the terms; names as in `catalog.documents.Composition`."""

    aggregate: str
    terms: tuple[Term, ...]
    factor: float = 1.0
    power: float | None = None
    missing: str = "withhold"
    min_share: float = 0.0

    @property
    def result(self) -> float:
        """What the formula gives; NaN where too much is missing."""
        values = np.array([[term.value for term in self.terms]])
        scores = aggregate(
            values,
            self.aggregate,
            [term.weight for term in self.terms],
            missing=self.missing,
            min_share=self.min_share,
            power=self.power,
            undefined="withhold",
        )
        return float(self.factor * scores[0])

    @property
    def lacking(self) -> tuple[Term, ...]:
        """The terms that count and have no value."""
        return tuple(term for term in self.terms if np.isnan(term.value) and term.weight > 0)


@dataclass(frozen=True, slots=True)
class ScoreOrigin:
    """How the score of a unit at a node came to be; `score` is NaN where there is none.

    `measured` is its own measurement. `members` is how the value was carried over from the
    units that make it up, `target` who they are (then `measured` is None). `parts` is what the
    parts of the node make, also where the score is not taken from them. `preparation` is set
    where the value was changed before it became a score (normalised, say), `raw` is the value
    before that.
    """

    origin: Origin
    score: float
    raw: float
    measured: Measured | None
    members: Formula | None
    target: Target | None
    parts: Formula | None
    preparation: Preparation | None

    @property
    def formula(self) -> Formula | None:
        """The formula that the value follows; None where it was measured itself."""
        return {Origin.MEMBERS: self.members, Origin.PARTS: self.parts}.get(self.origin)


def score_origin(panel: Panel, place: Place, code: str, measurements: pl.DataFrame) -> ScoreOrigin:
    """How the score at node `code` of a unit in a period came to be.

    `measurements` are those the scorebook of the panel was computed from, before they were
    carried over to another territory.
    """
    node = place.snapshot.tree.nodes[code]
    rows = _rows(measurements, node, place)
    measured = _measured(rows.get(place.unit))
    target = None if measured else _target(panel, place)
    members = _members(target, rows) if target else None
    parts = _parts(panel, place, node, measurements)
    own = measured.value if measured else members.result if members else np.nan
    made = parts.result if parts else np.nan
    origin = _chosen(node, own, made, Origin.MEASURED if measured else Origin.MEMBERS)
    return ScoreOrigin(
        origin,
        place.score(code),
        {Origin.PARTS: made, Origin.NOWHERE: np.nan}.get(origin, own),
        measured,
        members,
        target if rows and not measured else None,
        parts,
        node.preparation if changes_values(node.preparation) else None,
    )


def _chosen(node: NodeInForce, own: float, made: float, own_origin: Origin) -> Origin:
    """Which of the two the definition prefers, the other where that one is missing."""
    order = [(own, own_origin), (made, Origin.PARTS)]
    if node.composition and node.composition.prefer == "parts":
        order.reverse()
    return next((origin for value, origin in order if not np.isnan(value)), Origin.NOWHERE)


def _rows(measurements: pl.DataFrame, node: NodeInForce, place: Place) -> dict[str, dict]:
    found = measurements.filter(node=node.path, period=str(place.period))
    return {row["unit"]: row for row in found.iter_rows(named=True)}


def _measured(row: Mapping | None) -> Measured | None:
    if row is None:
        return None
    return Measured(_value(row), row["status"], row["source"] or "", row["se"], row["n"])


def _value(row: Mapping | None) -> float:
    if row is None or row["value"] is None or row["status"] == Status.WITHHELD:
        return float("nan")
    return float(row["value"])


def territory_of(place: Place) -> date:
    """The day on which the units of a scorebook are read."""
    snapshot = place.snapshot
    starts = [UnitId.parse(token).since for token in snapshot.units if "@" in token]
    return max(starts) if starts else snapshot.tree.framework.territory(place.period)


def _target(panel: Panel, place: Place) -> Target | None:
    if "@" not in place.unit:
        return None
    day = panel.framework.territory(place.period)
    return target_of(UnitId.parse(place.unit), day, territory_of(place))


def _members(target: Target, rows: Mapping[str, dict]) -> Formula | None:
    """The mean of the members by population; None where the node was measured at none."""
    values = {m: rows.get(m.code) or rows.get(str(m)) for m in target.people}
    if None in target.people.values() or not any(values.values()):
        return None
    terms = (Term(str(m), _value(values[m]), people) for m, people in target.people.items())
    return Formula("arithmetic", tuple(terms))


def _parts(panel: Panel, place: Place, node: NodeInForce, measurements) -> Formula | None:
    rule = node.composition
    if rule is None or rule.aggregate == "none":
        return None
    entering = _entering(panel, place, node, measurements)
    terms = tuple(
        Term(part, value, weight, bool(np.isnan(place.score(part)) and not np.isnan(value)))
        for (part, value), weight in zip(entering.items(), rule.part_weights, strict=True)
    )
    return Formula(rule.aggregate, terms, rule.factor, rule.power, rule.missing, rule.min_share)


def _entering(panel: Panel, place: Place, node: NodeInForce, measurements) -> dict[str, float]:
    """What each part gives to the node: its score, but for what was imputed."""
    tree = place.snapshot.tree
    if not any(changes_values(tree.nodes[part].preparation) for part in node.parts):
        return {part: place.score(part) for part in node.parts}
    period = place.period
    scores = panel.remember(("entering", period), lambda: _scored(panel, place, measurements))
    return {part: float(scores[place.snapshot.row[part], place.index]) for part in node.parts}


def _scored(panel: Panel, place: Place, measurements: pl.DataFrame) -> np.ndarray:
    framework, rows = panel.framework, measurements.filter(period=str(place.period))
    if any("@" in token for token in place.snapshot.units):
        day = framework.territory(place.period)
        rows = rebase(rows, territory_of(place), lambda _period: day)
    return score_period_of(framework, place.period, rows, Uncertainty()).scores.entering
