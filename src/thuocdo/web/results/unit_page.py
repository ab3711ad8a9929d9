"""A unit through time: what it was called, what it came from and became, how it scored."""

import re

import polars as pl
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from thuocdo import units
from thuocdo.kernel import Level, UnitError, UnitId, UnitNotInForce
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day
from thuocdo.kernel.tables import N_
from thuocdo.web.results import addresses, search, standings
from thuocdo.web.results.models import Unit
from thuocdo.web.results.unit_view import UnitView, unit_view
from thuocdo.web.site.files import ON_PAGES, table_file, wanted_format
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page

LONGEST = 90  # letters of a slug
SLUG = re.compile(r"[a-z0-9-]+")
HEADERS = {
    "unit": N_("Mã đơn vị"),
    "code": N_("Mã"),
    "unit_name": N_("Đơn vị"),
    "official_name": N_("Tên đầy đủ"),
    "level": N_("Cấp"),
    "parent": N_("Thuộc"),
    "since": N_("Có trong danh mục từ"),
    "until": N_("Ngày cuối"),
}
CODE_AT_END = re.compile(r"-(\d{5}|\d{3}|\d{2})(-\d{8})?$")  # ha-giang-02, bac-ninh-24-20250701


@published
@require_safe
def unit(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of a unit."""
    row = Unit.objects.filter(slug=slug).first() if SLUG.fullmatch(slug) else None
    if row is None:
        return _elsewhere(request, slug)
    view = unit_view(UnitId.parse(row.id))
    if kind := wanted_format(request):
        return _children_file(view, slug, kind)
    values = {
        "view": view,
        "slug": slug,
        "standings": standings.standings(row.id),
        "files": {each: addresses.with_query(request.path, format=each) for each in ON_PAGES},
    }
    return page(request, "results/unit.html", values)


def _elsewhere(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of the unit that another spelling means, else what else was perhaps meant."""
    slug = slug[:LONGEST]
    known = meant(slug) or meant(slug.replace("-", " "))
    row = Unit.objects.filter(id=str(known)).first() if known else None
    if row:
        return redirect(addresses.unit(row.slug), permanent=True)
    found = search.answer(request, CODE_AT_END.sub("", slug).replace("-", " "))
    return page(request, "results/unit_unknown.html", {"found": found, "slug": slug}, 404)


def meant(text: str) -> UnitId | None:
    """The one unit that a name, a code or an old address means, also one that ended."""
    code = CODE_AT_END.search(text)
    for tried in filter(None, (text, code and code[1])):
        try:
            return units.find_unit(tried).id
        except UnitNotInForce as error:
            if len(error.units) == 1:
                return error.units[0]
        except UnitError:
            continue
    return _last_bearer(code[1] if code else text)


def _last_bearer(code: str) -> UnitId | None:
    levels = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}
    if not (code.isascii() and code.isdigit() and len(code) in levels):
        return None
    bearers = units.registry().ledger(levels[len(code)]).by_code.get(code)
    return bearers[-1] if bearers else None


def _children_file(view: UnitView, slug: str, kind: str) -> HttpResponse:
    """The units directly below, as a file."""
    rows = [
        (
            str(child.id),
            child.code,
            child.name_on(view.below.day),
            place.name,
            child.level.value,
            str(view.unit.id),
            child.id.since,
            child.until,
        )
        for child, place in view.below.units
    ]
    types = {name: pl.Date if name in {"since", "until"} else pl.String for name in HEADERS}
    table = pl.DataFrame(rows, schema=types, orient="row")
    about = _("Các đơn vị trực thuộc {unit} ngày {day}, theo danh mục của Tổng cục Thống kê.")
    notes = [about.format(unit=view.official, day=day(view.below.day)), view.below.unknown]
    headers = {name: _(header) for name, header in HEADERS.items()}
    return table_file(table, kind, f"{slug}-truc-thuoc", headers, [note for note in notes if note])
