"""What if: the form, what comes of it, and everything that is wrong with it at once."""

import re

import pytest
from page_words import words

from thuocdo import diagnosis
from thuocdo.web.results import books

pytestmark = pytest.mark.django_db
HA_GIANG = "/don-vi/ha-giang-02/papi/2023/neu/"


def tries(answer):
    """What stands in the form, by name."""
    return dict(re.findall(r'name="(set-[^"]+)"[^>]* value="([^"]*)"', answer.text))


def test_the_form_holds_every_leaf_with_its_published_score(client):
    answer = client.get(HA_GIANG)
    assert len(tries(answer)) == 28
    assert tries(answer)["set-2.2"] == "1.9035"
    assert "nay 1,9035, thang 0,25–2,50" in words(answer, "tries")
    assert "Chưa đổi điểm nào" in words(answer, "outcome")
    assert "44,2479" in words(answer, "outcome")


@pytest.mark.parametrize(
    "query",
    [{"set-2.2": "2.1"}, {"set-2.2": "2,1"}, {"papi/2.2": "2,1"}, {"set-papi/2.2": " 2.10 "}],
)
def test_a_score_may_be_written_with_comma_or_point(client, query):
    answer = client.get(HA_GIANG, query)
    said = words(answer, "outcome")
    assert "44,4445" in said
    assert "+0,1965" in said
    assert "10 /61" in said
    assert "nay 11/61" in said
    assert "Vượt 1 đơn vị: Bắc Giang (44,3204)." in said
    assert tries(answer)["set-2.2"] == "2.1"


def test_it_is_what_the_diagnosis_says(client):
    panel = books.panel(books.current("papi"))
    made = diagnosis.what_if(panel, "02", "2023", {"1.1": 0.5, "8.2": 1.0})
    said = words(client.get(HA_GIANG, {"set-1.1": "0.5", "set-8.2": "1"}), "outcome")
    assert f"{made.rank_after} /61" in said
    assert made.group_after in said
    assert f"{made.score_after:.4f}".replace(".", ",") in said
    assert f"Bị {made.rank_after - made.rank_before} đơn vị vượt:" in said


def test_others_are_held_still_and_the_rank_is_uncertain_and_it_says_so(client):
    said = words(client.get(HA_GIANG, {"set-2.2": "2.1"}), "outcome")
    assert "Các đơn vị khác được giữ nguyên điểm của 2023" in said
    assert "mẫu khảo sát" in said
    assert "không có khoảng" in said


def test_the_form_sent_back_untouched_changes_nothing(client):
    sent = tries(client.get(HA_GIANG))
    assert "Chưa đổi điểm nào" in words(client.get(HA_GIANG, sent), "outcome")
    assert "Chưa đổi điểm nào" in words(client.get(HA_GIANG, dict.fromkeys(sent, "")), "outcome")


def test_the_ends_of_the_scale_can_be_reached(client):
    panel = books.panel(books.current("papi"))
    for sent, score in (("3.33", 3.33), ("3.3334", 10 / 3), ("0.33", 1 / 3)):
        made = diagnosis.what_if(panel, "02", "2023", {"3.1": score})
        shown = f"{made.score_after:.4f}".replace(".", ",")
        assert shown in words(client.get(HA_GIANG, {"set-3.1": sent}), "outcome")


def test_dimensions_may_be_tried_instead(client):
    answer = client.get(HA_GIANG, {"by": "dimension", "set-2": "6"})
    assert len(tries(answer)) == 8
    assert "44,4359" in words(answer, "outcome")


def test_all_problems_are_told_at_once_beside_their_fields(client):
    answer = client.get(
        HA_GIANG, {"set-1.1": "abc", "set-1.2": "99", "set-2.9": "1", "set-2.2": "2"}
    )
    assert answer.status_code == 400
    said = words(answer)
    assert "“abc” không phải là số" in said
    assert "điểm 99 nằm ngoài thang 0,25–2,5" in said
    assert "không có nội dung “2.9”" in said
    assert "còn 3 chỗ cần sửa" in said
    for field in ("score-1-1", "score-1-2"):
        assert f'aria-describedby="{field}-wrong"' in answer.text
        assert f'id="{field}-wrong"' in answer.text
    assert tries(answer)["set-2.2"] == "2"


