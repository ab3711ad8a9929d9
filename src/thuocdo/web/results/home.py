"""The home page."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def home(request: HttpRequest, **parts) -> HttpResponse:
    """The home page."""
    return page(request, "site/base.html", {})
