"""Intervals of scores that hold all together."""

from statistics import NormalDist

import numpy as np

from thuocdo.index.few_df import student_like
from thuocdo.index.uncertain import UncertainScores


def joint_margins(scores: UncertainScores, level: float) -> tuple[float, np.ndarray]:
    """z and the half-widths z·se (p,) that cover all p scores at once with chance `level`.

    z has the two-sided coverage level^(1/p): exact for independent scores, conservative for
    correlated normal ones (Z. Šidák, JASA 62 (1967)). With df it is the Student value with
    the tail of z; a pooled df makes the scores move together, so that this errs on the safe
    side.
    """
    p = scores.values.size
    z = NormalDist().inv_cdf(0.5 + level ** (1 / max(p, 1)) / 2)
    df = np.full(p, np.inf) if scores.df is None else np.broadcast_to(scores.df, (p,))
    return z, student_like(z, df) * np.sqrt(scores.variance)
