"""What can be taken away: the catalogue, the dictionary, the files."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from thuocdo.kernel.language import _
from thuocdo.web.results import addresses, asked, catalogue, data_dictionary, downloads
from thuocdo.web.site.files import ON_PAGES, table_file, wanted_format
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page

LISTS = ("columns", "nodes")


@published
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """The catalogue of everything that can be taken away."""
    values = {
        "offers": catalogue.offers(),
        "registers": tuple(catalogue.registers_offered()),
        "licences": tuple(catalogue.licences()),
    }
    return page(request, "results/data.html", values)


@published
@require_safe
def dictionary(request: HttpRequest) -> HttpResponse:
    """The columns of the published tables, the statuses, the nodes."""
    kind = wanted_format(request)
    wanted = asked.choice(request, "table", LISTS, LISTS[0])
    if kind:
        return _file(wanted, kind)
    here = reverse("dictionary")
    values = {
        "tables": data_dictionary.columns(),
        "statuses": data_dictionary.statuses(),
        "frameworks": data_dictionary.nodes(),
        "files": {
            each: {kind: addresses.with_query(here, table=each, format=kind) for kind in ON_PAGES}
            for each in LISTS
        },
    }
    return page(request, "results/dictionary.html", values)


def _file(wanted: str, kind: str) -> HttpResponse:
    headers = {
        "table": _("Bảng"),
        "name": _("Cột"),
        "type": _("Kiểu"),
        "header": _("Tên cột"),
        "meaning": _("Nghĩa"),
        "node": _("Nội dung"),
        "label": _("Tên"),
        "level": _("Cấp nội dung"),
        "first_period": _("Kỳ đầu"),
        "last_period": _("Kỳ cuối"),
    }
    if wanted == "nodes":
        return table_file(data_dictionary.node_table(), kind, "tu-dien_noi-dung", headers)
    return table_file(data_dictionary.column_table(), kind, "tu-dien_cot", headers)


@published
@require_safe
def download(request: HttpRequest, framework: str, name: str) -> HttpResponseBase:
    """A file by its name."""
    return downloads.file_named(request, framework, name)
