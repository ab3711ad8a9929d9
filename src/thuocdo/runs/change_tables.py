"""A change between two periods taken apart: change of method, signal, and noise of samples."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework
from thuocdo.index.change_parts import ChangeParts, change_parts
from thuocdo.index.change_significance import ChangeTests, significant_changes
from thuocdo.index.sampling import Uncertainty
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import decimal, percent, signed
from thuocdo.kernel.period import Period
from thuocdo.runs.diagnoses import label
from thuocdo.runs.inference import assumptions
from thuocdo.runs.notes import subtree
from thuocdo.runs.period_pairs import PeriodPair, period_pair
from thuocdo.runs.survey_changes import welch
from thuocdo.runs.uncertain_nodes import control_unknown, se_unknown
from thuocdo.survey.multiplicity import ADJUSTMENTS

BH = "bh"
PARTS = ("method", "signal", "noise", "reliability")


@dataclass(frozen=True, slots=True)
class ChangeAsked:
    """Which changes: of every unit at `node` (default: the index), or, with `unit`, of that
    unit at every node from there down. `control` of the tests, one of `ADJUSTMENTS`.
    """

    first: Period
    last: Period
    unit: str | None = None
    node: str | None = None
    control: str = BH


def change_parts_table(
    framework: Framework, measurements: pl.DataFrame, asked: ChangeAsked, known: Uncertainty
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Changes taken apart and tested, and what to say of them.

    Columns: node, label, unit, unit_name, score_first, score_last, change, se, p, p_adjusted,
    significant, method, signal, noise (change = method + signal + noise), reliability,
    reason. The family of tests is the rows of the table. A row that the definition does not
    compare has the reason, and no number but the scores.
    Raises `RequestError` where changes are comparable but no standard errors are known.
    """
    if asked.control not in ADJUSTMENTS:
        raise control_unknown(asked.control, tuple(ADJUSTMENTS))
    pair = period_pair(framework, measurements, asked.first, asked.last, known)
    code = pair.panel.node(asked.node or "", pair.after.tree)
    codes = [code] if asked.unit is None else list(subtree(pair.after.tree, code))
    table = pl.concat([_rows(pair, each) for each in codes])
    if asked.unit is not None:
        table = table.filter(unit=pair.panel.at(asked.unit, str(asked.last)).unit)
    else:
        table = table.sort(pl.col("change").fill_nan(None), descending=True, nulls_last=True)
    if _nothing_known(table) and (code or known.assumed_se is None):
        raise se_unknown(known, code)
    tests = _tests(table, known.level, asked.control)
    notes = (*assumptions(known), *_said(pair, code, tests))
    return _tested(table, tests), notes


def _nothing_known(table: pl.DataFrame) -> bool:
    """Whether there are changes, but no standard error of any."""
    changed = table.filter(pl.col("change").is_not_nan())
    return changed.height > 0 and changed["se"].is_nan().all()


def _rows(pair: PeriodPair, code: str) -> pl.DataFrame:
    """The units at one node; NaN for what is not there."""
    last, first = pair.now("scores", "score", code), pair.then("scores", "score", code)
    change, se = _change(pair, code)
    parts = _apart(pair, code)
    nothing = np.full(last.size, np.nan)
    path = pair.after.tree.nodes[code].path
    return pl.DataFrame(
        {
            "node": [path] * last.size,
            "label": [label(pair.panel, path)] * last.size,
            "unit": list(pair.after.units),
            "unit_name": [unit.name for unit in pair.after.units.values()],
            "score_first": first,
            "score_last": last,
            "change": change,
            "se": se,
            "df": _df(pair, code),
            **{name: nothing if parts is None else getattr(parts, name) for name in PARTS},
            "reason": pl.Series(_reasons(pair, code, parts), dtype=pl.String),
        }
    )


def _change(pair: PeriodPair, code: str) -> tuple[np.ndarray, np.ndarray]:
    """Change and standard error (units,): the samples of two periods are independent."""
    change = pair.now("scores", "score", code) - pair.then("scores", "score", code)
    se = np.hypot(pair.now("sampling", "se", code), pair.then("sampling", "se", code))
    if pair.not_comparable(code):
        change = np.full(change.size, np.nan)
    return change, np.where(np.isnan(change), np.nan, se)


