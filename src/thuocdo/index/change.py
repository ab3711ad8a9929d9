"""Change since the period before: only where the definition says that it means something."""

from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.framework import Framework
from thuocdo.index.rank import NO_RANK
from thuocdo.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Past:
    """A scored period as the next one looks back at it.

    `place` maps the identity of a unit (a code alone may be another territory) to its
    column in the arrays nodes × units; `row` maps node codes to rows. `se` are standard
    errors (nodes, units), NaN where not known.
    """

    period: Period
    place: dict[str, int]
    row: dict[str, int]
    score: np.ndarray
    rank: np.ndarray
    se: np.ndarray | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """Changes of one period, nodes × units. `comparable`: 1 yes, 0 no, −1 nothing before."""

    previous_score: np.ndarray
    change: np.ndarray
    comparable: np.ndarray
    rank_change: np.ndarray


def change(framework: Framework, now: Past, before: Past | None) -> Change:
    """Scores and ranks of `now` against `before`; all empty where there is no `before`.

    `rank_change` counts places gained. Both changes are empty (NaN) unless the node is
    comparable and the unit was the same territory and scored in both periods.
    """
    shape = now.score.shape
    previous, previous_rank = np.full(shape, np.nan), np.full(shape, np.nan)
    comparable = np.full(shape, -1, dtype=np.int8)
    if before is not None:
        columns = np.array([before.place.get(identity, -1) for identity in now.place])
        for code, row in now.row.items():
            verdict = framework.comparability(code, now.period, before.period).comparable
            comparable[row] = verdict & (columns >= 0)
            if code in before.row:
                then = before.row[code]
                previous[row] = _take(before.score[then], columns)
                ranks = before.rank[then].astype(float)
                previous_rank[row] = _take(np.where(ranks == NO_RANK, np.nan, ranks), columns)
    rank = np.where(now.rank == NO_RANK, np.nan, now.rank)
    allowed = comparable == 1
    return Change(
        previous,
        np.where(allowed, now.score - previous, np.nan),
        comparable,
        np.where(allowed, previous_rank - rank, np.nan),
    )


def _take(values: np.ndarray, columns: np.ndarray) -> np.ndarray:
    return np.where(columns >= 0, values[np.maximum(columns, 0)], np.nan)
