"""A unit at an index."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def profile(request: HttpRequest, **parts) -> HttpResponse:
    """A unit at an index."""
    return page(request, "site/base.html", {})
