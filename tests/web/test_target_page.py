"""Targets: goals offered and written, what they take, and why some are refused."""

import pytest
from page_words import words

from thuocdo import diagnosis
from thuocdo.web.results import books

pytestmark = pytest.mark.django_db
HA_GIANG = "/don-vi/ha-giang-02/papi/2024/muc-tieu/"


def test_the_nearest_better_group_is_worked_out_unasked(client):
    answer = client.get(HA_GIANG)
    said = words(answer)
    assert "Điểm nay 43,7289 , hạng 30/61 , nhóm trung bình cao" in said
    assert "Mục tiêu: nhóm cao nhất" in said
    assert '<option value="group:cao nhất" selected>' in answer.text


def test_steps_are_those_of_the_diagnosis(client):
    panel = books.panel(books.current("papi"))
    made = diagnosis.target(panel, "02", "2024", "rank:20")
    said = words(client.get(HA_GIANG, {"goal": "rank:20"}), "plan")
    assert "Đạt hạng 20 cần tổng 44,3575; bước khó nhất ở bách phân vị 58." in said
    assert "1.1 Tri thức công dân 0,9793 1,0075 +0,0281 58 268" in said
    assert said.count("+") == len(made.steps) == 10


def test_the_steps_can_be_tried_as_what_if(client):
    answer = client.get(HA_GIANG, {"goal": "rank:20"})
    start = answer.text.index("/don-vi/ha-giang-02/papi/2024/neu/?set-1.1=1.0075")
    address = answer.text[start : answer.text.index('"', start)].replace("&amp;", "&")
    assert "20 /61" in words(client.get(address), "outcome")


def test_a_path_over_years_is_told(client):
    said = words(client.get(HA_GIANG, {"goal": "rank:20", "years": "3"}), "path")
    assert "2025 43,9384 +0,2095 100% (63 đơn vị)" in said
    assert "2027 44,3575" in said
    assert 'id="path"' not in client.get(HA_GIANG, {"goal": "rank:20"}).text


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("score", "44,5", "Đạt 44,5 điểm cần tổng 44,5000"),
        ("rank", "20", "Đạt hạng 20 cần tổng 44,3575"),
        ("rank+", "10", "Đạt lên 10 bậc cần tổng 44,3575"),
        ("region-rank", "1", "đứng đầu vùng"),
    ],
)
def test_a_reader_writes_a_goal_of_their_own(client, kind, value, said):
    answer = client.get(HA_GIANG, {"goal": "rank:1", "kind": kind, "value": value})
    assert answer.status_code == 200
    assert said in words(answer, "plan")


def test_a_goal_out_of_reach_shows_the_most_that_was_ever_done(client):
    said = words(client.get(HA_GIANG, {"kind": "score", "value": "70"}), "plan")
    assert "Không với tới 70 điểm" in said
    assert "vẫn chưa tới mục tiêu" in said


def test_a_goal_reached_already_is_explained(client):
    answer = client.get(HA_GIANG, {"goal": "rank:40"})
    assert answer.status_code == 200
    assert "đã đạt mục tiêu" in words(answer, "refused")


@pytest.mark.parametrize(
    "query",
    [
        {"goal": "rank:abc"},
        {"goal": "giau:1"},
        {"goal": "group:khong-co"},
        {"kind": "score", "value": "99"},
        {"kind": "rank", "value": "0"},
        {"kind": "khac", "value": "1"},
        {"years": "0"},
        {"years": "99"},
        {"years": "x"},
    ],
)
def test_a_goal_that_nobody_could_have_is_refused(client, query):
    answer = client.get(HA_GIANG, query)
    assert answer.status_code == 400
    assert 'class="problems"' in answer.text


def test_a_withheld_unit_has_no_target(client):
    answer = client.get("/don-vi/quang-ninh-22/papi/2023/muc-tieu/", {"goal": "rank:5"})
    assert answer.status_code == 200
    assert "không được công bố, không phải 0 điểm" in words(answer)
    assert 'id="goal"' not in answer.text


def test_the_first_of_all_is_told_that_nothing_is_higher(client):
    answer = client.get("/don-vi/hue-46/papi/2023/muc-tieu/")
    assert "Không có nhóm hay hạng nào cao hơn" in words(answer)


def test_a_period_with_a_part_of_the_units_knows_no_ranks(client):
    path = "/don-vi/hue-46/pci/2024/muc-tieu/"
    assert 'value="rank:' not in client.get(path).text
    answer = client.get(path, {"goal": "rank:1"})
    assert answer.status_code == 200
    assert "không đủ các đơn vị" in words(answer, "refused")


def test_carried_over_scores_keep_their_territory(client):
    path = "/don-vi/tuyen-quang-08-20250701/papi/2023/muc-tieu/"
    answer = client.get(path, {"territory": "2025-07-01"})
    assert answer.status_code == 200
    assert '<input type="hidden" name="territory" value="2025-07-01">' in answer.text


def test_a_unit_not_in_force_and_an_unknown_period_are_not_found(client):
    gone = client.get("/don-vi/tuyen-quang-08-20250701/papi/2023/muc-tieu/")
    assert gone.status_code == 404
    assert "/don-vi/ha-giang-02/papi/2023/" in gone.text
    assert client.get("/don-vi/ha-giang-02/papi/2031/muc-tieu/").status_code == 404


def test_few_questions_are_put_to_the_database(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        client.get(HA_GIANG, {"goal": "rank:20", "years": "3"})


def test_english_says_the_same(client):
    assert "44.3575" in client.get(f"/en{HA_GIANG}", {"goal": "rank:20"}).text


@pytest.mark.browser
def test_the_page_is_sound_and_works_without_scripts(visit, assert_sound):
    assert_sound(visit(f"{HA_GIANG}?goal=rank:20&years=3", width=390))
    page = visit(HA_GIANG, width=390, script=False)
    page.fill("#value", "44,5")
    page.click(".controls button")
    assert "Đạt 44,5 điểm" in page.inner_text("#plan")
