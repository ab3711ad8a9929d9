"""Ratios of two weighted totals."""

from functools import cached_property

import numpy as np

from thuocdo.survey.answers import answer_matrix, share


class Ratio:
    """r = Σ w y / Σ w x over those who have both; linearised w (y - r x) / Σ w x.

    `numerator` y (n, k); `denominator` x (n, k), or (n,) for one denominator of all.
    Source: Särndal, Swensson and Wretman (1992) 5.6.
    """

    def __init__(
        self,
        numerator: np.ndarray,
        denominator: np.ndarray,
        domain: np.ndarray | None = None,
    ):
        top, bottom = np.broadcast_arrays(answer_matrix(numerator), answer_matrix(denominator))
        both = ~(np.isnan(top) | np.isnan(bottom))
        top = answer_matrix(np.where(both, top, np.nan), domain)
        bottom = answer_matrix(np.where(both, bottom, np.nan), domain)
        self.answered = ~np.isnan(top)
        self.top = np.where(self.answered, top, 0.0)
        self.bottom = np.where(self.answered, bottom, 0.0)

    @cached_property
    def counts(self) -> np.ndarray:
        """Respondents with both answers (k,)."""
        return self.answered.sum(axis=0)

    def present(self) -> np.ndarray:
        """Who is behind each number (n, k)."""
        return self.answered

    def point(self, weights: np.ndarray) -> np.ndarray:
        """The ratios (k,) or (k, R)."""
        return share(self.top.T @ weights, self.bottom.T @ weights)

    def influence(self, weights: np.ndarray) -> np.ndarray:
        """The linearised values (n, k)."""
        ratio = np.nan_to_num(self.point(weights))
        inverse = np.nan_to_num(share(np.ones(1), self.bottom.T @ weights))
        return weights[:, None] * (self.top - ratio * self.bottom) * inverse
