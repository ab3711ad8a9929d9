"""Addresses. Reading pages are Vietnamese at /, English at /en/; the rest has no language."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from thuocdo.web import health
from thuocdo.web.site import preferences

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("hien-thi/", preferences.choose, name="preferences"),
    path("api/", include("thuocdo.web.api.urls")),
    *i18n_patterns(path("", include("thuocdo.web.results.urls")), prefix_default_language=False),
]

handler400 = "thuocdo.web.site.errors.bad_request"
handler403 = "thuocdo.web.site.errors.forbidden"
handler404 = "thuocdo.web.site.errors.not_found"
handler500 = "thuocdo.web.site.errors.server_error"
