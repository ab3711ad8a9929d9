"""A node among all units."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def node(request: HttpRequest, **parts) -> HttpResponse:
    """A node among all units."""
    return page(request, "site/base.html", {})
