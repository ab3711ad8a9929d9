"""What the reports say, before it is laid out: frozen, in the reader's language, unrounded.

HTML, Excel and Word are made from the same view. A text is ready to be read; a number is
unrounded and None where there is none: withheld, never 0. `rank_low` and `rank_high` are the
best and worst rank that the sample allows, `change_significant` is None where not known.
"""

from dataclasses import dataclass
from datetime import date

from thuocdo.reports.uncertain_views import ErrorSources, GroupChances
from thuocdo.reports.waterfall_views import LossView, WaterfallView


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands at the index in a period. `step` is the shade of its group (1–7)."""

    score: float | None
    max_score: float | None
    rank: int | None
    ranked_units: int | None
    group: str | None
    step: int | None
    region: str | None
    region_rank: int | None
    region_size: int | None
    previous_score: float | None
    change: float | None
    rank_change: int | None
    status: str
    printed_rank: str | None = None
    printed_group: str | None = None
    rank_low: int | None = None
    rank_high: int | None = None
    change_significant: bool | None = None


@dataclass(frozen=True, slots=True)
class Mark:
    """A unit among all: on the map, the strip, in a ranking."""

    unit: str
    code: str
    name: str
    score: float | None
    rank: int | None
    group: str | None
    step: int | None
    change: float | None
    rank_change: int | None
    printed_group: str | None
    own: bool = False
    rank_low: int | None = None
    rank_high: int | None = None
    change_significant: bool | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A group: its name, shade, least score (None: no lower end) and number of units."""

    label: str
    step: int
    lower: float | None
    size: int


@dataclass(frozen=True, slots=True)
class Year:
    """A period of the unit's history. `break_reason`: why it starts a new series."""

    period: str
    score: float | None
    max_score: float | None
    rank: int | None
    ranked_units: int | None
    group: str | None
    median: float | None
    change: float | None
    rank_change: int | None
    break_reason: str | None
    cautions: tuple[str, ...]
    measured: bool
    rank_low: int | None = None
    rank_high: int | None = None
    change_significant: bool | None = None


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node of the tree for the unit, beside all units. `depth` 1 is below the index.

    `traits` are sentences such as “yếu liên tục 4 năm, từ 2020”; `step` is as in `Standing`.
    """

    node: str
    code: str
    name: str
    level: str
    depth: int
    leaf: bool
    score: float | None
    scale_min: float | None
    scale_max: float | None
    lost: float | None
    rank: int | None
    ranked_units: int | None
    low: float | None
    median: float | None
    best: float | None
    best_units: str
    group: str | None
    step: int | None
    change: float | None
    comparable: bool | None
    rank_change: int | None
    unconfirmed: bool
    traits: tuple[str, ...] = ()
    rank_low: int | None = None
    rank_high: int | None = None
    change_significant: bool | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A strength or weakness: the node, and since when in words."""

    node: str
    code: str
    name: str
    kind: str
    text: str
    years: int
    since: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What is missing to a better group or rank, by the cut points of `period`."""

    label: str
    needed_score: float
    points: float
    period: str


@dataclass(frozen=True, slots=True)
class Near:
    """A unit to learn from: how like it is (standard deviations) and how it did."""

    name: str
    score: float | None
    rank: int | None
    ranked_units: int | None
    group: str | None
    distance: float | None
    rank_low: int | None = None
    rank_high: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """Points lost at nodes that one agency leads."""

    agency: str
    lost: float
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader must know, under a short title."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    """What every page of a report begins with. `estimated`: not the publisher's numbers."""

    framework: str
    abbreviation: str
    framework_label: str
    owner: str
    period: str
    territory: date
    reconstructed: bool
    estimated: bool = False


FEW = 200  # units


@dataclass(frozen=True, slots=True)
class ProfileView:
    """One unit in one period, complete.

    `nearby`: the units of its region; where there are no regions, or more units than can be told
    one by one, those ranked about it.
    `notice` stands at the top of every page: what the numbers rest on. `chances` holds this
    unit alone; like `sources` it is None where sampling errors are not known. `since`: from where
    `change` is told, if not from the period before.
    """

    head: Head
    unit: str
    unit_name: str
    official_name: str
    digits: int
    headline: str
    uncertainty: str
    explanation: tuple[str, ...]
    succession: tuple[str, ...]
    standing: Standing
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    years: tuple[Year, ...]
    nodes: tuple[NodeRow, ...]
    losses: LossView | None
    change: WaterfallView | None
    change_missing: str | None
    findings: tuple[Finding, ...]
    goals: tuple[Goal, ...]
    peers: tuple[Near, ...]
    nearby: tuple[Mark, ...]
    duties: tuple[Duty, ...]
    notes: tuple[Note, ...]
    notice: str | None = None
    chances: GroupChances | None = None
    sources: ErrorSources | None = None
    since: str | None = None

    @property
    def few(self) -> bool:
        """Whether all units can be drawn and told one by one, as provinces are."""
        return len(self.marks) <= FEW

    @property
    def lost(self) -> WaterfallView | None:
        """The waterfall of lost points; None where there is none."""
        return self.losses.fall if self.losses else None

    @property
    def withheld(self) -> bool:
        """No score at the index."""
        return self.standing.score is None

    @property
    def partial(self) -> bool:
        """No score at the index, but at some nodes."""
        return self.withheld and any(row.score is not None for row in self.nodes)

    @property
    def dimensions(self) -> tuple[NodeRow, ...]:
        """The nodes just below the index."""
        return tuple(row for row in self.nodes if row.depth == 1)

    @property
    def leaves(self) -> tuple[NodeRow, ...]:
        """The nodes that nothing lies below."""
        return tuple(row for row in self.nodes if row.leaf)
