"""The page of an index: the numbers of the command line, every choice with an address."""

import io
import re
from urllib.parse import urlsplit

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from tests.web.rankings import columns, rows
from thuocdo import runs
from thuocdo.catalog import bundled, load
from thuocdo.kernel.language import use_language
from thuocdo.kernel.numerals import decimal
from thuocdo.kernel.period import Period
from thuocdo.web.results.models import Edition, Score

pytestmark = pytest.mark.django_db

PAPI = "/chi-so/papi/2024/"
ON_34 = f"{PAPI}?territory=2025-07-01"


def ranking(name, year, **asked):
    use_language("vi")  # a page in English may have come before
    measured = bundled.measurements(name)
    return runs.ranking(load.framework(name), measured, Period.parse(year), **asked)


@pytest.mark.parametrize(
    ("name", "year", "node"),
    [("papi", "2023", ""), ("papi", "2024", ""), ("papi", "2024", "2.2"), ("pci", "2016", "")],
)
def test_the_page_says_what_the_command_line_says(client, name, year, node):
    expected = ranking(name, year, node=node or None)
    page = client.get(f"/chi-so/{name}/{year}/", {"node": node}).text
    found = rows(page)
    scored = expected.table.drop_nulls("score")
    assert list(found)[: scored.height] == scored["unit_name"].to_list()
    assert len(found) == expected.table.height
    for row in scored.iter_rows(named=True):
        cells = found[row["unit_name"]]
        assert cells[0] == f"{row['rank']}/{row['ranked_units']}"
        assert cells[1] == decimal(row["score"], 4)
        assert cells[2] == (row["group"] or "–")
    for note in expected.notes:
        assert note in re.sub(r"&#34;", '"', page)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_files_hold_the_table_of_the_command_line(client, kind):
    answer = client.get("/chi-so/papi/2023/", {"format": kind})
    assert f'filename="papi_2023.{kind}"' in answer["Content-Disposition"]
    expected = ranking("papi", "2023").table
    read = {"csv": pl.read_csv, "parquet": pl.read_parquet}[kind]
    types = {"schema_overrides": expected.schema} if kind == "csv" else {}
    order = ["score", "unit_name"]
    found = read(io.BytesIO(answer.content), **types)
    assert_frame_equal(found.sort(order), expected.sort(order))
    assert found["unit_name"][0] == "Thừa Thiên Huế"


def test_the_excel_file_has_vietnamese_headers_and_its_notes(client):
    from openpyxl import load_workbook

    answer = client.get("/chi-so/papi/2023/", {"format": "xlsx"})
    book = load_workbook(io.BytesIO(answer.content))
    header = [cell.value for cell in next(book["Bảng"].rows)]
    assert header[4] == "Đơn vị" and "Nhóm đã công bố" in header
    notes = "\n".join(row[0].value for row in book["Ghi chú"].rows)
    assert "Quảng Ninh, Bình Dương" in notes
    assert "khoảng thứ hạng" in notes


def test_files_carried_over_name_the_new_units_without_doubt(client):
    table = pl.read_csv(client.get(f"{ON_34}&format=csv").content)
    assert table.filter(unit_name="Thái Nguyên")["unit"].item() == "19@2025-07-01"
    assert table.filter(unit_name="Thái Nguyên")["status"].item() == "reconstructed"


def test_files_follow_the_region_and_the_order(client):
    answer = client.get(PAPI, {"region": "CHL", "sort": "name", "format": "csv"})
    names = pl.read_csv(answer.content)["unit_name"].to_list()
    assert names == ["Đắk Lắk", "Đắk Nông", "Gia Lai", "Kon Tum", "Lâm Đồng"]


def test_a_withheld_unit_stands_last_and_is_never_zero(client):
    for order in ("-score", "score", "name", "change", "rank", "group"):
        found = rows(client.get("/chi-so/papi/2023/", {"sort": order}).text)
        assert list(found.items())[-2:] == [
            ("Bình Dương", ["không công bố"]),
            ("Quảng Ninh", ["không công bố"]),
        ]


def test_the_denominator_is_those_with_a_score(client):
    page = client.get("/chi-so/papi/2023/").text
    assert "61 trong 63 đơn vị có điểm" in page
    assert rows(page)["Hà Giang"][0] == "11/61"


def test_the_published_group_stands_beside_ours_where_it_is_known(client):
    page = client.get("/chi-so/papi/2023/").text
    place = columns(page).index("Nhóm đã công bố") - 1
    assert rows(page)["Hồ Chí Minh"][place - 1 : place + 1] == ["trung bình thấp", "trung bình cao"]
    assert "Nhóm đã công bố" not in columns(client.get(PAPI).text)


