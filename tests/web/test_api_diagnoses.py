"""Diagnoses and checked claims by the API agree with the rooms that make them."""

import pytest

from thuocdo import diagnosis
from thuocdo.web.results import books

pytestmark = pytest.mark.django_db

HA_GIANG = "framework=papi&unit=ha-giang-02"


def ask(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(client, address):
    answer = client.get(f"/api/v1/{address}")
    return answer.status_code, answer.json()["problems"][0]["code"]


@pytest.fixture
def panel(db):
    return books.panel(books.current("papi"))


# Lost points


def test_lost_points_are_maximum_minus_score(client, panel):
    told = ask(client, f"lost-points?{HA_GIANG}&period=2023")
    ours = diagnosis.lost_points(panel, "02", "2023").losses
    assert [(e["node"], e["lost"]) for e in told["losses"]] == [(o.node, o.lost) for o in ours]
    assert (told["unit"], told["unit_name"]) == ("02@2004-01-01", "Hà Giang")
    assert told["losses"][0]["lost"] == pytest.approx(80 - 44.24792724899999)


def test_the_holder_of_a_reference_is_a_unit_by_its_id(client):
    told = ask(client, f"lost-points?{HA_GIANG}&period=2023&against=best")
    assert all("@" in each["holder"] for each in told["losses"])
    told = ask(client, f"lost-points?{HA_GIANG}&period=2023&against=own-best")
    assert all(each["holder"].isdigit() for each in told["losses"])


def test_a_withheld_unit_has_no_diagnosis(client):
    rows = ask(client, "ranking?framework=papi&period=2024")["rows"]
    withheld = next(row["unit"] for row in rows if row["status"] == "withheld")
    address = f"lost-points?framework=papi&period=2024&unit={withheld}"
    assert refused(client, address) == (404, "unit-withheld")


def test_a_unit_that_ended_is_told_where_it_went(client):
    address = "lost-points?framework=papi&unit=ha-giang-02&territory=2025-07-01"
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (404, "unit-not-in-force")
    assert "Tuyên Quang" in answer.text


# Change


def test_the_steps_of_a_change_add_up(client):
    told = ask(client, f"change?{HA_GIANG}&from=2022&to=2023")
    total = told["start"] + sum(step["amount"] for step in told["steps"])
    assert total == pytest.approx(told["end"], abs=1e-9)
    assert (told["before"], told["after"], told["node"]) == ("2022", "2023", "papi")


def test_what_cannot_be_compared_is_one_step_with_its_reason(client):
    told = ask(client, f"change?{HA_GIANG}&from=2017&to=2019")
    reasons = [each["reason"] for each in told["steps"] if each["kind"] == "not_comparable"]
    assert reasons
    assert all(reasons)


# What if


def test_what_if_changes_score_rank_and_group(client, panel):
    told = ask(client, f"what-if?{HA_GIANG}&period=2023&set=2.2:2.1&set=papi/1.1:1,5")
    ours = diagnosis.what_if(panel, "02", "2023", {"2.2": 2.1, "1.1": 1.5})
    assert told["score_after"] == ours.score_after
    assert (told["rank_before"], told["rank_after"]) == (ours.rank_before, ours.rank_after)
    assert [each["after"] for each in told["changed"]] == [2.1, 1.5]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("set=2.2", "setting-format"),
        ("set=2.2:abc", "setting-format"),
        ("set=:2", "setting-format"),
        ("set=2.2:nan", "setting-format"),
        ("set=2.2:99", "score-outside-scale"),
        ("set=2.2:2&set=2:5", "changes-overlap"),
        ("", "parameter-missing"),
    ],
)
def test_settings_that_mean_nothing_are_refused(client, asked, code):
    assert refused(client, f"what-if?{HA_GIANG}&period=2023&{asked}") == (400, code)


# Target


def test_a_target_tells_steps_path_and_caveats(client, panel):
    told = ask(client, f"target?{HA_GIANG}&period=2023&goal=rank:5&years=3")
    ours = diagnosis.target(panel, "02", "2023", "rank:5")
    assert told["needed_score"] == ours.needed_score
    assert [step["gain"] for step in told["steps"]] == [step.gain for step in ours.steps]
    assert [year["period"] for year in told["path"]] == ["2024", "2025", "2026"]
    assert told["path"][-1]["score"] == ours.needed_score
    assert told["caveats"]


def test_a_plus_that_the_address_turned_into_a_blank_is_understood(client):
    plain = ask(client, f"target?{HA_GIANG}&period=2023&goal=rank+1")
    escaped = ask(client, f"target?{HA_GIANG}&period=2023&goal=rank%2B1")
    assert plain["goal"] == escaped["goal"] == "rank+1"


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        ("rank:40", "target-reached"),
        ("best", "goal-unknown"),
        ("score:99", "score-outside-scale"),
    ],
)
def test_goals_that_mean_nothing_are_refused(client, goal, code):
    assert refused(client, f"target?{HA_GIANG}&period=2023&goal={goal}") == (400, code)


# Claims


def check(client, text, **headers):
    body = {"text": text}
    return client.post("/api/v1/claims/check", body, content_type="application/json", **headers)


def test_claims_get_verdicts_from_published_scores(client):
    told = check(
        client, "PAPI 2023: tỉnh Hà Giang đạt 44,25 điểm, xếp thứ 12. Năm 2023, Cà Mau đạt 80 điểm."
    ).json()
    by_field = {each["field"]: each for each in told["claims"] if each["unit"] == "02"}
    assert by_field["score"]["result"] == "reproduced"
    assert by_field["rank"]["result"] == "contradicted"
    assert by_field["rank"]["ours"].startswith("11")
    assert sum(told["counts"].values()) >= 1


def test_a_text_is_never_taken_for_the_name_of_a_file(client, tmp_path):
    kept = tmp_path / "secret.txt"
    kept.write_text("PAPI 2023: tỉnh Hà Giang đạt 44,25 điểm.", encoding="utf-8")
    told = check(client, str(kept)).json()
    assert told["claims"] == []


def test_a_text_without_claims_has_none(client):
    told = check(client, "Hôm nay trời đẹp.").json()
    assert (told["claims"], told["counts"]) == ([], {})


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ('{"text": ""}', 400, "parameter-invalid"),
        ('{"text": "   "}', 400, "empty-text"),
        ("{}", 400, "parameter-missing"),
        ("no json", 400, "request-unreadable"),
        ('{"text": "x", "file": "y"}', 400, "parameter-invalid"),
        ('{"text": "\\ud800"}', 400, "parameter-invalid"),
        ('{"text": "' + "x" * 20_001 + '"}', 400, "parameter-invalid"),
        ('{"text": "' + "x" * 3_000_000 + '"}', 413, "upload-too-large"),
    ],
)
def test_texts_that_cannot_be_checked_are_refused(client, body, status, code):
    answer = client.post("/api/v1/claims/check", body, content_type="application/json")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (status, code)
