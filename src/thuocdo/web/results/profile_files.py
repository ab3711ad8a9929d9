"""A profile as a file."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def word(request: HttpRequest, **parts) -> HttpResponse:
    """A profile as a file."""
    return page(request, "site/base.html", {})


def excel(request: HttpRequest, **parts) -> HttpResponse:
    """A profile as a file."""
    return page(request, "site/base.html", {})
