"""What every change of weights gives back: the new design and an account of what happened."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import AnyDesign, Design, Projection, ReplicateDesign
from thuocdo.survey.weight_diagnostics import WeightDiagnostics, weight_diagnostics


@dataclass(frozen=True, slots=True)
class WeightChange:
    """Weights before and after; `margins` has one row for each total that was asked for."""

    before: WeightDiagnostics
    after: WeightDiagnostics
    margins: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A design with new weights = old · `factors` (n,), whose variance knows of the change.

    `problems` is what a reader should know without its being an error: totals missed,
    negative weights, replicates that could not be calibrated. Those have weights NaN and are
    left out of the variance, counted.
    """

    design: AnyDesign
    factors: np.ndarray
    converged: bool
    iterations: int
    problems: tuple[Problem, ...]
    diagnostics: WeightChange


def calibrated(
    design: AnyDesign,
    weights: np.ndarray,
    projection: Projection | None,
    replicates: np.ndarray | None,
    margins: pl.DataFrame,
    *,
    converged: bool = True,
    iterations: int = 1,
    problems: tuple[Problem, ...] = (),
) -> Calibrated:
    """The result for new `weights` (n,), and new `replicates` where the design has them."""
    old = design.weights
    factors = np.divide(weights, old, out=np.ones(old.size), where=old != 0)
    change = WeightChange(weight_diagnostics(old), weight_diagnostics(weights), margins)
    notes = (*problems, *_negative(change.after), *_lost_replicates(replicates))
    new = _with_weights(design, weights, projection, replicates)
    return Calibrated(new, factors, converged, iterations, notes, change)


def margin_table(labels, wanted, before, after) -> pl.DataFrame:
    """Each total asked for, with what the weights gave before and give now."""
    return pl.DataFrame(
        {"term": list(labels), "wanted": wanted, "before": before, "after": after},
        schema={"term": pl.String} | dict.fromkeys(("wanted", "before", "after"), pl.Float64),
    )


def _with_weights(design, weights, projection, replicates) -> AnyDesign:
    if isinstance(design, ReplicateDesign):
        df = degrees_of_freedom(design)
        return replace(design, weights=weights, replicates=replicates, df=df)
    added = () if projection is None else (projection,)
    return Design(weights, design.stages, (*design.projections, *added))


def _negative(after: WeightDiagnostics) -> tuple[Problem, ...]:
    if after.negative == 0:
        return ()
    message = _("{count} quyền số trở thành âm.").format(count=after.negative)
    hint = _("Dùng hiệu chỉnh raking hoặc đặt giới hạn (bounds).")
    return (Problem("weights-negative", message, hint=hint),)


def _lost_replicates(replicates: np.ndarray | None) -> tuple[Problem, ...]:
    if replicates is None:
        return ()
    lost = int(np.isnan(replicates).any(axis=0).sum())
    if lost == 0:
        return ()
    message = _("{lost} trong {count} bộ quyền số lặp không hiệu chỉnh được và không được tính.")
    hint = _("Gộp các nhóm nhỏ hoặc nới giới hạn; hoặc dùng phương pháp Fay thay cho BRR.")
    text = message.format(lost=lost, count=replicates.shape[1])
    return (Problem("replicates-uncalibrated", text, hint=hint),)
