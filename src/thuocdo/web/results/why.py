"""“Vì sao?”: where a number comes from, on a page of its own or in a dialog of any other."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo.reports.why import why as reasons
from thuocdo.reports.why_views import ScoreReason, Why
from thuocdo.web.results import addresses, asked, books
from thuocdo.web.results.located import Located, of_a_unit
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page


@require_safe
@published
@of_a_unit
def why(request: HttpRequest, found: Located, code: str = "") -> HttpResponse:
    """The reasons of the numbers of a unit at the index, or at the node `code`."""
    tree = found.place.snapshot.tree
    node = asked.node_in_force(tree, code) if code else ""
    measurements = books.measurements(found.edition)
    level = found.edition.level
    view = reasons(found.panel, found.unit, found.period, node, measurements, level)
    edition = found.edition
    shown = {"found": found, "edition": edition, "view": view, "slugs": _slugs(view)}
    # The units that a merged one was made of stand in the edition of their own time.
    shown["earlier"] = books.current(edition.framework) if edition.territory else edition
    return page(request, "results/why.html", shown)


def _slugs(view: Why) -> dict[str, str]:
    """The slugs of all units that the page names, by their ids."""
    ranks = (view.rank, view.region) if view.region else (view.rank,)
    beside = [other.unit for rank in ranks for other in rank.beside]
    return addresses.slugs([*beside, *_members(view.reason)])


def _members(reason: ScoreReason) -> list[str]:
    terms = reason.formula.terms if reason.formula else ()
    return [term.unit for term in terms if term.unit]
