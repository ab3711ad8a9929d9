"""The search finds any unit of any time by what people type, and leads old names to new ones."""

import re
import time

import pytest

from thuocdo.web.results import finding
from thuocdo.web.results.models import Unit

pytestmark = pytest.mark.django_db


def found(text: str) -> list[Unit]:
    return finding.found(finding.read(text))


def ids(text: str) -> list[str]:
    return [row.id for row in found(text)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ha giang", "02@2004-01-01"),
        ("HÀ GIANG", "02@2004-01-01"),
        ("hagiang", "02@2004-01-01"),
        ("tp hcm", "79@2025-07-01"),
        ("tphcm", "79@2025-07-01"),
        ("TP. Hồ Chí Minh", "79@2025-07-01"),
        ("sài gòn", "79@2025-07-01"),
        ("Thừa Thiên Huế", "46@2004-01-01"),
        ("thua thien - hue", "46@2004-01-01"),
        ("hue", "46@2004-01-01"),
        ("tỉnh Huế", "46@2004-01-01"),
        ("Q11", "772@2025-01-04"),
        ("quận 11", "772@2025-01-04"),
        ("huyện bắc quang", "034@2025-01-04"),
        ("daklak", "66@2025-07-01"),
        ("02", "02@2004-01-01"),
        ("24@2025-07-01", "24@2025-07-01"),
        ("buôn mê thuột", "643@2025-01-04"),
    ],
)
def test_what_people_type_is_found_first(typed, first):
    assert ids(typed)[0] == first


def test_a_whole_name_comes_before_a_beginning_a_word_and_a_part():
    marks = ("|lang|", "|lang", " lang", "lang")
    tiers = [next(n for n, mark in enumerate(marks) if mark in row.folded) for row in found("lang")]
    assert tiers == sorted(tiers)
    assert set(tiers) == {0, 1, 2, 3}


def test_of_namesakes_a_province_comes_first_then_what_is_in_force():
    rows = [row for row in found("tuyen quang") if row.name == "Tuyên Quang"]
    assert [(row.level, row.until is None) for row in rows] == [
        ("province", True),
        ("province", False),
        ("commune", True),
        ("district", False),
    ]


def test_the_beginning_of_a_word_for_a_type_does_not_find_every_unit_of_that_type():
    assert all("phu" in row.folded for row in found("phu"))


def test_the_places_after_a_comma_narrow_it_down():
    assert len(found("tân lập")) > 10
    narrowed = found("Xã Tân Lập, huyện Bắc Quang, tỉnh Hà Giang")
    assert [row.parents for row in narrowed] == ["Bắc Quang, Hà Giang"]


def test_an_old_name_leads_to_the_new_one(client):
    page = client.get("/tim/", {"q": "Thừa Thiên Huế"}).text
    assert "Thành phố Huế" in page
    assert "tên cũ: Tỉnh Thừa Thiên Huế" in page


def test_a_hit_tells_its_tier_its_place_its_life_and_who_holds_its_land_now(client):
    page = client.get("/tim/", {"q": "ha giang"}).text
    assert "cấp huyện · Hà Giang" in page
    leads = re.findall(r'<p class="leads">(.*?)</p>', page, re.DOTALL)
    assert leads[0].startswith("đến 30/06/2025, nay thuộc")
    assert 'href="/don-vi/tuyen-quang-08-20250701/">Tỉnh Tuyên Quang</a>' in leads[0]
    assert "địa bàn nay thuộc" in leads[1], "a district left no successor, its province did"


def test_a_unit_that_was_divided_leads_to_every_part(client):
    page = client.get("/tim/", {"q": "Phường Kim Mã"}).text
    assert "nay chia vào" in page
    assert 'href="/don-vi/ba-dinh-00004-20250701/"' in page


