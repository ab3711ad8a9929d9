"""How far a weight may move from where it was: the g-factor F(u) of calibration.

A distance between old and new weights leads to new = old · F(xᵀλ), with F(0) = F′(0) = 1.
Deville and Särndal (1992), JASA 87, section 2 (cases 1, 2, 6 and 7).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True)
class Distance:
    """`factor` F(u) and its slope F′(u), elementwise; `bounds` of F where it has any."""

    factor: Function
    slope: Function
    bounds: tuple[float, float] | None = None


def linear() -> Distance:
    """F = 1 + u: the regression estimator; in one step, but factors may be negative."""
    return Distance(lambda u: 1 + u, np.ones_like)


def raking() -> Distance:
    """F = exp(u): factors positive, without an upper bound; the margins of raking."""
    return Distance(np.exp, np.exp)


def logit(low: float, high: float) -> Distance:
    """F = (L(U − 1) + U(1 − L) e^{Au}) / ((U − 1) + (1 − L) e^{Au}), A = (U − L)/((1 − L)(U − 1)).

    Smooth, and strictly between the bounds.
    """
    steep = (high - low) / ((1 - low) * (high - 1))
    start = np.log((1 - low) / (high - 1))

    def share(u: np.ndarray) -> np.ndarray:
        # The logistic function by tanh, which does not overflow.
        return 0.5 + 0.5 * np.tanh((steep * u + start) / 2)

    def slope(u: np.ndarray) -> np.ndarray:
        return steep * (high - low) * share(u) * (1 - share(u))

    return Distance(lambda u: low + (high - low) * share(u), slope, (low, high))


def bounded_linear(low: float, high: float) -> Distance:
    """F = 1 + u cut off at the bounds, which many factors may then share."""

    def slope(u: np.ndarray) -> np.ndarray:
        return ((1 + u > low) & (1 + u < high)).astype(float)

    return Distance(lambda u: np.clip(1 + u, low, high), slope, (low, high))


# Distances by name: without bounds and with them. A name in both takes either.
UNBOUNDED: dict[str, Callable[[], Distance]] = {"linear": linear, "raking": raking}
BOUNDED: dict[str, Callable[[float, float], Distance]] = {
    "linear": bounded_linear,
    "logit": logit,
}
