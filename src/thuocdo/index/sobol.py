"""Sobol indices: how much of the variance of an output each uncertain input answers for.

The first-order index S_i is the share that goes when input i alone is fixed, the total-order
index T_i what remains when all but i are fixed: i alone and with the others. From outputs
f(A), f(B) and f(AB_i), where AB_i is A with column i taken from B, over N rows and with V
the variance of f over A and B together:

    S_i = mean f(B)·(f(AB_i) − f(A)) / V          Saltelli et al. 2010, table 2 (b)
    S_i = 1 − mean (f(B) − f(AB_i))² / 2V         Jansen 1999, table 2 (c)
    T_i = mean (f(A) − f(AB_i))² / 2V             Jansen 1999, table 2 (f)

Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola, Computer Physics Communications
181 (2010); Jansen, Computer Physics Communications 117 (1999). COINr's `SA_estimate` is
(b) and (f) with V of divisor 2N − 1: the golden numbers. An estimate may be below 0.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Design:
    """Points of the unit cube, (N·(d + 2), d): the rows of A, of B, of AB_1, …, of AB_d."""

    points: np.ndarray
    base: int

    @property
    def inputs(self) -> int:
        """d, the number of uncertain inputs."""
        return self.points.shape[1]


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Indices (d,) with percentile bootstrap intervals (d, 2): Archer, Saltelli, Sobol 1997.

    Intervals are NaN where none were asked for. `variance` is V. `used` of `base` rows had
    all their outputs; the others could not be computed and are not in the estimates.
    """

    first: np.ndarray
    total: np.ndarray
    first_interval: np.ndarray
    total_interval: np.ndarray
    variance: float
    used: int
    base: int


def sobol_design(inputs: int, base: int, rng: np.random.Generator, latin: bool = False) -> Design:
    """A design of `base` rows N for `inputs` d: N·(d + 2) evaluations.

    A and B are independent uniform, or with `latin` Latin hypercubes (each input spread
    evenly over its N strata).
    """
    a, b = (_points(base, inputs, rng, latin) for _half in range(2))
    blocks = [a, b]
    for column in range(inputs):
        mixed = a.copy()
        mixed[:, column] = b[:, column]
        blocks.append(mixed)
    return Design(np.concatenate(blocks), base)


def sobol_indices(
    outputs,
    inputs: int,
    estimator: str = "saltelli",
    bootstrap: int = 0,
    level: float = 0.95,
    rng: np.random.Generator | None = None,
) -> SobolIndices:
    """Indices from `outputs` (N·(d + 2),) in the order of `Design.points`.

    `estimator` of the first order is `saltelli` or `jansen`; the total order is Jansen's.
    With `bootstrap` > 0 that many resamples of rows give percentile intervals. A row with an
    output that could not be computed (NaN) is left out, and `used` tells.
    """
    if estimator not in FIRST_ORDER:
        raise ValueError(f"unknown estimator {estimator!r}; known: {', '.join(FIRST_ORDER)}")
    kept, base = _rows(outputs, inputs)
    once = np.ones((1, kept.shape[1]))
    first, total, variance = (x[0] for x in _estimates(kept, once, estimator))
    bands = np.full((2, inputs, 2), np.nan)
    if bootstrap and kept.shape[1] > 1:
        bands = _intervals(kept, estimator, bootstrap, level, rng or np.random.default_rng())
    return SobolIndices(first, total, *bands, float(variance), kept.shape[1], base)


def _points(base: int, inputs: int, rng: np.random.Generator, latin: bool) -> np.ndarray:
    inside = rng.random((base, inputs))
    if not latin:
        return inside
    strata = rng.permuted(np.tile(np.arange(base)[:, None], inputs), axis=0)
    return (strata + inside) / base


def _rows(outputs, inputs: int) -> tuple[np.ndarray, int]:
    """Outputs (d + 2, rows) of the rows that have them all, and how many rows there were."""
    array = np.asarray(outputs, dtype=float)
    if array.ndim != 1 or array.size == 0 or array.size % (inputs + 2):
        raise ValueError(f"outputs of {inputs} inputs come {inputs + 2} a row, not {array.shape}")
    rows = array.reshape(inputs + 2, -1)
    kept = rows[:, ~np.isnan(rows).any(axis=0)]
    if kept.shape[1] == 0:
        raise ValueError("no row has all its outputs")
    return kept, rows.shape[1]


def _saltelli(a, b, mixed) -> np.ndarray:
    return b * (mixed - a)


def _jansen(a, b, mixed) -> np.ndarray:
    return -((b - mixed) ** 2) / 2


# The terms (d, N) whose mean is divided by V, and what is added then.
FIRST_ORDER = {"saltelli": (_saltelli, 0.0), "jansen": (_jansen, 1.0)}


def _estimates(rows, counts, estimator: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First and total order (B, d) and variance (B,), each row counted `counts` (B, N) times."""
    terms, added = FIRST_ORDER[estimator]
    a, b, mixed = rows[0], rows[1], rows[2:]
    size = counts.sum(axis=1, keepdims=True)
    variance = _variance(rows[:2], counts, size)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = added + counts @ terms(a, b, mixed).T / size / variance
        total = counts @ ((a - mixed) ** 2).T / (2 * size) / variance
    # An output that never moves, but for rounding, has no shares.
    flat = variance <= (1e-12 * np.abs(rows).max(initial=0.0)) ** 2
    return np.where(flat, np.nan, first), np.where(flat, np.nan, total), variance[:, 0]


def _variance(halves: np.ndarray, counts: np.ndarray, size: np.ndarray) -> np.ndarray:
    # Centred: a large common level of the output must not drown its differences.
    apart = halves - halves.mean()
    mean = counts @ apart.sum(axis=0)[:, None] / (2 * size)
    squares = counts @ (apart**2).sum(axis=0)[:, None]
    return (squares - 2 * size * mean**2) / (2 * size - 1)


def _intervals(rows, estimator: str, bootstrap: int, level: float, rng) -> np.ndarray:
    n = rows.shape[1]
    counts = rng.multinomial(n, np.full(n, 1 / n), bootstrap).astype(float)
    tails = [(1 - level) / 2, (1 + level) / 2]
    first, total, _variances = _estimates(rows, counts, estimator)
    return np.stack([np.quantile(x, tails, axis=0).T for x in (first, total)])
