"""What surrounds every answer of the API: errors, caching, languages, methods, limits."""

import gzip

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured

from thuocdo.web.api.throttle import limit
from thuocdo.web.api.urls import api
from thuocdo.web.site import stamp

pytestmark = pytest.mark.django_db

RANKING = "/api/v1/ranking?framework=papi&period=2023"
EXAMPLES = [
    operation["get"]["x-example"]
    for operation in api.get_openapi_schema()["paths"].values()
    if "get" in operation
]


@pytest.fixture(autouse=True)
def fresh_counters():
    caches["rates"].clear()


def problem(answer):
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["type"] == f"/api/v1/errors#{told['problems'][0]['code']}"
    return told


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_works_with_few_queries(client, example, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        answer = client.get(f"/api/v1/{example}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"


# Errors


def test_all_wrong_parameters_are_told_at_once(client):
    told = problem(client.get("/api/v1/scorebook?page=0&page_size=x&territory=today&lang=fr"))
    assert told["status"] == 400
    wrong = {each["column"]: each["code"] for each in told["problems"]}
    assert wrong == {
        "framework": "parameter-missing",
        "page": "parameter-invalid",
        "page_size": "parameter-invalid",
        "territory": "parameter-invalid",
        "lang": "parameter-invalid",
    }


def test_a_misspelt_parameter_is_refused_with_the_one_that_was_meant(client):
    told = problem(client.get("/api/v1/ranking?framework=papi&perid=2023"))
    assert told["problems"][0]["code"] == "parameter-unknown"
    assert "period" in told["problems"][0]["hint"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ranking?framework=nothing", "edition-unknown"),
        ("ranking?framework=papi&period=1999", "period-without-data"),
        ("ranking?framework=papi&node=9.9", "node-unknown"),
        ("ranking?framework=papi&region=XXX", "region-unknown"),
        ("ranking?framework=papi&territory=2030-01-01", "edition-unknown"),
        ("scorebook?framework=papi&unit=nowhere&unit=nobody", "unit-unknown"),
        ("units/nowhere", "unit-unknown"),
        ("lost-points?framework=papi&unit=nowhere", "unit-unknown"),
        ("ranking?framework=papi&page=99", "page-beyond-end"),
        ("ranking?framework=papi&page=999999", "page-beyond-end"),
        ("nothing/of/this", "path-unknown"),
        ("ranking/", "path-unknown"),
    ],
)
def test_what_there_is_not_is_404_with_its_code(client, address, code):
    told = problem(client.get(f"/api/v1/{address}"))
    assert (told["status"], told["problems"][0]["code"]) == (404, code)


@pytest.mark.parametrize("path", ["/api/", "/api/v2/ranking", "/api/v1"])
def test_any_address_under_api_answers_with_a_problem_document(client, path):
    assert problem(client.get(path))["status"] == 404


def test_a_unit_that_ended_is_told_where_it_went(client):
    told = problem(client.get("/api/v1/lost-points?framework=par_index&unit=ha-giang-02"))
    assert told["problems"][0]["code"] in {"unit-not-in-force", "unit-without-data"}


@pytest.mark.parametrize(
    "path",
    ["units?q=%00", "units/%00", "scorebook?framework=papi&unit=a%00b", "units?q=" + "%ff" * 3000],
)
def test_signs_that_no_database_takes_are_refused(client, path):
    assert problem(client.get(f"/api/v1/{path}"))["status"] == 400


def test_too_many_parameters_are_refused(client):
    many = "&".join(["unit=01"] * 500)
    told = problem(client.get(f"/api/v1/scorebook?framework=papi&{many}"))
    assert told["problems"][0]["code"] == "request-unreadable"


def test_our_own_fault_is_told_without_a_trace(client, monkeypatch):
    def broken(*arguments):
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("thuocdo.web.results.books.current", broken)
    answer = client.get("/api/v1/ranking?framework=papi")
    told = problem(answer)
    assert (told["status"], told["problems"][0]["code"]) == (500, "server-error")
    assert "secret" not in answer.text


def test_the_address_of_a_problem_leads_to_its_explanation(client):
    answer = client.get("/api/v1/errors")
    assert (answer.status_code, answer["Location"]) == (302, "/du-lieu/api/")
    assert 'id="page-beyond-end"' in client.get(answer["Location"]).text


# Methods


def test_a_wrong_method_is_refused_with_those_allowed(client):
    answer = client.post(RANKING)
    assert problem(answer)["status"] == 405
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert client.get("/api/v1/claims/check")["Allow"] == "OPTIONS, POST"


def test_head_answers_as_get_without_a_body(client):
    head, get = client.head(RANKING), client.get(RANKING)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "X-Total-Count"):
        assert head[name] == get[name]


