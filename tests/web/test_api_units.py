"""Frameworks and units by the API."""

import pytest

pytestmark = pytest.mark.django_db


def ask(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.text
    return answer.json()


# Frameworks


def test_all_published_indices_are_listed_with_what_can_be_asked(client):
    told = ask(client, "frameworks")["frameworks"]
    assert [each["name"] for each in told] == ["papi", "par_index", "sipas", "pci"]
    papi = told[0]
    assert [edition["territory"] for edition in papi["editions"]] == [None, "2025-07-01"]
    assert papi["editions"][0]["periods"][-1] == "2024"


def test_the_tree_is_that_of_the_period(client):
    nodes = {node["code"]: node for node in ask(client, "frameworks/papi?period=2024")["nodes"]}
    assert (nodes[""]["scale_min"], nodes[""]["scale_max"]) == (8, 80)
    assert nodes["2.3"]["parent"] == "2"
    assert "2.3" in nodes["2"]["parts"]
    early = {node["code"] for node in ask(client, "frameworks/papi?period=2017")["nodes"]}
    assert {"7", "8"} <= nodes.keys() - early


def test_a_node_tells_why_it_cannot_be_compared(client):
    nodes = ask(client, "frameworks/papi?period=2018")["nodes"]
    assert nodes[0]["comparable"] is False
    assert nodes[0]["reason"]
    assert ask(client, "frameworks/papi?period=2011")["nodes"][0]["comparable"] is None


# Units


@pytest.mark.parametrize(("day", "count"), [("2025-06-30", 63), ("2025-07-01", 34)])
def test_units_are_those_in_force_on_the_day(client, day, count):
    told = ask(client, f"units?level=province&on={day}")
    assert told["total"] == count


def test_communes_come_by_pages(client):
    told = ask(client, "units?level=commune&on=2025-07-01&page_size=1000&page=4")
    assert told["total"] == 3321
    assert len(told["units"]) == 321
    assert told["next"] is None
    assert "page=3" in told["previous"]


def test_a_name_is_that_of_the_day(client):
    names = {
        day: ask(client, f"units?level=province&q=thua thien hue&on={day}")["units"][0]["name"]
        for day in ("2024-12-31", "2025-01-01")
    }
    assert names == {"2024-12-31": "Thừa Thiên Huế", "2025-01-01": "Huế"}


def test_search_needs_no_accents_and_finds_what_ended(client):
    told = ask(client, "units?q=ha giang")
    assert told["units"][0]["slug"] == "ha-giang-02"
    assert told["units"][0]["until"] == "2025-06-30"
    in_force = ask(client, "units?q=ha giang&on=2026-01-01")["units"]
    assert "ha-giang-02" not in {unit["slug"] for unit in in_force}


@pytest.mark.parametrize("text", ["", "|", "%25", "' OR 1=1 --", "zzzzzz"])
def test_a_search_for_nobody_is_empty(client, text):
    assert ask(client, f"units?q={text}")["units"] == []


@pytest.mark.parametrize("text", ["ha-giang-02", "02@2004-01-01", "Hà Giang", "ha giang"])
def test_one_unit_may_be_named_in_every_way(client, text):
    told = ask(client, f"units/{text}")
    assert told["id"] == "02@2004-01-01"
    assert told["in_force"] is False
    assert {"framework": "papi", "territory": None} in told["indices"]
    assert told["page"] == "/don-vi/ha-giang-02/"


def test_a_code_is_read_on_the_day(client):
    assert ask(client, "units/24?on=2025-06-30")["name"] == "Bắc Giang"
    assert ask(client, "units/24?on=2025-07-01")["name"] == "Bắc Ninh"


def test_a_region_is_that_of_the_day(client):
    assert ask(client, "units/ha-giang-02?on=2025-06-30")["region"] == "NMM"
    assert ask(client, "units/ha-giang-02?on=2025-07-01")["region"] is None


def test_an_ambiguous_name_lists_the_candidates(client):
    answer = client.get("/api/v1/units/xã Tân Lập?on=2025-06-30")
    assert answer.status_code == 404
    assert answer.json()["problems"][0]["code"] == "unit-ambiguous"


def test_succession_tells_both_ways_with_shares_and_law(client):
    after = ask(client, "units/ha-giang-02/succession")["successors"]
    assert [(each["name"], each["relation"]) for each in after] == [("Tỉnh Tuyên Quang", "whole")]
    assert after[0]["population_share"] == 1.0
    assert "202/2025/QH15" in after[0]["source"]
    before = ask(client, f"units/{after[0]['slug']}/succession")
    assert {each["slug"] for each in before["predecessors"]} == {
        "ha-giang-02",
        "tuyen-quang-08-20040101",
    }
    assert before["history"][0]["sentence"]


def test_an_unknown_share_is_null_not_zero(client):
    told = ask(client, "units/hoa-binh-17/succession")
    shares = [each["population_share"] for each in told["successors"]]
    assert 0 not in shares
