"""Is the change since the period before more than noise?"""

from dataclasses import dataclass

import numpy as np

from thuocdo.index.covariance import ROUNDING
from thuocdo.index.p_values import two_sided
from thuocdo.index.rank import TIE
from thuocdo.survey.multiplicity import ADJUSTMENTS


@dataclass(frozen=True, slots=True)
class ChangeTests:
    """Changes and whether they are significant; arrays shaped as the scores.

    `p` is of each test alone, `adjusted` allows for the `tests` made, by `control`;
    `significant` is adjusted ≤ 1 − `level`. NaN and False where there is nothing to test:
    a score or a standard error is missing, or the caller left the change out as not
    comparable.
    """

    change: np.ndarray
    se: np.ndarray
    p: np.ndarray
    adjusted: np.ndarray
    significant: np.ndarray
    tests: int
    level: float
    control: str


def significant_changes(
    now,
    before,
    se_now,
    se_before,
    *,
    covariance=0.0,
    df=None,
    level: float = 0.95,
    control: str = "holm",
) -> ChangeTests:
    """Test now − before against 0 in every cell, (nodes, units) say; NaN for a missing score.

    se² = se_now² + se_before² − 2·covariance; covariance 0 when the samples are independent,
    what the survey engine gives when they share primary units. df of each change (or None,
    normal). The family of tests is everything handed in at once.
    """
    if control not in ADJUSTMENTS or not 0 < level < 1:
        raise ValueError(f"control of {', '.join(ADJUSTMENTS)}, level within (0, 1)")
    change = np.asarray(now, dtype=float) - np.asarray(before, dtype=float)
    se = _change_se(se_now, se_before, covariance, change.shape)
    p = two_sided(change, se, df, TIE)
    adjusted = ADJUSTMENTS[control](p.ravel()).reshape(p.shape)
    with np.errstate(invalid="ignore"):
        significant = adjusted <= 1 - level
    tests = int((~np.isnan(p)).sum())
    return ChangeTests(change, se, p, adjusted, significant, tests, level, control)


def _change_se(se_now, se_before, covariance, shape) -> np.ndarray:
    sum_of_squares = np.square(se_now, dtype=float) + np.square(se_before, dtype=float)
    variance = np.broadcast_to(sum_of_squares - 2 * np.asarray(covariance), shape)
    with np.errstate(invalid="ignore"):
        if (variance < -ROUNDING * sum_of_squares).any():
            raise ValueError("a covariance is larger than its standard errors allow")
    return np.sqrt(np.maximum(variance, 0))
