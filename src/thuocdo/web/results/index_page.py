"""An index in a period: its map, its groups, everybody's rank, at any of its nodes."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from thuocdo.kernel.period import Period
from thuocdo.reports.notes import map_note
from thuocdo.web.results import addresses, asked, books, choices
from thuocdo.web.results.models import Edition
from thuocdo.web.results.ranking_figures import ranking_figures, unmapped
from thuocdo.web.results.ranking_request import Reading, reading
from thuocdo.web.results.ranking_table import FIRST
from thuocdo.web.site.files import wanted_format
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page


@published
@require_safe
def index(request: HttpRequest, framework: str, period: str | None = None) -> HttpResponse:
    """The ranking of an index in a period, by default the last; the form comes here too."""
    kind = wanted_format(request)
    edition = books.current(framework, asked.territory(request))
    if period is None and asked.word(request, "period"):
        return HttpResponseRedirect(choices.chosen_address(request, edition))
    found = _reading(request, edition, books.read_period(edition, period))
    return found.file(kind) if kind else page(request, "results/index.html", _values(found))


def _reading(request: HttpRequest, edition: Edition, period: Period) -> Reading:
    code = asked.node(request, books.definition(edition.framework).on(period))

    def address(**query) -> str:
        return addresses.index(edition, period, node=code, **query)

    return reading(request, edition, period, code, address)


def _values(found: Reading) -> dict:
    edition, tree, code = found.found.edition, found.found.tree, found.found.code
    ranking = found.view()
    index = f"{ranking.head.abbreviation} {tree.period}"
    title = f"{index} – {ranking.name}" if code else index
    return {
        "edition": edition,
        "period": tree.period,
        "code": code,
        "title": title,
        "ranking": ranking,
        "figures": ranking_figures(ranking, tree.framework.document.unit_level, title),
        "unmapped": unmapped(ranking),
        "map_note": map_note(ranking.head.territory),
        "selectors": tuple(choices.selectors_of(found.found, found.wanted.region)),
        "sort": "" if str(found.wanted.order) == FIRST else found.wanted.order,
        "files": found.files,
        "canonical": found.wanted.link(),
    }