def test_options_tells_what_is_allowed(client):
    answer = client.options(RANKING)
    assert (answer.status_code, answer["Allow"]) == (204, "GET, HEAD, OPTIONS")


def test_pages_elsewhere_may_read_but_not_write(client):
    asked = {"origin": "https://example.org", "access-control-request-method": "GET"}
    answer = client.options(RANKING, headers=asked)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "POST" not in answer["Access-Control-Allow-Methods"]
    got = client.get(RANKING, headers={"origin": "https://example.org"})
    assert got["Access-Control-Allow-Origin"] == "*"
    assert "Link" in got["Access-Control-Expose-Headers"]


# Caching


def test_who_has_the_answer_is_told_so_until_the_next_publication(client):
    tag = client.get(RANKING)["ETag"]
    again = client.get(RANKING, headers={"if-none-match": tag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get(RANKING)["Cache-Control"] == "no-cache"


def test_an_answer_is_made_once_for_each_publication(client, django_assert_num_queries):
    client.get(RANKING)
    with django_assert_num_queries(0):
        client.get(RANKING)
    stamp.renew()
    with django_assert_num_queries(5):  # edition, count, rows, and the stamp on both sides
        client.get(RANKING)


def test_answers_are_compressed_for_who_takes_that(client):
    plain = client.get(RANKING)
    packed = client.get(RANKING, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert {"Accept", "Accept-Encoding"} <= set(packed["Vary"].split(", "))


# Language


def test_texts_are_vietnamese_or_english_by_lang_alone(client):
    english = client.get(f"{RANKING}&node=2&lang=en", headers={"accept-language": "vi"})
    assert english["Content-Language"] == "en"
    assert english.json()["label"] == "Transparency in Local Decision-making"
    vietnamese = client.get(f"{RANKING}&node=2", headers={"accept-language": "en"})
    assert vietnamese["Content-Language"] == "vi"
    assert vietnamese.json()["label"].startswith("Công khai, minh bạch")


# Limits


def test_who_asks_too_often_is_told_when_to_come_back(client, settings):
    settings.API_RATE = "3/d"
    assert [client.get(RANKING).status_code for _ in range(3)] == [200] * 3
    answer = client.get("/api/v1/frameworks")
    told = problem(answer)
    assert (told["status"], told["problems"][0]["code"]) == (429, "too-many-requests")
    assert 0 < int(answer["Retry-After"]) <= 86_400
    assert client.get(RANKING, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_text_to_check_counts_as_many_requests(client, settings):
    settings.API_RATE = "30/d"
    sent = {"data": {"text": "Hôm nay trời đẹp."}, "content_type": "application/json"}
    assert client.post("/api/v1/claims/check", **sent).status_code == 200
    assert client.post("/api/v1/claims/check", **sent).status_code == 429


@pytest.mark.parametrize("rate", ["600", "x/m", "10/y", "-1/m"])
def test_a_limit_that_cannot_be_read_is_told_at_the_start(rate):
    with pytest.raises(ImproperlyConfigured, match="THUOCDO_API_RATE"):
        limit(rate)


@pytest.mark.parametrize("rate", ["", "0"])
def test_the_limit_can_be_switched_off(client, settings, rate):
    settings.API_RATE = rate
    assert {client.get("/api/v1/frameworks").status_code for _ in range(5)} == {200}


def test_the_forwarded_address_counts_only_behind_a_proxy(client, settings):
    settings.API_RATE = "1/d"
    client.get(RANKING, headers={"x-forwarded-for": "192.0.2.1"})
    assert client.get(RANKING, headers={"x-forwarded-for": "192.0.2.2"}).status_code == 429
    settings.NINJA_NUM_PROXIES = 1
    spoofed = {"x-forwarded-for": "198.51.100.1, 192.0.2.3"}
    assert client.get(RANKING, headers=spoofed).status_code == 200
    spoofed = {"x-forwarded-for": "198.51.100.2, 192.0.2.3"}
    assert client.get(RANKING, headers=spoofed).status_code == 429


# The document


def test_the_document_describes_every_parameter_and_field(client):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"]
            assert all(each["description"] for each in operation["parameters"])
            assert {"200", "400", "404", "429", "default"} <= operation["responses"].keys()


def test_the_document_speaks_english_too(client):
    document = client.get("/api/v1/openapi.json?lang=en").json()
    score = document["components"]["schemas"]["ScoreRow"]["properties"]["lost_points"]
    assert score["description"] == "Maximum score minus score"
