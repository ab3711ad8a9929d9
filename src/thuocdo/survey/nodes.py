"""From means of indicators to nodes of a framework.

A node is the mean of its indicators, each brought from its theoretical range to the node's
scale: s = low + (high − low) · (x̄ − min) / (max − min), reversed where a high value is bad.
On PAPI's scale 1/k … 10/k that is (9 · (x̄ − min)/(max − min) + 1) / k. A node is linear in
its indicators, so its influence values are the same combination of theirs.
"""

from dataclasses import dataclass

import numpy as np

from thuocdo.kernel.period import Period
from thuocdo.survey.measures import Measure, Range
from thuocdo.survey.measures_check import MeasureSet


@dataclass(frozen=True, slots=True)
class NodeRules:
    """q nodes of k indicators: node = low + Σ_j ω_j (gain_j · x̄_j + offset_j).

    `weight` (q, k) is 0 where an indicator does not feed the node; ω are the weights of the
    indicators at hand, divided by their sum. With `withhold` all must be at hand.
    """

    codes: tuple[str, ...]
    low: np.ndarray
    gain: np.ndarray
    offset: np.ndarray
    weight: np.ndarray
    withhold: bool

    def shares(self, at_hand: np.ndarray) -> np.ndarray:
        """ω (D, q, k), NaN for a node that cannot be formed; `at_hand` (D, k)."""
        kept = self.weight * at_hand[:, None, :]
        total = kept.sum(axis=2)
        whole = total == self.weight.sum(axis=1) if self.withhold else total > 0
        fits = whole & (total > 0)
        return np.where(fits[:, :, None], kept / np.where(fits, total, 1.0)[:, :, None], np.nan)

    def values(self, shares: np.ndarray, means: np.ndarray) -> np.ndarray:
        """Node values (D, q) from means (D, k) of indicators; NaN where ω is."""
        filled = np.nan_to_num(means)[:, None, :]
        return self.low + (shares * (self.gain * filled + self.offset)).sum(axis=2)

    def slopes(self, shares: np.ndarray) -> np.ndarray:
        """By how much each node moves with each mean (D, q, k); 0 where it is not formed."""
        return np.nan_to_num(shares) * self.gain


def node_rules(measures: MeasureSet, period: Period) -> NodeRules:
    """How the indicators of a measure file form nodes in a period, nodes in tree order."""
    tree = measures.framework.on(measures.structure(period))
    codes = tuple(code for code in tree.nodes if code in measures.nodes)
    shape = (len(codes), len(measures.indicators))
    gain, offset, weight = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    low = np.zeros(len(codes))
    for q, code in enumerate(codes):
        node = tree.nodes[code]
        known = not (np.isnan(node.scale_min) or np.isnan(node.scale_max))
        low[q] = node.scale_min if known else 0.0
        width = node.scale_max - node.scale_min if known else None
        for j, measure in enumerate(measures.indicators):
            if measures.nodes[j] == code:
                weight[q, j] = measure.weight
                gain[q, j], offset[q, j] = _line(measure, width)
    withhold = measures.document.missing == "withhold"
    return NodeRules(codes, low, gain, offset, weight, withhold)


def _line(measure: Measure, width: float | None) -> tuple[float, float]:
    """Slope and intercept from a mean to points above the node's low end.

    A node without a scale takes the mean as it is: its framework normalises it.
    """
    if width is None:
        return 1.0, 0.0
    span = measure.scale if measure.kind.startswith("mean") else Range(min=0.0, max=1.0)
    slope = width / (span.max - span.min)
    return (slope, -slope * span.min) if measure.direction == "1" else (-slope, slope * span.max)


def mix(slopes: np.ndarray, domain: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Something by indicator (k, m), combined to nodes (q, m); `domain` (m,) of each column.

    A NaN spoils only the nodes that its indicator feeds.
    """
    spoilt = np.isnan(columns)
    if spoilt.any():
        used = mix((slopes != 0).astype(float), domain, spoilt.astype(float)) > 0
        return np.where(used, np.nan, mix(slopes, domain, np.where(spoilt, 0.0, columns)))
    mixed = np.empty((slopes.shape[1], columns.shape[1]))
    edges = np.flatnonzero(np.r_[True, domain[1:] != domain[:-1]]) if domain.size else []
    for begin, end in zip(edges, [*edges[1:], domain.size], strict=True):
        mixed[:, begin:end] = slopes[domain[begin]] @ columns[:, begin:end]
    return mixed


@dataclass(frozen=True, slots=True)
class Simple:
    """What simple random sampling of the same people would give: people n and variance (D, q)."""

    people: np.ndarray
    variance: np.ndarray


def simple_sampling(
    values: np.ndarray, weights: np.ndarray, domain: np.ndarray, slopes: np.ndarray, means
) -> Simple:
    """Variance (D, q) of nodes if people had been drawn one by one, with replacement.

    u = Σ_j slope_j (x_j − x̄_j) W/W_j over the answers of a person, W the weight of those who
    answered any indicator of the node: V = Σ w u² / W / (n − 1), Kish's reference for deff.
    With one indicator it is s²/n. `domain` (n,) from 0, −1 for nobody's.
    """
    inside = np.flatnonzero(domain >= 0)
    at, w, d = domain[inside], weights[inside], slopes.shape[0]
    people, variance = np.zeros(slopes.shape[:2], int), np.full(slopes.shape[:2], np.nan)
    for q in range(slopes.shape[1]):
        used = np.flatnonzero(np.any(slopes[:, q] != 0, axis=0))
        u, any_, weight = _departures(values[:, used][inside], w, at, slopes[:, q, used],
                                      means[:, used], d)  # fmt: skip
        people[:, q] = np.bincount(at[any_], minlength=d)
        square = np.bincount(at, w * (u * weight[at]) ** 2, d)
        many = (people[:, q] > 1) & (weight > 0)
        variance[many, q] = square[many] / weight[many] / (people[many, q] - 1)
    return Simple(people, variance)


def _departures(x, w, at, slopes, means, d):
    """Σ_j slope_j (x_j − x̄_j) / W_j, who answered any, and their weight by domain."""
    there = ~np.isnan(x)
    u = np.zeros(at.size)
    for j in range(x.shape[1]):
        total = np.bincount(at, w * there[:, j], d)
        scale = np.divide(slopes[:, j], total, out=np.zeros(d), where=total > 0)
        u += np.where(there[:, j], (x[:, j] - means[at, j]) * scale[at], 0.0)
    any_ = there.any(axis=1)
    return u, any_, np.bincount(at, w * any_, d)
