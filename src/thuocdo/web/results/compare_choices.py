"""What the page of a comparison offers: lists to choose from, and comparisons to begin with."""

from collections.abc import Iterator, Sequence

import numpy as np

from thuocdo import diagnosis, units
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import day
from thuocdo.reports.comparison_views import MOST
from thuocdo.units.names import folded
from thuocdo.web.results import books
from thuocdo.web.results.choices import Choice, Selector
from thuocdo.web.results.compare_request import Link, Wanted


def selectors(wanted: Wanted) -> Iterator[Selector]:
    """Index, period, territory where there are several, and five lists of units."""
    edition = wanted.edition
    frameworks = {each.framework: _short(each.framework) for each in wanted.editions}
    yield _selector("framework", _("Chỉ số"), frameworks.items(), edition.framework)
    periods = [(period, period) for period in reversed(edition.periods)]
    yield _selector("period", _("Năm"), periods, wanted.period)
    territories = list(_territories(wanted))
    if len(territories) > 1:
        yield _selector("territory", _("Địa giới"), territories, str(edition.territory or ""))
    everyone = [("", "–"), *_units(wanted)]
    for place in range(MOST):
        label = _("Đơn vị {number}").format(number=place + 1)
        chosen = wanted.chosen[place] if place < len(wanted.chosen) else ""
        yield _selector("unit", label, everyone, chosen)


def suggestions(wanted: Wanted) -> tuple[Link, ...]:
    """Where to begin with none chosen, and whom to add to those that are."""
    if not wanted.chosen:
        return tuple(_beginnings(wanted))
    return tuple(_additions(wanted)) if len(wanted.chosen) < MOST else ()


def _selector(name: str, label: str, known, chosen: str) -> Selector:
    return Selector(
        name, label, tuple(Choice(value, text, value == chosen) for value, text in known)
    )


def _short(framework: str) -> str:
    return books.definition(framework).document.abbreviation


def _territories(wanted: Wanted) -> Iterator[tuple[str, str]]:
    for each in wanted.editions:
        if each.framework == wanted.edition.framework:
            of_day = _("quy về địa giới ngày {day}")
            label = of_day.format(day=day(each.territory)) if each.territory else None
            yield str(each.territory or ""), label or _("như khi công bố")


def _units(wanted: Wanted) -> list[tuple[str, str]]:
    snapshot = wanted.snapshot
    pairs = zip(snapshot.identities, snapshot.names, strict=True)
    named = [(wanted.slugs[identity], name) for identity, name in pairs]
    return sorted(named, key=lambda pair: (folded(pair[1]), pair[0]))


def _beginnings(wanted: Wanted) -> Iterator[Link]:
    """The best of each region; where there are no regions, the best and the last of all."""
    snapshot = wanted.snapshot
    scores = snapshot.score[snapshot.row[""]]
    scored = np.flatnonzero(~np.isnan(scores))
    order = scored[np.argsort(-scores[scored], kind="stable")].tolist()
    for region in dict.fromkeys(snapshot.regions):
        if region is not None:
            members = [column for column in order if snapshot.regions[column] == region]
            label = pick(units.find_region(region).label)
            yield from _together(wanted, _("Vùng {region}").format(region=label), members[:MOST])
    if not any(snapshot.regions):
        yield from _together(wanted, _("Năm đơn vị điểm cao nhất"), order[:MOST])
        yield from _together(wanted, _("Năm đơn vị điểm thấp nhất"), order[-MOST:])


def _together(wanted: Wanted, label: str, columns: Sequence[int]) -> Iterator[Link]:
    if len(columns) > 1:
        names = ", ".join(wanted.snapshot.names[column] for column in columns)
        yield Link(f"{label}: {names}", wanted.address([_slug(wanted, c) for c in columns]))


def _additions(wanted: Wanted) -> Iterator[Link]:
    """Units of the region of the first, or units like it, that are not there yet."""
    first = wanted.units[0]
    found = _attempt(diagnosis.region_mates, wanted, first)
    found = found or _attempt(diagnosis.peers, wanted, first)
    for peer in found:
        slug = _slug(wanted, wanted.snapshot.column[peer.unit])
        if slug not in wanted.chosen:
            yield Link(peer.unit_name, wanted.address([*wanted.chosen, slug]))


def _attempt(find, wanted: Wanted, unit: str) -> tuple:
    try:
        return find(wanted.panel, unit, wanted.period)
    except RequestError:
        return ()


def _slug(wanted: Wanted, column: int) -> str:
    return wanted.slugs[wanted.snapshot.identities[column]]
