"""The units of one stage in an order in which sums are fast."""

from dataclasses import dataclass

import numpy as np

from thuocdo.survey.design import Stage


@dataclass(frozen=True, slots=True)
class Layout:
    """Units of one stage: which rows, which stratum, how many taken of how many.

    `order` sorts the rows by unit (None when they are sorted already), `starts` (m,) is where
    each unit begins, `stratum` (m,) its stratum, `first` (m,) one of its rows; `taken` (H,)
    units in the sample and `population` (H,) in the population, NaN where not known.
    """

    order: np.ndarray | None
    starts: np.ndarray
    first: np.ndarray
    stratum: np.ndarray
    taken: np.ndarray
    population: np.ndarray

    def sum_units(self, values: np.ndarray) -> np.ndarray:
        """Sums (m, k) of rows (n, k) over units."""
        rows = values if self.order is None else values[self.order]
        return np.add.reduceat(rows, self.starts, axis=0)

    def sum_strata(self, totals: np.ndarray) -> np.ndarray:
        """Sums (H, k) of unit values (m, k) over strata."""
        order = np.argsort(self.stratum, kind="stable")
        starts = np.cumsum(self.taken) - self.taken
        return np.add.reduceat(totals[order], starts, axis=0)

    @property
    def unsampled(self) -> np.ndarray:
        """1 - n/N of each stratum (H,): 1 where N is not known, 0 where all were taken."""
        share = 1 - self.taken / self.population
        return np.where(np.isnan(share), 1.0, np.where(share < 1e-7, 0.0, share))

    @property
    def lonely(self) -> np.ndarray:
        """Strata (H,) with one unit of several: their variance cannot be estimated."""
        return (self.taken == 1) & (self.unsampled > 0)


def lay_out(stage: Stage) -> Layout:
    """The layout of `stage`, whose codes of units and of strata run from 0 without gaps."""
    units = stage.units
    order = None if np.all(units[:-1] <= units[1:]) else np.argsort(units, kind="stable")
    ordered = units if order is None else units[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    first = starts if order is None else order[starts]
    stratum = stage.strata[first]
    taken = np.bincount(stratum)
    population = np.full(taken.size, np.nan)
    if stage.population is not None:
        population[stratum] = stage.population[first]
    return Layout(order, starts, first, stratum, taken, population)
