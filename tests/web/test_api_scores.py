"""Scores by the API: the scorebook, rankings, editions and what they changed; as JSON and files."""

import io

import polars as pl
import pytest

from thuocdo.kernel.tables import SCOREBOOK, names
from thuocdo.web.results import books
from thuocdo.web.results.publish import Publication, publish

pytestmark = pytest.mark.django_db

WITHHELD_2024 = 2  # provinces whose PAPI 2024 was not published


def ask(client, address):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.text
    return answer.json()


# The scorebook


def test_the_scorebook_gives_published_scores_unrounded(client):
    told = ask(client, "scorebook?framework=papi&unit=ha-giang-02&node=papi&period=2023")
    row = told["rows"][0]
    assert told["total"] == 1
    assert list(row) == names(SCOREBOOK)
    assert row["score"] == pytest.approx(44.24792724899999)
    assert (row["rank"], row["ranked_units"], row["group"]) == (11, 61, "cao nhất")
    assert (row["se"], row["rank_low"], row["rank_high"]) == (None, None, None)
    assert "sai số chuẩn" in told["rank_range"]


def test_repeated_filters_ask_for_any_of_their_values(client):
    told = ask(
        client,
        "scorebook?framework=papi&unit=Hà Giang&unit=48&period=2022&period=2023&node=2&node=2.3",
    )
    assert told["total"] == 8
    found = {(row["unit"], row["period"], row["node"]) for row in told["rows"]}
    assert len(found) == 8
    assert {node for _unit, _period, node in found} == {"papi/2", "papi/2.3"}


@pytest.mark.parametrize("unit", ["ha-giang-02", "02@2004-01-01", "02", "Hà Giang", "ha giang"])
def test_a_unit_may_be_named_as_people_and_programs_do(client, unit):
    told = ask(client, f"scorebook?framework=papi&unit={unit}&node=papi&period=2023")
    assert [row["unit_name"] for row in told["rows"]] == ["Hà Giang"]


def test_a_code_of_several_territories_finds_each_in_its_time(client):
    told = ask(client, "scorebook?framework=pci&unit=01&node=pci&page_size=1000")
    assert {row["unit"] for row in told["rows"]} == {"01@2004-01-01", "01@2008-08-01"}


def test_all_unknown_values_are_told_at_once(client):
    answer = client.get("/api/v1/scorebook?framework=papi&unit=nowhere&unit=nobody")
    assert [each["code"] for each in answer.json()["problems"]] == ["unit-unknown"] * 2
    answer = client.get("/api/v1/scorebook?framework=papi&period=1999&period=1998")
    assert [each["code"] for each in answer.json()["problems"]] == ["period-without-data"] * 2


def test_turning_all_pages_gives_every_row_once(client):
    address, seen = "/api/v1/scorebook?framework=papi&period=2023&page_size=700", []
    while address:
        answer = client.get(address)
        told = answer.json()
        seen += [(row["node"], row["unit"]) for row in told["rows"]]
        assert (f'<{told["next"]}>; rel="next"' in answer.get("Link", "")) == bool(told["next"])
        address = told["next"]
    assert len(seen) == len(set(seen)) == told["total"] == int(answer["X-Total-Count"])
    book = books.scorebook(books.current("papi"))
    assert told["total"] == book.filter(period="2023").height


def test_pages_beyond_what_can_be_reached_are_refused_with_the_way_out(client, monkeypatch):
    monkeypatch.setattr("thuocdo.web.api.paging.DEEPEST", 500)
    answer = client.get("/api/v1/scorebook?framework=papi&page=6")
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["code"] == "page-too-deep"


# Rankings


def test_a_ranking_is_best_first_with_the_true_denominator(client):
    told = ask(client, "ranking?framework=papi&period=2024")
    scored = [row for row in told["rows"] if row["score"] is not None]
    assert told["total"] == 63
    assert {row["ranked_units"] for row in scored} == {63 - WITHHELD_2024}
    assert [row["rank"] for row in scored] == sorted(row["rank"] for row in scored)
    assert (told["node"], told["period"], told["complete"]) == ("papi", "2024", True)


def test_a_withheld_score_is_null_with_its_status_and_has_no_rank(client):
    rows = ask(client, "ranking?framework=papi&period=2024")["rows"]
    withheld = rows[-WITHHELD_2024:]
    assert {row["status"] for row in withheld} == {"withheld"}
    assert all(row["score"] is None and row["rank"] is None for row in withheld)
    assert all(row["score"] is not None for row in rows[:-WITHHELD_2024])


