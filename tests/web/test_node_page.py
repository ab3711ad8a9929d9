"""The page of a node: what it measures, where it stands in the tree, all units, its history."""

import re

import numpy as np
import polars as pl
import pytest

from tests.web.rankings import columns, rows
from thuocdo import runs
from thuocdo.catalog import bundled, load
from thuocdo.kernel.numerals import decimal
from thuocdo.kernel.period import Period

pytestmark = pytest.mark.django_db

NODE = "/chi-so/papi/2024/2.2/"


def history(page: str) -> dict[str, list[str]]:
    part = page[page.index('<section id="history">') :]
    found = re.findall(r"<tr[^>]*><th scope=\"row\".*?</tr>", part, re.DOTALL)
    texts = [re.sub(r"<[^>]+>", "|", row) for row in found]
    cells = [[c for c in re.split(r"\|+", text) if c.strip()] for text in texts]
    return {year: rest for year, *rest in cells}


def test_all_units_are_ranked_as_the_command_line_ranks_them(client):
    papi = load.framework("papi")
    expected = runs.ranking(papi, bundled.measurements("papi"), Period.parse("2024"), "2.2").table
    found = rows(client.get(NODE).text)
    for row in expected.drop_nulls("score").iter_rows(named=True):
        cells = [f"{row['rank']}/{row['ranked_units']}", decimal(row["score"], 4), row["group"]]
        assert found[row["unit_name"]][:3] == cells
    assert found["Tiền Giang"] == ["không công bố"]


def test_the_page_says_what_the_node_measures_and_by_what_source(client):
    page = client.get(NODE).text
    assert "từ 0,25 đến 2,5" in page
    assert "Đo trực tiếp" in page
    assert "PAPI_2011-2016.xlsx" in page
    assert "Định nghĩa: đã đối chiếu." in page


def test_what_is_not_confirmed_is_said_to_be_so(client):
    page = client.get("/chi-so/papi/2024/2.1/").text
    assert '<span class="certainty unsure">Định nghĩa: chưa đối chiếu.</span>' in page


def test_numbers_of_other_years_are_told_because_they_are_not_the_concept(client):
    page = client.get(NODE).text
    assert re.search(r"2\.1 \(2011–2017\); 2\.2 \(2018–2024\)", page)
    assert client.get("/chi-so/papi/2016/2.2/").text.count("<h1>2.1 Danh sách hộ nghèo</h1>") == 1


def test_the_tree_is_walked_up_and_down_by_links(client):
    page = client.get(NODE).text
    assert 'href="/chi-so/papi/2024/2/"' in page
    assert 'href="/chi-so/papi/2024/2.3/"' in page
    above = client.get("/chi-so/papi/2024/2/").text
    assert "Tổng điểm các thành phần." in above
    assert 'href="/chi-so/papi/2024/2.2/"' in above


def test_the_weight_is_told_where_parts_do_not_count_alike(client):
    page = client.get("/chi-so/pci/2016/entry_costs/").text
    assert "<dd>5 trong “Điểm PCI (có trọng số)”</dd>" in page
    assert "Trọng số" not in client.get(NODE).text


def test_a_part_without_scores_in_that_year_is_named_but_not_linked(client):
    page = client.get("/chi-so/par_index/2024/1/").text
    beside = re.search(r"Cùng cấp</dt>.*?</dd>", page, re.DOTALL)[0]
    assert "không có số liệu" in beside


def test_years_lead_to_the_same_concept_before_and_after(client):
    page = client.get("/chi-so/papi/2017/2.2/").text
    assert '<a rel="prev" href="/chi-so/papi/2016/2.2/">' in page
    assert '<a rel="next" href="/chi-so/papi/2018/2.2/">' in page
    assert 'rel="next"' not in client.get(NODE).text


def test_the_history_gives_the_median_and_the_spread_of_each_year(client):
    book = runs.scorebook_of(load.framework("papi"), bundled.measurements("papi"))
    scores = book.filter(node="papi/2.2", period="2020")["score"].drop_nulls().to_numpy()
    low, lower, median, upper, high = np.quantile(scores, (0, 0.25, 0.5, 0.75, 1))
    found = history(client.get(NODE).text)
    assert list(found) == [str(year) for year in range(2024, 2010, -1)]
    assert found["2020"] == [
        "63/63",
        *(decimal(value) for value in (low, median, high)),
        f"{decimal(lower)}–{decimal(upper)}",
    ]


def test_the_history_breaks_where_years_are_not_compared(client):
    page = client.get(NODE).text
    assert "Không so với năm trước: thang điểm đã đổi" in " ".join(history(page)["2018"])
    assert "Mốc (1), 2018" in page


def test_the_median_of_a_few_units_is_nobodys(client):
    page = client.get("/chi-so/par_index/2024/1/").text
    assert history(page)["2024"][1:5] == ["–", "–", "–", "–"]
    assert "không xếp hạng" in page


def test_scores_carried_over_are_a_page_of_their_own(client):
    page = client.get(NODE, {"territory": "2025-07-01"}).text
    assert "32 trong 34 đơn vị có điểm" in page
    assert 'href="/chi-so/papi/2023/2.2/?territory=2025-07-01"' in page
    assert "Hạng trong vùng" not in columns(page)


def test_a_region_an_order_and_a_file_have_addresses(client):
    page = client.get(NODE, {"region": "CHL", "sort": "name"}).text
    assert list(rows(page)) == ["Đắk Lắk", "Đắk Nông", "Gia Lai", "Kon Tum", "Lâm Đồng"]
    assert 'href="/chi-so/papi/2024/2.2/?region=CHL&amp;sort=name&amp;format=csv"' in page
    answer = client.get(NODE, {"region": "CHL", "sort": "name", "format": "csv"})
    assert 'filename="papi_2024_2.2_CHL.csv"' in answer["Content-Disposition"]
    assert set(pl.read_csv(answer.content)["node"]) == {"papi/2.2"}


@pytest.mark.parametrize("name", ["communal_budget", "papi"])
def test_another_name_of_a_node_leads_to_its_code(client, name):
    leads_to = {"communal_budget": "/chi-so/papi/2024/2.3/", "papi": "/chi-so/papi/2024/"}[name]
    assert client.get(f"/chi-so/papi/2024/{name}/")["Location"] == leads_to


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/chi-so/papi/2024/9.9/", 404, "Các nội dung của kỳ này: 1, 2"),
        ("/chi-so/papi/2016/7/", 404, "Các kỳ có nội dung này: 2018"),
        ("/chi-so/papi/1999/2.2/", 404, "Các kỳ đã có"),
        ("/chi-so/par_index/2023/1/", 404, "Các kỳ có số liệu: 2024"),
        (f"{NODE}?sort=x", 400, "region_rank"),
        (f"{NODE}?region=x", 400, "Các vùng"),
        (f"{NODE}?page=0", 400, "Bảng có 1 trang"),
        (f"{NODE}?format=docx", 400, "csv, xlsx, parquet"),
        (f"{NODE}?territory=x", 400, "2025-07-01"),
    ],
)
def test_what_there_is_not_gets_a_page_with_what_there_is(client, address, status, said):
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.text


def test_a_page_takes_few_questions_to_the_database(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get(NODE).status_code == 200


def test_in_english(client):
    page = client.get(f"/en{NODE}").text
    assert "<h1>2.2 Poverty Lists (Transparency)</h1>" in page


def test_the_page_reads_without_javascript(visit):
    page = visit(NODE, script=False)
    page.click("text=← 2023")
    assert page.inner_text("h1") == "2.2 Danh sách hộ nghèo"
    assert page.locator("svg[role=img]").first.is_visible()
