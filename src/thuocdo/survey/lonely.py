"""What a stratum with a single sampled unit adds to the variance: a rule must be chosen.

A variance between units needs two. The rules (Lumley 2010, "Complex Surveys", 3.2):

    fail       do not go on; the strata are listed
    remove     such strata add nothing (the sum is too small)
    certainty  the same, said of units that were sure to be in the sample
    adjust     the unit is compared with the mean of all units of its stage: conservative
    average    such strata add what the others add on average

With `domain` the rules adjust and average hold also where several units were taken but the
answers of the domain lie in one of them only.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.layout import Layout

Lonely = Literal["fail", "remove", "certainty", "adjust", "average"]
RULES = get_args(Lonely)


@dataclass(frozen=True, slots=True)
class LonelyRule:
    """A rule, and whether it also holds for units left alone by a domain."""

    name: Lonely = "fail"
    domain: bool = False

    def __post_init__(self):
        if self.name not in RULES:
            raise ValueError(f"no such rule: {self.name}; there are {', '.join(RULES)}")

    @property
    def looks_at_answers(self) -> bool:
        """Whether the rule depends on which units have answers, not on their sums alone."""
        return self.name == "average" or (self.domain and self.name == "adjust")


def centre(
    layout: Layout, totals: np.ndarray, rule: LonelyRule, present: np.ndarray | None
) -> np.ndarray:
    """Unit totals (m, k) less the mean of their stratum, lonely ones by `rule`.

    `present` (m, k) tells which units have answers, where the rule looks at that.
    """
    means = layout.sum_strata(totals) / layout.taken[:, None]
    if rule.name == "adjust":
        recentred = np.repeat(layout.lonely[:, None], totals.shape[1], axis=1)
        if rule.domain and present is not None:
            recentred |= alone(layout, present)
        means = np.where(recentred, totals.mean(axis=0), means)
    return totals - means[layout.stratum]


def alone(layout: Layout, present: np.ndarray) -> np.ndarray:
    """Strata and columns (H, k) where one unit of the several taken has answers."""
    with_answers = layout.sum_strata(present.astype(np.int64))
    return (with_answers == 1) & (layout.taken > 1)[:, None] & (layout.unsampled > 0)[:, None]


def average_factors(
    layout: Layout, rule: LonelyRule, present: np.ndarray, parents: np.ndarray
) -> np.ndarray:
    """Factors (m, k) of the variance of each unit's stratum under the rule average.

    Strata with answers / those whose variance is known, within each unit of the stage above
    (`parents` (H,) from 0); 0 for the strata that are filled in so. NaN where none is known.
    """
    with_answers = layout.sum_strata(present.astype(np.int64)) > 0
    unknown = np.repeat(layout.lonely[:, None], present.shape[1], axis=1)
    if rule.domain:
        unknown |= alone(layout, present)
    strata = _sum_by(parents, with_answers)
    known = _sum_by(parents, with_answers & ~unknown)
    factors = np.divide(strata, known, out=np.full(strata.shape, np.nan), where=known > 0)
    factors[strata == 0] = 1.0
    return np.where(unknown, 0.0 * factors[parents], factors[parents])[layout.stratum]


def _sum_by(groups: np.ndarray, values: np.ndarray) -> np.ndarray:
    sums = np.zeros((int(groups.max()) + 1, values.shape[1]))
    np.add.at(sums, groups, values)
    return sums


def refuse_lonely(layout: Layout, totals: np.ndarray, labels: tuple[str, ...]) -> None:
    """Raise `InputError` with the strata of one unit that the estimate touches."""
    touched = np.zeros(layout.taken.size, dtype=bool)
    touched[layout.stratum[np.any(totals != 0, axis=1)]] = True
    wrong = np.flatnonzero(layout.lonely & touched)
    if wrong.size == 0:
        return
    names = ", ".join(labels[h] if h < len(labels) else str(h) for h in wrong)
    message = _("{count} tầng chỉ có một đơn vị mẫu, không tính được sai số: {strata}")
    raise InputError(
        Problem(
            "lonely-unit",
            message.format(count=wrong.size, strata=names),
            hint=_("gộp tầng, hoặc chọn một quy tắc: adjust, average, certainty, remove"),
        )
    )
