"""The calibration equations Σ d F(xᵀλ) x = T, solved by damped Newton steps.

Respondents with the same x have the same factor, so that equal rows are put together first:
with categories alone there are as many rows as cells, however large the sample.
"""

from dataclasses import dataclass

import numpy as np

from thuocdo.survey.distance_functions import Distance

STEPS = 200
HALVINGS = 40
TOLERANCE = 1e-14


@dataclass(frozen=True, slots=True)
class Equations:
    """The same equations in variables that are independent of one another.

    `points` (c, r) are the distinct rows, `rows` (n,) which one each respondent has, `wanted`
    (r,) the totals; `contradiction` (p,) is what no weights can reach, relative to the size
    of each of the original totals.
    """

    points: np.ndarray
    rows: np.ndarray
    wanted: np.ndarray
    contradiction: np.ndarray
    population: float

    @classmethod
    def of(cls, variables: np.ndarray, totals: np.ndarray, weights: np.ndarray) -> "Equations":
        """Variables (n, p) brought to one size, then turned to what is independent."""
        population = weights.sum()
        size = np.sqrt(weights @ variables**2 / population)
        size = np.where(size > 0, size, 1.0)
        points, rows = np.unique(variables / size, axis=0, return_inverse=True)
        rows = rows.reshape(-1)
        wanted = totals / (size * population)
        mass = np.bincount(rows, weights, len(points)) / population
        values, vectors = np.linalg.eigh(points.T @ (points * mass[:, None]))
        basis = vectors[:, values > 1e-12 * values.max(initial=0.0)]
        left_over = np.abs(wanted - basis @ (basis.T @ wanted))
        contradiction = left_over / np.maximum(np.abs(wanted), 1e-6)
        return cls(points @ basis, rows, basis.T @ wanted, contradiction, population)


def solve(
    equations: Equations, weights: np.ndarray, distance: Distance
) -> tuple[np.ndarray, int, float]:
    """Factors (n,), steps taken, and the largest miss left, relative to the size of totals."""
    points, wanted = equations.points, equations.wanted
    mass = np.bincount(equations.rows, weights, len(points)) / equations.population
    multipliers = np.zeros(wanted.size)
    miss, step = _miss(points, mass, wanted, distance, multipliers), 0
    size = np.linalg.norm(wanted) or 1.0
    while step < STEPS and np.linalg.norm(miss) > TOLERANCE * size:
        step += 1
        slope = mass * distance.slope(points @ multipliers)
        direction = _newton_direction(points.T @ (points * slope[:, None]), miss)
        multipliers, nearer = _nearer(points, mass, wanted, distance, multipliers, direction, miss)
        if nearer is None:
            break
        miss = nearer
    factors = distance.factor(points @ multipliers)
    return factors[equations.rows], step, float(np.abs(miss).max(initial=0.0) / size)


def _miss(points, mass, wanted, distance, multipliers) -> np.ndarray:
    with np.errstate(over="ignore", invalid="ignore"):
        return points.T @ (mass * distance.factor(points @ multipliers)) - wanted


def _newton_direction(slope: np.ndarray, miss: np.ndarray) -> np.ndarray:
    # Where bounds hold for many, the matrix may have lost rank: the smallest step then.
    return -np.linalg.lstsq(slope, miss, rcond=1e-14)[0]


def _nearer(points, mass, wanted, distance, multipliers, direction, miss):
    """The first of the step, its half, its quarter … that brings the totals nearer."""
    before = np.linalg.norm(miss)
    for halving in range(HALVINGS):
        trial = multipliers + direction * 0.5**halving
        after = _miss(points, mass, wanted, distance, trial)
        if np.isfinite(after).all() and np.linalg.norm(after) < before:
            return trial, after
    return multipliers, None
