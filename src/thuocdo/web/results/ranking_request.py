"""From an address to a ranking: what it asks for, as a page or as a file."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from django.http import HttpRequest, HttpResponse

from thuocdo.catalog.words import word
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import N_, SCOREBOOK, names
from thuocdo.runs.rankings import RankingPage
from thuocdo.web.results import asked, ranking_data
from thuocdo.web.results.models import Edition
from thuocdo.web.results.ranking_data import Found
from thuocdo.web.results.ranking_table import FIRST, ORDERS, Wanted, in_order, pages_of
from thuocdo.web.results.ranking_view import Ranking, ranking_of
from thuocdo.web.site.files import ON_PAGES, table_file

PRINTED = {"printed_rank": N_("Hạng đã công bố"), "printed_group": N_("Nhóm đã công bố")}


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found for a request, and what of it is wanted."""

    found: Found
    page: RankingPage
    wanted: Wanted

    def view(self) -> Ranking:
        """As a page shows it."""
        rows = self.page.table.to_dicts()
        return ranking_of(self.found, rows, self.page.notes, self.wanted)

    def file(self, kind: str) -> HttpResponse:
        """All units in the order wanted, as a file."""
        headers = {column.name: _(column.header) for column in SCOREBOOK}
        headers |= {name: _(header) for name, header in PRINTED.items()}
        return table_file(self._table(), kind, self._name(), headers, self._notes())

    @property
    def files(self) -> dict[str, str]:
        """The addresses of the files."""
        return {kind: self.wanted.link(format=kind, page=None) for kind in ON_PAGES}

    def _table(self) -> pl.DataFrame:
        table, found = self.page.table, self.found
        rows = in_order(table.to_dicts(), self.wanted.order, found.tree, found.code)
        ordered = pl.DataFrame(rows, schema=table.schema)
        if found.edition.territory is not None:  # a code alone may be of the old unit
            ordered = ordered.with_columns(pl.col("unit").replace(found.ids))
        return ordered.select(*names(SCOREBOOK), *PRINTED)

    def _name(self) -> str:
        edition, region = self.found.edition, self.wanted.region
        parts = (edition.framework, self.found.tree.period, self.found.code, region)
        return "_".join(str(part) for part in (*parts, edition.territory) if part)

    def _notes(self) -> tuple[str, ...]:
        found, view = self.found, self.view()
        edition, source = found.edition, found.edition.source
        published = _("Bản công bố số {number}, ngày {day}. Thước Đo {version}.").format(
            number=edition.number, day=day(edition.published_on), version=edition.code_version
        )
        columns = (f"{column.name}: {_(column.meaning)}" for column in SCOREBOOK)
        told = [self.page.title, edition.notice, view.doubt, view.unlike, *view.notes, published]
        told += [source[name] for name in ("publisher", "source", "licence") if name in source]
        statuses = sorted({word(status) for status in found.rows["status"]})
        told.append(_("Trạng thái có trong bảng: {known}.").format(known=", ".join(statuses)))
        return tuple(text for text in (*told, *columns) if text)


def reading(
    request: HttpRequest,
    edition: Edition,
    period: Period,
    code: str,
    address: Callable[..., str],
) -> Reading:
    """What `request` asks of a node in a period; `address` makes addresses from a query.

    Raises `FilterError` for a region, an order or a page that there is not.
    """
    found = ranking_data.read(edition, period, code)
    region = asked.region(request, found.regions)
    order = asked.sort(request, ORDERS, FIRST)
    page = found.page(region)
    number = asked.page_number(request, pages_of(page.table.height))
    query = {
        "region": region,
        "sort": None if str(order) == FIRST else order,
        "page": None if number == 1 else number,
    }
    wanted = Wanted(order, number, lambda **other: address(**query | other), region)
    return Reading(found, page, wanted)
