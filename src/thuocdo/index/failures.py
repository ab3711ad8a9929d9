"""Replications that could not be computed, and why (asked for in COINr issue 60)."""

from dataclasses import dataclass

import numpy as np

from thuocdo.index.perturb import nominal
from thuocdo.index.replicate import Scored
from thuocdo.index.tree import Node
from thuocdo.kernel.language import _

MISSING, UNDEFINED = "missing", "undefined"


@dataclass(frozen=True, slots=True)
class Failure:
    """A node that could not be computed: in how many replications, for how many units.

    `reason` is `missing` (a component without a value) or `undefined` (a geometric or
    harmonic mean of a value that is not positive); `leaves` and `hierarchy` name the choices.
    """

    leaves: str
    hierarchy: str
    node: str
    method: str
    reason: str
    replications: int
    units: int

    def __str__(self) -> str:
        texts = {
            UNDEFINED: _(
                "{count} lượt không tính được: trung bình {method} của “{node}” cần giá trị "
                "lớn hơn 0 ({leaves}; {hierarchy}; {units} đơn vị)"
            ),
            MISSING: _(
                "{count} lượt không tính được: “{node}” thiếu số liệu thành phần "
                "({leaves}; {hierarchy}; {units} đơn vị)"
            ),
        }
        return texts[self.reason].format(
            count=self.replications,
            method=self.method,
            node=self.node,
            leaves=self.leaves,
            hierarchy=self.hierarchy,
            units=self.units,
        )


def explain(scored: Scored, due: np.ndarray, names: tuple[str, str]) -> list[Failure]:
    """The nodes at which units `due` a score (units,) first lost it, in one batch.

    A node fails where it has no score though all its components that count have one, or
    where a component that counts has none because it was never measured.
    """
    lost = np.isnan(scored.root) & due
    if not lost.any():
        return []
    found = []
    for node in scored.hierarchy.nodes:
        for reason, where in _failed(node, scored).items():
            at_fault = np.broadcast_to(where, lost.shape) & lost
            if at_fault.any():
                counts = int(at_fault.any(axis=1).sum()), int(at_fault.any(axis=0).sum())
                found.append(Failure(*names, node.name, node.method, reason, *counts))
    return found


def _failed(node: Node, scored: Scored) -> dict[str, np.ndarray]:
    parts = np.stack(np.broadcast_arrays(*(scored.scores[c] for c in node.components)), axis=-1)
    counts = (scored.weights.get(node.name, nominal(node)) > 0)[..., None, :]
    gone = np.isnan(scored.scores[node.name])
    gap = np.isnan(parts) & counts
    inner = {other.name for other in scored.hierarchy.nodes}
    measured = np.array([component not in inner for component in node.components])
    return {MISSING: gone & (gap & measured).any(axis=-1), UNDEFINED: gone & ~gap.any(axis=-1)}
