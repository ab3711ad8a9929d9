"""How a sample was drawn, as arrays over its respondents.

Everything is laid out once: strata and units of each stage as integers, so that estimators
only count and add. `Design` carries variance by linearisation, `ReplicateDesign` by
replicate weights; every estimator takes either.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of sampling, arrays (n,) over respondents.

    `strata` and `units` are codes from 0; a unit code belongs to one stratum only and to one
    unit of the stage above (ids that repeat across strata have been told apart). `population`
    is how many units the stratum holds in the population, NaN where it is not known: then
    there is no finite population correction and the stages below do not count. A stratum in
    which every unit was taken (population = sample) adds no variance at this stage.
    """

    strata: np.ndarray
    units: np.ndarray
    population: np.ndarray | None = None
    stratum_labels: tuple[str, ...] = ()
    unit_labels: tuple[str, ...] = ()


class Projection(Protocol):
    """What a calibration did: weights no longer vary along what was calibrated to."""

    def residuals(self, influence: np.ndarray) -> np.ndarray:
        """Influence values (n, k) less what the calibration takes away."""
        ...


@dataclass(frozen=True, slots=True)
class Design:
    """A sample with strata, stages and weights; variance by linearisation.

    `weights` (n,) positive, 0 for respondents that are out of the sample at hand; `stages`
    from the first down; `projections` in the order in which the weights were calibrated.
    """

    weights: np.ndarray
    stages: tuple[Stage, ...]
    projections: tuple[Projection, ...] = ()

    @property
    def size(self) -> int:
        """Respondents n."""
        return self.weights.size


@dataclass(frozen=True, slots=True)
class ReplicateDesign:
    """A sample with replicate weights; variance from how estimates vary over replicates.

    `replicates` (n, R) are analysis weights (already multiplied by the sampling weight).
    variance = scale · Σ_r rscales_r · (θ_r − centre)², centre the full-sample estimate when
    `mse`, else the mean of the replicates. `df` where the method or the user tells it.
    """

    weights: np.ndarray
    replicates: np.ndarray
    scale: float
    rscales: np.ndarray
    mse: bool = False
    df: float | None = None
    method: str = "given"

    @property
    def size(self) -> int:
        """Respondents n."""
        return self.weights.size


AnyDesign = Design | ReplicateDesign


class Statistic(Protocol):
    """Something estimated from weighted answers: k numbers at once.

    `point(weights)` for weights (n,) gives (k,), for weights (n, R) gives (k, R).
    `influence(weights)` gives the linearised values (n, k), multiplied by the weight, 0 for
    respondents outside the domain or without an answer: their sum over units has the
    variance of the estimate. `counts` (k,) are the answers behind each number.

    A statistic may also tell `present()` (n, k): who is behind each number. Rules for lonely
    units and designs with weights of 0 look at it; without it whoever has influence is there.
    """

    counts: np.ndarray

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The estimates."""
        ...

    def influence(self, weights: np.ndarray) -> np.ndarray:
        """The linearised values."""
        ...


@dataclass(frozen=True, slots=True)
class Estimates:
    """k estimates with their joint covariance (k, k), design df and answers behind each."""

    value: np.ndarray
    covariance: np.ndarray
    df: float
    counts: np.ndarray

    @property
    def se(self) -> np.ndarray:
        """Standard errors (k,)."""
        return np.sqrt(np.diag(self.covariance))
