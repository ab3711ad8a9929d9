"""A unit at an index in a period: everything that a profile says, with ways to ask further."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo import units
from thuocdo.diagnosis import Reference
from thuocdo.kernel.errors import Problem, RequestError, UnitError
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _
from thuocdo.reports import ProfileView
from thuocdo.reports.country import group_steps
from thuocdo.reports.html import profile_figures
from thuocdo.web.results import addresses, asked, books
from thuocdo.web.results.located import (
    Located,
    Relative,
    of_a_unit,
    predecessors,
    relatives,
    successors,
)
from thuocdo.web.results.ways import ways_of
from thuocdo.web.site.errors import FilterError
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page

REFERENCES = ("max", "median", "best", "region", "own-best")  # the first where none is asked for
UNTOLD = ("known", "unchanged")  # events of the register that are none of the unit


@dataclass(frozen=True, slots=True)
class Option:
    """A reference that lost points may be told against; units stand apart."""

    value: str
    label: str
    unit: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a unit, and whom it came from and went to."""

    events: tuple[str, ...]
    earlier: tuple[Relative, ...]
    later: tuple[Relative, ...]


@published
@require_safe
@of_a_unit
def profile(request: HttpRequest, found: Located) -> HttpResponse:
    """The profile. `against` chooses the reference of lost points, `from` that of the change."""
    slugs = _slugs(found)
    against, since = asked.word(request, "against"), asked.word(request, "from")
    view = _view(found, slugs, against, since)
    values = {
        "found": found,
        "view": view,
        "figures": profile_figures(view),
        "slugs": slugs,
        "against": against or "max",
        "references": tuple(_references(found, view, slugs)),
        "starts": [y.period for y in view.years if _may_start(y, found)],
        "since": since,
        "ways": ways_of(found),
        "history": _history(found),
    }
    return page(request, "results/profile.html", values)


def _slugs(found: Located) -> dict[str, str]:
    """The slug of each unit of the period by its token."""
    snapshot = found.place.snapshot
    known = addresses.slugs(snapshot.identities)
    pairs = zip(snapshot.units, snapshot.identities, strict=True)
    return {token: known[identity] for token, identity in pairs}


def _view(found: Located, slugs: dict[str, str], against: str, since: str) -> ProfileView:
    try:
        return found.view(against=_reference(slugs, against), since=since or None)
    except (RequestError, UnitError) as error:
        raise FilterError(error.problems) from error


def _reference(slugs: dict[str, str], against: str) -> str:
    """A reference as the diagnosis takes it: units of the period by their slug or token."""
    if not against or against in REFERENCES or against.startswith("group:") or against in slugs:
        return against or REFERENCES[0]
    tokens = {slug: token for token, slug in slugs.items()}
    if against in tokens:
        return tokens[against]
    message = _("“{text}” không phải một mốc so sánh.").format(text=against[: asked.LONGEST])
    known = ", ".join((*REFERENCES, "group:…", next(iter(tokens))))
    hint = _("Dùng một trong: {known}.").format(known=known)
    raise FilterError(Problem("reference-unknown", message, column="against", hint=hint))


def _references(found: Located, view: ProfileView, slugs: dict[str, str]) -> Iterator[Option]:
    """Those that can be had in this period."""
    tree = found.place.snapshot.tree
    yield Option("max", _("điểm tối đa"))
    if tree.complete:
        yield Option(Reference.MEDIAN, _("trung vị các đơn vị"))
        yield Option(Reference.BEST, _("cao nhất ở từng nội dung"))
        if view.standing.region:
            yield Option(Reference.REGION, _("cao nhất trong vùng, ở từng nội dung"))
    yield Option(Reference.OWN_BEST, _("cao nhất của chính đơn vị"))
    if view.bands:
        for label, (name, _step) in group_steps(tree, "").items():
            yield Option(f"group:{label}", _("nhóm {group}").format(group=name))
    for mark in sorted(view.marks if view.few else view.nearby, key=lambda mark: mark.name):
        if mark.score is not None and not mark.own:
            yield Option(slugs[mark.unit], mark.name, unit=True)


def _may_start(year, found: Located) -> bool:
    return year.score is not None and year.period < found.period


def _history(found: Located) -> History | None:
    """None where units are free, or nothing happened."""
    if books.definition(found.edition.framework).document.unit_level == "free":
        return None
    unit = UnitId.parse(found.place.identity)
    told = tuple(e.sentence for e in units.history(unit) if e.kind not in UNTOLD)
    around = (found.edition, found.panel, found.period)
    earlier, later = (relatives(*around, ids) for ids in (predecessors(unit), successors(unit)))
    return History(told, tuple(earlier), tuple(later)) if told or earlier or later else None
