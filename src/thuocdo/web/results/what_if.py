"""What if."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def what_if(request: HttpRequest, **parts) -> HttpResponse:
    """What if."""
    return page(request, "site/base.html", {})
