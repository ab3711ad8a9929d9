"""Intervals of proportions that keep within 0 and 1.

Each takes a `Share` (estimate, variance, df) and gives (low, high). Sources: Korn and
Graubard (1998) for the effective sample size and the beta interval; Rao and Scott (1984) for
the likelihood interval; Dean and Pagano (2015) compare logit, Wilson and beta on survey data.
At 0 or 1 the variance is 0: beta and wilson then use the number of answers, the others have
no interval (NaN).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import asin, exp, isnan, log, nan, pi, sin, sqrt

import numpy as np

from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import AnyDesign, Estimates, Statistic
from thuocdo.survey.distributions import beta_quantile, t_quantile
from thuocdo.survey.estimate import estimate
from thuocdo.survey.lonely import Lonely, LonelyRule

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion with its variance, and what its interval rests on.

    `df` are those of the interval, `design_df` and `size` those of the whole sample, by which
    the effective size is lowered (Korn and Graubard 1998).
    """

    value: float
    variance: float
    df: float
    design_df: float
    size: int
    level: float = 0.95

    @property
    def t(self) -> float:
        """The Student quantile of the interval."""
        return t_quantile(0.5 + self.level / 2, self.df)

    @property
    def certain(self) -> bool:
        """Nobody or everybody: no variance was seen."""
        return self.variance <= 0 or not 0 < self.value < 1

    @property
    def effective_size(self) -> float:
        """p (1 - p) / variance, times (t with n - 1 df / t with design df)²."""
        p, upper = self.value, 0.5 + self.level / 2
        shrink = t_quantile(upper, self.size - 1) / t_quantile(upper, self.design_df)
        return (self.size if self.certain else p * (1 - p) / self.variance) * shrink**2


@dataclass(frozen=True, slots=True)
class Proportions:
    """Estimates of proportions and their intervals (k,) by the method named."""

    estimates: Estimates
    low: np.ndarray
    high: np.ndarray
    method: str
    level: float


def proportions(
    design: AnyDesign,
    statistic: Statistic,
    method: str = "logit",
    level: float = 0.95,
    df: float | None = None,
    lonely: Lonely | LonelyRule = "fail",
) -> Proportions:
    """Proportions (means of 0 and 1, `statistic` a `Mean`) with intervals by `method`."""
    if method not in INTERVALS:
        raise ValueError(f"no such interval: {method}; there are {', '.join(INTERVALS)}")
    found = estimate(design, statistic, lonely)
    design_df = degrees_of_freedom(design)
    variances = np.diag(found.covariance)
    ends = [
        _ends(method, Share(p, v, found.df if df is None else df, design_df, n, level))
        for p, v, n in zip(found.value, variances, _sizes(design, found), strict=True)
    ]
    low, high = np.array(ends).T
    return Proportions(found, low, high, method, level)


def _sizes(design: AnyDesign, found: Estimates) -> list[int]:
    """Rows of the sample; where all gave one answer, the answers are what there is."""
    extreme = (found.value <= 0) | (found.value >= 1)
    return [int(n) for n in np.where(extreme, found.counts, design.size)]


def _ends(method: str, share: Share) -> Interval:
    return (nan, nan) if isnan(share.value) else INTERVALS[method](share)


def mean_interval(share: Share) -> Interval:
    """p ± t se; may leave 0..1."""
    margin = share.t * sqrt(max(share.variance, 0.0))
    return share.value - margin, share.value + margin


def logit_interval(share: Share) -> Interval:
    """p ± t se on the scale log(p / (1 - p)), where se is se / (p (1 - p))."""
    if share.certain:
        return nan, nan
    p = share.value
    centre, margin = log(p / (1 - p)), share.t * sqrt(share.variance) / (p * (1 - p))
    return 1 / (1 + exp(margin - centre)), 1 / (1 + exp(-margin - centre))


def asin_interval(share: Share) -> Interval:
    """p ± t se on the scale asin √p, where se is se / (2 √(p (1 - p))); kept within 0..π/2."""
    if share.certain:
        return nan, nan
    p = share.value
    centre, margin = asin(sqrt(p)), share.t * sqrt(share.variance / (p * (1 - p))) / 2
    return sin(max(centre - margin, 0.0)) ** 2, sin(min(centre + margin, pi / 2)) ** 2


def beta_interval(share: Share) -> Interval:
    """Clopper and Pearson's with the effective size for n (Korn and Graubard 1998)."""
    p, n, tail = share.value, share.effective_size, (1 - share.level) / 2
    x = min(max(n * p, 0.0), n)
    return beta_quantile(tail, x, n - x + 1), beta_quantile(1 - tail, x + 1, n - x)


def wilson_interval(share: Share) -> Interval:
    """Wilson's (1927) score interval with the effective size for n and t for z."""
    p, n, t = share.value, share.effective_size, share.t
    centre = (p + t * t / (2 * n)) / (1 + t * t / n)
    margin = t / (1 + t * t / n) * sqrt(p * (1 - p) / n + t * t / (4 * n * n))
    return max(0.0, centre - margin), min(1.0, centre + margin)


def likelihood_interval(share: Share) -> Interval:
    """All p₀ with signed root of the design-adjusted deviance within ±t (Rao, Scott 1984).

    Deviance 2 (p log(p/p₀) + (1-p) log((1-p)/(1-p₀))) times p (1-p) / variance.
    """
    if share.certain:
        return nan, nan
    bound = share.t**2
    return (
        _solve(lambda other: deviance(share, other) - bound, share.value, 0.0),
        _solve(lambda other: deviance(share, other) - bound, share.value, 1.0),
    )


def deviance(share: Share, other: float) -> float:
    """How badly `other` explains the share, in units of the design's own variance."""
    p, unlike = share.value, 0.0
    for seen, said in ((p, other), (1 - p, 1 - other)):
        if said <= 0:
            return float("inf")
        unlike += 2 * seen * log(seen / said)
    return unlike * p * (1 - p) / share.variance


def _solve(f: Callable[[float], float], inside: float, outside: float) -> float:
    """Where f, negative at `inside` and positive at `outside`, is 0: by halving."""
    for _step in range(200):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if f(middle) < 0:
            inside = middle
        else:
            outside = middle
    return inside


INTERVALS: dict[str, Callable[[Share], Interval]] = {
    "logit": logit_interval,
    "xlogit": logit_interval,
    "beta": beta_interval,
    "wilson": wilson_interval,
    "likelihood": likelihood_interval,
    "asin": asin_interval,
    "mean": mean_interval,
}
