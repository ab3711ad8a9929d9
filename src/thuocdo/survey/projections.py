"""What a calibration takes out of influence values: their fit on the calibration variables.

An estimate with calibrated weights w = d·g varies like Σ w e, with e the residual of the
linearised value z = influence / w from its regression on the calibration variables x with
the weights d from before. Deville and Särndal (1992), section 3 and (3.4).
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class RegressionProjection:
    """Residuals of a regression on several variables.

    `basis` (n, r) is orthonormal and spans √q·x, `root` (n,) is √q for the weights q of the
    regression, `weights` (n,) are the calibrated ones. Where a weight is 0 so is the influence.
    """

    basis: np.ndarray
    root: np.ndarray
    weights: np.ndarray

    def residuals(self, influence: np.ndarray) -> np.ndarray:
        """Influence values (n, k) less their fit."""
        scaled = _divided(influence, self.weights) * self.root[:, None]
        fit = self.basis @ (self.basis.T @ scaled)
        return influence - _divided(fit, self.root) * self.weights[:, None]


@dataclass(frozen=True, slots=True)
class CellProjection:
    """Deviations from the mean of one's cell, with `before` as weights: post-stratification."""

    cells: np.ndarray
    before: np.ndarray
    weights: np.ndarray

    def residuals(self, influence: np.ndarray) -> np.ndarray:
        """Influence values (n, k) less the weighted mean of their cell."""
        values = _divided(influence, self.weights) * self.before[:, None]
        sizes = np.bincount(self.cells, self.before)
        sums = cell_sums(self.cells, values, sizes.size)
        means = _divided(sums, sizes)
        return influence - means[self.cells] * self.weights[:, None]


def regression_projection(
    variables: np.ndarray, regression_weights: np.ndarray, weights: np.ndarray
) -> RegressionProjection:
    """The projection on `variables` (n, p), some of which may follow from the others."""
    root = np.sqrt(regression_weights)
    scaled = variables * root[:, None]
    length = np.linalg.norm(scaled, axis=0)
    scaled = scaled[:, length > 0] / length[length > 0]
    left, sizes, _right = np.linalg.svd(scaled, full_matrices=False)
    kept = sizes > 1e-10 * sizes.max(initial=0.0)
    return RegressionProjection(left[:, kept], root, weights)


def cell_sums(cells: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    """Sums (count, k) of values (n, k) over cells 0 … count − 1."""
    order = np.argsort(cells, kind="stable")
    present, starts = np.unique(cells[order], return_index=True)
    sums = np.zeros((count, values.shape[1]))
    sums[present] = np.add.reduceat(values[order], starts, axis=0)
    return sums


def _divided(values: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Rows of values over `by` (n,), 0 where that is 0."""
    column = by[:, None]
    return np.divide(values, column, out=np.zeros(values.shape), where=column != 0)
