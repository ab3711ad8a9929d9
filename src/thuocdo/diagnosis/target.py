"""The least demanding improvements that reach a goal.

Demanding is what few have done: a gain at a node is as demanding as the percentile it has
among the yearly gains that units really made there from about that level (`gains.py`).
First the highest percentile p is made as low as can be: the lowest whole p at which raising
every leaf by its p-th percentile reaches the goal (samples tell no finer). Then the sum of
gains: leaves that move the index most for a point come first, among equals those with the
largest gain, so that the steps are few; the last one is cut to what is still needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.climb import effects, raised
from thuocdo.diagnosis.gains import Gains, gains_from
from thuocdo.diagnosis.goals import Goal, read_goal
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.diagnosis.values import Target, TargetStep
from thuocdo.kernel.language import _

_EXACT = 1e-11
_NOTHING = 1e-9  # a gain that no rank, group or reader would notice


def target(panel: Panel, unit: str, period: str, goal: str) -> Target:
    """The least demanding set of leaf improvements with which `unit` reaches `goal`.

    The goal is one of `goals.read_goal`, to be reached in one yearly step. No step exceeds
    the scale, or the most that was ever gained from about that level; where even that does
    not reach, the target is not `reachable` and the steps are those most. Raises
    `RequestError` for a goal already reached, and where the index is not made of parts.
    """
    place = panel.at(unit, period)
    aim = read_goal(place, goal)
    return _Search(panel, place, aim).result()


@dataclass(frozen=True, slots=True)
class _Leaf:
    code: str
    room: float  # up to the maximum of the scale
    gains: Gains

    def cap(self, percentile: float) -> float:
        return min(self.gains.at(percentile), self.room)


class _Search:
    """One search: the leaves that may be raised, and what raising them gives."""

    def __init__(self, panel: Panel, place: Place, goal: Goal):
        self.place, self.goal = place, goal
        self.leaves, self.blind = _leaves(panel, place)
        self.effects = effects(place.snapshot.tree)
        # With a part missing and the others reweighted, a leaf counts for more than its effect.
        present = not any(np.isnan(place.score(leaf)) for leaf in place.snapshot.leaves)
        self.linear = present and None not in self.effects.values()

    def result(self) -> Target:
        most = self._caps(100)
        reachable = self._total(most) >= self.goal.needed - _EXACT
        gains = self._fewest(self._caps(self._least_percentile())) if reachable else most
        steps = self._steps({code: gain for code, gain in gains.items() if gain > _NOTHING})
        return Target(
            self.place.unit,
            str(self.place.period),
            self.goal.text,
            self.goal.needed,
            reachable,
            steps,
            max((step.percentile for step in steps), default=None),
            self._total(gains),
            self._caveats(reachable, len(steps)),
        )

    def _caps(self, percentile: float) -> dict[str, float]:
        return {leaf.code: leaf.cap(percentile) for leaf in self.leaves}

    def _total(self, gains: Mapping[str, float]) -> float:
        """The index after these gains."""
        score = self.place.score
        if self.linear:
            return score("") + sum(self.effects[code] * gain for code, gain in gains.items())
        return raised(self.place, {code: score(code) + gain for code, gain in gains.items()})[""]

    def _least_percentile(self) -> int:
        low, high = 0, 100
        while low < high:
            middle = (low + high) // 2
            enough = self._total(self._caps(middle)) >= self.goal.needed - _EXACT
            low, high = (low, middle) if enough else (middle + 1, high)
        return low

    def _fewest(self, caps: dict[str, float]) -> dict[str, float]:
        """The caps that are needed, best first, the last one only as far as needed."""
        now = self.place.score("")
        gained = {code: self._total({code: cap}) - now for code, cap in caps.items() if cap > 0}
        slope = {code: round(gain / caps[code], 9) for code, gain in gained.items()}
        chosen: dict[str, float] = {}
        for code in sorted(gained, key=lambda code: (-slope[code], -gained[code])):
            with_it = {**chosen, code: caps[code]}
            if self._total(with_it) >= self.goal.needed - _EXACT:
                return {**chosen, code: self._just_enough(chosen, code, caps[code])}
            chosen = with_it
        return chosen

    def _just_enough(self, chosen: dict[str, float], code: str, cap: float) -> float:
        """The gain at `code` that reaches the goal exactly: bisection, a sum in one stroke."""
        if self.linear:
            lacking = self.goal.needed - self._total(chosen)
            return min(lacking / self.effects[code], cap)
        low, high = 0.0, cap
        while high - low > _EXACT:
            middle = (low + high) / 2
            enough = self._total({**chosen, code: middle}) >= self.goal.needed
            low, high = (low, middle) if enough else (middle, high)
        return high

    def _steps(self, gains: Mapping[str, float]) -> tuple[TargetStep, ...]:
        nodes = self.place.snapshot.tree.nodes
        return tuple(
            TargetStep(
                nodes[leaf.code].path,
                self.place.score(leaf.code) + gains[leaf.code],
                gains[leaf.code],
                leaf.gains.percentile(gains[leaf.code]),
                leaf.gains.observed,
            )
            for leaf in self.leaves
            if leaf.code in gains
        )

    def _caveats(self, reachable: bool, steps: int) -> tuple[str, ...]:
        said = list(self.goal.caveats)
        if not reachable:
            message = _(
                "Chưa đơn vị nào tiến xa đến vậy trong một kỳ: không đạt được mục tiêu dù mọi "
                "nội dung tăng bằng mức cao nhất từng có."
            )
            said.append(message)
        if steps > 1:
            message = _("Độ khó tính riêng từng nội dung; đạt tất cả trong một kỳ thì khó hơn.")
            said.append(message)
        if self.blind:
            message = _("Chưa đủ số liệu các kỳ để biết mức tăng có thể của: {nodes}.")
            said.append(message.format(nodes=", ".join(self.blind)))
        said.append(_("Số liệu không kèm sai số chuẩn: không nêu được xác suất đạt mục tiêu."))
        return tuple(said)


def _leaves(panel: Panel, place: Place) -> tuple[list[_Leaf], list[str]]:
    """Leaves with evidence of what can be gained, and the paths of those without."""
    tree = place.snapshot.tree
    leaves, blind = [], []
    for code in place.snapshot.leaves:
        gains, room = gains_from(panel, place, code), tree.nodes[code].scale_max - place.score(code)
        if gains is None:
            blind.append(tree.nodes[code].path)
        elif room > 0:
            leaves.append(_Leaf(code, room, gains))
    if not tree.nodes[""].parts or tree.nodes[""].composition.aggregate == "none":
        raise refusals.not_composed(tree.nodes[""], tree.period)
    if not leaves or np.isnan(place.score("")):
        raise refusals.not_composed(tree.nodes[""], tree.period)
    return leaves, blind
