"""The home page: find a unit, see the indices, see the last ranking."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo.web.results import addresses, asked, books, overview
from thuocdo.web.results.publish import TERRITORY_OF_34
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page


@published
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The home page; `territory` chooses the units of the map."""
    editions = books.editions()
    shown = overview.shown_edition(editions, asked.territory(request))
    values = {
        "cards": overview.index_cards(editions),
        "shown": overview.overview(shown) if shown else None,
        "of_34": addresses.with_query(request.path, territory=TERRITORY_OF_34),
    }
    return page(request, "results/home.html", values)
