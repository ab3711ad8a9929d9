"""Percentile ranges of bootstrapped ranks: what they are, and under no other name.

They show how ranks jump about from draw to draw. They are not confidence sets: ranks are not
smooth, and where scores lie close the draws add noise to noise. In simulations
(`benchmarks/rank_coverage.py`) all of them together hold the true ranks almost never.
"""

from dataclasses import dataclass

import numpy as np

from thuocdo.index.rank import NO_RANK, rank_units
from thuocdo.kernel.language import _


@dataclass(frozen=True, slots=True)
class PercentileRanges:
    """The middle `level` of each unit's ranks over draws; 0 where it has none.

    `rank` is that of the published scores, which its range need not hold. `failed` (units,)
    counts the draws in which a unit that is ranked had no score, of `draws` in all.
    """

    low: np.ndarray
    rank: np.ndarray
    high: np.ndarray
    level: float
    draws: int
    failed: np.ndarray

    @property
    def warning(self) -> str:
        """To be shown wherever these ranges are."""
        return _(
            "Khoảng phân vị của thứ hạng tái chọn mẫu chỉ mô tả dao động giữa các lần chọn; "
            "không phải khoảng tin cậy và không đúng đồng thời cho mọi đơn vị."
        )


def percentile_ranges(
    scores, draws, level: float = 0.95, larger_is_better: bool = True
) -> PercentileRanges:
    """Ranges of ranks of replicate scores `draws` (R, units) around those of `scores` (units,).

    The quantiles (1 ± level)/2 of the ranks, rounded outwards to places that occurred.
    """
    replicates = np.asarray(draws, dtype=float)
    ranks = rank_units(scores, larger_is_better).ranks
    replicates = np.where(ranks == NO_RANK, np.nan, replicates)
    places = rank_units(replicates, larger_is_better).ranks.astype(float)
    places[places == NO_RANK] = np.nan
    failed = np.where(ranks == NO_RANK, 0, np.isnan(places).sum(axis=0))
    some = ~np.isnan(places).all(axis=0)
    low, high = np.zeros_like(ranks), np.zeros_like(ranks)
    tail = (1 - level) / 2
    low[some] = np.nanquantile(places[:, some], tail, axis=0, method="lower")
    high[some] = np.nanquantile(places[:, some], 1 - tail, axis=0, method="higher")
    return PercentileRanges(low, ranks, high, level, len(replicates), failed)
