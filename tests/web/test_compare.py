"""Up to five units side by side."""

import io
import re

import polars as pl
import pytest

pytestmark = pytest.mark.django_db

HG, BG, VP, HN = "ha-giang-02", "bac-giang-24-20040101", "vinh-phuc-26", "ha-noi-01-20080801"
MORE = ("tuyen-quang-08-20040101", "quang-ninh-22")


def address(*units, framework="papi", period="2024", **more):
    parts = {"framework": framework, "period": period, **more}
    query = [f"{name}={value}" for name, value in parts.items() if value]
    return "/so-sanh/?" + "&".join([*query, *(f"unit={unit}" for unit in units)])


def cells(text, label):
    """The cells of a row of the table of all nodes, without tags."""
    row = re.search(rf'<th scope="row" class="text[^"]*">(?:<a [^>]*>)?{label}.*?</tr>', text, re.S)
    found = re.findall(r"<td class=\"compared.*?</td>", row[0], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in found]


def test_scores_ranks_and_groups_stand_beside_each_other(client):
    found = cells(client.get(address(HG, BG, HN)).text, "Chỉ số PAPI")
    assert found == [
        "43,7289 30/61 trung bình cao",
        "◆ cao nhất: 44,6854 +0,9565 16/61 cao nhất",
        "43,7747 +0,0458 29/61 trung bình cao",
    ]


def test_every_node_has_a_row_and_every_number_its_reasons(client):
    text = client.get(address(HG, BG)).text
    assert len(re.findall(r'<td class="compared', text)) == 2 * 37
    assert 'href="/vi-sao/papi/2024/ha-giang-02/2.2/"' in text


def test_a_definition_that_nobody_confirmed_has_its_star(client):
    text = client.get(address(HG, BG)).text
    assert "2.1 Tiếp cận thông tin</a>*" in text
    assert "đánh dấu * trong bảng" in text


def test_withheld_is_told_and_its_gap_is_not_made_up(client):
    text = client.get(address(HG, VP)).text
    assert cells(text, "Chỉ số PAPI")[1] == "không công bố"
    assert "Vĩnh Phúc không có điểm “papi” kỳ 2024" in text


def test_without_standard_errors_nothing_is_called_different(client):
    text = client.get(address(HG, BG)).text
    assert "Không có sai số chuẩn nên không nói được chênh lệch nào" in text
    assert "có ý nghĩa thống kê)" not in text


def test_with_standard_errors_differences_are_judged(client):
    from thuocdo import runs
    from thuocdo.catalog import bundled
    from thuocdo.catalog.load import framework
    from thuocdo.index.sampling import Uncertainty
    from thuocdo.kernel.period import Period
    from thuocdo.web.results.publish import Publication, publish

    definition, measured = framework("papi"), bundled.measurements("papi")
    periods = (Period.parse("2024"),)
    book = runs.scorebook_of(
        definition, measured, periods=periods, known=Uncertainty(assumed_se=0.3)
    )
    publish(Publication(definition, book, measured, notice="GIẢ ĐỊNH: sai số 0,3"))
    text = client.get(address(HG, BG, HN)).text
    found = cells(text, "Chỉ số PAPI")
    assert "(" in found[0]  # the range of its rank
    assert "+0,9565 (không phân biệt được)" in found[1]
    found = cells(client.get(address(HG, MORE[1])).text, "Chỉ số PAPI")
    assert "(có ý nghĩa thống kê)" in found[1]
    assert "GIẢ ĐỊNH: sai số 0,3" in text
    assert "(Holm)" in text


def test_carried_over_scores_are_called_so(client):
    text = client.get(address("tuyen-quang-08-20250701", HN, territory="2025-07-01")).text
    assert "ước tính của công cụ này, không phải điểm công bố" in text
    assert "Tuyên Quang" in text


def test_units_are_added_removed_and_put_first_by_links(client):
    text = client.get(address(HG, BG)).text
    assert f'href="{address(BG)}"'.replace("&", "&amp;") in text
    assert f'href="{address(BG, HG)}"'.replace("&", "&amp;") in text
    assert f'href="{address(HG, BG, "lao-cai-10")}"'.replace("&", "&amp;") in text


def test_the_lists_hold_the_units_of_that_edition(client):
    text = client.get(address(HG)).text
    assert text.count('name="unit"') == 5
    assert text.count(f'<option value="{HG}" selected>') == 1
    assert text.count(f'<option value="{BG}"') == 5
    assert "tuyen-quang-08-20250701" not in text


