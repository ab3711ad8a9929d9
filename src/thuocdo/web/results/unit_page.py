"""A unit through time."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def unit(request: HttpRequest, **parts) -> HttpResponse:
    """A unit through time."""
    return page(request, "site/base.html", {})
