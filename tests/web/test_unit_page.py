"""The page of a unit: what it was and became, what lies in it, how it scored."""

import io
import re

import openpyxl
import polars as pl
import pytest

from thuocdo.web.results import books
from thuocdo.web.results.models import Edition, Score

pytestmark = pytest.mark.django_db

HA_GIANG = "/don-vi/ha-giang-02/"
TUYEN_QUANG = "/don-vi/tuyen-quang-08-20250701/"


def _section(page: str, name: str) -> str:
    return page.split(f'<section id="{name}">')[1].split("</section>", maxsplit=1)[0]


def test_a_unit_that_ended_leads_to_its_successor(client):
    page = client.get(HA_GIANG).text
    assert "<h1>Tỉnh Hà Giang</h1>" in page
    notice = page.split('class="notice strong"')[1].split("</div>")[0]
    assert "30/06/2025" in notice
    assert f'nay thuộc <a href="{TUYEN_QUANG}">Tỉnh Tuyên Quang</a>' in notice


def test_its_last_score_stands_with_rank_denominator_group_and_the_missing_range(client):
    row = Score.objects.get(
        edition=books.current("papi"), unit="02@2004-01-01", period="2024", node="papi"
    )
    scores = _section(client.get(HA_GIANG).text, "scores")
    assert f"{row.score:.4f}".replace(".", ",") in scores
    assert f"{row.rank}/61" in scores
    assert row.group in scores
    assert "không có khoảng: số công bố không kèm sai số chuẩn" in scores
    assert 'href="/don-vi/ha-giang-02/papi/2024/"' in scores
    assert 'href="/vi-sao/papi/2024/ha-giang-02/"' in scores


def test_a_new_province_has_carried_over_scores_that_say_so(client):
    scores = _section(client.get(TUYEN_QUANG).text, "scores")
    assert "quy đổi theo địa giới 01/07/2025, không phải điểm công bố" in scores
    assert "/papi/2024/?territory=2025-07-01" in scores


def test_a_province_that_went_on_has_both_editions(client):
    scores = _section(client.get("/don-vi/ha-noi-01-20080801/").text, "scores")
    assert 'href="/don-vi/ha-noi-01-20080801/papi/2024/"' in scores
    assert 'href="/don-vi/ha-noi-01-20080801/papi/2024/?territory=2025-07-01"' in scores
    assert "29/61" in scores
    assert "15/32" in scores


def test_a_withheld_year_is_told_beside_the_last_score(client):
    scores = _section(client.get("/don-vi/vinh-phuc-26/").text, "scores")
    assert "PAPI 2023" in scores
    assert "kỳ 2024 không công bố điểm" in scores


def test_without_any_score_it_is_withheld_and_never_zero(client):
    Score.objects.filter(unit="02@2004-01-01").update(score=None, rank=None, group=None)
    scores = _section(client.get(HA_GIANG).text, "scores")
    assert "không công bố điểm" in scores
    assert ">0" not in scores


def test_a_partial_period_says_why_nobody_is_ranked(client):
    scores = _section(client.get("/don-vi/ha-noi-01-20080801/").text, "scores")
    assert "không xếp hạng: kỳ này chỉ có số liệu của một phần các đơn vị" in scores


def test_what_an_edition_rests_on_is_told(client):
    Edition.objects.filter(framework="papi").update(notice="Số liệu mô phỏng")
    assert client.get(HA_GIANG).text.count('<p class="warning">Số liệu mô phỏng</p>') == 1


def test_a_known_share_is_shown_and_an_unknown_one_is_unknown(client):
    succession = _section(client.get("/don-vi/vinh-phuc-26/").text, "succession")
    rows = {
        re.search(r">([^<]+)</a>", row)[1]: row
        for row in succession.split("<tbody>")[1].split("<tr>")[1:]
    }
    assert rows["Thành phố Hà Nội"].count("chưa rõ") == 2
    assert "huyện Mê Linh" in rows["Thành phố Hà Nội"]
    assert "0%" not in rows["Thành phố Hà Nội"]
    assert rows["Tỉnh Phú Thọ"].count("100%") == 2


def test_a_new_unit_tells_what_it_was_made_of_and_which_namesake(client):
    succession = _section(client.get(TUYEN_QUANG).text, "succession")
    assert f'href="{HA_GIANG}"' in succession
    assert 'href="/don-vi/tuyen-quang-08-20040101/"' in succession
    assert "đến 30/06/2025" in succession, "its predecessor bears the same name"
    assert "Nghị quyết 202/2025/QH15" in succession


def test_names_and_events_are_told_with_their_sources(client):
    history = _section(client.get("/don-vi/hue-46/").text, "history")
    assert "Tỉnh Thừa Thiên Huế đổi thành Thành phố Huế" in history
    assert "Nghị quyết 175/2024/QH15" in history
    assert "31/12/2024" in history


def test_what_is_not_checked_against_the_original_text_says_so(client):
    history = _section(client.get("/don-vi/dong-nai-75-20250701/").text, "history")
    assert "chưa đối chiếu văn bản gốc" in history


