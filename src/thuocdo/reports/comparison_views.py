"""What is said of a few units side by side. See `views.py`."""

from dataclasses import dataclass

from thuocdo.reports.views import Head, Note, Year
from thuocdo.reports.waterfall_views import WaterfallView

MOST = 5  # units that are compared at once


@dataclass(frozen=True, slots=True)
class Compared:
    """A unit that is compared; `identity` tells which territory it was."""

    unit: str
    identity: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A unit at a node. `difference` is its score less that of the first unit.

    `best`: no other of the units compared has more. `significant` is None where it cannot be
    told whether the difference is more than the samples explain.
    """

    score: float | None
    rank: int | None
    ranked_units: int | None
    rank_low: int | None
    rank_high: int | None
    group: str | None
    step: int | None
    difference: float | None
    best: bool
    significant: bool | None


@dataclass(frozen=True, slots=True)
class ComparedNode:
    """A node with a cell for each unit; `depth` 0 is the index, `code` its code."""

    code: str
    name: str
    depth: int
    leaf: bool
    scale_max: float | None
    unconfirmed: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What separates the first unit from another; `missing` says why that cannot be told."""

    name: str
    fall: WaterfallView | None
    missing: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Up to five units at an index in a period, the first being what others differ from.

    `certainty` says whether differences can be told from chance, and how they were tested;
    `uncertainty` speaks of the ranks. `years` has for each unit its periods.
    """

    head: Head
    digits: int
    units: tuple[Compared, ...]
    nodes: tuple[ComparedNode, ...]
    years: tuple[tuple[Year, ...], ...]
    gaps: tuple[Gap, ...]
    certainty: str
    uncertainty: str
    notes: tuple[Note, ...]

    @property
    def index(self) -> ComparedNode:
        """The index itself."""
        return self.nodes[0]

    @property
    def dimensions(self) -> tuple[ComparedNode, ...]:
        """The nodes just below the index."""
        return tuple(node for node in self.nodes if node.depth == 1)

    @property
    def tested(self) -> bool:
        """Whether any difference was tested."""
        return any(cell.significant is not None for node in self.nodes for cell in node.cells)
