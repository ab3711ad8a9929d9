"""Weighted quantiles, with intervals that turn an interval of the proportion round.

Woodruff (1952): at the estimate q the share p̂ = share(x ≤ q) has a standard error like any
proportion; the ends of its interval, read off the weighted distribution, are the interval of
the quantile, and se = (high - low) / (2 t). Nothing is assumed of the density.
"""

from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist

import numpy as np

from thuocdo.survey.answers import answer_matrix
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import AnyDesign
from thuocdo.survey.distributions import t_quantile
from thuocdo.survey.estimate import as_rule, estimate
from thuocdo.survey.lonely import Lonely, LonelyRule
from thuocdo.survey.means import Mean
from thuocdo.survey.proportion import INTERVALS, Share
from thuocdo.survey.quantile_rules import RULES

WOODRUFF = ("mean", "beta", "xlogit", "asin", "wilson")


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Quantiles (k, P) of k variables at P probabilities, their intervals and df (k,).

    An end of an interval is NaN where the interval of the proportion leaves 0..1: the sample
    does not bound the quantile on that side. At the largest answer (or when all are equal)
    the share below is 1 without variance and the interval has no width: that says nothing of
    the tail.
    """

    probabilities: tuple[float, ...]
    value: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    df: np.ndarray
    counts: np.ndarray


def quantiles(
    design: AnyDesign,
    values: np.ndarray,
    probabilities=(0.5,),
    domain: np.ndarray | None = None,
    interval: str = "mean",
    rule: str = "math",
    level: float = 0.95,
    df: float | None = None,
    lonely: Lonely | LonelyRule = "fail",
) -> Quantiles:
    """Quantiles of values (n, k) in a domain or in each of several (see `answer_matrix`).

    `interval` is how the proportion's interval is made, `rule` how a quantile is read off a
    weighted sample (see `quantile_rules`), `df` by default those of who answered.
    """
    if interval not in WOODRUFF or rule not in RULES:
        raise ValueError(f"no such interval or rule: {interval}, {rule}")
    matrix = answer_matrix(values, domain)
    matrix = np.where((design.weights > 0)[:, None], matrix, np.nan)
    probabilities = tuple(float(p) for p in probabilities)
    how = (probabilities, interval, rule, level, df, as_rule(lonely))
    found = [_of_one(design, column, *how) for column in matrix.T]
    value, low, high, degrees = (np.array(part) for part in zip(*found, strict=True))
    t = np.array([t_quantile(0.5 + level / 2, each) for each in degrees])
    se = (high - low) / (2 * t[:, None])
    counts = (~np.isnan(matrix)).sum(axis=0)
    return Quantiles(probabilities, value, se, low, high, degrees, counts)


def _of_one(design, column, probabilities, interval, rule, level, df, lonely):
    """Values, lows and highs (P,) of one variable, and its df."""
    answered = ~np.isnan(column)
    nothing = np.full(len(probabilities), np.nan)
    if not answered.any():
        return nothing, nothing, nothing, np.nan
    degrees = degrees_of_freedom(design, answered) if df is None else df
    x, w = _sorted(column[answered], design.weights[answered])
    value = RULES[rule](x, w, np.array(probabilities))
    below = np.where(answered[:, None], column[:, None] <= value, np.nan)
    shares = estimate(design, Mean(below), lonely)
    ends = [
        INTERVALS[interval](Share(p, v, degrees, degrees, int(answered.sum()), level))
        for p, v in zip(shares.value, np.diag(shares.covariance), strict=True)
    ]
    low, high = np.array(ends).T
    return value, _read(rule, x, w, low), _read(rule, x, w, high), degrees


def _read(rule: str, x: np.ndarray, w: np.ndarray, p: np.ndarray) -> np.ndarray:
    possible = (p >= 0) & (p <= 1)
    return np.where(possible, RULES[rule](x, w, np.where(possible, p, 0.5)), np.nan)


def _sorted(x: np.ndarray, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    order = np.argsort(x, kind="stable")
    return x[order], w[order]


class Quantile:
    """Quantiles as a statistic: for replicate variance and for covariance with others.

    Linearised -w (1(x ≤ q) - p) / (f Σ w) (Binder 1983, Francisco and Fuller 1991), with
    1/f, the slope of the quantile in p, over the bandwidth of Hall and Sheather (1988). For
    the interval of one quantile use `quantiles`.
    """

    def __init__(self, values, probability: float = 0.5, domain=None, rule: str = "math"):
        self.matrix = answer_matrix(values, domain)
        self.probability = probability
        self.rule = RULES[rule]

    @cached_property
    def counts(self) -> np.ndarray:
        """Answers behind each number (k,)."""
        return self.present().sum(axis=0)

    def present(self) -> np.ndarray:
        """Who is behind each number (n, k)."""
        return ~np.isnan(self.matrix)

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The quantiles (k,) or (k, R)."""
        many = weights[:, None] if weights.ndim == 1 else weights
        found = np.array(
            [[self._at(x, w, self.probability) for w in many.T] for x in self.matrix.T]
        )
        return found[:, 0] if weights.ndim == 1 else found

    def influence(self, weights: np.ndarray) -> np.ndarray:
        """The linearised values (n, k)."""
        value, p = self.point(weights), self.probability
        sizes = weights @ self.present()
        slope = np.array([self._slope(x, weights) for x in self.matrix.T])
        deviations = np.where(self.present(), (self.matrix <= value) - p, 0.0)
        inverse = np.divide(1.0, sizes, out=np.zeros_like(sizes), where=sizes > 0)
        return -weights[:, None] * deviations * np.nan_to_num(slope) * inverse

    def _at(self, x: np.ndarray, weights: np.ndarray, p: float) -> float:
        inside = ~np.isnan(x) & (weights > 0)
        if not inside.any():
            return np.nan
        return float(self.rule(*_sorted(x[inside], weights[inside]), np.array([p]))[0])

    def _slope(self, x: np.ndarray, weights: np.ndarray) -> float:
        count = int(np.sum(~np.isnan(x) & (weights > 0)))
        if count == 0:
            return np.nan
        h = min(bandwidth(self.probability, count), self.probability, 1 - self.probability)
        low, high = (self._at(x, weights, self.probability + side * h) for side in (-1, 1))
        return (high - low) / (2 * h)


def bandwidth(p: float, n: int, level: float = 0.95) -> float:
    """Hall and Sheather's half-width in p for the slope of a quantile from n answers."""
    normal = NormalDist()
    z = normal.inv_cdf(p)
    spread = 1.5 * normal.pdf(z) ** 2 / (2 * z * z + 1)
    return n ** (-1 / 3) * normal.inv_cdf(0.5 + level / 2) ** (2 / 3) * spread ** (1 / 3)
