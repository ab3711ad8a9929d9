"""Addresses of the published results."""

from django.urls import path

from thuocdo.web.api import docs_page
from thuocdo.web.results import (
    changelog,
    claims_page,
    compare,
    data_page,
    home,
    index_page,
    method,
    node_page,
    profile_files,
    profile_page,
    search,
    target_page,
    unit_page,
    what_if,
    why,
)

PROFILE = "don-vi/<str:slug>/<slug:framework>/<str:period>/"
WHY = "vi-sao/<slug:framework>/<str:period>/<str:slug>/"

urlpatterns = [
    path("", home.home, name="home"),
    path("tim/", search.search, name="search"),
    path("chi-so/<slug:framework>/", index_page.index, name="index-latest"),
    path("chi-so/<slug:framework>/<str:period>/", index_page.index, name="index"),
    path("chi-so/<slug:framework>/<str:period>/<str:code>/", node_page.node, name="node"),
    path("don-vi/<str:slug>/", unit_page.unit, name="unit"),
    path(PROFILE, profile_page.profile, name="profile"),
    path(f"{PROFILE}neu/", what_if.what_if, name="what-if"),
    path(f"{PROFILE}muc-tieu/", target_page.target, name="target"),
    path(f"{PROFILE}diem-mat.docx", profile_files.word, name="profile-word"),
    path(f"{PROFILE}ho-so.xlsx", profile_files.excel, name="profile-excel"),
    path("so-sanh/", compare.compare, name="compare"),
    path(WHY, why.why, name="why"),
    path(f"{WHY}<str:code>/", why.why, name="why-node"),
    path("kiem-chung/", claims_page.claims, name="claims"),
    path("phuong-phap/", method.methods, name="methods"),
    path("phuong-phap/<slug:framework>/", method.method, name="method-framework"),
    path("phuong-phap/<slug:framework>/<str:period>/", method.method, name="method-period"),
    path("du-lieu/", data_page.data, name="data"),
    path("du-lieu/tu-dien/", data_page.dictionary, name="dictionary"),
    path("du-lieu/api/", docs_page.api, name="api-page"),
    path("du-lieu/nhat-ky/", changelog.changelog, name="changelog"),
    path("du-lieu/<slug:framework>/<str:name>", data_page.download, name="download"),
]
