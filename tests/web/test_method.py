"""The pages of the method: what the definitions say, with what is not confirmed told loudly."""

import io
import re

import polars as pl
import pytest

from thuocdo.catalog import load
from thuocdo.kernel.period import Period
from thuocdo.reports.method import method_of
from thuocdo.web.results import books

pytestmark = pytest.mark.django_db
PAPI_2024 = "/phuong-phap/papi/2024/"


def _text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text.split("<main")[1]))


def _row(answer, beginning: str) -> str:
    """The first row of a table whose head begins so, as text."""
    for row in re.findall(r"<tr[^>]*><th scope=\"row\".*?</tr>", answer.text, re.DOTALL):
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip()
        if text.startswith(beginning):
            return text
    pytest.fail(f"no row begins with {beginning}")


def test_every_index_and_what_holds_for_all_is_listed(client):
    text = _text(client.get("/phuong-phap/"))
    for framework in load.frameworks():
        assert framework.document.abbreviation in text
    for title in ("Thứ hạng", "Khoảng thứ hạng", "Quy về địa giới 34", "Làm tròn"):
        assert title in text


def test_every_period_of_every_index_has_its_page(client):
    for framework in load.frameworks():
        for period in framework.periods:
            answer = client.get(f"/phuong-phap/{framework.name}/{period}/")
            assert answer.status_code == 200, (framework.name, period)


def test_the_tree_has_the_scales_of_the_definition(client):
    answer = client.get(PAPI_2024)
    assert "8–80" in _row(answer, "Chỉ số PAPI tổng hợp")
    assert "papi/2.1 0,25–2,5 nội dung cha chia đều" in _row(answer, "2.1 Tiếp cận thông tin")
    assert "papi/3.1 0,3333–3,3333" in _row(answer, "3.1 ")


def test_weights_and_the_factor_are_those_of_the_period(client):
    answer = client.get("/phuong-phap/pci/2006/")
    assert " 15 " in _row(answer, "Tính minh bạch")
    assert "Kết quả nhân với hệ số 10." in _text(answer)
    assert "suy ra từ số liệu" in _text(answer)


def test_what_is_not_confirmed_is_told_loudly(client):
    answer = client.get(PAPI_2024)
    row = _row(answer, "2.1 Tiếp cận thông tin")
    assert "chưa xác nhận" in row
    assert "bản dịch của nhóm, cần đối chiếu" in row
    assert "chưa xác nhận" not in _row(answer, "2.2 Danh sách hộ nghèo")
    assert answer.text.count('class="unsure"') > 20


def test_the_number_of_unconfirmed_entries_is_shown(client):
    method = method_of(books.definition("papi"), Period.parse("2024"))
    assert f"Mục chưa xác nhận {method.unsure}" in _text(client.get(PAPI_2024))


def test_who_was_withheld_and_when_it_was_published_is_said(client):
    text = _text(client.get(PAPI_2024))
    assert "15/04/2025" in text
    assert "Vĩnh Phúc, Tiền Giang: không công bố" in text
    assert "63 tỉnh, thành phố" in text


def test_pci_of_2006_measures_the_territory_before_ha_tay_joined_ha_noi(client):
    text = _text(client.get("/phuong-phap/pci/2006/"))
    assert "Các đơn vị hành chính ngày 31/07/2008 ( 64 tỉnh, thành phố" in text.replace("(", "( ")


def test_the_cut_points_are_those_of_the_published_scores(client):
    edition = books.current("papi")
    rows = books.rows(edition, period="2024", node="papi", group="cao nhất")
    best = rows.count()
    row = _row(client.get(PAPI_2024), "Chỉ số PAPI tổng hợp (không trọng số) 44,")
    assert f"44,6854 ({best})" in row
    assert min(rows.values_list("score", flat=True)) >= 44.6853


