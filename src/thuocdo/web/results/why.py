"""Where a number comes from."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def why(request: HttpRequest, **parts) -> HttpResponse:
    """Where a number comes from."""
    return page(request, "site/base.html", {})