def test_a_unit_without_an_earlier_score_says_so(client):
    page = client.get(PAPI).text
    place = columns(page).index("Thay đổi điểm") - 1
    assert rows(page)["Quảng Ninh"][place] == "thiếu điểm kỳ trước"
    assert rows(page)["Tây Ninh"][place] == "+8,11"


def test_a_year_that_is_not_compared_says_why_and_shows_no_change(client):
    page = client.get("/chi-so/papi/2018/").text
    assert "Thay đổi điểm" not in columns(page)
    assert "Không so sánh với 2017" in page


def test_where_not_everybody_is_in_the_data_nobody_is_ranked_and_the_page_says_why(client):
    page = client.get("/chi-so/par_index/2023/").text
    assert "không đủ các đơn vị nên không xếp hạng" in page
    assert "Hạng" not in columns(page)
    assert rows(page)["Quảng Ninh"][0] == "1/63"


def test_a_printed_rank_without_a_denominator_says_that_the_source_has_none(client):
    page = client.get("/chi-so/pci/2024/").text
    assert rows(page)["Thanh Hóa"][0] == "21"
    assert "không nêu mẫu số" in page


def test_ranks_without_a_range_have_the_reason_beside_them(client):
    assert "không kèm sai số chuẩn nên không nêu được khoảng thứ hạng" in client.get(PAPI).text


def test_a_rank_with_a_range_shows_it_and_a_significant_change_is_marked(client):
    edition = Edition.objects.get(framework="papi", territory=None, current=True)
    here = Score.objects.filter(edition=edition, period="2024", node="papi")
    here.filter(unit_name="Tây Ninh").update(
        se=0.5, rank_low=1, rank_high=9, change_significant=True
    )
    page = client.get(PAPI).text
    assert rows(page)["Tây Ninh"][0] == "2/61 (1–9)"
    assert "(có ý nghĩa thống kê)" in page
    assert "Thứ hạng đi kèm khoảng" in page


def test_scores_carried_over_are_told_apart_from_published_ones(client):
    page = client.get(ON_34).text
    assert "quy đổi, không phải điểm công bố" in page
    assert rows(page)["Thái Nguyên"][1].endswith("quy đổi")
    assert rows(page)["Hà Tĩnh"][1] == "45,5531"
    assert rows(page)["Phú Thọ"] == ["không công bố"]
    assert "thiếu số liệu của Vĩnh Phúc" in page


def test_both_maps_show_the_far_islands(client):
    for address in (PAPI, ON_34):
        page = client.get(address).text
        assert "Quần đảo Hoàng Sa" in page and "Quần đảo Trường Sa" in page


def test_a_province_that_the_map_no_longer_has_is_named(client):
    assert "Không có trên bản đồ này: Hà Tây." in client.get("/chi-so/pci/2006/").text


def test_a_region_is_shown_with_national_ranks(client):
    page = client.get(PAPI, {"region": "SE"}).text
    found = rows(page)
    assert len(found) == 6
    assert found["Tây Ninh"][0] == "2/61"
    assert found["Tây Ninh"][-1] == "1/6 Đông Nam Bộ"
    assert "61 đơn vị trên thang điểm" in page


def test_headers_order_the_table_and_tell_how_it_stands(client):
    page = client.get(PAPI, {"sort": "-change", "region": "SE"}).text
    assert next(iter(rows(page))) == "Tây Ninh"
    assert re.findall(r'aria-sort="(\w+)"', page) == ["descending"]
    assert 'href="/chi-so/papi/2024/?region=SE&amp;sort=change#ranking"' in page
    assert 'href="/chi-so/papi/2024/?region=SE#ranking"' in page
    assert '<input type="hidden" name="sort" value="-change">' in page


def test_names_are_ordered_as_they_are_read_without_accents(client):
    names = list(rows(client.get("/chi-so/pci/2016/", {"sort": "name"}).text))
    assert names[:3] == ["An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu"]


def test_the_last_year_is_shown_where_no_year_is_asked(client):
    page = client.get("/chi-so/papi/").text
    assert '<link rel="canonical" href="/chi-so/papi/2024/">' in page
    assert list(rows(page)) == list(rows(client.get(PAPI).text))


