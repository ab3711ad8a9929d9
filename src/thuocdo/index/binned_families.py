"""The comparisons of thousands of independent scores, by bins of equal precision.

Among units of one standard error the largest difference from j is that of the unit with
the largest error. So each draw needs one maximum and one minimum a bin, not one number a
pair; sorted by score within the bin, running maxima serve the step-down as well, because what
is rejected lies at one end. Where standard errors in a bin differ, the smallest
divides and the largest decides what is kept: sets come out slightly wider, never narrower.
"""

import numpy as np

from thuocdo.index.few_df import student_like
from thuocdo.index.pair_families import BETTER
from thuocdo.index.rank import TIE
from thuocdo.index.uncertain import UncertainScores

BINS = 64
_CHUNK = 64


class BinnedFamilies:
    """Independent scores, thousands of them; as `DenseFamilies`, some wider."""

    def __init__(self, scores: UncertainScores, errors: np.ndarray, directions: tuple[str, ...]):
        self._scores, self._directions = scores, directions
        # Half the memory to move, and seven digits are more than draws can tell.
        self._errors = errors.astype(np.float32)
        self._se = np.sqrt(scores.variance)
        own_df = scores.df if np.ndim(scores.df) else np.inf
        self._df = np.broadcast_to(own_df, self._se.shape)
        self._critical, self._maxima = np.full(self._se.shape, np.nan), np.empty_like(self._errors)
        self._bins = [self._bin(members) for members in _members(self._se, scores.values)]

    def _bin(self, members: np.ndarray):
        values, errors = self._scores.values[members], self._errors[members]
        se, few = self._se[members], self._df[members].min()
        rising = np.maximum.accumulate(errors, axis=0)
        falling = np.minimum.accumulate(errors[::-1], axis=0)[::-1]
        return values, se.min(), se.max(), few, rising, falling

    def maxima(self, critical: np.ndarray) -> np.ndarray:
        """Largest standardised error (p, R) among what is not rejected at `critical`."""
        critical = np.broadcast_to(critical, self._se.shape)
        changed = np.flatnonzero(critical != self._critical)
        for start in range(0, changed.size, _CHUNK):
            units = changed[start : start + _CHUNK]
            block = np.zeros((units.size, self._errors.shape[1]), dtype=np.float32)
            for part in self._bins:
                for way in self._directions:
                    self._raise(block, units, critical, part, way)
            self._maxima[units] = block
        self._critical = critical
        return self._maxima

    def _raise(self, result, units: np.ndarray, critical, part, way: str) -> None:
        """Raise `result` (units, R) to the largest error of one bin, where that is larger."""
        values, least, most, few, rising, falling = part
        own, se = self._scores.values[units], self._se[units]
        reach = np.maximum(self._limits(critical, units, few) * np.hypot(se, most), TIE)
        spread = np.hypot(se, least)
        precision = np.where(spread > 0, 1 / np.where(spread > 0, spread, 1.0), 0.0)[:, None]
        if way == BETTER:
            last = np.searchsorted(values, own + reach, side="right") - 1
            block = rising[np.maximum(last, 0)]
            block -= self._errors[units]
            some = last >= 0
        else:
            first = np.searchsorted(values, own - reach, side="left")
            block = falling[np.minimum(first, values.size - 1)]
            np.subtract(self._errors[units], block, out=block)
            some = first < values.size
        block *= np.where(some[:, None], precision, 0.0).astype(np.float32)
        np.maximum(result, block, out=result)

    def _limits(self, critical, units: np.ndarray, few: float) -> np.ndarray:
        """Critical values; with df of its own for every unit, those of the least df that is met."""
        df = np.minimum(self._df[units], few)
        return critical[units] if np.isinf(df).all() else student_like(critical[units], df)


def _members(se: np.ndarray, values: np.ndarray) -> list[np.ndarray]:
    """Units in bins of nearly equal standard error, sorted by score within each.

    Half the bins hold equal numbers of units, half equal steps of log(se): neither a crowd
    nor a long tail shares one bin.
    """
    positive = se[se > 0]
    if positive.size == 0:
        return [np.argsort(values, kind="stable")]
    edges = np.concatenate(
        [
            np.quantile(positive, np.linspace(0, 1, BINS // 2)),
            np.geomspace(positive.min(), positive.max(), BINS // 2),
        ]
    )
    label = np.searchsorted(np.unique(edges), se, side="right")
    order = np.lexsort((values, label))
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
