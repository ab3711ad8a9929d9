"""Decomposition of the difference of a node between two sides, down to the leaves.

Where a node is Σ w·s of its parts, part i contributes w̄ᵢ·Δsᵢ, and a change of weights
s̄ᵢ·Δwᵢ, the bars meaning the average of the two sides (Bennet 1920: exact, and symmetric in
the two sides). Other means are decomposed by Shapley values (`shapley.py`). A part that
cannot be compared is a bar of its own, and what the parts do not explain is one too, so that
start + Σ steps = end always.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.diagnosis.climb import made, weights
from thuocdo.diagnosis.shapley import shapley
from thuocdo.diagnosis.values import Step, StepKind
from thuocdo.kernel.language import _

_EXACT = 1e-9  # what is smaller is rounding of floats, not a bar


@dataclass(frozen=True, slots=True)
class Side:
    """One end: the tree in force there and a score for each node (NaN: none)."""

    tree: Tree
    values: Mapping[str, float]

    def value(self, code: str) -> float:
        """The score at a node; NaN where it has none or is not in force."""
        return self.values.get(code, float("nan"))


@dataclass(frozen=True, slots=True)
class Difference:
    """Two sides, why a node cannot be compared (None: it can), and what a residual means."""

    start: Side
    end: Side
    why_not: Callable[[str], str | None]
    residual: str

    def steps(self, code: str, asked: bool = True) -> list[Step]:
        """Bars in points of node `code` that add up to its difference.

        A part that is not comparable is one bar. The node `asked` for is opened all the
        same, to show which of its parts are; if all are, the break is of the node itself.
        """
        whole, reason = self._whole(code), self.why_not(code)
        nodes = [side.tree.nodes[code] for side in (self.start, self.end)]
        single = _bar(nodes[1].path, whole, reason)
        if (reason and not asked) or not all(self._composed(node) for node in nodes):
            return [single]
        steps = self._open(nodes)
        if reason and not any(step.kind is StepKind.NOT_COMPARABLE for step in steps):
            return [single]
        return steps

    def _whole(self, code: str) -> float:
        return self.end.value(code) - self.start.value(code)

    def _composed(self, node: NodeInForce) -> bool:
        known = any(not np.isnan(self._whole(part)) for part in node.parts)
        return known and node.composition.aggregate != "none"

    def _open(self, nodes: list[NodeInForce]) -> list[Step]:
        before, after = (weights(node) for node in nodes)
        if before is None or after is None:
            steps = self._by_shapley(nodes)
        else:
            steps = self._linear(nodes[1], before, after)
        return steps + self._rest(nodes[1], steps)

    def _linear(self, node: NodeInForce, before: dict, after: dict) -> list[Step]:
        steps, reweighted = [], 0.0
        for part in {**after, **before}:
            a, b = self.start.value(part), self.end.value(part)
            if part in before and part in after and not np.isnan(b - a):
                steps += _scaled(self.steps(part, False), (before[part] + after[part]) / 2)
                reweighted += (a + b) / 2 * (after[part] - before[part])
            elif part not in before and not np.isnan(b):
                steps.append(self._appeared(part, after[part] * b))
            elif part not in after and not np.isnan(a):
                steps.append(self._vanished(part, -before[part] * a))
        if abs(reweighted) > _EXACT:
            reason = self.why_not(node.code) or _("trọng số đã đổi")
            steps.append(_bar(node.path, reweighted, reason))
        return steps

    def _appeared(self, part: str, amount: float) -> Step:
        reason = self.why_not(part) or _("nội dung mới")
        return _bar(self.end.tree.nodes[part].path, amount, reason)

    def _vanished(self, part: str, amount: float) -> Step:
        reason = _("nội dung này thôi được đo")
        return _bar(self.start.tree.nodes[part].path, amount, reason)

    def _by_shapley(self, nodes: list[NodeInForce]) -> list[Step]:
        start, end = nodes
        whole = [self._whole(part) for part in end.parts]
        if start.parts != end.parts or np.isnan(whole).any():
            return []
        before, after = (
            np.array([side.value(part) for part in end.parts]) for side in (self.start, self.end)
        )
        value = lambda cases: made(end, dict(zip(end.parts, cases.T, strict=True)))  # noqa: E731
        amounts = shapley(value, before, after)
        if np.isnan(amounts).any():
            return []
        return [
            step
            for part, amount, change in zip(end.parts, amounts, whole, strict=True)
            for step in self._within(part, float(amount), change)
        ]

    def _within(self, part: str, amount: float, change: float) -> list[Step]:
        if abs(change) <= _EXACT:
            return [_bar(self.end.tree.nodes[part].path, amount, self.why_not(part))]
        return _scaled(self.steps(part, False), amount / change)

    def _rest(self, node: NodeInForce, steps: list[Step]) -> list[Step]:
        rest = self._whole(node.code) - sum(step.amount for step in steps)
        if abs(rest) <= _EXACT:
            return []
        lacking = [part for part in node.parts if np.isnan(self._whole(part))]
        shared = [part for part in lacking if part in self.start.tree.nodes]
        if shared:
            paths = ", ".join(self.end.tree.nodes[part].path for part in shared)
            return [_bar(node.path, rest, _("thiếu điểm của {nodes}").format(nodes=paths))]
        if not steps:  # another rule or other parts on the two sides: nothing to share out
            reason = self.why_not(node.code) or _("cách gộp hoặc thành phần đã đổi")
            return [_bar(node.path, rest, reason)]
        return [Step(node.path, rest, StepKind.RESIDUAL, self.residual)]


def _bar(path: str, amount: float, reason: str | None) -> Step:
    kind = StepKind.NOT_COMPARABLE if reason else StepKind.NODE
    return Step(path, float(amount), kind, reason)


def _scaled(steps: Iterable[Step], factor: float) -> list[Step]:
    return [replace(step, amount=step.amount * factor) for step in steps]
