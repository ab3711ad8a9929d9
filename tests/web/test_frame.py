"""What surrounds every page: language, preferences, errors, headers, health."""

import pytest

pytestmark = pytest.mark.django_db


def test_the_site_is_alive_and_ready(client):
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() == {"status": "ok", "editions": 8}


def test_an_unknown_address_gets_a_page_that_helps(client):
    answer = client.get("/khong-co-trang-nay/")
    assert answer.status_code == 404
    assert "không có trang này" in answer.text
    assert 'href="/"' in answer.text


def test_english_lies_under_its_own_address(client):
    assert 'lang="vi"' in client.get("/").text
    assert 'lang="en"' in client.get("/en/").text


def test_preferences_are_kept_in_a_cookie_and_written_into_the_page(client):
    answer = client.post("/hien-thi/", {"theme": "dark", "size": "larger", "next": "/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert 'data-bs-theme="dark"' in client.get("/").text
    assert 'data-size="larger"' in client.get("/").text


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "x", ""])
def test_preferences_never_lead_away_from_the_site(client, elsewhere):
    answer = client.post("/hien-thi/", {"theme": "dark", "next": elsewhere})
    assert answer["Location"] == "/"


def test_a_cookie_of_nonsense_is_ignored(client):
    client.cookies["thuocdo_hien_thi"] = "<script>.x.y.z.w"
    assert 'data-theme="auto"' in client.get("/").text


def test_nothing_inline_is_allowed_and_nobody_may_frame_the_site(client):
    headers = client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
