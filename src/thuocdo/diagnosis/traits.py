"""Strengths and weaknesses of a unit, and since when."""

import numpy as np

from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.comparable import why_not
from thuocdo.diagnosis.panel import Panel, Place, Snapshot
from thuocdo.diagnosis.values import Trait
from thuocdo.index.groups import quartiles
from thuocdo.index.rank import TIE
from thuocdo.kernel.period import Period

TOP, BOTTOM = 0, 3  # places of `quartiles`


def traits(panel: Panel, unit: str, period: str, years: int = 3) -> tuple[Trait, ...]:
    """What stands out at each node below the index, in the order of the tree.

    `strength`, `weakness`: in the top or bottom quarter of the units that have the node
    (interpolated quartiles, as `index.groups`; not where the data are partial). `chronic`:
    bottom quarter for at least `years` periods running, up to this one. `fell`: below the
    score of the period before, where comparable; `falling`: so for at least `years` periods
    running. Raises `RequestError` for a unit without any score.
    """
    place = panel.at(unit, period)
    if np.isnan(place.snapshot.score[:, place.index]).all():
        raise refusals.withheld(place.name, place.snapshot.tree.nodes[""], place.period)
    found: list[Trait] = []
    past = _past(panel, place)
    for code in place.snapshot.tree.nodes:
        if code:
            found += _by_quarter(panel, past, code, years)
            found += _by_falls(past, code, years)
    return tuple(found)


def _past(panel: Panel, place: Place) -> list[Place]:
    """The unit in this period and in those before without a gap, latest first."""
    places = [place]
    while (before := places[-1].period.previous) in panel.periods:
        snapshot = panel.snapshot(before)
        column = snapshot.by_identity.get(place.identity)
        if column is None:
            break
        places.append(Place(snapshot, column))
    return places


def _by_quarter(panel: Panel, past: list[Place], code: str, years: int):
    path = past[0].snapshot.tree.nodes[code].path
    quarter = _quarter(panel, past[0], code)
    if quarter not in (TOP, BOTTOM):
        return
    run = _run_in(panel, past, code, quarter)
    kind = "strength" if quarter == TOP else "weakness"
    yield Trait(path, kind, run, str(past[run - 1].period))
    if quarter == BOTTOM and run >= years:
        yield Trait(path, "chronic", run, str(past[run - 1].period))


def _run_in(panel: Panel, past: list[Place], code: str, quarter: int) -> int:
    """For how many periods the unit has been in that quarter, on one comparable series."""
    run = 1
    while (
        run < len(past)
        and why_not(panel, code, past[run].period, past[run - 1].period) is None
        and _quarter(panel, past[run], code) == quarter
    ):
        run += 1
    return run


def _quarter(panel: Panel, place: Place, code: str) -> int | None:
    snapshot = place.snapshot
    if code not in snapshot.row or not snapshot.tree.complete:
        return None
    return int(quarters(panel, snapshot)[snapshot.row[code], place.index])


def quarters(panel: Panel, snapshot: Snapshot) -> np.ndarray:
    """Quarter (0 = top) of every node and unit of a period; −1 without a score."""
    make = lambda: np.stack([quartiles(row).index for row in snapshot.score])  # noqa: E731
    return panel.remember(("quarters", snapshot.tree.period), make)


def _by_falls(past: list[Place], code: str, years: int):
    run = 0
    while run < len(past) and _fell(past[run], code):
        run += 1
    if run == 0:
        return
    path, since = past[0].snapshot.tree.nodes[code].path, _first(past, run)
    yield Trait(path, "fell", run, str(since))
    if run >= years:
        yield Trait(path, "falling", run, str(since))


def _first(past: list[Place], run: int) -> Period:
    return past[run - 1].period


def _fell(place: Place, code: str) -> bool:
    snapshot = place.snapshot
    return code in snapshot.row and snapshot.change[snapshot.row[code], place.index] < -TIE
