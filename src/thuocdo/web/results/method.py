"""How indices are computed."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def methods(request: HttpRequest, **parts) -> HttpResponse:
    """How indices are computed."""
    return page(request, "site/base.html", {})


def method(request: HttpRequest, **parts) -> HttpResponse:
    """How indices are computed."""
    return page(request, "site/base.html", {})
