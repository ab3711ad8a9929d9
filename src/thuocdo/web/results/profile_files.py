"""A profile as a file: the Word report of lost points, the Excel workbook."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo.reports import lost_points_docx, profile_workbook
from thuocdo.web.results.located import Located, of_a_unit
from thuocdo.web.site.files import CONTENT_TYPES, attachment
from thuocdo.web.site.page_cache import published

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@published
@require_safe
@of_a_unit
def word(request: HttpRequest, found: Located) -> HttpResponse:
    """The report of lost points, for an official to edit and sign."""
    return attachment(lost_points_docx(found.view()), DOCX, _name(found, "diem-mat", "docx"))


@published
@require_safe
@of_a_unit
def excel(request: HttpRequest, found: Located) -> HttpResponse:
    """The tables of the profile, numbers as numbers."""
    content = profile_workbook(found.view())
    return attachment(content, CONTENT_TYPES["xlsx"], _name(found, "ho-so", "xlsx"))


def _name(found: Located, kind: str, extension: str) -> str:
    edition = found.edition
    day = f"_{edition.territory:%Y-%m-%d}" if edition.territory else ""
    return f"{kind}_{found.slug}_{edition.framework}_{found.period}{day}.{extension}"
