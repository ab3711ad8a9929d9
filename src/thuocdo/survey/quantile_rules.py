"""How a quantile is read off a weighted sample: one function a rule.

Each takes x sorted, its weights in the same order (all positive) and probabilities (P,).
Names hf4 to hf9 are the types of Hyndman and Fan (1996) with counts replaced by weights;
S_k is the sum of the first k weights, W of all.
"""

from collections.abc import Callable

import numpy as np

# Probabilities nearer than this to a step of the distribution are on it, so that the scale
# of the weights does not decide.
ON_A_STEP = 1e-13


def math_rule(x: np.ndarray, w: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The smallest x with S_k / W ≥ p: the inverse of the weighted distribution."""
    return x[_step(w, p)]


def school_rule(x: np.ndarray, w: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The same, but half-way to the next x where S_k / W = p."""
    reached = np.cumsum(w) / np.sum(w)
    at = _step(w, p)
    following = np.minimum(at + 1, x.size - 1)
    return np.where(np.abs(reached[at] - p) <= ON_A_STEP, (x[at] + x[following]) / 2, x[at])


def shah_vaish(x: np.ndarray, w: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The last x with (S_k + ½ - w_k/2) / (n + 1) ≤ p, weights of mean 1 (Shah, Vaish 2006)."""
    return _shah_vaish(x, w / w.mean(), w / w.mean(), p)


def shah_vaish_unscaled(x: np.ndarray, w: np.ndarray, p: np.ndarray) -> np.ndarray:
    """The same with w_k as it stands in -w_k/2, as R survey 4.5 has it.

    Kept to compare with R. It is not a quantile unless the weights have mean 1: with large
    weights it falls as p rises.
    """
    return _shah_vaish(x, w / w.mean(), w, p)


def _shah_vaish(x, scaled, subtracted, p):
    places = (np.cumsum(scaled) + 0.5 - subtracted / 2) / (x.size + 1)
    order = np.argsort(places, kind="stable")
    at = np.searchsorted(places[order], p, side="right") - 1
    return x[order][np.maximum(at, 0)]


def _interpolated(places: Callable) -> Callable:
    """A rule that joins the points (place of x_k, x_k) by lines."""

    def rule(x: np.ndarray, w: np.ndarray, p: np.ndarray) -> np.ndarray:
        return x[[0] * p.size] if x.size == 1 else np.interp(p, places(np.cumsum(w), w), x)

    return rule


def _step(w: np.ndarray, p: np.ndarray) -> np.ndarray:
    reached = np.cumsum(w) / np.sum(w)
    return np.minimum(np.searchsorted(reached, p - ON_A_STEP), w.size - 1)


RULES: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]] = {
    "math": math_rule,
    "school": school_rule,
    "shahvaish": shah_vaish,
    "shahvaish_unscaled": shah_vaish_unscaled,
    "hf4": _interpolated(lambda s, w: s / s[-1]),
    "hf5": _interpolated(lambda s, w: (s - w / 2) / s[-1]),
    "hf6": _interpolated(lambda s, w: s / (s[-1] + w[-1])),
    "hf7": _interpolated(lambda s, w: (s - w) / s[-2]),
    "hf8": _interpolated(lambda s, w: (s - w / 3) / (s[-1] + w[-1] / 3)),
    "hf9": _interpolated(lambda s, w: (s - 3 * w / 8) / (s[-1] + w[-1] / 4)),
}