def test_with_nobody_chosen_there_are_comparisons_to_begin_with(client):
    answer = client.get("/so-sanh/")
    assert answer.status_code == 200
    assert "Vùng Đồng bằng sông Hồng: " in answer.text
    of_34 = client.get(address(territory="2025-07-01")).text
    assert "Năm đơn vị điểm cao nhất: " in of_34


def test_a_slug_is_understood_without_the_day_where_the_period_tells_whom_it_means(client):
    assert "44,6854" in client.get(address(HG, "bac-giang-24")).text


def test_empty_lists_of_the_form_are_nobody(client):
    assert cells(client.get(address(HG, "", "", BG)).text, "Chỉ số PAPI")[1].startswith(
        "◆ cao nhất: 44,6854 +0,9565"
    )


def test_six_units_are_too_many(client):
    answer = client.get(address(HG, BG, VP, HN, *MORE))
    assert answer.status_code == 400
    assert "so sánh từ một đến 5 đơn vị, không phải 6" in answer.text


def test_the_same_unit_twice_stands_once(client):
    text = client.get(address(HG, HG, BG)).text
    assert len(cells(text, "Chỉ số PAPI")) == 2
    assert "Hà Giang được chọn hơn một lần" in text


def test_a_unit_that_never_was_is_a_page_that_helps(client):
    answer = client.get(address(HG, "tinh-khong-co-99"))
    assert answer.status_code == 404
    assert "tinh-khong-co-99" in answer.text


def test_a_unit_of_another_territory_is_left_out_with_those_of_then_instead(client):
    answer = client.get(address(HN, "tuyen-quang-08-20250701"))
    assert answer.status_code == 200
    assert "Tuyên Quang không có trong PAPI 2024." in answer.text
    assert f'href="{address(HN, HG)}"'.replace("&", "&amp;") in answer.text


def test_what_became_of_a_unit_is_not_offered_where_it_is_chosen_already(client):
    units = ("tuyen-quang-08-20250701", HG)
    text = client.get(address(*units, territory="2025-07-01")).text
    assert "Hà Giang không có trong PAPI 2024 quy về địa giới ngày 01/07/2025." in text
    assert "Xem thay:" not in text


def test_a_unit_not_measured_that_year_is_left_out(client):
    answer = client.get(address("ninh-thuan-58", framework="par_index", period="2023"))
    assert "không có trong PAR INDEX 2023" in answer.text


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"framework": "hdi"}, 404),
        ({"period": "1999"}, 404),
        ({"territory": "2031-01-01"}, 400),
        ({"format": "pdf"}, 400),
    ],
)
def test_what_there_is_not_is_refused(client, parts, status):
    assert client.get(address(HG, **parts)).status_code == status


def test_partial_data_are_compared_without_ranks(client):
    units = ("quang-ninh-22", "hai-phong-31-20040101")
    text = client.get(address(*units, framework="pci", period="2021")).text
    assert cells(text, "")[0].startswith("◆ cao nhất: 73,02")
    assert "không đủ các đơn vị nên không xếp hạng" in text


@pytest.mark.parametrize("kind", ["csv", "parquet", "xlsx"])
def test_the_numbers_can_be_taken_away(client, kind):
    answer = client.get(address(BG, HG, format=kind))
    assert f'filename="so-sanh_papi_2024.{kind}"' in answer["Content-Disposition"]
    content = io.BytesIO(answer.content)
    table = {
        "csv": pl.read_csv,
        "parquet": pl.read_parquet,
        "xlsx": lambda file: pl.read_excel(file, engine="openpyxl"),
    }[kind](content)
    assert table.height == 2 * 37
    name = "Đơn vị" if kind == "xlsx" else "unit_name"
    assert table[name].to_list()[:2] == ["Bắc Giang", "Hà Giang"]
    if kind == "parquet":
        assert table["score"][1] == pytest.approx(43.72890562, abs=1e-8)


def test_a_page_takes_few_queries(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(address(HG, BG, VP, HN, "tuyen-quang-08-20250701"))
    with django_assert_max_num_queries(12):
        client.get("/so-sanh/")


def test_english_readers_get_english(client):
    text = client.get(f"/en{address(HG, BG)}").text
    assert "44.6854" in text
    assert "upper middle" in text


def test_five_units_fit_on_a_phone(visit, assert_sound):
    assert_sound(visit(address(HG, BG, VP, HN, MORE[0]), width=390))


def test_choosing_works_with_and_without_javascript(visit):
    for script in (True, False):
        page = visit(address(HG), script=script)
        page.get_by_label("Đơn vị 2").select_option(label="Bắc Giang")
        if not script:
            page.get_by_role("button", name="So sánh").click()
        page.get_by_role("heading", name="Hà Giang, Bắc Giang").wait_for()
