"""Random errors of scores: what the scores might have missed the truth by, many times."""

import numpy as np

from thuocdo.index.covariance import lower_factor, nearest_psd
from thuocdo.index.uncertain import UncertainScores


def random_errors(scores: UncertainScores, draws: int, seed: int) -> np.ndarray:
    """Errors (p, draws) ~ N(0, Σ); with one pooled df they are multivariate Student.

    The same seed gives the same errors. They are drawn in the order of the scores, not of
    the units, so that a list in another order gives every unit the errors it had.
    """
    generator = np.random.default_rng(seed)
    order = np.lexsort((scores.variance, scores.values))
    normal = generator.standard_normal((order.size, draws))
    if scores.covariance is None:
        ordered = np.sqrt(scores.variance[order])[:, None] * normal
    else:
        ordered = _factor(scores.covariance[np.ix_(order, order)]) @ normal
    errors = np.empty_like(ordered)
    errors[order] = ordered
    return pooled_student(errors, scores.df, generator)


def given_errors(scores: UncertainScores, draws, scale: float | None, seed: int) -> np.ndarray:
    """Errors (p, R) from replicate scores (R, n), bootstrap say; their mean is the centre.

    `scale` as in `JointEstimates.draw_scale`: covariance ≈ scale · Σ (draw − centre)²; 1/R
    when not given. A replicate with a missing score cannot be used and must be left out, and
    counted, before.
    """
    replicates = np.asarray(draws, dtype=float)
    if replicates.ndim != 2 or replicates.shape[1] != scores.size:
        raise ValueError(f"draws are (R, {scores.size}), not {replicates.shape}")
    chosen = replicates[:, scores.places].T
    if not np.isfinite(chosen).all():
        raise ValueError("a draw misses a score: leave it out, and count it")
    count = chosen.shape[1]
    factor = np.sqrt(count * (1 / count if scale is None else scale))
    errors = (chosen - chosen.mean(axis=1, keepdims=True)) * factor
    errors = errors if scores.larger_is_better else -errors
    return pooled_student(errors, scores.df, np.random.default_rng(seed))


def pooled_student(errors: np.ndarray, df, generator: np.random.Generator) -> np.ndarray:
    """Errors divided by √(χ²/df), one χ² a draw: the variance was estimated in common."""
    if df is None or np.ndim(df) or np.isinf(df):
        return errors
    return errors / np.sqrt(generator.chisquare(df, errors.shape[1]) / df)


def own_student(errors: np.ndarray, df, seed: int) -> np.ndarray:
    """Errors (p, draws) divided by √(χ²/df) of each score itself, where each has its own df."""
    if df is None or not np.ndim(df):
        return errors
    generator = np.random.default_rng((seed, 1))
    freedom = np.asarray(df, dtype=float)[:, None]
    finite = np.where(np.isinf(freedom), 1.0, freedom)
    scale = np.sqrt(generator.chisquare(finite, errors.shape) / finite)
    return errors / np.where(np.isinf(freedom), 1.0, scale)


def _factor(covariance: np.ndarray) -> np.ndarray:
    factor = lower_factor(covariance)
    if factor is not None:
        return factor
    # PSD in one order of the units and a rounding error off in another.
    lower = lower_factor(nearest_psd(covariance).covariance)
    return np.zeros_like(covariance) if lower is None else lower
