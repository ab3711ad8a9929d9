"""What to aim at."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def target(request: HttpRequest, **parts) -> HttpResponse:
    """What to aim at."""
    return page(request, "site/base.html", {})
