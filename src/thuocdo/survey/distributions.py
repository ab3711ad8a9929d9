"""Student, Fisher, chi-square and beta distributions, without SciPy.

All rest on the incomplete beta and gamma functions: Lentz's continued fractions (Press et
al. 2007, 6.2 and 6.4) behind a factor that keeps its digits for large arguments (Loader
2000, "Fast and accurate computation of binomial probabilities"). Quantiles invert the
smaller tail by Newton steps kept inside a bracket. Relative error about 1e-13.
"""

from collections.abc import Callable
from functools import lru_cache
from math import exp, inf, isinf, isnan, lgamma, log, log1p, nan, pi, sqrt
from statistics import NormalDist

TINY = 1e-300
ROUNDING = 2.3e-16
STEPS = 100_000
NORMAL = NormalDist()
# The series of log Γ beyond Stirling: 1/(12 z) - 1/(360 z³) + …
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)


def beta_cdf(x: float, a: float, b: float) -> float:
    """I_x(a, b): the chance that a beta variable is at most x."""
    return _beta_tails(x, a, b)[0]


def beta_sf(x: float, a: float, b: float) -> float:
    """1 - I_x(a, b), without losing digits in the far tail."""
    return _beta_tails(x, a, b)[1]


def beta_quantile(p: float, a: float, b: float) -> float:
    """x with I_x(a, b) = p; 0 when a is 0 and 1 when b is 0 (the point masses)."""
    if isnan(p) or isnan(a) or isnan(b):
        return nan
    if a == 0 or p == 0:
        return 0.0
    return 1.0 if b == 0 or p == 1 else 1 / (1 + exp(-_beta_logit(float(p), float(a), float(b))))


def gamma_cdf(x: float, a: float) -> float:
    """P(a, x): the chance that a gamma variable of shape a is at most x."""
    return _gamma_tails(x, a)[0]


def gamma_sf(x: float, a: float) -> float:
    """Q(a, x) = 1 - P(a, x)."""
    return _gamma_tails(x, a)[1]


def chi2_cdf(x: float, df: float) -> float:
    """The chance that a chi-square variable is at most x."""
    return gamma_cdf(x / 2, df / 2)


def chi2_sf(x: float, df: float) -> float:
    """The chance that a chi-square variable exceeds x: a p-value."""
    return gamma_sf(x / 2, df / 2)


def chi2_quantile(p: float, df: float) -> float:
    """The x that a chi-square variable does not exceed with chance p."""
    if p in (0, 1):
        return 0.0 if p == 0 else inf
    shape = float(df) / 2
    return 2 * exp(
        _invert(lambda u: (*_gamma_tails(exp(u), shape), _gamma_factor(exp(u), shape)), p)
    )


def t_cdf(x: float, df: float) -> float:
    """The chance that a Student variable is at most x; the normal one for df = inf."""
    return t_sf(-x, df)


def t_sf(x: float, df: float) -> float:
    """The chance that a Student variable exceeds x."""
    if isinf(df):
        return NORMAL.cdf(-x)
    tail = beta_cdf(df / (df + x * x), df / 2, 0.5) / 2
    return tail if x >= 0 else 1 - tail


def t_quantile(p: float, df: float) -> float:
    """The t that a Student variable does not exceed with chance p; NaN without any df."""
    if isnan(df) or df <= 0:
        return nan
    if isinf(df):
        return NORMAL.inv_cdf(p)
    if p == 0.5:
        return 0.0
    # With u = df / (df + t²): t² / df = (1 - u) / u.
    size = sqrt(df * exp(-_beta_logit(2 * min(p, 1 - p), float(df) / 2, 0.5)))
    return size if p > 0.5 else -size


def f_cdf(x: float, df1: float, df2: float) -> float:
    """The chance that a Fisher variable is at most x."""
    return _f_tails(x, df1, df2)[0]


def f_sf(x: float, df1: float, df2: float) -> float:
    """The chance that a Fisher variable exceeds x: a p-value."""
    return _f_tails(x, df1, df2)[1]


def f_quantile(p: float, df1: float, df2: float) -> float:
    """The x that a Fisher variable does not exceed with chance p."""
    if isinf(df2):
        return chi2_quantile(p, df1) / df1
    return df2 / df1 * exp(-_beta_logit(1 - p, float(df2) / 2, float(df1) / 2))


def _f_tails(x: float, df1: float, df2: float) -> tuple[float, float]:
    if isinf(df2):
        return chi2_cdf(df1 * x, df1), chi2_sf(df1 * x, df1)
    upper, lower = _beta_tails(df2 / (df2 + df1 * x), df2 / 2, df1 / 2)
    return lower, upper


