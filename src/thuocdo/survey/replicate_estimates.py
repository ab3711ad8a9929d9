"""Variance from how estimates vary over replicate weights.

V = scale · Σ_r rscales_r · (θ_r − c)(θ_r − c)ᵀ, where the centre c is the full-sample estimate
when the design says `mse`, else the plain mean of the replicates that count (rscales > 0).
Wolter, Introduction to Variance Estimation (2nd ed., 2007), chapters 3 to 5.

A replicate in which an estimate does not exist (a domain whose every respondent has weight 0
in it) is left out of the sums of that estimate, and of that estimate only; what is left is
not scaled up. It is never silent: `unusable_replicates` counts them.
"""

import numpy as np

from thuocdo.survey.design import ReplicateDesign


def replicate_covariance(
    design: ReplicateDesign, thetas: np.ndarray, full: np.ndarray
) -> np.ndarray:
    """Covariance (k, k) from replicate estimates (R, k) around the full-sample ones (k,).

    A deviation that does not exist counts as 0, so the matrix stays positive semidefinite.
    An estimate without any usable replicate, or without a full-sample value, gets NaN.
    """
    thetas = np.asarray(thetas, dtype=float)
    deviations = thetas - _centre(design, thetas, np.asarray(full, dtype=float))
    usable = np.isfinite(deviations)
    scaled = np.where(usable, deviations, 0.0) * np.sqrt(design.scale * design.rscales)[:, None]
    covariance = scaled.T @ scaled
    lost = ~(usable & (design.rscales > 0)[:, None]).any(axis=0) | ~np.isfinite(full)
    covariance[lost, :] = np.nan
    covariance[:, lost] = np.nan
    return covariance


def unusable_replicates(thetas: np.ndarray) -> np.ndarray:
    """How many replicates (k,) give no number for each of the estimates (R, k)."""
    return (~np.isfinite(np.asarray(thetas, dtype=float))).sum(axis=0)


def _centre(design: ReplicateDesign, thetas: np.ndarray, full: np.ndarray) -> np.ndarray:
    if design.mse:
        return full
    usable = np.isfinite(thetas) & (design.rscales > 0)[:, None]
    count = usable.sum(axis=0)
    return np.where(usable, thetas, 0.0).sum(axis=0) / np.where(count > 0, count, np.nan)