def test_the_list_under_the_box_is_short_and_the_page_goes_on(client):
    page = client.get("/tim/", {"q": "tan"}).text
    head, tail = page.split('<ul id="found-list" class="found-list">')[1].split("</ul>", 1)
    assert head.count("<li>") == 8
    assert tail.count("<li>") == 22
    assert 'rel="next"' in tail
    second = client.get("/tim/", {"q": "tan", "page": "2"}).text
    assert 'rel="prev"' in second
    assert head not in second


def test_a_list_too_long_to_read_says_so(client):
    assert "Chỉ liệt kê 300 đơn vị đầu" in client.get("/tim/", {"q": "a"}).text


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "9" * 400])
def test_a_page_that_there_is_not_is_told(client, page):
    answer = client.get("/tim/", {"q": "tan", "page": page})
    assert answer.status_code == 400
    assert "không có trang" in answer.text


def test_nothing_typed_explains_what_can_be_typed(client):
    for address in ("/tim/", "/tim/?q=", "/tim/?q=%20%20"):
        page = client.get(address).text
        assert "thêm dấu phẩy và tên tỉnh để thu hẹp" in page
        assert 'id="found-list"' not in page


def test_a_misspelling_suggests_names(client):
    page = client.get("/tim/", {"q": "ha giag"}).text
    assert "Không có đơn vị nào tên như vậy" in page
    assert 'href="/tim/?q=H%C3%A0+Giang">Hà Giang</a>' in page


@pytest.mark.parametrize(
    "typed",
    ["%", "_", "'", '"', "\\", "x\0y", "\0", "|", "||", ",", ",,,", "@", "<script>", "☃", "-", "Ⅷ"],
)
def test_odd_signs_are_names_that_nobody_bears(client, typed):
    answer = client.get("/tim/", {"q": typed})
    assert answer.status_code == 200
    assert "<script>" not in answer.text.split("<main")[1]
    assert found(typed) == []


def test_a_very_long_query_is_cut_and_says_so(client):
    answer = client.get("/tim/", {"q": "hà nội " * 80})
    assert answer.status_code == 200
    assert "quá dài" in answer.text
    assert len(answer.content) < 12_000


def test_markup_in_a_query_is_text(client):
    assert "<b>x</b>" not in client.get("/tim/", {"q": "<b>x</b>"}).text


@pytest.mark.parametrize("typed", ["ha giang", "a", "tan", "Q11"])
def test_an_answer_takes_two_queries(client, typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        client.get("/tim/", {"q": typed})


def test_an_answer_comes_at_once(client):
    typed = ["ha giang", "tp hcm", "a", "tan lap", "Q11", "ha giag", "xã Tân Lập, Hà Giang"]
    for text in typed:
        client.get("/tim/", {"q": text})
    taken = []
    for text in typed:
        start = time.perf_counter()
        client.get("/tim/", {"q": text})
        taken.append(time.perf_counter() - start)
    assert sorted(taken)[len(taken) // 2] < 0.1


def test_the_search_speaks_english(client):
    page = client.get("/en/tim/", {"q": "ha giang"}).text
    assert 'href="/en/don-vi/ha-giang-02/"' in page
    assert 'lang="en"' in page


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_sound(visit, assert_sound, width):
    page = visit("/tim/?q=ha+giang", width=width)
    assert_sound(page)
    assert page.locator("#main .found-list > li").count() == 6


def test_the_box_in_the_header_shows_hits_while_typing(visit):
    page = visit("/tim/?q=hue")
    with page.expect_response(lambda answer: "giang" in answer.url):
        page.locator("#q").press_sequentially("ha giang", delay=20)
    page.locator("#found a", has_text="Hà Giang").first.wait_for()
    assert page.locator("#found li").count() <= 10
    assert page.locator("#found a").first.inner_text().startswith("Tỉnh Hà Giang")
    assert page.locator("#found-list").count() == 1, "the list of the page keeps its name alone"
    page.keyboard.press("Escape")
    assert page.locator("#found li").count() == 0
    assert page.trouble == []
