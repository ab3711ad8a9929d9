"""Who is surely, and who is possibly, among the best (or worst) so many.

What the colours of a quartile map claim, said with the chance that it holds.
"""

from dataclasses import dataclass

import numpy as np

from thuocdo.index.rank import NO_RANK
from thuocdo.index.rank_sets import RankSets


@dataclass(frozen=True, slots=True)
class TauSets:
    """Units surely and possibly among the `tau` best (or worst), bool (units,).

    From simultaneous rank sets both lists are right with chance `level`: every unit of
    `surely` belongs, and none that belongs is missing from `possibly`. From marginal ones
    that is so for each unit by itself only.
    """

    surely: np.ndarray
    possibly: np.ndarray
    tau: int
    best: bool
    level: float
    simultaneous: bool


def tau_best(sets: RankSets, tau: int) -> TauSets:
    """Surely: worst place ≤ τ; possibly: best place ≤ τ.

    Mogstad, Romano, Shaikh and Wilhelm (2024), doi 10.1093/restud/rdad006: their confidence
    set for the τ best is `possibly`, from simultaneous sets ("lower" or two-sided).
    """
    _check(tau)
    ranked = sets.rank != NO_RANK
    surely, possibly = ranked & (sets.high <= tau), ranked & (sets.low <= tau)
    return TauSets(surely, possibly, tau, True, sets.level, sets.simultaneous)


def tau_worst(sets: RankSets, tau: int) -> TauSets:
    """As `tau_best` from the other end: places from p − τ + 1 on."""
    _check(tau)
    ranked, first = sets.rank != NO_RANK, sets.ranked_units - tau + 1
    surely, possibly = ranked & (sets.low >= first), ranked & (sets.high >= first)
    return TauSets(surely, possibly, tau, False, sets.level, sets.simultaneous)


def _check(tau: int) -> None:
    if tau < 1:
        raise ValueError(f"among the best 1 or more, not {tau}")
