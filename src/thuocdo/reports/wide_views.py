"""The views of the national report and of the five-year report. See `views.py`."""

from dataclasses import dataclass

from thuocdo.reports.uncertain_views import GroupChances
from thuocdo.reports.views import Band, Head, Mark, NodeRow, Note, Year


@dataclass(frozen=True, slots=True)
class Spread:
    """A node over all units: who leads, and how the scores lie."""

    row: NodeRow
    scores: tuple[float, ...]
    leaders: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A region: its units, those with a score, their median, the best of them."""

    name: str
    units: int
    scored: int
    median: float | None
    best: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a node tells units apart (shares of 1, a correlation, changes of rank)."""

    code: str
    name: str
    depth: int
    units: int
    at_maximum: float | None
    spread: float | None
    correlation: float | None
    rank_changes: int | None
    largest_rank_change: int | None


@dataclass(frozen=True, slots=True)
class PairRow:
    """A unit against all others, all pairs judged together: 1 it is significantly better than
    the other, −1 worse, 0 not told apart. `quarter`: how sure it is of the best quarter.
    """

    name: str
    rank: int
    signs: tuple[int, ...]
    quarter: str

    @property
    def better_than(self) -> int:
        """How many are significantly worse than it."""
        return self.signs.count(1)

    @property
    def worse_than(self) -> int:
        """How many are significantly better than it."""
        return self.signs.count(-1)

    @property
    def alike(self) -> int:
        """How many it is not told apart from, itself left out."""
        return self.signs.count(0) - 1


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every pair of units, both ways in the order of the ranks; `quarter` is how many units
    are the best quarter.
    """

    rows: tuple[PairRow, ...]
    quarter: int
    level: float


@dataclass(frozen=True, slots=True)
class NationalView:
    """A period over all units."""

    head: Head
    digits: int
    headline: str
    uncertainty: str
    median: float | None
    max_score: float | None
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    regions: tuple[RegionRow, ...]
    spreads: tuple[Spread, ...]
    rises: tuple[Mark, ...]
    falls: tuple[Mark, ...]
    change_missing: str | None
    withheld: tuple[str, ...]
    withheld_text: tuple[str, ...]
    quality: tuple[Quality, ...]
    notes: tuple[Note, ...]
    notice: str | None = None
    pairs: Pairs | None = None
    chances: GroupChances | None = None
    level: float = 0.95

    @property
    def ranked(self) -> tuple[Mark, ...]:
        """The units with a score, best first."""
        return tuple(mark for mark in self.marks if mark.score is not None)

    @property
    def ranged(self) -> tuple[Mark, ...]:
        """The units whose rank has a range, best first."""
        return tuple(mark for mark in self.marks if mark.rank_low is not None)


@dataclass(frozen=True, slots=True)
class IndexYears:
    """One index of a unit over some years."""

    head: Head
    digits: int
    years: tuple[Year, ...]
    dimensions: tuple[tuple[str, tuple[float | None, ...]], ...]
    partial: str | None
    notes: tuple[Note, ...]

    @property
    def ranged(self) -> bool:
        """Whether the rank of any year has a range."""
        return any(year.rank_low is not None for year in self.years)


@dataclass(frozen=True, slots=True)
class FiveYearView:
    """A unit over some years at several indices."""

    unit_name: str
    official_name: str
    periods: tuple[str, ...]
    uncertainty: str
    indices: tuple[IndexYears, ...]
    absent: tuple[str, ...]
    succession: tuple[str, ...]
    notes: tuple[Note, ...]
    notice: str | None = None

    @property
    def first(self) -> str:
        """The first year."""
        return self.periods[0]

    @property
    def last(self) -> str:
        """The year of the report."""
        return self.periods[-1]
