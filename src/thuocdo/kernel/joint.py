"""Many estimates at once, with what is needed for their joint covariance.

The one form in which survey results reach the index: influence values summed by primary
unit (for covariance by linearisation), and draws (for what is not smooth: ranks, groups).
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class JointEstimates:
    """k estimates of one sample and how they vary together.

    `keys` name them (framework, node, unit, period); `values` (k,). `influence` (m, k) holds
    the sums of linearised values over the m primary units, each centred in its stratum and
    scaled so that covariance = influenceᵀ · influence. `draws` (R, k) are replicate
    estimates, with `draw_scale` such that covariance ≈ draw_scale · Σ (draw − centre)².
    `df` (k,) are the design degrees of freedom of each.
    """

    keys: tuple[tuple[str, str, str, str], ...]
    values: np.ndarray
    influence: np.ndarray
    df: np.ndarray
    draws: np.ndarray | None = None
    draw_scale: float = 1.0

    @property
    def covariance(self) -> np.ndarray:
        """The joint covariance (k, k) by linearisation."""
        return self.influence.T @ self.influence

    @property
    def se(self) -> np.ndarray:
        """Standard errors (k,), without forming the covariance."""
        return np.sqrt(np.einsum("ij,ij->j", self.influence, self.influence))

    def take(self, places) -> "JointEstimates":
        """Some of the estimates, in the order given."""
        where = np.asarray(places)
        return JointEstimates(
            tuple(self.keys[i] for i in where),
            self.values[where],
            self.influence[:, where],
            self.df[where],
            None if self.draws is None else self.draws[:, where],
            self.draw_scale,
        )
