"""The tail of Σ a_i χ²₁, or of its ratio to an estimated variance, for tests in samples.

With Q = Σ a_i χ²₁ − x·χ²_ν/ν (x alone where ν is infinite) the chance asked for is P(Q > 0).
K(s) is the cumulant function of Q, and P(Q > 0) = (1/2πi) ∫ e^{K(s)} / s ds.

The exact tail is that integral, what Imhof (1961, Biometrika 48) computes along the imaginary
axis. Here the path goes through the saddlepoint and opens to the right around the branch cuts,
where the integrand is smooth and falls fast: the trapezium rule is then exact to rounding
(Rice 1980, SIAM J. Sci. Stat. Comput. 1, for the choice of path).
"""

from math import copysign, erfc, inf, isinf, log, sqrt

import numpy as np

# y runs to ±REACH on the path s(y); beyond, the integrand is below rounding or nearly so.
REACH, POINTS = 40.0, 8001


def mixture_sf(x: float, coefficients: np.ndarray, df: float = inf) -> float:
    """P(Σ a_i χ²₁ > x · χ²_df / df), by the integral; coefficients a > 0."""
    a = _positive(coefficients)
    if a.size == 0 or x <= 0:
        return float(x <= 0)
    a, x = a / a.max(), x / a.max()
    crossing = _crossing(lambda s: _slope(s, x, a, df) - 1 / s, 0.0, 0.5)
    y = np.linspace(-REACH, REACH, POINTS)
    width = min(crossing, 0.5 - crossing)
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        bend = width * (np.cosh(y) - 1 + 1j * np.sinh(y))
        step = width * (np.sinh(y) + 1j * np.cosh(y))
        values = np.exp(_cumulant(crossing + bend, x, a, df) + np.log(step / (crossing + bend)))
    total = np.nan_to_num(values).sum() * (y[1] - y[0])
    return float(min(max((total / (2j * np.pi)).real, 0.0), 1.0))


def saddlepoint_sf(x: float, coefficients: np.ndarray, df: float = inf) -> float:
    """The same tail approximated: Φ̄(w + log(v/w)/w), w = ±√(−2K(t)), v = t√K″(t), K′(t) = 0.

    O. E. Barndorff-Nielsen (1986), Biometrika 73; D. Kuonen (1999), Biometrika 86.
    """
    a = _positive(coefficients)
    if a.size == 0 or x <= 0:
        return float(x <= 0)
    a, x = a / a.max(), x / a.max()
    lowest = -df / (2 * x) if not isinf(df) else -a.size / (2 * x) - 1.0
    t = _crossing(lambda s: _slope(s, x, a, df), lowest, 0.5)
    if abs(t) < 1e-6:
        # At the mean both w and v vanish; the exact tail has no such difficulty.
        return mixture_sf(x, a, df)
    w = copysign(sqrt(-2 * _cumulant(np.array([t + 0j]), x, a, df)[0].real), t)
    v = t * sqrt(_curvature(t, x, a, df))
    return 0.5 * erfc((w + log(v / w) / w) / sqrt(2))


def _cumulant(s: np.ndarray, x: float, a: np.ndarray, df: float) -> np.ndarray:
    log_factors = -0.5 * np.log1p(-2 * np.multiply.outer(s, a)).sum(axis=-1)
    return log_factors - (s * x if isinf(df) else df / 2 * np.log1p(2 * s * x / df))


def _slope(s: float, x: float, a: np.ndarray, df: float) -> float:
    return (a / (1 - 2 * s * a)).sum() - (x if isinf(df) else x / (1 + 2 * s * x / df))


def _curvature(s: float, x: float, a: np.ndarray, df: float) -> float:
    shrink = 0.0 if isinf(df) else 2 * x * x / df / (1 + 2 * s * x / df) ** 2
    return (2 * a**2 / (1 - 2 * s * a) ** 2).sum() + shrink


def _crossing(slope, low: float, high: float) -> float:
    """Where an increasing function passes 0 between two poles, by halving."""
    for _step in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return (low + high) / 2


def _positive(coefficients: np.ndarray) -> np.ndarray:
    """Coefficients that matter: those of no size, or a rounding below 0, add nothing."""
    a = np.asarray(coefficients, dtype=float)
    return a[a > 1e-14 * a.max(initial=0.0)]
