"""Up to five units side by side."""

from collections.abc import Iterator

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo.kernel.language import _
from thuocdo.kernel.tables import SCOREBOOK
from thuocdo.reports.charts.markers import sample
from thuocdo.reports.comparison import comparison
from thuocdo.reports.comparison_figures import comparison_figures
from thuocdo.reports.comparison_views import MOST, Comparison
from thuocdo.web.results.compare_choices import selectors, suggestions
from thuocdo.web.results.compare_request import Link, Wanted, wanted
from thuocdo.web.site.files import ON_PAGES, table_file, wanted_format
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page


@published
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The units that the address names (`unit`, up to five times) at an index in a period."""
    kind = wanted_format(request)
    found = wanted(request)
    view = None
    if found.chosen:
        view = comparison(found.panel, found.units, found.period, found.edition.level)
    if kind and view:
        return _file(found, view, kind)
    return page(request, "results/compare.html", _values(found, view))


def _values(found: Wanted, view: Comparison | None) -> dict:
    return {
        "wanted": found,
        "edition": found.edition,
        "index": f"{found.panel.framework.document.abbreviation} {found.period}",
        "view": view,
        "most": MOST,
        "figures": comparison_figures(view) if view else {},
        "selectors": tuple(selectors(found)),
        "suggestions": suggestions(found),
        "without": tuple(_without(found)),
        "first": tuple(_first(found)),
        "files": {kind: found.address(found.chosen, format=kind) for kind in ON_PAGES},
        "sample": sample,
    }


def _without(found: Wanted) -> Iterator[Link]:
    """The comparison less each of its units."""
    for slug in found.chosen:
        others = [other for other in found.chosen if other != slug]
        yield Link(slug, found.address(others))


def _first(found: Wanted) -> Iterator[Link]:
    """The comparison with each of its units as the first."""
    for slug in found.chosen:
        others = [other for other in found.chosen if other != slug]
        yield Link(slug, found.address([slug, *others]))


def _file(found: Wanted, view: Comparison, kind: str) -> HttpResponse:
    order = {unit: place for place, unit in enumerate(found.units)}
    rows = found.panel.rows(found.snapshot.tree.period).filter(pl.col("unit").is_in(list(order)))
    nodes = {path: place for place, path in enumerate(found.snapshot.paths)}
    table = rows.sort(
        pl.col("node").replace_strict(nodes, return_dtype=pl.Int64),
        pl.col("unit").replace_strict(order, return_dtype=pl.Int64),
    )
    headers = {column.name: _(column.header) for column in SCOREBOOK}
    territory = f"_{found.edition.territory}" if found.edition.territory else ""
    name = f"so-sanh_{found.edition.framework}_{found.period}{territory}"
    return table_file(table, kind, name, headers, _notes(found, view))


def _notes(found: Wanted, view: Comparison) -> list[str]:
    told = [found.edition.notice, view.uncertainty, view.certainty]
    return [text for text in told if text] + [f"{n.title}: {n.text}" for n in view.notes]
