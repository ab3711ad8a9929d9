"""One way to make a page: the template, what it shows, and how this reader wants it."""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from thuocdo.web.site.preferences import chosen


def page(request: HttpRequest, template: str, values: dict, status: int = 200) -> HttpResponse:
    """The page of `template`. It knows `here` (its path) and `display` (the preferences)."""
    common = {"display": chosen(request), "here": request.get_full_path()}
    return HttpResponse(render_to_string(template, common | values, request), status=status)
