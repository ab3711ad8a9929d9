"""A goal as a path over years, each step beside what units have ever done in a year."""

from datetime import timedelta

import numpy as np

from thuocdo.diagnosis.gains import yearly_changes
from thuocdo.diagnosis.goals import read_goal
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.diagnosis.values import PathYear
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period


def target_path(
    panel: Panel, unit: str, period: str, goal: str, years: int
) -> tuple[PathYear, ...]:
    """Equal yearly gains of the index that reach `goal` after `years` periods.

    `share` of the units that ever, between any two periods that can be compared, gained as
    much of the width of the scale in one. Raises as `target` does for the goal, and
    `RequestError` for less than one year.
    """
    place = panel.at(unit, period)
    aim = read_goal(place, goal)
    if years < 1:
        message = _("cần ít nhất 1 kỳ để đạt mục tiêu, không phải {years}.").format(years=years)
        raise RequestError(Problem("path-too-short", message, column="years"))
    gain = (aim.needed - place.score("")) / years
    share, units = _ever(panel, place, gain)
    steps, when = [], place.period
    for year in range(1, years + 1):
        when = _next(when)
        score = aim.needed if year == years else place.score("") + gain * year
        steps.append(PathYear(str(when), score, gain, share, units))
    return tuple(steps)


def _ever(panel: Panel, place: Place, gain: float) -> tuple[float | None, int]:
    node = place.snapshot.tree.nodes[""]
    history = yearly_changes(panel).get("")
    if history is None:
        return None, 0
    _levels, changes, who = history
    width = node.scale_max - node.scale_min
    units = np.unique(who)
    able = np.unique(who[changes * width >= gain - 1e-12])
    return able.size / units.size, units.size


def _next(period: Period) -> Period:
    first = period.end + timedelta(days=1)
    texts = (f"{first.year}-{first.month:02d}", f"{first.year}-Q{(first.month + 2) // 3}")
    return next(
        (found for text in texts if (found := Period.parse(text)).previous == period),
        Period.parse(first.year),
    )
