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
ENOUGH = 1e-10
RIDGE = 1e-3


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
        points, rows = _distinct(variables / size)
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
    mass = np.bincount(equations.rows, weights, len(equations.points)) / equations.population
    found = _newton(equations, mass, distance, 0.0)
    if found[2] > ENOUGH:
        found = min(found, _newton(equations, mass, distance, RIDGE), key=lambda path: path[2])
    multipliers, steps, miss = found
    factors = distance.factor(equations.points @ multipliers)
    return factors[equations.rows], steps, miss


def _newton(
    equations: Equations, mass: np.ndarray, distance: Distance, ridge: float
) -> tuple[np.ndarray, int, float]:
    """Newton steps from λ = 0: the multipliers, how many steps, the largest miss left.

    Near the bounds, where hardly any factor can still move, the matrix all but loses its rank
    and plain steps go astray. A `ridge` in proportion to the miss keeps them short there, and
    goes away as the totals are met.
    """
    points, wanted = equations.points, equations.wanted
    size = max(np.linalg.norm(wanted), 1e-12)
    multipliers, step = np.zeros(wanted.size), 0
    miss = _miss(points, mass, wanted, distance, multipliers)
    while step < STEPS and np.linalg.norm(miss) > TOLERANCE * size:
        step += 1
        slope = mass * distance.slope(points @ multipliers)
        matrix = points.T @ (points * slope[:, None])
        short = ridge * np.linalg.norm(miss) / size * np.trace(matrix)
        matrix[np.diag_indices(wanted.size)] += short
        direction = -_solved(matrix, miss)
        multipliers, nearer = _nearer(points, mass, wanted, distance, multipliers, direction, miss)
        if nearer is None:
            break
        miss = nearer
    return multipliers, step, float(np.abs(miss).max(initial=0.0) / size)


def _distinct(rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows and which of them each row is.

    Rows are told apart by a number made of each, many times faster than sorting whole rows;
    should two that differ ever share it, they are sorted after all.
    """
    mark = np.sqrt(np.arange(2, rows.shape[1] + 2)) % 1
    _keys, first, place = np.unique(rows @ mark, return_index=True, return_inverse=True)
    points, place = rows[first], place.reshape(-1)
    if not np.array_equal(points[place], rows):
        points, place = np.unique(rows, axis=0, return_inverse=True)
    return points, place.reshape(-1)


def _solved(matrix: np.ndarray, miss: np.ndarray) -> np.ndarray:
    """matrix⁻¹ miss, or the shortest solution where the matrix has lost rank."""
    try:
        np.linalg.cholesky(matrix)
        return np.linalg.solve(matrix, miss)
    except np.linalg.LinAlgError:
        return np.linalg.lstsq(matrix, miss, rcond=1e-14)[0]


def _miss(points, mass, wanted, distance, multipliers) -> np.ndarray:
    with np.errstate(over="ignore", invalid="ignore"):
        return points.T @ (mass * distance.factor(points @ multipliers)) - wanted


def _nearer(points, mass, wanted, distance, multipliers, direction, miss):
    """The first of the step, its half, its quarter … that brings the totals nearer."""
    before = np.linalg.norm(miss)
    for halving in range(HALVINGS):
        trial = multipliers + direction * 0.5**halving
        after = _miss(points, mass, wanted, distance, trial)
        if np.isfinite(after).all() and np.linalg.norm(after) < before:
            return trial, after
    return multipliers, None
