"""Finding a unit: any tier, any time, with or without accents, by its old names too."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo.web.results import asked, finding
from thuocdo.web.results.finding import Hit, Query
from thuocdo.web.site.pages import page

A_PAGE = 30
FIRST = 8  # hits of a page that the list under the search box shows
EXAMPLES = ("ha giang", "tp hcm", "Thừa Thiên Huế", "Q11", "xã Tân Lập, Hà Giang")


@dataclass(frozen=True, slots=True)
class Found:
    """A page of answers; `total` counts them, at most `finding.MOST`."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    number: int
    pages: int
    alike: tuple[str, ...]

    @property
    def first(self) -> tuple[Hit, ...]:
        """Those that the search box shows."""
        return self.hits[:FIRST]

    @property
    def others(self) -> tuple[Hit, ...]:
        """The rest of the page."""
        return self.hits[FIRST:]

    @property
    def more(self) -> bool:
        """Whether there may be more than anyone will look through."""
        return self.total >= finding.MOST


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The units that answer to `q`."""
    found = answer(request, asked.word(request, "q"))
    return page(request, "results/search.html", {"found": found, "examples": EXAMPLES})


def answer(request: HttpRequest, text: str) -> Found:
    """The page of answers that the address asks for. Raises `FilterError`."""
    query = finding.read(text)
    rows = finding.found(query)
    pages = max(-(-len(rows) // A_PAGE), 1)
    number = asked.page_number(request, pages)
    shown = rows[(number - 1) * A_PAGE : number * A_PAGE]
    alike = () if rows or not query.key else tuple(finding.alike(query))
    return Found(query, tuple(finding.hits(shown)), len(rows), number, pages, alike)
