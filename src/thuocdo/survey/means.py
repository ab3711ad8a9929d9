"""Weighted means, totals and variances of many variables at once.

Values are (n, k) with NaN where there is no answer; each number is estimated from those who
answered it. Formulas: Särndal, Swensson and Wretman (1992) 5.7 (mean as a ratio of totals)
and Binder (1983) for its linearised values.
"""

from functools import cached_property

import numpy as np

from thuocdo.survey.answers import answer_matrix, share


class Answered:
    """What the statistics of answers share: who answered, and sums over them."""

    def __init__(self, values: np.ndarray, domain: np.ndarray | None = None):
        matrix = answer_matrix(values, domain)
        self.answered = ~np.isnan(matrix)
        self.filled = np.where(self.answered, matrix, 0.0)

    @cached_property
    def counts(self) -> np.ndarray:
        """Answers behind each number (k,)."""
        return self.answered.sum(axis=0)

    def present(self) -> np.ndarray:
        """Who is behind each number (n, k)."""
        return self.answered

    @cached_property
    def _ones(self) -> np.ndarray:
        return self.answered.astype(float)

    def _sums(self, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Σ w x and Σ w over those who answered."""
        return self.filled.T @ weights, self._ones.T @ weights


class Mean(Answered):
    """x̄ = Σ w x / Σ w; linearised w (x - x̄) / Σ w."""

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The means (k,) or (k, R)."""
        return share(*self._sums(weights))

    def influence(self, weights: np.ndarray) -> np.ndarray:
        """The linearised values (n, k)."""
        totals, sizes = self._sums(weights)
        mean = np.nan_to_num(share(totals, sizes))
        deviations = (self.filled - mean) * self._ones
        return weights[:, None] * deviations * np.nan_to_num(share(np.ones(1), sizes))


class Total(Answered):
    """Σ w x; linearised w x."""

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The totals (k,) or (k, R)."""
        return self.filled.T @ weights

    def influence(self, weights: np.ndarray) -> np.ndarray:
        """The weighted values (n, k)."""
        return weights[:, None] * self.filled


class Variance(Answered):
    """The population variance, m/(m - 1) · Σ w (x - x̄)² / Σ w with m answers.

    Linearised w (d - d̄) / Σ w for d = m/(m - 1) (x - x̄)²: the mean adds nothing at first
    order because Σ w (x - x̄) = 0.
    """

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The variances (k,) or (k, R)."""
        squares, sizes = (self.filled**2).T @ weights, self._ones.T @ weights
        if weights.ndim == 1:
            return share(self._squared_deviations(weights).T @ weights, sizes)
        mean = share(self.filled.T @ weights, sizes)
        correction = self._correction(weights[:, 0])[:, None]
        return correction * (share(squares, sizes) - mean**2)

    def influence(self, weights: np.ndarray) -> np.ndarray:
        """The linearised values (n, k)."""
        squares = self._squared_deviations(weights)
        sizes = self._ones.T @ weights
        mean = np.nan_to_num(share(squares.T @ weights, sizes))
        inverse = np.nan_to_num(share(np.ones(1), sizes))
        return weights[:, None] * (squares - mean) * self._ones * inverse

    def _squared_deviations(self, weights: np.ndarray) -> np.ndarray:
        mean = np.nan_to_num(share(*self._sums(weights)))
        return self._correction(weights) * (self.filled - mean) ** 2 * self._ones

    def _correction(self, weights: np.ndarray) -> np.ndarray:
        count = (self.answered & (weights > 0)[:, None]).sum(axis=0)
        return count / np.maximum(count - 1, 1)
