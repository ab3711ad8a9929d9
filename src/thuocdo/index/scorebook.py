"""The scorebook: measurements of a framework in, one row a unit × node × period out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from thuocdo import units
from thuocdo.catalog.framework import Framework, Tree
from thuocdo.index.change import Change, Past, change
from thuocdo.index.rank import NO_RANK
from thuocdo.index.sampling import (
    Sampling,
    Uncertainty,
    rank_ranges,
    sampling_of,
    significance,
)
from thuocdo.index.scoring import LEAST_OFFICIAL_FIRST, UNKNOWN, Measured, Scores, score_period
from thuocdo.index.standing import Standing, standing
from thuocdo.kernel.errors import InputError, Problem, UnitError
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import SCOREBOOK, Status, types

SCHEMA = dict(pl.Schema(types(SCOREBOOK)))
_PLACE_OF_STATUS = {status.value: place for place, status in enumerate(LEAST_OFFICIAL_FIRST)}
_STATUS_AT = np.array([*(status.value for status in LEAST_OFFICIAL_FIRST), None], dtype=object)


def score(
    framework: Framework, measurements: pl.DataFrame, known: Uncertainty | None = None
) -> pl.DataFrame:
    """The scorebook of `measurements` (columns of `MEASUREMENTS`), every level of the tree.

    Columns are those of `SCOREBOOK`, rows ordered by period, node and unit. Scores are
    unrounded. `se`, `rank_low`, `rank_high` and `change_significant` are filled as far as
    `known` says how uncertain the measurements are; what is not known stays empty.

    Raises `RequestError` for a period without definition, `InputError` where one period
    mixes old and new territories.
    """
    books, before, known = [], None, known or Uncertainty()
    for period, rows in _by_period(measurements):
        book, before = _score_one(framework, period, rows, before, known)
        books.append(book)
    return pl.concat(books) if books else pl.DataFrame(schema=SCHEMA)


def _by_period(measurements: pl.DataFrame) -> Iterator[tuple[Period, pl.DataFrame]]:
    parts = measurements.partition_by("period", as_dict=True)
    keyed = sorted((Period.parse(text), rows) for (text,), rows in parts.items())
    yield from keyed


@dataclass(frozen=True, slots=True)
class ScoredPeriod:
    """One period scored: its units by token, what was measured, the scores, their errors."""

    tree: Tree
    units: dict[str, "Identity"]
    measured: Measured
    scores: Scores
    sampling: Sampling

    @property
    def identities(self) -> list[str]:
        """Who each unit is: a code may be another territory in another period."""
        return [str(unit.id or token) for token, unit in self.units.items()]


def score_period_of(
    framework: Framework, period: Period, measurements: pl.DataFrame, known: Uncertainty
) -> ScoredPeriod:
    """The measurements of one `period` scored, with their sampling errors."""
    rows = measurements.filter(period=str(period))
    tree = framework.on(period)
    identities = _identities(framework, period, sorted(rows["unit"].unique()))
    measured = _arrays(framework, tree, rows, identities)
    scores = score_period(tree, measured)
    return ScoredPeriod(
        tree, identities, measured, scores, sampling_of(tree, measured, scores, known)
    )


def _score_one(
    framework: Framework, period: Period, rows: pl.DataFrame, before: Past | None, known
) -> tuple[pl.DataFrame, Past]:
    made = score_period_of(framework, period, rows, known)
    tree, scores = made.tree, made.scores
    stands = standing(tree, scores, made.measured.regions)
    place = {identity: i for i, identity in enumerate(made.identities)}
    row = {code: i for i, code in enumerate(scores.codes)}
    past = Past(period, place, row, scores.score, stands.rank, made.sampling.se)
    adjacent = before if before and before.period == period.previous else None
    moved = change(framework, past, adjacent)
    sure = significance(framework, past, adjacent, moved.change, known.level)
    columns = (
        _about(framework, tree, made.units, scores)
        | _scored(tree, scores)
        | _placed(stands)
        | _moved(moved)
        | _allowed(tree, scores, made.sampling, known.level)
        | {"change_significant": _verdicts(sure)}
    )
    return _frame(scores, columns), past


def _allowed(tree: Tree, scores: Scores, sampling: Sampling, level: float) -> dict:
    """The columns that say how sure the sample makes us."""
    if not tree.complete:
        return {"se": sampling.se}
    low, high = rank_ranges(scores, sampling, level)
    return {"se": sampling.se, "rank_low": _whole(low), "rank_high": _whole(high)}


@dataclass(frozen=True, slots=True)
class Identity:
    """A unit of a period: who it is (None in a framework of free units), name, region."""

    id: UnitId | None
    name: str
    region: str | None


def _identities(framework: Framework, period: Period, tokens: list[str]) -> dict[str, Identity]:
    if framework.document.unit_level == "free":
        return {token: Identity(None, token, None) for token in tokens}
    day = _day(framework, period, tokens)
    found = {}
    for token in tokens:
        unit = units.find_unit(token, day)
        region = units.region_of(unit.id, day)
        found[token] = Identity(unit.id, unit.name_on(day), region.code if region else None)
    return found


def _day(framework: Framework, period: Period, tokens: list[str]) -> date:
    """The day on which the units of a period are read: one day, one territory."""
    starts = {UnitId.parse(token).since for token in tokens if "@" in token}
    if not starts:
        return framework.territory(period)
    day = max(starts)
    gone = [token for token in tokens if not _in_force(token, day)]
    if gone:
        message = _("kỳ {period} trộn đơn vị của hai thời kỳ: {units} không còn vào {day}.")
        text = message.format(period=period, units=", ".join(gone), day=f"{day:%d/%m/%Y}")
        hint = _("Tách bảng, hoặc quy tất cả về một địa giới (lệnh có mục --territory).")
        raise InputError(Problem("territories-mixed", text, column="unit", hint=hint))
    return day


def _in_force(token: str, day: date) -> bool:
    try:
        return units.find_unit(token, day).in_force_on(day)
    except UnitError:
        return False


def _arrays(framework: Framework, tree: Tree, rows: pl.DataFrame, identities) -> Measured:
    place = {token: i for i, token in enumerate(identities)}
    size = len(place)
    arrays: dict[str, tuple] = {}
    prefix = len(framework.name) + 1
    for node, part in rows.partition_by("node", as_dict=True).items():
        code = node[0][prefix:]
        if code not in tree.nodes:
            _refuse_node(node[0], tree)
        at = np.array([place[token] for token in part["unit"]])
        arrays[code] = tuple(_scatter(size, at, column, empty) for column, empty in _columns(part))
    order = ("values", "se", "status", "present")
    fields = {name: {code: a[i] for code, a in arrays.items()} for i, name in enumerate(order)}
    regions = tuple(identity.region for identity in identities.values())
    return Measured(tuple(place), regions, **fields)


def _columns(part: pl.DataFrame) -> list[tuple[np.ndarray, object]]:
    status = [_PLACE_OF_STATUS.get(text, UNKNOWN) for text in part["status"]]
    withheld = (part["status"] == Status.WITHHELD).to_numpy()
    value = part["value"].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return [
        (np.where(withheld, np.nan, value), np.nan),
        (part["se"].cast(pl.Float64).fill_null(np.nan).to_numpy(), np.nan),
        (np.array(status), UNKNOWN),
        (np.ones(part.height, dtype=bool), False),
    ]


def _scatter(size: int, at: np.ndarray, values: np.ndarray, empty) -> np.ndarray:
    out = np.full(size, empty, dtype=values.dtype)
    out[at] = values
    return out


def _refuse_node(path: str, tree: Tree) -> None:
    message = _("nội dung “{node}” không có trong bộ chỉ số ở kỳ {period}.")
    raise InputError(
        Problem("node-not-in-force", message.format(node=path, period=tree.period), column="node")
    )


def _frame(scores: Scores, columns: dict[str, np.ndarray]) -> pl.DataFrame:
    """The rows of a period, nodes in the order of the tree, units by code within a node."""
    series = [_series(name, columns.get(name), scores.score.size) for name in SCHEMA]
    return pl.DataFrame(series).filter(scores.shown.ravel())


def _about(framework: Framework, tree: Tree, identities, scores: Scores) -> dict:
    nodes, who = [tree.nodes[code] for code in scores.codes], list(identities.values())

    def by_node(values: list) -> np.ndarray:
        return np.repeat(np.array(values, dtype=object), len(who))

    def by_unit(values: list) -> np.ndarray:
        return np.tile(np.array(values, dtype=object), len(nodes))

    return {
        "framework": by_node([framework.name] * len(nodes)),
        "node": by_node([node.path for node in nodes]),
        "level": by_node([node.level for node in nodes]),
        "unit": by_unit(list(identities)),
        "unit_name": by_unit([unit.name for unit in who]),
        "region": by_unit([unit.region for unit in who]),
        "period": by_node([str(tree.period)] * len(nodes)),
    }


def _scored(tree: Tree, scores: Scores) -> dict:
    top = np.array([tree.nodes[code].scale_max for code in scores.codes])[:, None]
    return {
        "score": scores.score,
        "max_score": np.broadcast_to(top, scores.score.shape),
        "lost_points": top - scores.score,
        "status": _statuses(scores),
    }


def _placed(stands: Standing) -> dict:
    return {
        "rank": _whole(stands.rank),
        "ranked_units": _whole(stands.ranked_units),
        "region_rank": _whole(stands.region_rank),
        "region_size": _whole(stands.region_size),
        "group": np.array(stands.group, dtype=object),
    }


def _moved(moved: Change) -> dict:
    return {
        "previous_score": moved.previous_score,
        "change": moved.change,
        "change_comparable": _verdicts(moved.comparable),
        "rank_change": moved.rank_change,
    }


def _verdicts(codes: np.ndarray) -> np.ndarray:
    """1, 0 and −1 as true, false and nothing."""
    return np.array([False, True, None], dtype=object)[codes]


def _whole(ranks: np.ndarray) -> np.ndarray:
    return np.where(ranks == NO_RANK, np.nan, ranks)


def _statuses(scores: Scores) -> np.ndarray:
    """A score's own status; a score that is not there is withheld, whatever its parts are."""
    status = _STATUS_AT[scores.status]
    status[np.isnan(scores.score)] = Status.WITHHELD.value
    return status


def _series(name: str, values: np.ndarray | None, size: int) -> pl.Series:
    """A column of the table; one without values (the uncertainty columns) is all null."""
    kind = SCHEMA[name]
    if values is None:
        return pl.Series(name, [None] * size, dtype=kind)
    flat = np.ravel(values)
    if flat.dtype == object:
        return pl.Series(name, flat.tolist(), dtype=kind)
    return pl.Series(name, flat, dtype=pl.Float64).fill_nan(None).cast(kind)