@lru_cache(maxsize=4096)
def _beta_logit(p: float, a: float, b: float) -> float:
    """log(x / (1 - x)) at the quantile x, which keeps its digits at both ends."""

    def tails(u: float) -> tuple[float, float, float]:
        x, rest = 1 / (1 + exp(-u)), 1 / (1 + exp(u))
        return *_beta_tails(x, a, b, rest), _beta_factor(x, a, b, rest)

    return _invert(tails, p)


def _invert(tails: Callable[[float], tuple[float, float, float]], p: float) -> float:
    """u where the lower tail is p: Newton on the log of the smaller tail, in a bracket.

    `tails(u)` gives both tails and the derivative of the lower one.
    """
    low, high, u = -700.0, 700.0, 0.0
    for _step in range(500):
        lower, upper, slope = tails(u)
        tail, target, sign = (lower, p, 1) if p <= 0.5 else (upper, 1 - p, -1)
        gap = sign * (log(tail) - log(target)) if tail > 0 else -sign * inf
        low, high = (low, u) if gap > 0 else (u, high)
        step = gap * tail / slope if slope > 0 and tail > 0 else inf
        following = u - step
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - u) <= ROUNDING * max(1.0, abs(u)):
            return following
        u = following
    return u


def _beta_tails(x: float, a: float, b: float, rest: float | None = None) -> tuple[float, float]:
    """I_x(a, b) and its complement; `rest` is 1 - x where that is known better."""
    if x <= 0 or x >= 1:
        return (0.0, 1.0) if x <= 0 else (1.0, 0.0)
    rest = 1 - x if rest is None else rest
    factor = _beta_factor(x, a, b, rest)
    if x < (a + 1) / (a + b + 2):
        lower = factor * _beta_fraction(x, a, b) / a
        return lower, 1 - lower
    upper = factor * _beta_fraction(rest, b, a) / b
    return 1 - upper, upper


def _beta_factor(x: float, a: float, b: float, rest: float) -> float:
    """x^a (1 - x)^b / B(a, b), from deviances so that large terms do not cancel."""
    n = a + b
    deviance = a * _log_less(n * x / a) + b * _log_less(n * rest / b)
    correction = _stirling_error(n) - _stirling_error(a) - _stirling_error(b)
    return sqrt(a * b / (2 * pi * n)) * exp(deviance + correction)


def _log_less(ratio: float) -> float:
    """log r - (r - 1), by its series where the difference would cancel."""
    if ratio <= 0:
        return -inf
    d = ratio - 1
    if abs(d) > 0.1:
        return log(ratio) - d
    # With s = d/(2 + d): log(1 + d) = 2 (s + s³/3 + …) and d - 2 s = s d.
    s = d / (2 + d)
    total, power, k = 0.0, s, 1
    while True:
        power *= s * s
        k += 2
        grown = total + power / k
        if grown == total:
            return 2 * total - s * d
        total = grown


def _stirling_error(z: float) -> float:
    """log Γ(z) less Stirling's (z - ½) log z - z + ½ log 2π."""
    if z < 1e-3:
        return lgamma(z) - ((z - 0.5) * log(z) - z + 0.5 * log(2 * pi))
    shift = 0.0
    while z < 16:
        shift += (z + 0.5) * log1p(1 / z) - 1
        z += 1
    return shift + sum(c / z ** (2 * i + 1) for i, c in enumerate(STIRLING))


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of I_x(a, b), by Lentz's method."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    total = d
    for m in range(1, STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            total *= c * d
        if abs(c * d - 1) < 2 * ROUNDING:
            break
    return total


def _gamma_tails(x: float, a: float) -> tuple[float, float]:
    """P(a, x) and Q(a, x): a series below a + 1, a continued fraction above."""
    if x <= 0:
        return 0.0, 1.0
    if isinf(x):
        return 1.0, 0.0
    factor = _gamma_factor(x, a)
    if x < a + 1:
        lower = factor * _gamma_series(x, a)
        return lower, 1 - lower
    upper = factor * _gamma_fraction(x, a)
    return 1 - upper, upper


def _gamma_factor(x: float, a: float) -> float:
    """x^a e^-x / Γ(a)."""
    return sqrt(a / (2 * pi)) * exp(a * _log_less(x / a) - _stirling_error(a))


def _gamma_series(x: float, a: float) -> float:
    term = total = 1 / a
    for k in range(1, STEPS):
        term *= x / (a + k)
        total += term
        if term < total * ROUNDING:
            break
    return total


def _gamma_fraction(x: float, a: float) -> float:
    b = x + 1 - a
    c, d = 1 / TINY, 1 / _away_from_zero(b)
    total = d
    for k in range(1, STEPS):
        term, b = -k * (k - a), b + 2
        d = 1 / _away_from_zero(term * d + b)
        c = _away_from_zero(b + term / c)
        total *= c * d
        if abs(c * d - 1) < 2 * ROUNDING:
            break
    return total


def _away_from_zero(value: float) -> float:
    return value if abs(value) > TINY else TINY
