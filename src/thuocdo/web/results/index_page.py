"""An index in a period."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def index(request: HttpRequest, **parts) -> HttpResponse:
    """An index in a period."""
    return page(request, "site/base.html", {})
