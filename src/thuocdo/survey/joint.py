"""From a design to the joint estimates that the index ranks.

One matrix T has a row for each unit and a column for each number, covariance Tᵀ T. A
domain's columns are made from its own strata alone, so that 63 provinces cost one pass.
"""

from collections.abc import Callable, Sequence

import numpy as np

from thuocdo.kernel.joint import JointEstimates
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import Design, Statistic
from thuocdo.survey.domains import Domains, rows_of_strata, take_rows
from thuocdo.survey.estimate import answered, as_rule
from thuocdo.survey.lonely import Lonely, LonelyRule
from thuocdo.survey.variance import centred_unit_totals, stage_contributions

Key = tuple[str, str, str, str]


def joint_estimates(
    design: Design,
    statistic: Statistic,
    keys: Sequence[Key],
    lonely: Lonely | LonelyRule = "fail",
    df: np.ndarray | None = None,
) -> JointEstimates:
    """The numbers of one statistic, named by `keys` (framework, node, unit, period)."""
    rule = as_rule(lonely)
    totals = centred_unit_totals(
        design, statistic.influence(design.weights), rule, answered(design, statistic, rule)
    )
    value = statistic.point(design.weights)
    whole = np.full(value.size, degrees_of_freedom(design))
    return JointEstimates(tuple(keys), value, totals, whole if df is None else df)


def joint_by_domain(
    design: Design,
    statistic: Callable[[np.ndarray], Statistic],
    parts: Domains,
    keys: Callable[[str], Sequence[Key]],
    lonely: Lonely | LonelyRule = "fail",
) -> JointEstimates:
    """The same numbers in every domain; `statistic(rows)` is that of the rows given.

    `keys(name)` names the numbers of a domain. df are those of each domain. Respondents of
    the domain's strata outside the domain must be there, and have weight 0 for it.
    """
    made = [
        (keys(name), *_one_domain(design, statistic, mask, as_rule(lonely))) for name, mask in parts
    ]
    names, values, blocks, degrees = zip(*made, strict=True)
    return JointEstimates(
        tuple(key for some in names for key in some),
        np.concatenate(values),
        np.hstack(blocks),
        np.concatenate(degrees),
    )


def _one_domain(design: Design, statistic, mask: np.ndarray, rule: LonelyRule):
    """Values (k,), their columns of T (m, k), and df (k,) of one domain."""
    rows = rows_of_strata(design, mask)
    part, made = take_rows(design, rows), statistic(rows)
    inside = np.where(mask[rows], part.weights, 0.0)
    present = made.present() & (inside > 0)[:, None] if rule.looks_at_answers else None
    contributions = stage_contributions(part, made.influence(inside), rule, present)
    value = made.point(inside)
    df = np.full(value.size, degrees_of_freedom(design, mask))
    return value, _placed(design, rows, contributions), df


def independent(*samples: JointEstimates) -> JointEstimates:
    """Joint estimates of independent samples (years, or provinces apart) as one."""
    rows = np.cumsum([0] + [sample.influence.shape[0] for sample in samples])
    columns = np.cumsum([0] + [sample.values.size for sample in samples])
    influence = np.zeros((rows[-1], columns[-1]))
    for i, sample in enumerate(samples):
        influence[rows[i] : rows[i + 1], columns[i] : columns[i + 1]] = sample.influence
    return JointEstimates(
        tuple(key for sample in samples for key in sample.keys),
        np.concatenate([sample.values for sample in samples]),
        influence,
        np.concatenate([sample.df for sample in samples]),
    )


def _placed(design: Design, rows: np.ndarray, contributions: list[np.ndarray]) -> np.ndarray:
    """The rows of each stage's contribution at the places of its units in the whole design."""
    columns = contributions[0].shape[1]
    stacked = [np.zeros((int(stage.units.max()) + 1, columns)) for stage in design.stages]
    for whole, part, stage in zip(stacked, contributions, design.stages, strict=False):
        whole[np.unique(stage.units[rows])] = part
    return np.vstack(stacked)
