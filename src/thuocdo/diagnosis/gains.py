"""What units have really gained in a year at a node, from about a given level.

Evidence is every comparable yearly change (one period to the next) of every unit in the
scorebook. Levels and gains are taken relative to the width of the scale, for a node whose
scale changed with its siblings. From about a level: the third of all changes whose starting
level is nearest to it.
"""

from dataclasses import dataclass
from math import ceil

import numpy as np

from thuocdo.diagnosis.panel import Panel, Place

NEAREST_SHARE = 1 / 3
LEAST_OBSERVED = 10


@dataclass(frozen=True, slots=True)
class Gains:
    """Yearly changes at one node from about one level, ascending, in points of today."""

    changes: np.ndarray

    @property
    def observed(self) -> int:
        """How many changes there are."""
        return self.changes.size

    def at(self, percentile: float) -> float:
        """The gain that `percentile` (0 to 100) of the changes do not reach; never below 0.

        Linear interpolation, as `numpy.quantile` (which is slow for one number at a time).
        """
        place = (self.observed - 1) * percentile / 100
        low = min(int(place), self.observed - 2)
        below, above = self.changes[low], self.changes[low + 1]
        return max(float(below + (place - low) * (above - below)), 0.0)

    def percentile(self, gain: float) -> float:
        """The share (0 to 100) of changes that are smaller than `gain`."""
        return 100 * float((self.changes < gain - 1e-12).mean())


def gains_from(panel: Panel, place: Place, code: str) -> Gains | None:
    """The evidence for `place` at node `code`; None with fewer than `LEAST_OBSERVED`."""
    node, history = place.snapshot.tree.nodes[code], yearly_changes(panel).get(code)
    width = node.scale_max - node.scale_min
    if history is None or not np.isfinite(width) or np.isnan(place.score(code)):
        return None
    levels, changes, _who = history
    level = (place.score(code) - node.scale_min) / width
    nearest = np.argsort(np.abs(levels - level), kind="stable")
    chosen = nearest[: ceil(levels.size * NEAREST_SHARE)]
    if chosen.size < LEAST_OBSERVED:
        return None
    return Gains(np.sort(changes[chosen]) * width)


def yearly_changes(panel: Panel) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """By node code: starting levels, changes (both over the width of the scale), identities."""
    return panel.remember(("yearly_changes",), lambda: _collect(panel))


def _collect(panel: Panel) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    found: dict[str, list[tuple]] = {}
    for period in panel.periods:
        snapshot = panel.snapshot(period)
        low, high = snapshot.bounds
        width, who = high - low, np.array(snapshot.identities)
        for code, row in snapshot.row.items():
            there = ~np.isnan(snapshot.change[row])
            if there.any() and np.isfinite(width[row]):
                change = snapshot.change[row, there]
                start = snapshot.score[row, there] - change - low[row]
                found.setdefault(code, []).append(
                    (start / width[row], change / width[row], who[there])
                )
    return {
        code: tuple(np.concatenate(column) for column in zip(*parts, strict=True))
        for code, parts in found.items()
    }
