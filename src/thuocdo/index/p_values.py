"""Two-sided p-values of estimates against 0."""

import numpy as np

from thuocdo.survey.distributions import t_sf


def two_sided(estimate, se, df=None, tie: float = 0.0) -> np.ndarray:
    """2·P(T_df > |estimate|/se), normal where df is None or infinite; NaN stays NaN.

    An estimate with se 0 is known exactly: p is 0 when it is more than `tie` from 0, else 1.
    """
    freedom = np.inf if df is None else df
    estimate, se, freedom = np.broadcast_arrays(
        np.abs(np.asarray(estimate, dtype=float)), np.asarray(se, float), np.asarray(freedom, float)
    )
    result = np.where(estimate > tie, 0.0, 1.0)
    result[np.isnan(estimate) | np.isnan(se) | np.isnan(freedom)] = np.nan
    drawn = (se > 0) & ~np.isnan(result)
    pairs = zip(estimate[drawn] / se[drawn], freedom[drawn], strict=True)
    result[drawn] = [min(2 * t_sf(float(t), float(nu)), 1.0) for t, nu in pairs]
    return result
