"""The addresses of the site and an empty view: what a request costs at the least."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from thuocdo.web import urls


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("empty/", empty), *urls.urlpatterns]
