"""Raking: weights scaled to one margin after another until all of them fit.

Deming and Stephan (1940), Annals of Mathematical Statistics 11; the weights are those of
calibration with F(u) = exp(u) (Deville, Särndal and Sautory 1993, JASA 88).
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import polars as pl

from thuocdo.survey.calibrated import Calibrated, calibrated, margin_table
from thuocdo.survey.calibration_problems import report_misses
from thuocdo.survey.design import AnyDesign, ReplicateDesign
from thuocdo.survey.margins import Margin, indicators_of, read_margins
from thuocdo.survey.projections import cell_sums, regression_projection

TOLERANCE = 1e-12
ENOUGH = 1e-6


def rake(
    design: AnyDesign,
    frame: pl.DataFrame,
    tables: Sequence[pl.DataFrame],
    total: str = "total",
    *,
    residuals: Literal["weighted", "unweighted"] = "weighted",
    max_iterations: int = 1000,
    strict: bool = True,
) -> Calibrated:
    """Weights that reproduce every table of totals.

    `residuals` says how the variance takes the margins out of an answer: by a regression with
    the weights from before (as `calibrate` does, and as theory has it), or without weights,
    as R `survey` 4.5 does after `rake`. Without `strict` weights that miss are given back
    with `converged` false and the misses in `problems`; else that is an `InputError`.
    """
    margins = read_margins(frame, design.weights, tables, total)
    factors, iterations, misses = _fit(design.weights[:, None], margins, max_iterations)
    weights = design.weights * factors[:, 0]
    report = _report(margins, design.weights, weights)
    converged = bool(misses[0] <= ENOUGH)
    problems = () if converged else report_misses(report, iterations, None, strict)
    replicates = None
    if isinstance(design, ReplicateDesign):
        factors, _steps, misses = _fit(design.replicates, margins, max_iterations)
        replicates = np.where(misses <= ENOUGH, design.replicates * factors, np.nan)
    inside = design.weights > 0
    regression = design.weights if residuals == "weighted" else inside.astype(float)
    projection = regression_projection(indicators_of(margins), regression, weights)
    return calibrated(
        design, weights, projection, replicates, report,
        converged=converged, iterations=iterations, problems=problems,
    )  # fmt: skip


def _fit(
    weights: np.ndarray, margins: Sequence[Margin], max_iterations: int
) -> tuple[np.ndarray, int, np.ndarray]:
    """Factors (n, R) for weights (n, R), steps taken, and the largest relative miss (R,)."""
    cells = np.column_stack([margin.cells for margin in margins])
    joint, rows = np.unique(cells, axis=0, return_inverse=True)
    rows = rows.reshape(-1)
    start = cell_sums(rows, weights, len(joint))
    sums, misses, step = start.copy(), np.full(weights.shape[1], np.inf), 0
    while step < max_iterations and not (misses <= TOLERANCE).all():
        step += 1
        sums, latest = _one_round(sums, joint, margins)
        if step > 10 and not (latest < misses * (1 - 1e-9)).any():
            misses = np.minimum(latest, misses)
            break
        misses = latest
    factors = np.divide(sums, start, out=np.zeros(sums.shape), where=start > 0)
    return factors[rows], step, misses


def _one_round(sums, joint, margins) -> tuple[np.ndarray, np.ndarray]:
    """Sums (cells, R) fitted to each margin in turn, and by how much they had missed."""
    miss = np.zeros(sums.shape[1])
    for place, margin in enumerate(margins):
        now = cell_sums(joint[:, place], sums, len(margin.totals))
        wanted = margin.totals[:, None]
        ratio = np.divide(wanted, now, out=np.zeros(now.shape), where=now > 0)
        # A cell with population and no weight cannot be reached by any factor.
        off = np.where((now <= 0) & (wanted > 0), np.inf, np.abs(ratio - 1) * (now > 0))
        miss = np.maximum(miss, off.max(axis=0))
        sums = sums * ratio[joint[:, place]]
    return sums, miss


def _report(margins: Sequence[Margin], before: np.ndarray, after: np.ndarray) -> pl.DataFrame:
    sums = [
        np.concatenate([np.bincount(m.cells, w, len(m.totals)) for m in margins])
        for w in (before, after)
    ]
    labels = [label for margin in margins for label in margin.labels]
    return margin_table(labels, np.concatenate([m.totals for m in margins]), *sums)
