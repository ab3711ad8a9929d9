"""Variance by linearisation for stratified samples of several stages.

The influence values z (already multiplied by the weight) are summed over the units of a
stage, centred in their stratum h, and

    V = Σ_h (1 - n_h/N_h) n_h/(n_h - 1) Σ_i (z_hi - z̄_h)(z_hi - z̄_h)ᵀ + Σ_i (n_h/N_h) V_i

where V_i is the same sum over the stages inside unit i. Where N_h is not known the first
stage stands for all (ultimate clusters). Sources: Binder (1983); Särndal, Swensson and
Wretman (1992) 4.3 and 5.5; Wolter (2007) 6. Written as Tᵀ T, with one row of T a unit.
"""

import numpy as np

from thuocdo.survey.design import Design
from thuocdo.survey.layout import Layout, lay_out
from thuocdo.survey.lonely import LonelyRule, average_factors, centre, refuse_lonely

FAIL = LonelyRule()


def linearised_covariance(
    design: Design,
    influence: np.ndarray,
    rule: LonelyRule = FAIL,
    present: np.ndarray | None = None,
) -> np.ndarray:
    """Covariance (k, k) of the sums of influence values (n, k)."""
    return sum(part.T @ part for part in stage_contributions(design, influence, rule, present))


def centred_unit_totals(
    design: Design,
    influence: np.ndarray,
    rule: LonelyRule = FAIL,
    present: np.ndarray | None = None,
) -> np.ndarray:
    """The matrix T (m, k) with covariance Tᵀ T: units of all stages that count, stacked."""
    return np.vstack(stage_contributions(design, influence, rule, present))


def stage_contributions(
    design: Design,
    influence: np.ndarray,
    rule: LonelyRule = FAIL,
    present: np.ndarray | None = None,
) -> list[np.ndarray]:
    """T of each stage that adds variance, its rows in the order of the unit codes.

    `present` (n, k) tells who has an answer; it is looked at by the rules for lonely units
    only, and by default is where the influence is not 0. A calibrated design has values for
    everybody, so that no unit is left alone by a domain.
    """
    influence, present = _after_calibration(design, influence, present)
    parts, carried = [], np.ones(design.size)
    above = np.zeros(design.size, dtype=np.int64)
    for stage in design.stages:
        layout = lay_out(stage)
        totals = layout.sum_units(influence)
        if rule.name == "fail":
            refuse_lonely(layout, totals * _column(carried[layout.first]), stage.stratum_labels)
        answers = _units_present(layout, influence, present) if rule.looks_at_answers else None
        parts.append(_of_stage(layout, totals, rule, answers, above) * _scale(layout, carried))
        carried = carried * np.nan_to_num(layout.taken / layout.population)[stage.strata]
        above = stage.units
        if not carried.any():
            break
    return parts


def _of_stage(layout: Layout, totals, rule: LonelyRule, answers, above) -> np.ndarray:
    """Centred totals (m, k), those of lonely units by the rule."""
    part = centre(layout, totals, rule, answers)
    if rule.name == "average":
        part *= np.sqrt(average_factors(layout, rule, answers, _parents(layout, above)))
    return part


def _after_calibration(design: Design, influence: np.ndarray, present: np.ndarray | None):
    """Influence less what calibrations take away; then everybody has a value."""
    for projection in design.projections:
        influence = projection.residuals(influence)
    if design.projections:
        present = np.broadcast_to(True, influence.shape)
    return influence, present


def _scale(layout: Layout, carried: np.ndarray) -> np.ndarray:
    """√((1 - f) n/(n - 1)) of each unit (m, 1), times the √ of what came from above."""
    spread = layout.taken / np.maximum(layout.taken - 1, 1)
    factors = (layout.unsampled * spread)[layout.stratum] * carried[layout.first]
    return _column(np.sqrt(factors))


def _parents(layout: Layout, above: np.ndarray) -> np.ndarray:
    """The unit of the stage above in which each stratum (H,) lies."""
    parents = np.zeros(layout.taken.size, dtype=np.int64)
    parents[layout.stratum] = above[layout.first]
    return parents


def _units_present(layout: Layout, influence: np.ndarray, present: np.ndarray | None):
    """Units and columns (m, k) with answers."""
    answers = influence != 0 if present is None else present
    return layout.sum_units(answers.astype(np.int64)) > 0


def _column(values: np.ndarray) -> np.ndarray:
    return values[:, None]
