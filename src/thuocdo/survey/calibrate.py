"""Calibration: weights as near as can be to what they were, that reproduce known totals.

Minimise the distance between new and old weights subject to Σ w x = T. The solution is
w = d · F(xᵀλ) with λ from Σ d F(xᵀλ) x = T, found by Newton steps, each halved until it
brings the totals nearer. Deville and Särndal (1992), JASA 87.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.build_checks import missing, missing_columns
from thuocdo.survey.calibrated import Calibrated, calibrated, margin_table
from thuocdo.survey.calibration_problems import refuse_bounds, report_misses
from thuocdo.survey.design import AnyDesign, ReplicateDesign
from thuocdo.survey.distance_functions import BOUNDED, UNBOUNDED
from thuocdo.survey.margins import indicators_of, read_margins
from thuocdo.survey.newton import Equations, solve
from thuocdo.survey.projections import regression_projection

ENOUGH = 1e-7


@dataclass(frozen=True, slots=True)
class Targets:
    """Calibration variables (n, p), their totals (p,) and names."""

    variables: np.ndarray
    totals: np.ndarray
    labels: tuple[str, ...]


def calibrate(
    design: AnyDesign,
    frame: pl.DataFrame,
    tables: Sequence[pl.DataFrame] = (),
    totals: Mapping[str, float] | None = None,
    *,
    distance: str = "linear",
    bounds: tuple[float, float] | None = None,
    total: str = "total",
    strict: bool = True,
) -> Calibrated:
    """Weights that reproduce `tables` of categories and `totals` of numeric columns.

    `distance` is linear or raking, or with `bounds` on the factors linear or logit. A design
    with replicates has each of them calibrated to the same totals. Without `strict` weights
    that miss are given back with `converged` false; else that is an `InputError`.
    """
    known = UNBOUNDED if bounds is None else BOUNDED
    refuse_bounds(distance, bounds, known)
    function = known[distance](*(bounds or ()))
    targets = _targets(frame, design.weights, tables, totals or {}, total)
    equations = Equations.of(targets.variables, targets.totals, design.weights)
    _refuse_contradiction(equations, targets)
    factors, iterations, miss = solve(equations, design.weights, function)
    weights = design.weights * factors
    after = targets.variables.T @ weights
    report = margin_table(
        targets.labels, targets.totals, targets.variables.T @ design.weights, after
    )
    converged = bool(miss <= ENOUGH)
    problems = () if converged else report_misses(report, iterations, bounds, strict)
    replicates = _replicates(design, equations, function)
    projection = regression_projection(targets.variables, design.weights, weights)
    return calibrated(
        design, weights, projection, replicates, report,
        converged=converged, iterations=iterations, problems=problems,
    )  # fmt: skip


def _replicates(design, equations, function) -> np.ndarray | None:
    """Each replicate calibrated; NaN where that is impossible."""
    if not isinstance(design, ReplicateDesign):
        return None
    out = np.full(design.replicates.shape, np.nan)
    for place, weights in enumerate(design.replicates.T):
        factors, _steps, miss = solve(equations, weights, function)
        if miss <= ENOUGH:
            out[:, place] = weights * factors
    return out


def _targets(frame, weights, tables, totals, total) -> Targets:
    """Variables and totals of tables and numeric columns, or all that is wrong with them."""
    problems, margins = list(_column_problems(frame, weights, totals)), ()
    try:
        margins = read_margins(frame, weights, tables, total)
    except InputError as wrong:
        problems += wrong.problems
    if not tables and not totals:
        problems.append(Problem("margin-total", _("chưa cho tổng nào để hiệu chỉnh.")))
    if problems:
        raise InputError(problems)
    parts = [indicators_of(margins)] if margins else []
    parts += [frame[name].cast(pl.Float64).fill_null(0.0).to_numpy()[:, None] for name in totals]
    variables = np.where((weights > 0)[:, None], np.nan_to_num(np.hstack(parts)), 0.0)
    wanted = np.concatenate([*(m.totals for m in margins), list(totals.values())])
    labels = (*(label for m in margins for label in m.labels), *totals)
    return Targets(variables, wanted, labels)


def _column_problems(frame, weights, totals):
    yield from missing_columns(frame, totals)
    for name, wanted in totals.items():
        if not np.isfinite(wanted):
            message = _("tổng của cột “{name}” không phải là số.").format(name=name)
            yield Problem("margin-total", message, column=name)
        if name not in frame.columns:
            continue
        if not frame[name].dtype.is_numeric():
            message = _("cột “{name}” không phải là số; hãy đưa nó vào một bảng nhóm.")
            yield Problem("margin-total", message.format(name=name), column=name)
            continue
        absent = int((missing(frame[name]) & (weights > 0)).sum())
        if absent:
            message = _("cột “{name}” thiếu giá trị ở {count} dòng, không hiệu chỉnh được.")
            text = message.format(name=name, count=absent)
            yield Problem("margin-misses", text, column=name)


def _refuse_contradiction(equations: Equations, targets: Targets) -> None:
    """Totals that no weights at all can have, because one column follows from others."""
    if equations.contradiction.max(initial=0.0) <= ENOUGH:
        return
    worst = np.argsort(-equations.contradiction)
    listed = [targets.labels[i] for i in worst if equations.contradiction[i] > ENOUGH]
    message = _("các tổng mâu thuẫn với nhau trong mẫu này: {listed}.")
    hint = _("Cột này suy ra được từ cột kia, nhưng tổng của chúng không khớp.")
    text = message.format(listed=", ".join(listed[:10]))
    raise InputError(Problem("margins-contradict", text, hint=hint))