def test_partial_data_is_not_ranked_and_not_grouped_and_says_so(client):
    text = _text(client.get("/phuong-phap/pci/2024/"))
    assert "không xếp hạng ai ở kỳ này" in text
    assert "Kỳ này không có điểm cắt" in text


def test_thresholds_are_named_with_their_bounds(client):
    text = _text(client.get("/phuong-phap/par_index/2024/"))
    assert "Nhóm theo ngưỡng điểm cố định" in text
    assert "90; 80; 70" in text


def test_a_break_comes_with_its_reason_and_source(client):
    row = _row(client.get("/phuong-phap/papi/2018/"), "2018 gián đoạn 2 Công khai")
    assert "thêm nội dung thành phần “Tiếp cận thông tin”" in row
    assert "papi.org.vn" in row


def test_a_printed_number_that_moved_is_told(client):
    assert "2.1 từ 2011; 2.2 từ 2018" in _row(client.get(PAPI_2024), "Danh sách hộ nghèo")


def test_who_answers_is_a_proposal_that_nobody_confirmed(client):
    answer = client.get(PAPI_2024)
    assert "chưa cơ quan nào xác nhận" in _text(answer)
    assert "Sở Nội vụ" in _row(answer, "1.1 Tri thức công dân Sở Nội vụ")
    assert "Chưa có bảng phân công trách nhiệm" in _text(client.get("/phuong-phap/sipas/"))


def test_legal_documents_stand_apart_from_other_sources(client):
    text = _text(client.get("/phuong-phap/par_index/2024/"))
    legal, others = text.split("Văn bản pháp luật được nêu")[1].split("Nguồn khác", 1)
    assert "Quyết định 876/QĐ-BNV" in legal
    assert "Tin báo và trang của các tỉnh" in others


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_the_tree_can_be_taken_away(client, kind):
    answer = client.get(f"{PAPI_2024}?format={kind}")
    assert answer["Content-Disposition"] == (f'attachment; filename="papi_2024_cach-tinh.{kind}"')
    if kind == "parquet":
        table = pl.read_parquet(io.BytesIO(answer.content))
        tree = books.definition("papi").on(Period.parse("2024"))
        assert set(table["node"]) == {node.path for node in tree.nodes.values()}
        assert table.filter(node="papi/2.1")["status"].item() == "unconfirmed"


def test_the_form_leads_to_the_page_of_the_period(client):
    answer = client.get("/phuong-phap/papi/?period=2015")
    assert answer["Location"] == "/phuong-phap/papi/2015/"


def test_another_spelling_leads_to_the_one_address(client):
    assert client.get("/phuong-phap/par-index/")["Location"] == "/phuong-phap/par_index/"


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/phuong-phap/xyz/", 404, "Đang có: papi"),
        ("/phuong-phap/papi/2050/", 404, "Các kỳ đã có: 2011"),
        ("/phuong-phap/papi/khong-phai-nam/", 404, "Các kỳ đã có: 2011"),
        ("/phuong-phap/papi/?period=2050", 404, "Các kỳ đã có: 2011"),
        (f"{PAPI_2024}?format=doc", 400, "không có dạng tệp “doc”"),
    ],
)
def test_what_there_is_not_gets_a_page_that_helps(client, address, status, said):
    answer = client.get(address)
    assert (answer.status_code, said in answer.text) == (status, True)


@pytest.mark.parametrize("address", ["/phuong-phap/", "/phuong-phap/papi/", PAPI_2024])
def test_the_pages_take_few_queries(client, address, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def test_english_names_the_nodes_in_english(client):
    answer = client.get(f"/en{PAPI_2024}")
    assert "Access to Information" in answer.text
    assert 'lang="en"' in answer.text


@pytest.mark.browser
def test_another_period_is_chosen_without_javascript(visit):
    page = visit(PAPI_2024, width=390, script=False)
    page.select_option("#choose-period", "2015")
    page.click(".controls button")
    assert page.url.endswith("/phuong-phap/papi/2015/")
    assert page.inner_text("h1") == "Cách tính PAPI 2015"
