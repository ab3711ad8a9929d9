"""Diagnosis: where points are lost, what moved, what to aim at, and whose work it is.

Every call takes a `Panel` (a framework with its scorebook), the token of a unit (a name is
understood too) and the text of a period. The answers are the frozen values of `values.py`.

    panel = Panel.of(framework, book)
    lost_points(panel, unit, period, against=Reference.MAX, group=None, peers=None) -> LostPoints
    explain_change(panel, unit, start, end, node="") -> Waterfall
    explain_gap(panel, unit, period, other, node="") -> Waterfall
        other: a unit, "median", "mean", "max", "group:cao nhất"
    distance(panel, unit, period, node="") -> tuple[Distance, ...]
    peers(panel, unit, period, k=5, nodes=None, context=("population",)) -> tuple[Peer, ...]
    region_mates(panel, unit, period) -> tuple[Peer, ...]
    traits(panel, unit, period, years=3) -> tuple[Trait, ...]
    node_quality(panel, period) -> tuple[NodeQuality, ...]
    what_if(panel, unit, period, changes) -> WhatIf            changes: {node: new score}
    target(panel, unit, period, goal) -> Target
        goal: score:46.96 · rank:10 · rank+1 · region-rank:4 · group:trung-binh-cao
    target_path(panel, unit, period, goal, years) -> tuple[PathYear, ...]
    responsibility(framework_name, day, override=None) -> Responsibility
    lost_by_agency(panel, unit, period, against=Reference.MAX, override=None, day=None,
                   group=None) -> tuple[AgencyLoss, ...]

What cannot be told raises `RequestError` or `UnitError`, with the reason in Vietnamese.
"""

from thuocdo.diagnosis.distance import distance
from thuocdo.diagnosis.lost import lost_points
from thuocdo.diagnosis.panel import Panel
from thuocdo.diagnosis.peers import peers, region_mates
from thuocdo.diagnosis.quality import node_quality
from thuocdo.diagnosis.responsibility import Responsibility, lost_by_agency, responsibility
from thuocdo.diagnosis.target import target
from thuocdo.diagnosis.target_path import target_path
from thuocdo.diagnosis.traits import traits
from thuocdo.diagnosis.values import (
    AgencyLoss,
    Distance,
    Loss,
    LostPoints,
    NodeQuality,
    PathYear,
    Peer,
    Reference,
    Step,
    StepKind,
    Target,
    TargetStep,
    Trait,
    Waterfall,
    WhatIf,
)
from thuocdo.diagnosis.waterfall import explain_change, explain_gap
from thuocdo.diagnosis.whatif import what_if

__all__ = [
    "AgencyLoss",
    "Distance",
    "Loss",
    "LostPoints",
    "NodeQuality",
    "Panel",
    "PathYear",
    "Peer",
    "Reference",
    "Responsibility",
    "Step",
    "StepKind",
    "Target",
    "TargetStep",
    "Trait",
    "Waterfall",
    "WhatIf",
    "distance",
    "explain_change",
    "explain_gap",
    "lost_by_agency",
    "lost_points",
    "node_quality",
    "peers",
    "region_mates",
    "responsibility",
    "target",
    "target_path",
    "traits",
    "what_if",
]
