"""Carries a series of measurements over a merger: an estimate, never an official score.

A merged province gets the mean of its members, weighted by their average population of 2020
(General Statistics Office; `populations`). The weights are those of one year for the whole
series, so that a change over time is a change of the measured thing and not of the weights.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from thuocdo.kernel import (
    MEASUREMENTS,
    InputError,
    Level,
    Period,
    Problem,
    RequestError,
    Status,
    UnitId,
)
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import names, types
from thuocdo.units.calls import shares, units_on, which_unit
from thuocdo.units.model import Unit
from thuocdo.units.populations import population
from thuocdo.units.register import registry
from thuocdo.units.sentences import called, day_text

WEIGHT_YEAR = 2020
_SCHEMA = dict(pl.Schema(types(MEASUREMENTS)))
_KEY = ["framework", "node", "unit", "period"]
_GROUP = ["framework", "node", "period", "target"]

Territory = Callable[[str], date] | Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Target:
    """A unit of the new map, and the units that make it up on the day of the old one.

    `people` are the thousands of `WEIGHT_YEAR` that each member brings along, `weights` their
    shares of the whole; None where they cannot be known. `reason` is the source that is
    written: how the values are computed, or why they cannot be.
    """

    id: UnitId
    weights: dict[UnitId, float | None]
    people: dict[UnitId, float | None]
    reason: str


def year_end(period: str) -> date:
    """The day on which the codes of a period are read unless told otherwise: 31 December."""
    return date(Period.parse(period).year, 12, 31)


def rebase(measurements: pl.DataFrame, onto: date, territory: Territory = year_end) -> pl.DataFrame:
    """`measurements` on the map of the day `onto`, with the columns MEASUREMENTS.

    `territory` tells on which day the codes of a period are to be read (a function or a
    mapping; 31 December of its year by default). A unit that is in force on `onto` keeps
    its rows as they are. A merged unit is written `08@2025-07-01` and is `reconstructed`:

        value = Σ w·value,   se = √Σ w²·se²,   n = Σ n,   w = population share in 2020

    `se` takes the samples of the members as independent, and like `n` is empty unless every
    member has one. When a member's value is withheld or absent, or its weight is not known,
    the merged unit is `withheld` and `source` says why. Rows come sorted by framework, node,
    period and unit. Raises `InputError` for two rows of one unit × node × period,
    `RequestError` for a unit that is younger than `onto` or whose trail is lost, and
    `UnknownUnit` or `UnitNotInForce` for a unit that the period does not know.
    """
    table = measurements.select(names(MEASUREMENTS)).cast(_SCHEMA)
    _refuse_duplicates(table)
    days = {period: _day(territory, period) for period in table["period"].unique()}
    ids = _identify(table, days)
    table = table.join(_crosswalk(ids, days, onto), on=["unit", "period"], how="left")
    staying = table.filter(pl.col("target").is_null()).select(_SCHEMA.keys())
    merged = _merge(table, ids, days, onto)
    rebased = pl.concat([staying, merged]).sort("framework", "node", "period", "unit")
    _refuse_duplicates(rebased)
    return rebased


def target_of(goal: UnitId, day: date, onto: date) -> Target | None:
    """What `rebase` makes the unit `goal` of: a unit of the map of `onto`, out of the units of
    `day`. None where it is not made of them.
    """
    return _targets_on(day, onto, goal.level).get(goal)


def _refuse_duplicates(table: pl.DataFrame) -> None:
    doubled = table.filter(table.select(_KEY).is_duplicated())
    if doubled.height:
        _framework, node, unit, period = doubled.select(_KEY).row(0)
        message = _("hai dòng cho cùng {unit}, {node}, {period}")
        text = message.format(unit=unit, node=node, period=period)
        raise InputError(Problem("rows-duplicate", text, hint=_("giữ lại một dòng")))


def _day(territory: Territory, period: str) -> date:
    return territory(period) if callable(territory) else territory[period]


def _identify(table: pl.DataFrame, days: Mapping[str, date]) -> dict[tuple[str, str], UnitId]:
    pairs = table.select("unit", "period").unique().iter_rows()
    return {
        (unit, period): registry().unit(UnitId.parse(unit)).id
        if "@" in unit
        else which_unit(unit, days[period]).id
        for unit, period in pairs
    }


def _crosswalk(
    ids: Mapping[tuple[str, str], UnitId], days: Mapping[str, date], onto: date
) -> pl.DataFrame:
    """unit, period, member (its id) and target; target is null for a unit that stays."""
    cache: dict[tuple[UnitId, date], list[UnitId]] = {}
    rows = []
    for (unit, period), id_ in ids.items():
        key = id_, days[period]
        if key not in cache:
            cache[key] = _goals(id_, days[period], onto)
        rows += [(unit, period, str(id_), str(goal) if goal else None) for goal in cache[key]]
    columns = ["unit", "period", "member", "target"]
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def _goals(id_: UnitId, day: date, onto: date) -> list[UnitId | None]:
    """Where the rows of a unit go; None stands for: they stay as they are."""
    unit = registry().unit(id_)
    stays = unit.in_force_on(onto)
    # A period that is already on the map, or a row that was rebased before.
    if stays and (day >= onto or not unit.in_force_on(day)):
        return [None]
    if id_.since > onto:
        raise RequestError(_backwards(unit, onto))
    goals: list[UnitId | None] = [g for g in shares(id_, onto, day) if g != id_]
    if not goals and not stays:
        raise RequestError(_trail_lost(unit, onto))
    return [None, *goals] if stays else goals


def _backwards(unit: Unit, onto: date) -> Problem:
    message = _("không chia được số liệu của {name} (có từ {since}) về địa giới ngày {day}")
    text = message.format(
        name=called(unit, unit.id.since), since=day_text(unit.id.since), day=day_text(onto)
    )
    return Problem("rebase-backwards", text, hint=_("chọn một ngày muộn hơn"))


def _trail_lost(unit: Unit, onto: date) -> Problem:
    message = _("không rõ {name} nhập vào đơn vị nào trước ngày {day}")
    text = message.format(name=called(unit, onto), day=day_text(onto))
    hint = _("bỏ các dòng của đơn vị này, hoặc chọn một ngày sớm hơn")
    return Problem("rebase-no-successor", text, hint=hint)


def _merge(
    table: pl.DataFrame,
    ids: Mapping[tuple[str, str], UnitId],
    days: Mapping[str, date],
    onto: date,
) -> pl.DataFrame:
    rows = table.filter(pl.col("target").is_not_null())
    targets = _targets(rows, days, onto)
    expected = rows.select(_GROUP).unique().join(targets, on=["target", "period"])
    rows = rows.select(*_GROUP, "member", "value", "se", "n", "status")
    joined = expected.join(rows, on=[*_GROUP, "member"], how="left")
    value = pl.when(pl.col("status") != Status.WITHHELD).then("value")
    sums = joined.with_columns(value=value).group_by(_GROUP).agg(*_sums())
    return _finished(sums).select(_SCHEMA.keys())


def _targets(rows: pl.DataFrame, days: Mapping[str, date], onto: date) -> pl.DataFrame:
    """One row a period × target × member: target, period, member, name, weight, reason."""
    wanted = rows.select("target", "period").unique().rows()
    made: dict[tuple[date, Level], dict[UnitId, Target]] = {}
    out = []
    for target, period in wanted:
        day, goal = days[period], UnitId.parse(target)
        if (day, goal.level) not in made:
            made[day, goal.level] = _targets_on(day, onto, goal.level)
        known = made[day, goal.level][goal]
        for member, weight in known.weights.items():
            name = called(registry().unit(member), day)
            out.append((target, period, str(member), name, weight, known.reason))
    columns = dict.fromkeys(("target", "period", "member", "name"), pl.String)
    schema = {**columns, "weight": pl.Float64, "reason": pl.String}
    return pl.DataFrame(out, schema=schema, orient="row")


def _targets_on(day: date, onto: date, level: Level) -> dict[UnitId, Target]:
    parts: dict[UnitId, dict[UnitId, float | None]] = {}
    for unit in units_on(day, level):
        for goal, share in shares(unit.id, onto, day).items():
            parts.setdefault(goal, {})[unit.id] = share
    return {goal: _target(goal, members, onto) for goal, members in parts.items()}


def _target(goal: UnitId, members: Mapping[UnitId, float | None], onto: date) -> Target:
    unclear = [member for member, share in members.items() if share is None]
    people = {m: p.thousand for m in members if (p := population(m, WEIGHT_YEAR))}
    unknown = dict.fromkeys(members)
    if unclear:
        text = _("không tính lại được: chưa rõ tỷ lệ dân số chuyển sang của {names}")
        return Target(goal, unknown, unknown, text.format(names=_names(unclear)))
    if missing := [member for member in members if member not in people]:
        text = _("không tính lại được: không có dân số năm {year} của {names}")
        text = text.format(year=WEIGHT_YEAR, names=_names(missing))
        return Target(goal, unknown, unknown, text)
    weighed = {member: people[member] * share for member, share in members.items()}
    total = sum(weighed.values())
    text = _(
        "tính lại theo địa giới từ {day}: trung bình của {names}, trọng số là dân số trung bình "
        "năm {year} (Tổng cục Thống kê)"
    )
    reason = text.format(day=day_text(goal.since), names=_names(members), year=WEIGHT_YEAR)
    weights = {member: thousand / total for member, thousand in weighed.items()}
    return Target(goal, weights, weighed, reason)


def _names(ids: Iterable[UnitId]) -> str:
    units = (registry().unit(id_) for id_ in ids)
    return ", ".join(called(unit, unit.until or date.max) for unit in units)


def _sums() -> list[pl.Expr]:
    weight, value, se, n = (pl.col(name) for name in ("weight", "value", "se", "n"))

    def if_all(known: pl.Expr, total: pl.Expr) -> pl.Expr:
        return pl.when(known.is_not_null().all()).then(total)

    return [
        if_all(value * weight, (value * weight).sum()).alias("value"),
        if_all(se * weight, (se.pow(2) * weight.pow(2)).sum().sqrt()).alias("se"),
        if_all(n, n.sum()).alias("n"),
        weight.is_not_null().all().alias("weighed"),
        pl.col("name").filter(value.is_null()).sort().str.join(", ").alias("missing"),
        pl.col("reason").first(),
    ]


def _finished(sums: pl.DataFrame) -> pl.DataFrame:
    before, after = _("không tính lại được: thiếu số liệu của {names}").split("{names}")
    incomplete = pl.concat_str(pl.lit(before), "missing", pl.lit(after))
    known = pl.col("value").is_not_null()
    return sums.with_columns(
        unit=pl.col("target"),
        se=pl.when(known).then("se"),
        n=pl.when(known).then("n"),
        status=pl.when(known)
        .then(pl.lit(Status.RECONSTRUCTED.value))
        .otherwise(pl.lit(Status.WITHHELD.value)),
        source=pl.when(known | ~pl.col("weighed")).then("reason").otherwise(incomplete),
    )
