"""Where the sampling variance of a score comes from: the share of each part just below it.

With y = Σ cᵢ, each cᵢ what part i adds (a weighted part, or its linearisation), the variance
of y is Σ cov(cᵢ, y): the share of part i is cov(cᵢ, y) / var(y), and the shares add up to 1.
A part whose errors run against those of the others can have a share below 0: it steadies the
score. This is the covariance decomposition of risk contributions (Litterman 1996).
"""

from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.framework import NodeInForce
from thuocdo.index.score_errors import ScoreErrors, contributions
from thuocdo.index.scoring import Measured


@dataclass(frozen=True, slots=True)
class VarianceShares:
    """Shares of the variance of one node, by part and unit: (parts, units).

    `share` is with all that a part has in common with the others and adds up to 1; `alone` is
    the variance of the part by itself over that of the node. `variance` (units,) is the
    node's. NaN where it is not known, or 0, or where the score is not made of the parts.
    """

    codes: tuple[str, ...]
    share: np.ndarray
    alone: np.ndarray
    variance: np.ndarray


def variance_shares(node: NodeInForce, measured: Measured, errors: ScoreErrors) -> VarianceShares:
    """How much of the variance of `node` comes with each of its parts, for every unit.

    First order: exact for sums and weighted means, linearised for other means. A preparation
    of the node itself comes after its parts and is not counted.
    """
    if not node.parts or node.composition.aggregate == "none":
        nothing = np.full((0, len(measured.units)), np.nan)
        return VarianceShares((), nothing, nothing, measured.none())
    parts = [errors.entering[part] for part in node.parts]
    found = np.stack(contributions(parts, node.composition))
    total = found.sum(axis=0)
    variance = np.einsum("mu,mu->u", total, total)
    known = (variance > 0) & ~_measured_itself(node, measured)
    scale = np.where(known, variance, np.nan)
    share = np.einsum("pmu,mu->pu", found, total) / scale
    alone = np.einsum("pmu,pmu->pu", found, found) / scale
    return VarianceShares(node.parts, share, alone, scale)


def _measured_itself(node: NodeInForce, measured: Measured) -> np.ndarray:
    """Units (units,) whose score of the node is its own measurement, not made of its parts."""
    own = ~np.isnan(measured.values.get(node.code, measured.none()))
    return own if node.composition.prefer == "measurement" else np.zeros_like(own)
