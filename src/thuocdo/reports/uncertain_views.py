"""The views of what the sample leaves open: the chance of each group, where error comes from.

Empty where nothing is known of sampling error. See `views.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupChance:
    """A unit: its group by the score, and how often draws put it in each, best group first.

    `possible` are the groups that the sample does not rule out, None where that cannot be
    told; a unit with a single one is in it for sure.
    """

    unit: str
    name: str
    score: float
    group: str | None
    chances: tuple[float, ...]
    possible: tuple[str, ...] | None
    own: bool = False

    @property
    def surely(self) -> bool:
        """Whether only one group is possible."""
        return self.possible is not None and len(self.possible) == 1


@dataclass(frozen=True, slots=True)
class GroupChances:
    """All units with a score, best first: `labels` and `steps` are the names and shades of the
    groups. Chances are of `draws` draws; all sets of possible groups hold at once at `level`.
    """

    labels: tuple[str, ...]
    steps: tuple[int, ...]
    rows: tuple[GroupChance, ...]
    draws: int
    level: float

    @property
    def sets_known(self) -> bool:
        """Whether it can be told which groups are possible."""
        return any(row.possible is not None for row in self.rows)

    def of(self, unit: str) -> GroupChance | None:
        """The row of one unit; None where it has no score."""
        return next((row for row in self.rows if row.unit == unit), None)


@dataclass(frozen=True, slots=True)
class Share:
    """A node just below the index: its share of the variance of the unit's score, and what it
    would be `alone`, without what it has in common with the others.
    """

    code: str
    name: str
    share: float
    alone: float


@dataclass(frozen=True, slots=True)
class RankSpread:
    """Where 5–95 % of a unit's ranks lie when the sample, the method or both are redone."""

    sample: tuple[float, float]
    method: tuple[float, float]
    both: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ErrorSources:
    """Where the error of a unit's score comes from: `se` of the score, largest share first.

    `spread` is None where the ranks were not computed again; `said` is what was redone.
    """

    se: float
    shares: tuple[Share, ...]
    spread: RankSpread | None = None
    said: tuple[str, ...] = ()
