"""Finds a unit."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def search(request: HttpRequest, **parts) -> HttpResponse:
    """Finds a unit."""
    return page(request, "site/base.html", {})
