"""Checks a text against the published numbers."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def claims(request: HttpRequest, **parts) -> HttpResponse:
    """Checks a text against the published numbers."""
    return page(request, "site/base.html", {})
