"""What can be taken away."""

from django.http import HttpRequest, HttpResponse

from thuocdo.web.site.pages import page


def data(request: HttpRequest, **parts) -> HttpResponse:
    """What can be taken away."""
    return page(request, "site/base.html", {})


def dictionary(request: HttpRequest, **parts) -> HttpResponse:
    """What can be taken away."""
    return page(request, "site/base.html", {})


def api(request: HttpRequest, **parts) -> HttpResponse:
    """What can be taken away."""
    return page(request, "site/base.html", {})


def download(request: HttpRequest, **parts) -> HttpResponse:
    """What can be taken away."""
    return page(request, "site/base.html", {})
