"""“Vì sao?”: the page of the reasons of a number, and the dialog that shows it."""

import re

import pytest

pytestmark = pytest.mark.django_db

HA_GIANG = "/vi-sao/papi/2023/ha-giang-02/"
TUYEN_QUANG = "/vi-sao/papi/2023/tuyen-quang-08-20250701/2.2/?territory=2025-07-01"


def test_a_total_is_explained_by_its_parts_each_with_its_own_reasons(client):
    text = client.get(HA_GIANG).text
    assert "44,2479 = 5,2831 + 5,8120 + 4,3854 + 7,1751 + 7,3943 + 7,1704 + 3,9613 + 3,0663" in text
    for code in range(1, 9):
        assert f'href="{HA_GIANG}{code}/"' in text
    assert "61 trong 63 đơn vị có điểm" in text
    assert "không kèm sai số chuẩn" in text


def test_a_leaf_names_its_source_rank_group_and_change(client):
    text = client.get(f"{HA_GIANG}2.2/").text
    assert "Đo trực tiếp: 1,9035" in text
    assert "hnks-gh/ml-mcdm" in text
    assert "Điểm 1,9035 từ điểm cắt 1,7785 trở lên: nhóm cao nhất." in text
    assert "1,9035 (2023) − 1,7282 (2022) = +0,1753." in text
    assert 'href="/vi-sao/papi/2023/thai-nguyen-19-20040101/2.2/"' in text


def test_the_edition_the_code_and_the_method_are_named(client):
    from thuocdo.version import __version__
    from thuocdo.web.results import books

    edition, text = books.current("papi"), client.get(HA_GIANG).text
    assert f"Lần {edition.number}, " in text
    assert f"{edition.sha256[:12]}…" in text
    assert f"mã nguồn Thước Đo {__version__}" in text
    assert 'href="/phuong-phap/papi/2023/"' in text
    assert "Số chỉ làm tròn khi hiển thị" in text


def test_an_unconfirmed_rule_is_shown_as_such(client):
    assert "Quy tắc chia nhóm: <strong>chưa đối chiếu</strong>" in client.get(HA_GIANG).text


def test_a_merged_province_leads_to_the_reasons_of_its_members(client):
    text = client.get(TUYEN_QUANG).text
    assert "1,7747 = (870,2 × 1,9035 + 792,9 × 1,6334) / 1.663,1" in text
    assert "Quy đổi, không phải điểm công bố" in text
    assert 'href="/vi-sao/papi/2023/ha-giang-02/2.2/"' in text
    assert 'href="/vi-sao/papi/2023/tuyen-quang-08-20040101/2.2/"' in text


def test_withheld_is_never_shown_as_zero(client):
    text = client.get("/vi-sao/papi/2023/quang-ninh-22/2.2/").text
    assert "Không công bố không phải là 0 điểm." in text
    assert "0,0000" not in text


@pytest.mark.parametrize(
    "address",
    [
        "/vi-sao/papi/2023/khong-co-tinh-nay/",
        "/vi-sao/papi/2023/ha-giang-02/9.9/",
        "/vi-sao/papi/1999/ha-giang-02/",
        "/vi-sao/papi/nam-nay/ha-giang-02/",
        "/vi-sao/hdi/2023/ha-giang-02/",
    ],
)
def test_what_there_is_not_is_a_page_that_helps(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert 'class="problems"' in answer.text


def test_a_unit_of_another_territory_leads_to_those_of_then(client):
    answer = client.get("/vi-sao/papi/2023/tuyen-quang-08-20250701/")
    assert answer.status_code == 404
    assert 'href="/don-vi/ha-giang-02/papi/2023/"' in answer.text


def test_a_territory_without_an_edition_is_refused(client):
    assert client.get(f"{HA_GIANG}?territory=2031-01-01").status_code == 400


@pytest.mark.parametrize("address", [f"{HA_GIANG}2.2/", TUYEN_QUANG])
def test_a_page_takes_few_queries(client, django_assert_max_num_queries, address):
    with django_assert_max_num_queries(12):
        client.get(address)


def test_english_readers_get_english_words_and_points(client):
    text = client.get(f"/en{HA_GIANG}2/").text
    assert "5.8120 ≈ 1.0171 + 1.9035" in text
    assert ">Score<" in text


def test_no_identifier_stands_twice(client):
    identifiers = re.findall(r' id="([^"]+)"', client.get(f"{HA_GIANG}2/").text)
    assert len(identifiers) == len(set(identifiers))


def test_a_number_opens_its_reasons_beside_the_page(visit, assert_sound):
    page = visit("/so-sanh/?framework=papi&period=2023&unit=ha-giang-02&unit=ha-noi-01-20080801")
    number = page.locator("a.why-link", has_text="44,2479").first
    number.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog#why[open]")
    dialog.locator("#why-content").wait_for()
    assert "44,2479 = 5,2831 + " in dialog.inner_text()
    assert page.evaluate("document.getElementById('why').contains(document.activeElement)")
    assert page.url.endswith("unit=ha-noi-01-20080801")
    assert page.evaluate("document.querySelectorAll('#why-content').length") == 1
    assert_sound(page)
    page.keyboard.press("Escape")
    assert page.locator("dialog#why[open]").count() == 0
    assert number.evaluate("link => link === document.activeElement")


def test_without_javascript_the_number_is_a_link_to_the_page(visit):
    page = visit(
        "/so-sanh/?framework=papi&period=2023&unit=ha-giang-02&unit=ha-noi-01-20080801",
        script=False,
    )
    page.locator("a.why-link", has_text="44,2479").first.click()
    assert page.url.endswith(HA_GIANG)
    assert "44,2479 = 5,2831 + " in page.inner_text("#why-content")