@pytest.mark.parametrize(
    ("chosen", "leads_to"),
    [
        ("period=2016&node=2&region=SE", "/chi-so/papi/2016/?node=2&region=SE"),
        ("period=2023&territory=&node=&region=", "/chi-so/papi/2023/"),
        ("period=2016&node=7", "/chi-so/papi/2016/"),
        ("period=2024&region=SE&territory=2025-07-01", ON_34),
        ("period=2024&region=Đông Nam Bộ", f"{PAPI}?region=SE"),
        ("period=2023&sort=name", "/chi-so/papi/2023/?sort=name"),
    ],
)
def test_the_form_leads_to_the_address_of_what_was_chosen(client, chosen, leads_to):
    answer = client.get(f"/chi-so/papi/?{chosen}")
    assert (answer.status_code, answer["Location"]) == (302, leads_to)
    assert client.get(leads_to).status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/chi-so/papi/1999/", 404, "Các kỳ đã có: 2011"),
        ("/chi-so/khong_co/", 404, "Đang có: papi"),
        ("/chi-so/papi/?period=1999", 404, "Các kỳ đã có"),
        ("/chi-so/papi/?period=2020&node=xyz", 400, "Các nội dung của kỳ này"),
        ("/chi-so/papi/?period=2020&region=xyz", 404, "các vùng"),
        (f"{PAPI}?node=9.9", 400, "Các nội dung của kỳ này"),
        ("/chi-so/papi/2016/?node=7", 400, "Các kỳ có nội dung này: 2018"),
        ("/chi-so/par_index/2023/?node=1", 404, "Các kỳ có số liệu: 2024"),
        (f"{PAPI}?region=Hà Nội", 400, "RRD (Đồng bằng sông Hồng)"),
        (f"{ON_34}&region=SE", 400, "đến 30/06/2025"),
        (f"{PAPI}?territory=2020-01-01", 400, "2025-07-01"),
        (f"{PAPI}?sort=tên", 400, "rank_change"),
        (f"{PAPI}?page=2", 400, "Bảng có 1 trang"),
        (f"{PAPI}?page={'9' * 300}", 400, "Bảng có 1 trang"),
        (f"{PAPI}?format=pdf", 400, "csv, xlsx, parquet"),
    ],
)
def test_what_there_is_not_gets_a_page_with_what_there_is(client, address, status, said):
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.text
    assert "Traceback" not in answer.text


def test_many_units_are_shown_a_hundred_at_a_time(client):
    edition = Edition.objects.get(framework="pci", territory=None, current=True)
    some = Score.objects.filter(edition=edition, period="2016", node="pci").first()
    for number in range(60):
        some.pk, some.unit, some.unit_name = None, f"x{number}", f"Xã {number:02}"
        some.score, some.rank = 10.0 + number / 100, 64 + number
        some.save(force_insert=True)
    first, second = (client.get("/chi-so/pci/2016/", {"page": n}).text for n in (1, 2))
    assert (len(rows(first)), len(rows(second))) == (100, 23)
    assert 'rel="next" href="/chi-so/pci/2016/?page=2#ranking"' in first
    assert 'rel="prev" href="/chi-so/pci/2016/#ranking"' in second
    assert "Trang 2 trong 2, 123 đơn vị" in second
    assert "Bao nhiêu đơn vị ở mỗi khoảng điểm" in first
    assert len(pl.read_csv(client.get("/chi-so/pci/2016/?format=csv").content)) == 123


def test_nothing_is_posted_here(client):
    assert client.post(PAPI).status_code == 405


@pytest.mark.parametrize("address", [PAPI, ON_34, f"{PAPI}?node=2.2&region=SE", "/chi-so/pci/"])
def test_a_page_takes_few_questions_to_the_database(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_in_english_numbers_and_names_are_english(client):
    page = client.get("/en/chi-so/papi/2024/", {"node": "2.2"}).text
    assert "Poverty Lists" in page
    assert rows(page)["Hà Tĩnh"][1] == "2.0356"
    assert 'action="/en/chi-so/papi/"' in page


def test_choosing_changes_the_page_without_loading_it_anew(visit):
    from playwright.sync_api import expect

    page = visit(PAPI)
    page.evaluate("window.stayed = true")
    page.select_option("#choose-period", "2023")
    expect(page.locator("h1")).to_have_text("PAPI 2023")
    page.focus("#choose-region")
    page.select_option("#choose-region", "SE")
    expect(page.locator("#ranking tbody tr")).to_have_count(6)
    assert urlsplit(page.url).path == "/chi-so/papi/2023/"
    assert urlsplit(page.url).query == "region=SE"
    assert page.evaluate("document.activeElement.id") == "choose-region"
    assert page.get_attribute("#language", "href") == "/en/chi-so/papi/2023/?region=SE"
    page.click("#ranking thead th >> text=Thay đổi điểm")
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Thay đổi điểm")
    assert "sort=-change" in page.url
    assert page.evaluate("window.stayed") is True
    page.go_back()
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Điểm")
    assert page.trouble == []


def test_choosing_works_without_javascript(visit):
    page = visit(PAPI, script=False)
    page.select_option("#choose-node", "2.2")
    page.click(".controls button")
    assert urlsplit(page.url).query == "node=2.2"
    assert "2.2 Danh sách hộ nghèo" in page.inner_text("h1")
