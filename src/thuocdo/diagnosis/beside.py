"""Who stands beside a unit in a ranking: tied with it, next above, next below."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.diagnosis.panel import Place
from thuocdo.index.rank import NO_RANK, rank_units


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Columns of a snapshot with their `ranks`; each of the three in the order of the units.

    `above` and `below` are all units that share the next better and the next worse score.
    """

    above: tuple[int, ...]
    tied: tuple[int, ...]
    below: tuple[int, ...]
    ranks: dict[int, int]
    without_score: tuple[int, ...]


def neighbours(place: Place, code: str, members: Sequence[int] | None = None) -> Neighbours:
    """Those beside a unit at node `code`, among `members` (columns; default: all units)."""
    scores = place.snapshot.score[place.snapshot.row[code]]
    columns = list(range(scores.size) if members is None else members)
    ranks = dict(zip(columns, rank_units(scores[columns]).ranks.tolist(), strict=True))
    ranked = {column: rank for column, rank in ranks.items() if rank != NO_RANK}
    own = ranked.get(place.index)
    better = [rank for rank in ranked.values() if own and rank < own]
    worse = [rank for rank in ranked.values() if own and rank > own]

    def at(rank: int | None) -> tuple[int, ...]:
        return tuple(c for c, r in ranked.items() if r == rank and c != place.index)

    without = tuple(column for column in columns if np.isnan(scores[column]))
    return Neighbours(
        at(max(better, default=None)), at(own), at(min(worse, default=None)), ranked, without
    )
