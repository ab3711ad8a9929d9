"""What was published when, and what changed."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def changelog(request: HttpRequest, **parts) -> HttpResponse:
    """What was published when, and what changed."""
    return page(request, "site/base.html", {})
