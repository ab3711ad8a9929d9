"""Units like the one asked: of its region, or the nearest in scores and context."""

from collections.abc import Callable, Sequence

import numpy as np

from thuocdo import units
from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.lost import region_columns
from thuocdo.diagnosis.panel import Panel, Place, Snapshot
from thuocdo.diagnosis.values import Peer
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _

_POPULATION_YEARS = (2020, 2025)  # two definitions, never mixed


def peers(
    panel: Panel,
    unit: str,
    period: str,
    k: int = 5,
    nodes: Sequence[str] | None = None,
    context: Sequence[str] = ("population",),
) -> tuple[Peer, ...]:
    """The `k` units most like `unit`, nearest first.

    d² = Σ ((xᵢ − yᵢ) / sdᵢ)² over the scores at `nodes` (default: the parts of the index)
    and the `context` variables (`population`: its logarithm), sd over the units that have
    the variable. Variables that `unit` lacks are left out; a unit that lacks one of the
    others is no candidate. Raises `RequestError` for an unknown variable, and for a unit
    without any score.
    """
    place = panel.at(unit, period)
    scores = [column for column in _scores(panel, place, nodes) if _has(column, place)]
    key = ("context", place.period, *context)
    around = panel.remember(key, lambda: _context(place.snapshot, context))
    columns = [*scores, *(column for column in around if _has(column, place))]
    if not columns or (not scores and nodes is None):
        raise refusals.withheld(place.name, place.snapshot.tree.nodes[""], place.period)
    standard = np.stack([_standardised(column) for column in columns])
    distances = np.sqrt(((standard - standard[:, [place.index]]) ** 2).sum(axis=0))
    order = [i for i in np.argsort(distances, kind="stable") if i != place.index]
    near = [i for i in order if not np.isnan(distances[i])][:k]
    return tuple(_peer(place.snapshot, i, float(distances[i])) for i in near)


def region_mates(panel: Panel, unit: str, period: str) -> tuple[Peer, ...]:
    """The other units of its region in that period. Raises `RequestError` where none is."""
    place = panel.at(unit, period)
    mates = [i for i in region_columns(place) if i != place.index]
    return tuple(_peer(place.snapshot, i, None) for i in mates)


def _has(column: np.ndarray, place: Place) -> bool:
    return not np.isnan(column[place.index])


def _peer(snapshot: Snapshot, column: int, distance: float | None) -> Peer:
    return Peer(snapshot.units[column], snapshot.names[column], distance)


def _standardised(values: np.ndarray) -> np.ndarray:
    present = values[~np.isnan(values)]
    spread = present.std()
    return (values - present.mean()) / spread if spread > 0 else values - present.mean()


def _scores(panel: Panel, place: Place, nodes: Sequence[str] | None) -> list[np.ndarray]:
    tree = place.snapshot.tree
    codes = (
        [panel.node(node, tree) for node in nodes] if nodes is not None else tree.nodes[""].parts
    )
    return [place.snapshot.score[place.snapshot.row[code]] for code in codes or ("",)]


def _context(snapshot: Snapshot, names: Sequence[str]) -> list[np.ndarray]:
    unknown = [name for name in names if name not in _CONTEXT]
    if unknown:
        message = _("không có biến bối cảnh “{name}”.").format(name=unknown[0])
        hint = _("Đang có: {known}.").format(known=", ".join(_CONTEXT))
        raise RequestError(Problem("context-unknown", message, column="context", hint=hint))
    return [_CONTEXT[name](snapshot) for name in names]


def _log_population(snapshot: Snapshot) -> np.ndarray:
    """Log of the population by the one definition that covers most of the units."""
    if snapshot.tree.framework.document.unit_level != "province":
        return np.full(len(snapshot.units), np.nan)
    known = [_populations(snapshot, year) for year in _POPULATION_YEARS]
    return max(known, key=lambda values: np.count_nonzero(~np.isnan(values)))


def _populations(snapshot: Snapshot, year: int) -> np.ndarray:
    found = [units.population(UnitId.parse(text), year) for text in snapshot.identities]
    return np.array([np.log(entry.thousand) if entry else np.nan for entry in found])


_CONTEXT: dict[str, Callable[[Snapshot], np.ndarray]] = {"population": _log_population}