def _df(pair: PeriodPair, code: str) -> np.ndarray:
    ends = (pair.now, pair.then)
    squares = tuple(np.nan_to_num(end("sampling", "se", code)) ** 2 for end in ends)
    return welch(squares, tuple(end("sampling", "df", code) for end in ends))


def _apart(pair: PeriodPair, code: str) -> ChangeParts | None:
    """The parts of the changes at a node; None where fewer than two can be taken apart."""
    change, se = _change(pair, code)
    method = pair.method(code)
    if (~np.isnan(change) & ~np.isnan(se) & ~np.isnan(method)).sum() < 2:
        return None
    return change_parts(change, se, method)


def _reasons(pair: PeriodPair, code: str, parts: ChangeParts | None) -> list[str | None]:
    """Why a row has no change, or no parts; the first that applies."""
    change, se = _change(pair, code)
    facts = (
        (np.full(change.size, pair.not_comparable(code) is not None), pair.not_comparable(code)),
        (pair.place < 0, _("kỳ đầu không đo đơn vị này trên cùng địa giới")),
        (np.isnan(change), _("không có điểm ở một trong hai kỳ")),
        (np.isnan(se), _("chưa biết sai số chuẩn")),
        (np.isnan(pair.method(code)), _("không tính được điểm kỳ sau theo cách tính kỳ đầu")),
        (np.full(change.size, parts is None), _("cần ít nhất hai đơn vị để tách")),
    )
    return [
        next((text for holds, text in facts if holds[unit]), None) for unit in range(change.size)
    ]


def _tests(table: pl.DataFrame, level: float, control: str) -> ChangeTests:
    change, se, df = (table[name].to_numpy() for name in ("change", "se", "df"))
    return significant_changes(change, 0.0, se, 0.0, df=df, level=level, control=control)


def _tested(table: pl.DataFrame, tests: ChangeTests) -> pl.DataFrame:
    verdicts = np.where(np.isnan(tests.p), None, tests.significant).tolist()
    order = ("node", "label", "unit", "unit_name", "score_first", "score_last", "change", "se")
    return (
        table.with_columns(
            pl.Series("p", tests.p),
            pl.Series("p_adjusted", tests.adjusted),
            pl.Series("significant", verdicts, dtype=pl.Boolean),
        )
        .select(*order, "p", "p_adjusted", "significant", *PARTS, "reason")
        .with_columns(pl.col(pl.Float64).fill_nan(None))
    )


def _said(pair: PeriodPair, code: str, tests: ChangeTests) -> Iterator[str]:
    first, node = pair.before.tree.period, pair.after.tree.nodes[code]
    names = {"bh": "Benjamini–Hochberg", "holm": "Holm", "none": _("không điều chỉnh")}
    yield f"{first} → {pair.after.tree.period}: {label(pair.panel, node.path)}"
    if reason := pair.not_comparable(code):
        yield _("Không so sánh với kỳ {previous}: {reason}.").format(previous=first, reason=reason)
    verdict = pair.after.tree.framework.comparability(code, pair.after.tree.period, first)
    for caution in verdict.cautions:
        yield _("So với kỳ {previous} cần thận trọng: {reason}.").format(
            previous=first, reason=pick(caution.model_dump())
        )
    if tests.tests:
        yield _(
            "{found} trong {n} thay đổi có ý nghĩa thống kê; kiểm soát nhiều phép thử: {control}, "
            "mức {level}; hai mẫu độc lập."
        ).format(
            found=int(tests.significant.sum()),
            n=tests.tests,
            control=names[tests.control],
            level=percent(tests.level),
        )
    yield from _spread(_apart(pair, code))


def _spread(parts: ChangeParts | None) -> Iterator[str]:
    if parts is None:
        return
    yield _(
        "Thay đổi = đổi cách tính + phần thật + nhiễu mẫu. Phần thật là phỏng đoán, co về thay "
        "đổi chung {mean} của các đơn vị, không phải số đo."
    ).format(mean=signed(parts.mean, 4))
    if parts.spread == 0:
        yield _("Các đơn vị thay đổi khác nhau không quá sai số mẫu: không tách được ai hơn ai.")
    else:
        yield _("Độ lệch chuẩn của thay đổi thật giữa các đơn vị, ước tính: {spread}.").format(
            spread=decimal(parts.spread, 4)
        )
