"""The comparisons that a rank rests on, and their largest error in every draw.

For unit j there are two families of hypotheses, one of each for every other unit k: "k is
not better than j" and "k is not worse than j". A family answers two questions: which are
rejected at critical values c (p,), and how large is, in each draw, the largest
standardised error among those that are not.
"""

import numpy as np

from thuocdo.index.covariance import difference_sds
from thuocdo.index.few_df import pair_df, student_like
from thuocdo.index.rank import TIE
from thuocdo.index.uncertain import UncertainScores

BETTER, WORSE = "better", "worse"
_BLOCK = 128


def margins(scores: UncertainScores, critical: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """How far k must lie from j to differ significantly: (p, columns), c_j·sd_kj.

    With df of its own for every unit c_j is carried over to the Student value of the pair. An
    exact difference (sd 0) is significant when it is more than a tie.
    """
    sd = difference_sds(scores.variance, scores.covariance, columns)
    values = np.asarray(critical)[columns]
    if np.ndim(scores.df):
        df = pair_df(scores.variance, scores.covariance, scores.df, columns)
        values = student_like(values, df)
    with np.errstate(invalid="ignore"):  # ∞ · 0: nothing is rejected yet
        return np.where(np.isinf(values), np.inf, np.maximum(values * sd, TIE))


def rejected(scores: UncertainScores, critical, columns: np.ndarray, direction: str) -> np.ndarray:
    """Whether k is significantly better (or worse) than j: (p, columns), bool."""
    lead = scores.values[:, None] - scores.values[columns]
    lead = lead if direction == BETTER else -lead
    return lead > margins(scores, critical, columns)


class DenseFamilies:
    """All pairs one by one: any covariance, up to some hundreds of units."""

    def __init__(self, scores: UncertainScores, errors: np.ndarray, directions: tuple[str, ...]):
        self._scores, self._errors, self._directions = scores, errors, directions
        self._all = np.arange(scores.values.size)
        sd = difference_sds(scores.variance, scores.covariance, self._all)
        self._precision = np.where(sd > 0, 1 / np.where(sd > 0, sd, 1.0), 0.0)
        self._kept = {way: np.zeros(sd.shape, dtype=bool) for way in directions}
        self._maxima = {way: np.zeros(errors.shape) for way in directions}

    def maxima(self, critical: np.ndarray) -> np.ndarray:
        """Largest standardised error (p, R) among what is not rejected at `critical`."""
        kept = {way: self._not_rejected(critical, way) for way in self._directions}
        for j in self._all:
            changed = [way for way in kept if (kept[way][:, j] != self._kept[way][:, j]).any()]
            alike = len(changed) > 1 and (kept[BETTER][:, j] == kept[WORSE][:, j]).all()
            for ways in [changed] if alike else [[way] for way in changed]:
                others = np.flatnonzero(kept[ways[0]][:, j])
                for way, largest in self._largest(j, others, ways).items():
                    self._maxima[way][j] = largest
        self._kept = kept
        return np.maximum.reduce(list(self._maxima.values()))

    def _not_rejected(self, critical: np.ndarray, way: str) -> np.ndarray:
        kept = ~rejected(self._scores, critical, self._all, way)
        np.fill_diagonal(kept, False)
        return kept

    def _largest(self, j: int, others: np.ndarray, ways: list[str]) -> dict[str, np.ndarray]:
        """By direction the max over k of ±(Z_k − Z_j)/sd_kj, at least 0; in blocks that fit in
        the cache. Both directions cost hardly more than one.
        """
        result = {way: np.zeros(self._errors.shape[1]) for way in ways}
        for start in range(0, others.size, _BLOCK):
            rows = others[start : start + _BLOCK]
            block = self._errors[rows]
            block -= self._errors[j]
            block *= self._precision[rows, j, None]
            for way, largest in result.items():
                end = block.max(axis=0) if way == BETTER else -block.min(axis=0)
                np.maximum(largest, end, out=largest)
        return result