def test_the_units_below_are_those_of_the_last_day(client):
    below = _section(client.get(HA_GIANG).text, "children")
    assert "11 đơn vị, ngày 30/06/2025" in below
    assert "Huyện Đồng Văn" in below
    assert "124 đơn vị" in _section(client.get(TUYEN_QUANG).text, "children")


def test_units_below_before_the_first_list_are_unknown_not_none(client):
    below = _section(client.get("/don-vi/ha-tay-28/").text, "children")
    assert "danh mục cấp huyện chỉ có từ 04/01/2025" in below


def test_a_commune_has_no_score_and_leads_to_its_province(client):
    page = client.get("/don-vi/ba-dinh-00004-20250701/").text
    assert "Phường Ba Đình không có điểm riêng" in _section(page, "scores")
    assert 'href="/don-vi/ha-noi-01-20080801/"' in _section(page, "scores")
    assert 'id="children"' not in page


def test_a_district_leads_to_the_province_that_took_its_land(client):
    page = client.get("/don-vi/dong-van-026/").text
    notice = page.split('class="notice strong"')[1].split("</div>")[0]
    assert f'địa bàn nay thuộc <a href="{TUYEN_QUANG}">' in notice
    assert HA_GIANG in page


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_units_below_can_be_taken_away(client, kind):
    answer = client.get(HA_GIANG, {"format": kind})
    assert answer["Content-Disposition"] == f'attachment; filename="ha-giang-02-truc-thuoc.{kind}"'
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet}[kind]
    table = read(io.BytesIO(answer.content))
    assert table.height == 11
    assert "Đồng Văn" in table["unit_name"].to_list()


def test_the_workbook_has_vietnamese_headers_and_says_what_it_is(client):
    answer = client.get(HA_GIANG, {"format": "xlsx"})
    table, notes = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    assert [cell.value for cell in table[1]][:4] == ["Mã đơn vị", "Mã", "Đơn vị", "Tên đầy đủ"]
    assert table.max_row == 12
    assert "trực thuộc Tỉnh Hà Giang ngày 30/06/2025" in notes["A1"].value


def test_codes_keep_their_leading_zero_in_files(client):
    answer = client.get(HA_GIANG, {"format": "parquet"})
    assert pl.read_parquet(io.BytesIO(answer.content))["code"].to_list()[0] == "024"


def test_an_unknown_format_is_told(client):
    assert client.get(HA_GIANG, {"format": "doc"}).status_code == 400


@pytest.mark.parametrize(
    ("written", "slug"),
    [
        ("ha-giang", "ha-giang-02"),
        ("Hà Giang", "ha-giang-02"),
        ("02", "ha-giang-02"),
        ("ha-giang-2-02", "ha-giang-02"),
        ("02@2004-01-01", "ha-giang-02"),
        ("24@2025-07-01", "bac-ninh-24-20250701"),
        ("thua-thien-hue", "hue-46"),
        ("thua-thien-hue-46", "hue-46"),
        ("tp-hcm", "ho-chi-minh-79-20250701"),
        ("tuyen-quang-08", "tuyen-quang-08-20250701"),
        ("024", "ha-giang-024"),
        ("ha-tay", "ha-tay-28"),
    ],
)
def test_another_spelling_leads_to_the_right_address_for_good(client, written, slug):
    answer = client.get(f"/don-vi/{written}/")
    assert (answer.status_code, answer["Location"]) == (301, f"/don-vi/{slug}/")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("written", ["khong-dau-ca", "x", "99", "%00", "'", "a" * 900, "-", "☃"])
def test_an_address_of_nobody_is_a_page_that_helps(client, written):
    answer = client.get(f"/don-vi/{written}/")
    assert answer.status_code == 404
    assert "Không có đơn vị ở địa chỉ này" in answer.text
    assert 'action="/tim/"' in answer.text


def test_a_name_of_many_shows_them_all(client):
    answer = client.get("/don-vi/tan-lap/")
    assert answer.status_code == 404
    assert "Có thể là một trong các đơn vị này" in answer.text
    assert answer.text.count("Tân Lập</a>") + answer.text.count("Tân Lập\n") > 5


def test_a_near_name_is_suggested(client):
    assert "q=H%C3%A0+Giang" in client.get("/don-vi/ha-giag/").text


@pytest.mark.parametrize("address", [HA_GIANG, TUYEN_QUANG, "/don-vi/ba-dinh-00004-20250701/"])
def test_a_page_takes_few_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        client.get(address)


def test_the_page_speaks_english(client):
    page = client.get(f"/en{HA_GIANG}").text
    assert f'href="/en{TUYEN_QUANG}"' in page
    assert 'lang="en"' in page


@pytest.mark.parametrize(("address", "width"), [(HA_GIANG, 1280), (TUYEN_QUANG, 390)])
def test_the_page_is_sound(visit, assert_sound, address, width):
    assert_sound(visit(address, width=width))
