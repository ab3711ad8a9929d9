"""94 published statements, each with the verdict that was reached by hand."""

from pathlib import Path

import pytest

from thuocdo.claims import check_file

FILE = Path(__file__).parents[1] / "golden" / "claims" / "published_claims.csv"

_DENOMINATOR = "score and rank hold, but of {said} only {ours} had a total that year"
# Where our verdict is another, and why.
ARGUED = {
    "C015": (
        "contradicted",
        "given as differs_from_simple_quartile. Hồ Chí Minh 2023 has 41.7754 and rank 36: neither "
        "quartiles of 61 nor positions of 63 put it in the second group, and the range that the "
        "article itself gives for that group (42.39-43.95) leaves it out",
    ),
    "C025": ("contradicted", _DENOMINATOR.format(said=63, ours=61)),
    "C069": ("contradicted", _DENOMINATOR.format(said=63, ours=61)),
    "C104": ("contradicted", _DENOMINATOR.format(said=63, ours=61)),
    "C107": ("contradicted", _DENOMINATOR.format(said=63, ours=60)),
    "C108": ("contradicted", _DENOMINATOR.format(said=63, ours=61)),
    "C111": ("contradicted", _DENOMINATOR.format(said=63, ours=61)),
}


@pytest.fixture(scope="module")
def checked(books):
    return {row["claim_id"]: row for row in check_file(FILE, books).iter_rows(named=True)}


def test_every_row_comes_back(checked):
    assert len(checked) == 94


def test_each_verdict_is_the_given_one_or_argued(checked):
    differ = {
        key: row["check_result"]
        for key, row in checked.items()
        if row["check_result"] != row["given_check_result"]
    }
    assert differ == {key: verdict for key, (verdict, _why) in ARGUED.items()}


def test_each_field_has_the_verdict_given_for_it(checked):
    words = {"within_1_unit_last_place": "within_rounding", "no_data": "not_checkable"}
    for key, row in checked.items():
        for part in row["given_check_detail"].split("; "):
            field, _, rest = part.partition(": ")
            given = rest.split(" ")[0]
            if given != "differs_from_simple_quartile":
                assert row[f"{field}_result"] == words.get(given, given), (key, field)


@pytest.mark.parametrize("claim", [key for key in ARGUED if key != "C015"])
def test_an_argued_denominator_is_the_only_thing_wrong(checked, claim):
    row = checked[claim]
    fields = ("score", "rank", "score_change", "rank_change", "group")
    assert row["rank_of_result"] == "contradicted"
    assert "Mẫu số tính cả đơn vị không có điểm" in row["rank_of_detail"]
    assert "contradicted" not in {row[f"{field}_result"] for field in fields}


def test_a_pci_claim_from_2017_on_says_that_it_is_not_independent(checked):
    assert "không độc lập" in checked["C159"]["score_detail"]
    assert "không độc lập" not in checked["C164"]["score_detail"]


def test_last_years_rank_told_as_places_gained_is_recognised(checked):
    assert "5 là thứ hạng năm 2022" in checked["C017"]["rank_change_detail"]


def test_what_cannot_be_checked_does_not_hide_what_can(checked):
    assert checked["C162"]["check_result"] == "partly_checked"
    assert checked["C162"]["rank_change_result"] == "not_checkable"


def test_a_blank_field_has_no_verdict(checked):
    assert checked["C002"]["score_result"] is None
    assert checked["C002"]["score_detail"] is None
