"""Up to five units side by side."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def compare(request: HttpRequest, **parts) -> HttpResponse:
    """Up to five units side by side."""
    return page(request, "site/base.html", {})
