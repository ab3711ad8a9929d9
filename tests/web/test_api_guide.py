"""The page that explains the API: complete, with examples that work."""

import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser

import pytest

from thuocdo.web.api.docs_page import CODES
from thuocdo.web.api.guide import guide_of
from thuocdo.web.api.urls import api

pytestmark = pytest.mark.django_db

PAGE = "/du-lieu/api/"


class Links(HTMLParser):
    """Addresses and identifiers of a page."""

    def __init__(self, text):
        super().__init__()
        self.hrefs, self.ids = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.hrefs += [attrs["href"]] if "href" in attrs else []
        self.ids += [attrs["id"]] if "id" in attrs else []


def test_every_address_parameter_and_field_is_explained(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = unescape(client.get(PAGE).text)
    document = api.get_openapi_schema()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if operation.get("tags"):
                assert f"{method.upper()} {path}" in page
            for parameter in operation["parameters"]:
                assert parameter["description"] in page
    for name in set(re.findall(r'id="shape-(\w+)"', page)):
        for field in document["components"]["schemas"][name]["properties"].values():
            assert field["description"] in page


def test_every_link_of_the_page_works(client):
    links = Links(client.get(PAGE).text)
    own = {href for href in links.hrefs if href.startswith("/api/")}
    assert len(own) >= len([path for path in api.get_openapi_schema()["paths"] if "{" not in path])
    assert {client.get(href).status_code for href in own} == {200}
    inside = {href[1:] for href in links.hrefs if href.startswith("#")}
    assert inside <= set(links.ids)
    assert len(links.ids) == len(set(links.ids))


def test_every_code_of_the_page_has_its_place(client):
    links = Links(client.get(PAGE).text)
    assert CODES.keys() <= set(links.ids)


def test_the_page_is_english_under_en(client):
    assert 'lang="en"' in client.get(f"/en{PAGE}").text


@pytest.mark.parametrize("name", ["ranking", "check_claims"])
def test_the_python_examples_run(site, name):
    guide = guide_of(api.get_openapi_schema(), site)
    operations = {each.name: each for group in guide.groups for each in group.operations}
    script = f"{operations[name].example.calls['Python']}\nprint(len(answer))"
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, timeout=60
    )
    assert int(ran.stdout) > 0


def test_curl_examples_quote_the_whole_address(client):
    page = unescape(client.get(PAGE).text)
    addresses = re.findall(r"curl '([^']+)'", page)
    assert all(address.startswith("http://testserver/api/v1/") for address in addresses)
    assert len(addresses) > len(api.get_openapi_schema()["paths"]) - 2


@pytest.mark.browser
def test_examples_open(visit):
    page = visit(PAGE)
    page.get_by_text("Gọi bằng curl, Python, R").first.click()
    assert page.get_by_text("urlopen(").first.is_visible()