def test_without_a_period_the_ranking_is_the_latest(client):
    assert ask(client, "ranking?framework=papi")["period"] == "2024"


def test_a_region_keeps_national_ranks(client):
    told = ask(client, "ranking?framework=papi&period=2023&region=NMM")
    assert {row["region"] for row in told["rows"]} == {"NMM"}
    assert "Hà Giang" in {row["unit_name"] for row in told["rows"]}
    assert max(row["rank"] for row in told["rows"] if row["rank"]) > told["total"]


def test_a_territory_asks_for_scores_carried_over_and_says_so(client):
    told = ask(client, "ranking?framework=papi&period=2023&territory=2025-07-01")
    assert told["total"] == 34
    assert told["edition"]["territory"] == "2025-07-01"
    assert {row["status"] for row in told["rows"]} <= {"reconstructed", "published", "withheld"}
    assert "reconstructed" in {row["status"] for row in told["rows"]}


def test_a_period_with_only_some_units_has_no_ranks(client):
    incomplete = [
        (framework["name"], period)
        for framework in ask(client, "frameworks")["frameworks"]
        for period in framework["editions"][0]["periods"]
        if not ask(client, f"ranking?framework={framework['name']}&period={period}")["complete"]
    ]
    assert incomplete
    name, period = incomplete[0]
    rows = ask(client, f"ranking?framework={name}&period={period}")["rows"]
    assert {row["rank"] for row in rows} == {None}


# Files

READERS = {"csv": pl.read_csv, "arrow": pl.read_ipc, "parquet": pl.read_parquet}


@pytest.mark.parametrize("kind", READERS)
def test_tables_come_as_files_with_the_documented_columns(client, kind):
    answer = client.get(f"/api/v1/ranking?framework=papi&period=2024&format={kind}")
    table = READERS[kind](io.BytesIO(answer.content))
    assert table.columns == names(SCOREBOOK)
    assert table.height == 63
    assert table["score"].null_count() == WITHHELD_2024
    assert f'filename="papi-2024-ranking.{kind}"' in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/vnd.apache.arrow.file", "application/vnd.apache.arrow.file"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/json", "application/json"),
        ("image/png", "application/json"),
    ],
)
def test_the_header_accept_chooses_the_format(client, accept, content_type):
    headers = {"accept": accept}
    answer = client.get("/api/v1/ranking?framework=papi&period=2024", headers=headers)
    assert answer["Content-Type"] == content_type


def test_a_file_tells_in_its_headers_that_there_is_more(client):
    answer = client.get("/api/v1/scorebook?framework=papi&format=csv&page_size=10")
    assert answer.text.count("\n") == 11
    assert int(answer["X-Total-Count"]) == books.current("papi").rows
    assert 'rel="next"' in answer["Link"]


def test_units_and_corrections_come_as_files_too(client):
    answer = client.get("/api/v1/units?on=2025-07-01&level=province&format=csv")
    assert pl.read_csv(io.BytesIO(answer.content)).height == 34
    answer = client.get("/api/v1/corrections?format=parquet")
    table = pl.read_parquet(io.BytesIO(answer.content))
    assert (table.height, table.columns[0], table.schema["old_score"]) == (
        0,
        "framework",
        pl.Float64,
    )


# Editions


def test_a_corrected_number_is_told_with_its_old_value(client):
    edition = books.current("papi")
    book = books.scorebook(edition)
    own = (pl.col("unit") == "02") & (pl.col("period") == "2023") & (pl.col("node") == "papi")
    changed = book.with_columns(score=pl.when(own).then(44.0).otherwise("score"))
    definition = books.definition("papi")
    publish(Publication(definition, changed, books.measurements(edition)))

    told = ask(client, "corrections?framework=papi")
    assert told["total"] == 1
    correction = told["corrections"][0]
    assert (correction["number"], correction["unit_name"]) == (2, "Hà Giang")
    assert correction["old_score"] == pytest.approx(44.24792724899999)
    assert correction["new_score"] == 44.0
    editions = ask(client, "editions?framework=papi")["editions"]
    assert [e["current"] for e in editions if e["territory"] is None] == [True, False]


def test_an_edition_tells_its_source_and_hash(client):
    edition = ask(client, "editions?framework=papi")["editions"][-1]
    assert edition["sha256"] == books.current("papi").sha256
    assert edition["source"]["publisher"]
