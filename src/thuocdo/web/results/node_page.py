"""A node among all units: what it measures, who does how well, and how it went over the years."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from thuocdo.kernel.language import _
from thuocdo.web.results import addresses, asked, books
from thuocdo.web.results.choices import territories_of
from thuocdo.web.results.node_view import NodeView, history_figure, node_view
from thuocdo.web.results.ranking_figures import distribution
from thuocdo.web.results.ranking_request import Reading, reading
from thuocdo.web.site.files import wanted_format
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page


@published
@require_safe
def node(request: HttpRequest, framework: str, period: str, code: str) -> HttpResponse:
    """All units at a node in a period. Other names of a node lead to its code."""
    kind = wanted_format(request)
    edition = books.current(framework, asked.territory(request))
    when = books.read_period(edition, period)
    known = asked.node_in_force(books.definition(framework).on(when), code)
    if known != code:
        return HttpResponseRedirect(addresses.node(edition, when, known))

    def address(**query) -> str:
        return addresses.node(edition, when, code, **query)

    found = reading(request, edition, when, code, address)
    return found.file(kind) if kind else page(request, "results/node.html", _values(found))


def _values(found: Reading) -> dict:
    edition, tree, code = found.found.edition, found.found.tree, found.found.code
    scores = books.scores_through_time(edition, tree.nodes[code].path)
    view = node_view(edition, tree, code, scores)
    ranking = found.view()
    name = ranking.name
    index = f"{ranking.head.abbreviation} {tree.period}"
    return {
        "edition": edition,
        "period": tree.period,
        "view": view,
        "code": code,
        "trail": ((_("Trang chủ"), reverse("home")), *_trail(view, index)),
        "title": name,
        "index": index,
        "ranking": ranking,
        "figures": distribution(ranking, f"{name}, {index}"),
        "history": history_figure(view, tree.period, _("{name} qua các năm").format(name=name)),
        "territories": tuple(territories_of(found.found)),
        "regions": found.found.regions,
        "region": found.wanted.region,
        "files": found.files,
        "canonical": found.wanted.link(),
    }


def _trail(view: NodeView, index: str) -> Iterator[tuple[str, str]]:
    for place, kin in enumerate(view.above):
        yield f"{kin.number} {kin.label}".strip() if place else index, kin.address
