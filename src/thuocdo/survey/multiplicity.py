"""Many tests at once: p-values that stay honest however many are looked at.

Holm (1979), Scandinavian Journal of Statistics 6: the chance of any false finding is held,
whatever the dependence. Benjamini and Hochberg (1995), JRSS-B 57: the expected share of false
findings among the findings is held, for tests that are independent or positively dependent.
NaN is a test that could not be made; it stays NaN and does not count.
"""

from collections.abc import Callable

import numpy as np


def holm(p_values) -> np.ndarray:
    """max over smaller p of (m − rank + 1) · p, at most 1."""
    return _adjusted(p_values, _step_down)


def benjamini_hochberg(p_values) -> np.ndarray:
    """min over larger p of m / rank · p, at most 1."""
    return _adjusted(p_values, _step_up)


def _step_down(ordered: np.ndarray) -> np.ndarray:
    return np.maximum.accumulate(ordered * np.arange(ordered.size, 0, -1))


def _step_up(ordered: np.ndarray) -> np.ndarray:
    raised = ordered * (ordered.size / np.arange(1, ordered.size + 1))
    return np.minimum.accumulate(raised[::-1])[::-1]


def _adjusted(p_values, rule: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    p = np.asarray(p_values, dtype=float)
    made = np.flatnonzero(~np.isnan(p))
    if ((p[made] < 0) | (p[made] > 1)).any():
        raise ValueError("p-values lie between 0 and 1")
    order = made[np.argsort(p[made], kind="stable")]
    out = np.full(p.shape, np.nan)
    out[order] = np.minimum(rule(p[order]), 1.0)
    return out


# Adjustments by name.
ADJUSTMENTS: dict[str, Callable[..., np.ndarray]] = {
    "none": lambda p_values: np.asarray(p_values, dtype=float).copy(),
    "holm": holm,
    "bh": benjamini_hochberg,
}
