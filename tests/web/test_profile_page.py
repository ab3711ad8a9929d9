"""The profile of a unit at an index: what it says, what it lets one ask, where it refuses."""

import re

import pytest
from page_words import words

from thuocdo import runs
from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.sampling import Uncertainty
from thuocdo.kernel.language import use_language
from thuocdo.kernel.numerals import decimal
from thuocdo.web.results import books, publish

pytestmark = pytest.mark.django_db
HA_GIANG = "/don-vi/ha-giang-02/papi/2023/"
TUYEN_QUANG = "/don-vi/tuyen-quang-08-20250701/papi/2023/"


def test_it_says_score_rank_with_denominator_group_and_change(client):
    answer = client.get(HA_GIANG)
    headline = "44,2479/80 điểm, hạng 11 trong 61 tỉnh có điểm, nhóm cao nhất; tăng 3,1009 điểm"
    assert headline in words(answer)
    assert "không nêu được khoảng" in words(answer)


def test_all_sections_of_the_report_are_on_it(client):
    sections = re.findall(r'<section id="(\w+)">', client.get(HA_GIANG).text)
    assert sections == ["position", "years", "lost", "change", "nodes", "traits", "goals",
                        "duties", "peers", "notes", "history"]  # fmt: skip


def test_numbers_link_to_their_reasons(client):
    page = client.get(HA_GIANG).text
    assert re.search(r'href="/vi-sao/papi/2023/ha-giang-02/"[^>]*>44,2479</a>', page)
    assert re.search(r'href="/vi-sao/papi/2023/ha-giang-02/2.2/"[^>]*>1,90</a>', page)
    assert re.search(r'href="/vi-sao/papi/2022/ha-giang-02/"[^>]*>41,1470</a>', page)
    assert re.search(r'href="/vi-sao/papi/2023/thai-nguyen-19-20040101/"[^>]*>2/61</a>', page)


def test_units_and_nodes_link_to_their_pages(client):
    page = client.get(HA_GIANG).text
    assert 'href="/don-vi/thai-nguyen-19-20040101/papi/2023/"' in page
    assert 'href="/chi-so/papi/2023/2.2/"' in page


def test_a_break_of_the_series_is_told(client):
    assert "Mốc (2), 2018: thêm hai nội dung, thang điểm từ 6–60 thành 8–80" in words(
        client.get(HA_GIANG), "years"
    )


def test_the_decomposition_adds_up_to_the_change(client):
    said = words(client.get(HA_GIANG), "change")
    assert re.search(r"2022 41,1470 .* 2023 44,2479", said)
    steps = [float(step.replace(",", ".")) for step in re.findall(r"\+\d,\d{4}", said)]
    assert len(steps) == 8
    assert sum(steps) == pytest.approx(3.1009, abs=8 * 5e-5)


def test_lost_points_are_told_against_the_maximum_first(client):
    assert "Mất 35,7521 điểm so với điểm tối đa 80." in words(client.get(HA_GIANG), "lost")


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("median", "Hơn trung vị các đơn vị (42,3265) 1,9214 điểm."),
        ("best", "Kém điểm cao nhất ở từng nội dung (46,0415) 1,7936 điểm."),
        ("group:cao nhất", "Hơn điểm cắt dưới của nhóm cao nhất (43,9526) 0,2953 điểm."),
        ("ha-noi-01-20080801", "Hơn Hà Nội (43,9603) 0,2876 điểm."),
        ("01", "Hơn Hà Nội (43,9603) 0,2876 điểm."),
    ],
)
def test_lost_points_are_told_against_what_the_reader_chooses(client, against, said):
    assert said in words(client.get(HA_GIANG, {"against": against}), "lost")


def test_losses_that_do_not_add_up_have_no_waterfall_and_say_so(client):
    answer = client.get(HA_GIANG, {"against": "best"})
    assert "không cộng lại thành tổng" in words(answer, "lost")
    assert 'id="lost-w' not in answer.text
    assert 'id="lost-w' in client.get(HA_GIANG).text


def test_the_change_may_start_in_an_earlier_year(client):
    said = words(client.get(HA_GIANG, {"from": "2020"}), "change")
    assert "Thay đổi so với 2020" in said
    assert "42,6758" in said
    assert "thôi công bố “Giấy phép xây dựng”" in said


@pytest.mark.parametrize(
    "query",
    [
        {"against": "khong-co"},
        {"against": "group:khong-co"},
        {"against": "group:"},
        {"against": "quang-ninh-22", "from": "2024"},
        {"from": "2024"},
        {"from": "1999"},
        {"from": "abc"},
        {"territory": "2024-01-01"},
    ],
)
def test_a_comparison_that_cannot_be_made_is_a_page_that_says_so(client, query):
    answer = client.get(HA_GIANG, query)
    assert answer.status_code == 400
    assert 'class="problems"' in answer.text


def test_other_years_indices_and_territories_are_offered(client):
    page = client.get(HA_GIANG).text
    assert 'href="/don-vi/ha-giang-02/papi/2024/"' in page
    assert 'href="/don-vi/ha-giang-02/pci/2016/"' in page
    assert f'href="{TUYEN_QUANG}?territory=2025-07-01"' in page


def test_what_hangs_on_it_is_offered(client):
    page = client.get(HA_GIANG).text
    for part in ("neu/", "muc-tieu/", "diem-mat.docx", "ho-so.xlsx"):
        assert f'href="{HA_GIANG}{part}"' in page


def test_agencies_are_marked_as_unconfirmed(client):
    assert "chưa được tỉnh xác nhận" in words(client.get(HA_GIANG), "duties")


