"""The home page: a province's score in seconds, the indices, the last ranking and its map."""

import re

import pytest

from thuocdo.web.results import books, overview
from thuocdo.web.results.models import Edition, Score

pytestmark = pytest.mark.django_db


def _rows(page: str, caption: str) -> list[str]:
    table = next(t for t in page.split("<table")[1:] if caption in t.split("</caption>")[0])
    return re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1].split("</table>")[0], re.DOTALL)


def test_each_index_is_listed_with_its_owner_its_last_period_and_its_ranking(client):
    page = client.get("/").text
    for name, owner, href in [
        ("PAPI 2024", "CECODES", "/chi-so/papi/2024/"),
        ("PAR INDEX 2024", "Bộ Nội vụ", "/chi-so/par_index/2024/"),
        ("SIPAS 2024", "Bộ Nội vụ", "/chi-so/sipas/2024/"),
        ("PCI 2024", "VCCI", "/chi-so/pci/2024/"),
    ]:
        assert f'<a href="{href}">{name}</a>' in page
        assert owner in page


def test_the_count_of_scored_units_is_the_true_denominator():
    cards = {card.name: card for card in overview.index_cards(books.editions())}
    assert (cards["PAPI"].last.period, cards["PAPI"].last.scored) == ("2024", 61)
    assert not cards["PAPI"].partial


def test_an_index_whose_last_period_lacks_units_leads_to_the_last_one_that_has_all(client):
    cards = {card.name: card for card in overview.index_cards(books.editions())}
    assert cards["PCI"].partial
    assert cards["PCI"].last.scored < 10
    assert (cards["PCI"].complete.period, cards["PCI"].complete.scored) == ("2016", 63)
    assert cards["SIPAS"].complete is None
    page = client.get("/").text
    assert '<a href="/chi-so/pci/2016/">Kỳ đủ gần nhất: 2016, 63 đơn vị</a>' in page


def test_the_ranking_shows_both_ends_with_ranks_of_61(client):
    page = client.get("/").text
    top, bottom = _rows(page, "Điểm cao nhất"), _rows(page, "Điểm thấp nhất")
    best = Score.objects.get(
        edition=books.current("papi"), period="2024", node="papi", rank=1
    ).unit_name
    assert best in top[0]
    assert "1/61" in top[0]
    assert "61/61" in bottom[-1]
    assert "/63" not in "".join(top + bottom)


def test_scores_and_ranks_lead_to_their_reasons_and_names_to_profiles(client):
    first = _rows(client.get("/").text, "Điểm cao nhất")[0]
    slug = re.search(r'href="/don-vi/([a-z0-9-]+)/papi/2024/"', first)[1]
    assert first.count(f'href="/vi-sao/papi/2024/{slug}/"') == 3


def test_it_says_that_published_scores_allow_no_range(client):
    assert "không nêu được khoảng thứ hạng" in client.get("/").text


def test_withheld_provinces_are_named_and_not_given_a_score(client):
    page = client.get("/").text
    assert "Không công bố điểm (không phải là 0 điểm):" in page
    withheld = [row for row in _rows(page, "Điểm và thứ hạng") if "không công bố" in row]
    names = Score.objects.filter(
        edition=books.current("papi"), period="2024", node="papi", score=None
    ).values_list("unit_name", flat=True)
    assert len(withheld) == len(names) == 2
    assert all(any(name in row for row in withheld) for name in names)


def test_every_province_of_the_map_is_in_the_table_beside_it(client):
    page = client.get("/").text
    assert len(_rows(page, "Điểm và thứ hạng")) == 63
    shapes = re.findall(r'<a href="(/don-vi/[^"]+)" tabindex="-1">', page)
    assert len(set(shapes)) == 63


def test_the_switch_shows_the_34_provinces_as_carried_over(client):
    page = client.get("/?territory=2025-07-01").text
    assert len(_rows(page, "Điểm và thứ hạng")) == 34
    assert "ước tính của công cụ này, không phải điểm công bố" in page
    assert "/chi-so/papi/2024/?territory=2025-07-01" in page
    assert "1/32" in page
    assert "không phải điểm công bố" not in client.get("/").text


def test_an_unknown_territory_is_told(client):
    assert client.get("/?territory=2030-01-01").status_code == 400


def test_a_site_with_nothing_published_still_answers(client):
    Edition.objects.update(current=False)
    page = client.get("/")
    assert page.status_code == 200
    assert "Chưa có số liệu nào được công bố." in page.text


def test_what_an_edition_rests_on_stands_above_its_ranking(client):
    Edition.objects.filter(framework="papi", territory=None).update(notice="Số liệu mô phỏng")
    assert '<p class="warning">Số liệu mô phỏng</p>' in client.get("/").text


def test_the_page_takes_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get("/?territory=2025-07-01")


def test_the_home_page_speaks_english(client):
    page = client.get("/en/").text
    assert "Public Administration Reform Index" in page
    assert 'href="/en/chi-so/papi/2024/"' in page


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_sound(visit, assert_sound, width):
    assert_sound(visit("/", width=width))


def test_it_reads_without_javascript(visit):
    page = visit("/", script=False)
    page.locator("#ranking table").first.wait_for()
    page.locator(".switch a", has_text="34").click()
    assert page.url.endswith("?territory=2025-07-01")
    page.locator("#find").fill("ha giang")
    page.locator("#find").press("Enter")
    assert page.locator("h1").inner_text().startswith("Đơn vị tên như")


def test_the_large_box_answers_while_typing(visit):
    from playwright.sync_api import expect

    page = visit("/")
    page.locator("#find").press_sequentially("tp hcm", delay=20)
    # What was typed first may be answered first.
    expect(page.locator("#find-answers a").first).to_contain_text("Thành phố Hồ Chí Minh")
    assert page.trouble == []
