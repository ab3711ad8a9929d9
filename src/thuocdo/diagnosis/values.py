"""What a diagnosis says: frozen values, in points of the node's own scale.

A `unit` is a token of the scorebook (`02`, `08@2025-07-01`), a `node` a path (`papi/2.2`).
Points are unrounded. Where something cannot be told it is None or absent, never 0.
"""

from dataclasses import dataclass
from enum import StrEnum


class Reference(StrEnum):
    """What lost points are counted against."""

    MAX = "max"
    BEST = "best"
    MEDIAN = "median"
    REGION = "region"
    PEERS = "peers"
    OWN_BEST = "own-best"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Loss:
    """Points lost by a unit at one node: `reference` − `score` (negative: it is ahead).

    `share` is its part (0 to 1) of all that is lost at the leaves of the tree, in points of
    the index; None at other nodes, and where it is not known how leaves enter the index.
    `holder` tells whose score (a unit) or which period the reference is, where it is one.
    """

    node: str
    level: str
    score: float
    reference: float
    lost: float
    share: float | None
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class LostPoints:
    """Losses at every node in force, in the order of the tree, against one reference."""

    unit: str
    period: str
    against: Reference
    detail: str | None  # name of the group, list of peers
    losses: tuple[Loss, ...]


class StepKind(StrEnum):
    """What a bar of a waterfall stands for.

    `residual`: what the parts do not explain (a published total that differs from its
    parts, the median of sums that is not the sum of medians); `reason` says which.
    """

    NODE = "node"
    NOT_COMPARABLE = "not_comparable"
    RESIDUAL = "residual"


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall: `amount` at `node` in points of the node explained.

    `reason` is a sentence for every kind but `node`.
    """

    node: str
    amount: float
    kind: StepKind = StepKind.NODE
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Waterfall:
    """From `start` to `end`: start + Σ step amounts = end, exactly (to 1e-9).

    `before` and `after` say what the ends are (a year, another unit, a group, the maximum).
    """

    node: str
    before: str
    after: str
    start: float
    end: float
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Distance:
    """What is missing to the next better group or rank, by the cut points of `period`.

    Relative: the cut moves when the others move. `points` is 0 at the best group or rank.
    `goal` is written as `target` reads it: `group:cao nhất`, `rank:10`.
    """

    node: str
    period: str
    goal: str
    needed_score: float
    points: float


@dataclass(frozen=True, slots=True)
class Peer:
    """A unit like the one asked; `distance` in standard deviations, None for region mates."""

    unit: str
    unit_name: str
    distance: float | None


@dataclass(frozen=True, slots=True)
class Trait:
    """A strength or weakness of a unit at a node.

    `kind`: strength, weakness (bottom quarter now), chronic (bottom quarter `years` years
    running), falling (`years` comparable falls running), fell (fell this period). `since`
    is the period in which it began and `years` how many periods it has lasted; a break of
    the series, a gap in the data or a change of territory ends a run.
    """

    node: str
    kind: str
    years: int
    since: str


@dataclass(frozen=True, slots=True)
class NodeQuality:
    """How well a node tells units apart in a period (one row a node).

    `at_maximum`: share of units within 0.5 % of the scale of its maximum. `spread`: sd over
    the width of the scale. `correlation`: with the index less this node. `rank_changes`:
    units whose rank changes, `largest_rank_change`: by how much at most, if left out. None:
    the node has no scale, is the index itself, or too few units have all parts.
    """

    node: str
    units: int
    at_maximum: float | None
    spread: float | None
    correlation: float | None
    rank_changes: int | None
    largest_rank_change: int | None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The index after changing nodes: others stay as they were in `period`."""

    unit: str
    period: str
    changed: tuple[tuple[str, float, float], ...]  # node, old score, new score
    score_before: float
    score_after: float
    rank_before: int | None
    rank_after: int | None
    group_before: str | None
    group_after: str | None
    ranked_units: int | None


@dataclass(frozen=True, slots=True)
class TargetStep:
    """One improvement of a target: up by `gain` to `score` at `node`.

    `percentile` (0 to 100) is the share of yearly changes, `observed` of them, by units that
    started from about that level, which were smaller: the higher, the more demanding.
    """

    node: str
    score: float
    gain: float
    percentile: float
    observed: int


@dataclass(frozen=True, slots=True)
class Target:
    """The least demanding set of improvements that reaches a goal, or that none does.

    `needed_score` translates a rank or group by the cut points of `period`. When not
    `reachable`, `steps` are the most that units have achieved and `best_score` where that
    leads. `demand` is the highest percentile among the steps.
    """

    unit: str
    period: str
    goal: str
    needed_score: float
    reachable: bool
    steps: tuple[TargetStep, ...]
    demand: float | None
    best_score: float
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathYear:
    """One year on the way to a target: reach `score`, `gain` more than the year before.

    `share` (0 to 1) of the `units` with a comparable yearly change of the index ever made
    such a step, relative to the width of the scale; None where no change can be compared.
    """

    period: str
    score: float
    gain: float
    share: float | None
    units: int


@dataclass(frozen=True, slots=True)
class AgencyLoss:
    """Points of the index lost at leaves that an agency leads (`nodes`).

    A leaf with several leads counts for each of them. `agency` is the key of the agency in
    the definition; empty for leaves that nobody was made responsible for.
    """

    agency: str
    agency_name: str
    lost: float
    nodes: tuple[str, ...]
