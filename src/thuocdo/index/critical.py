"""Critical values for comparing every score with every other, with step-down.

Mogstad, Romano, Shaikh and Wilhelm, "Inference for Ranks with Applications to Mobility across
Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 91
(2024), doi 10.1093/restud/rdad006; the step-down is that of Romano and Wolf, Econometrica 73
(2005). A pair has two hypotheses, one for each direction. What is rejected is left out in its own
direction only, so that errors of direction stay controlled.
"""

from math import ceil

import numpy as np

from thuocdo.index.binned_families import BinnedFamilies
from thuocdo.index.pair_families import BETTER, WORSE, DenseFamilies
from thuocdo.index.uncertain import UncertainScores

TWO_SIDED, LOWER, UPPER = SIDES = ("two-sided", "lower", "upper")
_DIRECTIONS = {TWO_SIDED: (BETTER, WORSE), LOWER: (BETTER,), UPPER: (WORSE,)}

# Above this many units independent scores are compared in bins.
DENSE_UNITS = 400


def critical_values(
    scores: UncertainScores,
    errors: np.ndarray,
    level: float,
    *,
    side: str = TWO_SIDED,
    simultaneous: bool = True,
    stepdown: bool = True,
) -> np.ndarray:
    """Critical values c (p,), one for every unit; all equal when simultaneous.

    c = the `level` quantile over draws of max ±(Z_k − Z_j)/sd_kj: over k for unit j alone, or
    over all pairs when simultaneous (then sides make no difference: what is better for one
    is worse for the other). With step-down the pairs found different at c are left out and c
    is computed anew, until no more are found.
    """
    directions = (BETTER,) if simultaneous else _DIRECTIONS[side]
    families = _families(scores, errors, directions)
    critical = np.full(scores.values.size, np.inf)
    while True:
        maxima = families.maxima(critical)
        if simultaneous:
            maxima = maxima.max(axis=0, initial=0, keepdims=True)
        found = np.minimum(upper_quantile(maxima, level), critical)
        if not stepdown or not (found < critical).any():
            return found
        critical = found


def upper_quantile(numbers: np.ndarray, level: float) -> np.ndarray:
    """The ⌈level·(R + 1)⌉-th smallest of R numbers in each row, or the largest.

    The order statistic that makes a Monte Carlo test exact (Dufour, Journal of Econometrics
    133 (2006)); an interpolated quantile would lie a little lower.
    """
    count = numbers.shape[-1]
    place = min(ceil(level * (count + 1)), count) - 1
    return np.partition(numbers, place, axis=-1)[..., place]


def _families(scores: UncertainScores, errors: np.ndarray, directions: tuple[str, ...]):
    many = scores.values.size > DENSE_UNITS
    if many and scores.covariance is None:
        return BinnedFamilies(scores, errors, directions)
    return DenseFamilies(scores, errors, directions)
