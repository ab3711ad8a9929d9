"""A change taken apart: change of method, signal, and noise of the samples."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ChangeParts:
    """change = method + signal + noise, for each unit; NaN where there is no change.

    `reliability` (units,) is the share of a unit's distance from the mean that is believed;
    `mean` the common change; `spread` the standard deviation of true changes between units.
    """

    method: np.ndarray
    signal: np.ndarray
    noise: np.ndarray
    reliability: np.ndarray
    mean: float
    spread: float


def change_parts(change, se, method=0.0) -> ChangeParts:
    """Split the changes (units,) of one node, with standard errors `se` (independent units).

    `method` is what the change of method alone did: the later data scored by the later less
    by the earlier definition; 0 when nothing changed. The rest is d. Of the variance of d
    between units, Σ(d − mean)²/(n − 1), the mean of se² is noise, what remains τ² ≥ 0 is
    true. A unit keeps reliability = τ²/(τ² + se²) of its distance:

        signal = mean + reliability·(d − mean),   noise = d − signal.

    Best linear prediction with moment estimates (B. Efron and C. Morris, JASA 70 (1975)). The
    signal borrows from all units: it is a guess of the true change, not a measurement.
    """
    whole, error = np.broadcast_arrays(np.asarray(change, float), np.asarray(se, float))
    effect = np.broadcast_to(np.asarray(method, dtype=float), whole.shape)
    rest = whole - effect
    used = ~np.isnan(rest) & ~np.isnan(error)
    if used.sum() < 2:
        raise ValueError("a change is taken apart among two units or more")
    mean = rest[used].mean()
    true = max(rest[used].var(ddof=1) - (error[used] ** 2).mean(), 0.0)
    total = true + error**2
    exact = error == 0  # nothing to shrink, even when all units changed alike
    share = np.where(exact, 1.0, true / np.where(total > 0, total, 1.0))
    share = np.where(used, share, np.nan)
    signal = mean + share * (rest - mean)
    method_part = np.where(used, effect, np.nan)
    return ChangeParts(method_part, signal, rest - signal, share, float(mean), float(np.sqrt(true)))