def test_history_names_the_successor(client):
    page = client.get(HA_GIANG).text
    assert "Hà Giang nhập vào Tuyên Quang từ 01/07/2025" in page
    assert 'href="/don-vi/tuyen-quang-08-20250701/"' in page


def test_a_withheld_unit_is_never_zero(client):
    answer = client.get("/don-vi/quang-ninh-22/papi/2023/")
    said = words(answer)
    assert "không công bố điểm của Quảng Ninh" in said
    assert "Không công bố không phải là 0 điểm" in said
    assert '<section id="lost">' not in answer.text


def test_a_partly_published_unit_shows_what_was_published(client):
    answer = client.get("/don-vi/bac-ninh-27/papi/2022/")
    assert "chỉ công bố một phần điểm của Bắc Ninh" in words(answer)
    assert '<section id="nodes">' in answer.text
    assert "không có điểm tổng hợp được công bố" in words(answer)


def test_carried_over_scores_are_labelled_as_such(client):
    answer = client.get(TUYEN_QUANG, {"territory": "2025-07-01"})
    assert answer.status_code == 200
    assert "Số quy về địa giới ngày 01/07/2025" in words(answer)
    page = answer.text
    assert 'href="/don-vi/ha-giang-02/papi/2023/"' in page
    assert "/vi-sao/papi/2023/tuyen-quang-08-20250701/?territory=2025-07-01" in page


def test_an_index_whose_codes_are_words_works_too(client):
    answer = client.get("/don-vi/ha-giang-02/pci/2012/")
    assert "53,0012/100 điểm, hạng 53 trong 63 tỉnh có điểm" in words(answer)


def test_a_period_with_a_part_of_the_units_has_no_ranks(client):
    answer = client.get("/don-vi/hue-46/pci/2024/")
    assert answer.status_code == 200
    assert "không đủ các đơn vị nên không xếp hạng" in words(answer)
    assert 'value="median"' not in answer.text
    refused = client.get("/don-vi/hue-46/pci/2024/", {"against": "median"})
    assert refused.status_code == 400
    assert "không đủ các đơn vị" in refused.text


@pytest.mark.parametrize(
    ("path", "other"),
    [
        (TUYEN_QUANG, "/don-vi/ha-giang-02/papi/2023/"),
        (f"{HA_GIANG}?territory=2025-07-01", f"{TUYEN_QUANG}?territory=2025-07-01"),
    ],
)
def test_a_unit_not_in_force_leads_to_its_relatives(client, path, other):
    answer = client.get(path)
    assert answer.status_code == 404
    assert f'href="{other}"' in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/don-vi/ha-giang-02/papi/2031/",
        "/don-vi/ha-giang-02/papi/abc/",
        "/don-vi/ha-giang-02/khong_co/2023/",
        "/don-vi/khong-co/papi/2023/",
        "/don-vi/ha%00giang/papi/2023/",
        "/don-vi/ha-giang-02/pci/2024/",
    ],
)
def test_what_there_is_not_is_not_found(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert 'class="problems"' in answer.text


@pytest.mark.parametrize("query", [{}, {"against": "best", "from": "2019"}])
@pytest.mark.parametrize("path", [HA_GIANG, "/don-vi/quang-ninh-22/papi/2023/"])
def test_few_questions_are_put_to_the_database(client, django_assert_max_num_queries, path, query):
    with django_assert_max_num_queries(12):
        client.get(path, query if path == HA_GIANG else {})


def test_english_says_the_same(client):
    page = client.get(f"/en{HA_GIANG}").text
    assert 'lang="en"' in page
    assert "44.2479" in page
    assert f'href="/en{HA_GIANG}neu/"' in page


@pytest.fixture
def with_ranges():
    """PAPI 2022–2023 published once more, as if every score had a standard error of 0.4."""
    use_language("vi")
    papi, known = framework("papi"), Uncertainty(assumed_se=0.4, level=0.9)
    measured = bundled.measurements("papi")
    measured = measured.filter(measured["period"].is_in(["2022", "2023"]))
    book = runs.scorebook_of(papi, measured, known=known)
    (notice,) = runs.assumptions(known)
    published = publish.Publication(papi, book, measured, notice=notice, level=known.level)
    edition = publish.publish(published)
    yield edition


def test_ranges_and_what_they_rest_on_are_shown(client, with_ranges):
    row = books.rows(with_ranges, node="papi", period="2023", unit__startswith="02@").get()
    assert row.rank_low < 11 < row.rank_high
    answer = client.get(HA_GIANG)
    said = words(answer)
    assert f"hạng 11, khoảng {row.rank_low}–{row.rank_high}, trong 61 tỉnh" in said
    assert said.count("GIẢ ĐỊNH của người dùng: sai số chuẩn 0,4 điểm") == 2
    assert "với xác suất 90%" in said
    assert f"({row.rank_low}–{row.rank_high})" in words(answer, "position")
    assert "không nêu được khoảng" not in said


@pytest.mark.browser
def test_choosing_a_reference_changes_the_section_alone(visit):
    page = visit(HA_GIANG)
    page.select_option("#against", label="Hà Nội")
    page.wait_for_selector("#lost >> text=Hơn Hà Nội (43,9603) 0,2876 điểm.")
    assert page.url.endswith("?against=ha-noi-01-20080801")
    assert page.trouble == []


@pytest.mark.browser
def test_it_reads_without_scripts_and_prints_without_controls(visit):
    page = visit(f"{HA_GIANG}?against=median", script=False)
    assert "Hơn trung vị các đơn vị" in page.inner_text("#lost")
    page.emulate_media(media="print")
    assert not page.is_visible("#against")
    assert not page.is_visible(".ways")
    assert page.is_visible("#nodes table")
    assert decimal(44.2479, 4) in page.inner_text(".facts")
