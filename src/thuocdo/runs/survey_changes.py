"""Differences between two periods of a measurements table, with tests.

The samples of two periods are independent, so SE² = SE_A² + SE_B²; t = difference / SE has
the degrees of freedom of Welch and Satterthwaite. Many differences at once: Holm (1979)
bounds the chance of any false finding, Benjamini and Hochberg (1995) the share of false ones.
The family is every comparable row of the output.
"""

from pathlib import Path
from statistics import NormalDist

import numpy as np
import polars as pl

from thuocdo import units
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import framework as load_framework
from thuocdo.catalog.node_names import find_node
from thuocdo.kernel.errors import InputError, Problem, RequestError, UnitError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period
from thuocdo.survey.distributions import t_sf
from thuocdo.survey.multiplicity import benjamini_hochberg, holm
from thuocdo.survey.read_answers import read_answers

NEEDED = ("framework", "node", "unit", "period", "value", "se")


def compare_years(
    measurements: Path,
    first: Period,
    last: Period,
    node: str | None = None,
    definitions: Path | None = None,
) -> pl.DataFrame:
    """Every node and unit of both periods: difference (last − first), se, t, df, p, p_holm,
    p_bh; rows that cannot be compared say why. Raises `InputError`, `RequestError`.
    """
    table = _read(measurements)
    known = load_framework(str(table["framework"][0]), definitions)
    if node is not None:
        code = find_node(known, node)
        table = table.filter(node=f"{known.name}/{code}" if code else known.name)
    joined = _joined(table, first, last)
    nodes = {name: _node_changed(known, name, first, last) for name in set(joined["node"])}
    moved = {unit: _unit_changed(known, unit, first, last) for unit in set(joined["unit"])}
    reasons = [
        _gap(row) or moved[row["unit"]] or nodes[row["node"]]
        for row in joined.iter_rows(named=True)
    ]
    joined = joined.with_columns(not_comparable=pl.Series(reasons, dtype=pl.String))
    return _tested(joined)


def _read(path: Path) -> pl.DataFrame:
    table = read_answers(path).frame
    missing = [name for name in NEEDED if name not in table.columns]
    if missing:
        message = _("bảng số đo thiếu cột {names}.").format(names=", ".join(missing))
        hint = _("Dùng bảng mà “thuocdo estimate” ghi ra.")
        raise InputError(Problem("measurements-columns", message, str(path), hint=hint))
    texts = pl.col("framework", "node", "unit").cast(pl.String)
    period = pl.col("period").cast(pl.String).str.strip_suffix(".0")
    table = table.with_columns(texts, period)
    if "domain" not in table.columns:
        table = table.with_columns(domain=pl.lit(""))
    return table if "df" in table.columns else table.with_columns(df=pl.lit(None, pl.Float64))


def _joined(table: pl.DataFrame, first: Period, last: Period) -> pl.DataFrame:
    keys = ["framework", "node", "unit", "domain"]
    parts = []
    for period, suffix in ((first, "first"), (last, "last")):
        part = table.filter(period=str(period))
        if part.is_empty():
            found = ", ".join(sorted(set(table["period"].drop_nulls())))
            message = _("bảng số đo không có kỳ {period}.").format(period=period)
            hint = _("Các kỳ có số liệu: {known}.").format(known=found or "–")
            raise RequestError(Problem("period-empty", message, hint=hint))
        renamed = {name: f"{name}_{suffix}" for name in ("value", "se", "df")}
        parts.append(part.select(*keys, "value", "se", "df").rename(renamed))
    return parts[0].join(parts[1], on=keys, how="inner", maintain_order="left")


def _gap(row: dict) -> str | None:
    if any(row[f"{name}_{end}"] is None for name in ("value", "se") for end in ("first", "last")):
        return _("thiếu giá trị hoặc sai số chuẩn")
    return None


def _node_changed(known: Framework, name: str, first: Period, last: Period) -> str | None:
    code = find_node(known, name)
    if not known.defines(last) or not known.defines(first):
        return None  # only the structure of another period: nothing declared against it
    if code not in known.on(last).nodes:
        return _("nội dung không còn được đo")
    verdict = known.comparability(code, last, first)
    if verdict.comparable:
        return None
    return pick(verdict.reason.model_dump()) if verdict.reason else _("không so sánh được")


def _unit_changed(known: Framework, code: str, first: Period, last: Period) -> str | None:
    """A code alone does not tell a territory: 24 was Bắc Giang and is Bắc Ninh."""
    if known.document.unit_level == "free" or "@" in code:
        return None
    text = code.partition("/")[0]
    try:
        before, after = (units.which_unit(text, known.territory(p)).id for p in (first, last))
    except UnitError:
        before, after = None, text
    return None if before == after else _("địa giới đã thay đổi")


def _tested(joined: pl.DataFrame) -> pl.DataFrame:
    fair = joined["not_comparable"].is_null().to_numpy()
    numbers = {
        name: np.where(fair, joined[name].cast(pl.Float64).fill_null(np.nan).to_numpy(), np.nan)
        for name in ("value_first", "value_last", "se_first", "se_last", "df_first", "df_last")
    }
    difference = numbers["value_last"] - numbers["value_first"]
    squares = numbers["se_first"] ** 2, numbers["se_last"] ** 2
    se = np.sqrt(squares[0] + squares[1])
    df = welch(squares, (numbers["df_first"], numbers["df_last"]))
    t = np.divide(difference, se, out=np.full(se.shape, np.nan), where=se > 0)
    p = np.array([_two_sided(*pair) for pair in zip(t, df, strict=True)])
    columns = {"difference": difference, "se": se, "t": t, "df": df, "p": p,
               "p_holm": holm(p), "p_bh": benjamini_hochberg(p)}  # fmt: skip
    series = [pl.Series(name, values).fill_nan(None) for name, values in columns.items()]
    kept = ["framework", "node", "unit", "domain", "value_first", "value_last"]
    return joined.select(*kept, *series, "not_comparable")


def welch(squares, df) -> np.ndarray:
    """df (m,) of a difference, from both variances and both df; infinite where not told."""
    below = sum(
        np.divide(s**2, d, out=np.zeros(s.shape), where=d > 0)
        for s, d in zip(squares, df, strict=True)
    )
    top = (squares[0] + squares[1]) ** 2
    return np.divide(top, below, out=np.full(top.shape, np.inf), where=below > 0)


def _two_sided(t: float, df: float) -> float:
    if np.isnan(t):
        return np.nan
    return 2 * (t_sf(abs(t), df) if np.isfinite(df) else 1 - NormalDist().cdf(abs(t)))