@pytest.mark.parametrize("score", ["nan", "inf", "1e400", "-1", "1.2.3", "<b>", "1" * 500])
def test_what_is_no_score_is_refused(client, score):
    answer = client.get(HA_GIANG, {"set-2.2": score})
    assert answer.status_code == 400
    assert "<b>" not in answer.text


def test_a_node_and_its_part_cannot_be_tried_together(client):
    answer = client.get(HA_GIANG, {"set-2": "5", "set-2.2": "2"})
    assert answer.status_code == 400
    assert "không đổi cùng lúc" in words(answer)


def test_a_level_of_nodes_that_there_is_not_is_refused(client):
    assert client.get(HA_GIANG, {"by": "leaves"}).status_code == 400


def test_a_withheld_unit_has_nothing_to_try(client):
    answer = client.get("/don-vi/quang-ninh-22/papi/2023/neu/")
    assert answer.status_code == 200
    assert "không được công bố, không phải 0 điểm" in words(answer)
    assert 'id="tries"' not in answer.text


def test_an_index_published_as_a_total_alone_says_that_nothing_can_be_tried(client):
    answer = client.get("/don-vi/hai-phong-31-20040101/sipas/2023/neu/")
    assert answer.status_code == 200
    assert "không tính được “sipas” kỳ 2023 từ các thành phần" in words(answer)


def test_a_period_with_a_part_of_the_units_has_a_score_and_no_rank(client):
    path = "/don-vi/thanh-hoa-38/pci/2024/neu/"
    code, now = next(iter(tries(client.get(path)).items()))
    answer = client.get(path, {code: str(float(now) + 0.1)})
    said = words(answer, "outcome")
    assert "không xếp hạng: kỳ này chỉ có một phần các đơn vị" in said
    assert "Vượt" not in said


def test_carried_over_scores_keep_their_territory_in_the_form(client):
    path = "/don-vi/tuyen-quang-08-20250701/papi/2023/neu/"
    answer = client.get(path, {"territory": "2025-07-01", "set-2.2": "2"})
    assert '<input type="hidden" name="territory" value="2025-07-01">' in answer.text
    assert "nay 13/32" in words(answer, "outcome")
    assert "Số quy về địa giới ngày 01/07/2025" in words(answer)


def test_a_unit_not_in_force_leads_to_its_successor_and_unknown_periods_are_not_found(client):
    gone = client.get(HA_GIANG, {"territory": "2025-07-01"})
    assert gone.status_code == 404
    assert "tuyen-quang-08-20250701" in gone.text
    assert client.get("/don-vi/ha-giang-02/papi/2031/neu/").status_code == 404


def test_few_questions_are_put_to_the_database(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(HA_GIANG, {"set-2.2": "2"})


def test_english_says_the_same(client):
    answer = client.get(f"/en{HA_GIANG}", {"set-2.2": "2.1"})
    assert "44.4445" in answer.text


@pytest.mark.browser
def test_the_page_with_a_result_is_sound_on_a_phone(visit, assert_sound):
    assert_sound(visit(f"{HA_GIANG}?set-2.2=2.1", width=390))


@pytest.mark.browser
def test_moving_a_slider_answers_at_once(visit):
    page = visit(HA_GIANG)
    slider = page.locator("#score-2-2-slider")
    slider.evaluate(
        "each => { each.value = '2.1'; for (const kind of ['input', 'change'])"
        " each.dispatchEvent(new Event(kind, {bubbles: true})); }"
    )
    page.wait_for_selector("#outcome >> text=Vượt 1 đơn vị: Bắc Giang (44,3204).")
    assert page.input_value("#score-2-2") == "2.1"
    assert "set-2.2=2.1" in page.url
    assert page.trouble == []


@pytest.mark.browser
def test_it_works_without_scripts_by_the_button(visit):
    page = visit(HA_GIANG, script=False)
    assert not page.is_visible("#score-2-2-slider")
    page.fill("#score-2-2", "2.1")
    page.click("#tries button[type=submit]")
    assert "Vượt 1 đơn vị: Bắc Giang (44,3204)." in page.inner_text("#outcome")
