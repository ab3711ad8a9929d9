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
    if design.projections:
        present = None
        for projection in design.projections:
            influence = projection.residuals(influence)
    parts, carried = [], np.ones(design.size)
    above = np.zeros(design.size, dtype=np.int64)
    for stage in design.stages:
        layout = lay_out(stage)
        answers = _units_present(layout, influence, rule, present, bool(design.projections))
        totals = layout.sum_units(influence)
        if rule.name == "fail":
            refuse_lonely(layout, totals * _column(carried[layout.first]), stage.stratum_labels)
        part = centre(layout, totals, rule, answers) * _scale(layout, carried)
        if rule.name == "average":
            parents = _parents(layout, above)
            part *= np.sqrt(average_factors(layout, rule, answers, parents))
        parts.append(part)
        sampled = np.nan_to_num(layout.taken / layout.population)
        carried = carried * sampled[stage.strata]
        above = stage.units
        if not carried.any():
            break
    return parts


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


def _units_present(layout, influence, rule, present, everybody) -> np.ndarray | None:
    """Units and columns (m, k) with answers, where the rule looks at that."""
    if not rule.looks_at_answers:
        return None
    if everybody:
        return np.ones((layout.starts.size, influence.shape[1]), dtype=bool)
    if present is None:
        present = influence != 0
    return layout.sum_units(present.astype(np.int64)) > 0


def _column(values: np.ndarray) -> np.ndarray:
    return values[:, None]
