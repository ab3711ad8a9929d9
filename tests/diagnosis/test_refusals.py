"""What cannot be told is said so, with a stable code, in Vietnamese, and the next step."""

import re
from math import isnan

import pytest

from thuocdo.diagnosis import (
    Reference,
    distance,
    explain_change,
    explain_gap,
    lost_points,
    node_quality,
    peers,
    target,
    target_path,
    traits,
    what_if,
)
from thuocdo.kernel import RequestError, ThuocDoError
from thuocdo.kernel.errors import UnitError


def refused(code: str, words: str, call, *args, **options) -> None:
    with pytest.raises((RequestError, UnitError)) as caught:
        call(*args, **options)
    assert caught.value.problems[0].code == code
    assert re.search(words, str(caught.value)), str(caught.value)


EVERY_CALL = [
    (lost_points, ()),
    (distance, ()),
    (traits, ()),
    (peers, ()),
    (what_if, ({"papi/1.1": 2.0},)),
    (target, ("rank:5",)),
    (target_path, ("rank:5", 2)),
    (explain_gap, ("median",)),
]


@pytest.mark.parametrize(("call", "more"), EVERY_CALL)
def test_a_unit_that_was_not_there_says_where_it_went(papi, pci, call, more):
    refused("unit-not-in-force", "Hà Tây.*Hà Nội", call, pci, "Hà Tây", "2016", *more)
    refused("unit-not-in-force", "Hà Nội", call, pci, "28@2004-01-01", "2016", *more)


def test_on_the_map_of_2025_ha_giang_says_tuyen_quang_and_regions_are_gone(papi_of_34):
    for name in ("Hà Giang", "02"):
        refused("unit-not-in-force", "Tuyên Quang", lost_points, papi_of_34, name, "2023")
    refused("region-none", "63 tỉnh", lost_points, papi_of_34, "08", "2023", Reference.REGION)
    assert len(peers(papi_of_34, "Tuyên Quang", "2023")) == 5
    assert target(papi_of_34, "Tuyên Quang", "2023", "rank+1").reachable


@pytest.mark.parametrize(("call", "more"), EVERY_CALL)
def test_a_unit_nobody_knows_is_suggested(papi, call, more):
    refused("unit-unknown", "Hà Giang", call, papi, "Hà Gianh", "2023", *more)


@pytest.mark.parametrize(("call", "more"), EVERY_CALL)
def test_a_year_without_data_names_those_with(papi, call, more):
    refused("period-empty", "2026.*2011.*2024", call, papi, "02", "2026", *more)
    refused("period-format", "năm 2024", call, papi, "02", "năm nay", *more)


@pytest.mark.parametrize(("call", "more"), EVERY_CALL)
def test_a_withheld_province_is_explained_not_zero(papi, call, more):
    """Quảng Ninh 2023: nothing was published."""
    refused("unit-withheld", "Quảng Ninh.*không phải 0", call, papi, "22", "2023", *more)


def test_a_change_needs_both_ends(papi):
    refused("unit-withheld", "Quảng Ninh", explain_change, papi, "22", "2022", "2023")
    refused("unit-withheld", "Quảng Ninh", explain_change, papi, "22", "2021", "2022")
    refused("periods-out-of-order", "2023.*2022", explain_change, papi, "02", "2023", "2022")
    refused("node-not-in-force", "papi/7.*2017", explain_change, papi, "02", "2017", "2018", "7")
    refused("unit-withheld", "Quảng Ninh", explain_gap, papi, "02", "2023", "22")


@pytest.mark.parametrize("call", [distance, explain_gap])
def test_a_node_not_in_force_or_unknown(papi, call):
    more = ("median",) if call is explain_gap else ()
    refused("node-not-in-force", "papi/8.*2015", call, papi, "02", "2015", *more, node="8")
    refused("node-unknown", "papi/9", call, papi, "02", "2015", *more, node="papi/9")


def test_a_unit_missing_from_partial_data(pci):
    absent = next(u for u in pci.on("2016").units if u not in pci.on("2022").column)
    refused("unit-without-data", "2022.*một phần", lost_points, pci, absent, "2022")


def test_a_reference_needs_its_name(papi):
    refused("reference-incomplete", "group", lost_points, papi, "02", "2023", Reference.GROUP)
    refused("reference-incomplete", "peers", lost_points, papi, "02", "2023", Reference.PEERS)
    refused("group-unknown", "cao nhất", lost_points, papi, "02", "2023", Reference.GROUP, "giỏi")


def test_a_context_that_is_not_known(papi):
    refused("context-unknown", "population", peers, papi, "02", "2023", context=("rain",))


class TestGoals:
    @pytest.mark.parametrize(
        "goal", ["score:40", "score:43.7289", "rank:30", "rank:61", "group:trung-binh-thap",
                 "region-rank:14"],
    )  # fmt: skip
    def test_that_are_reached_already(self, papi, goal):
        refused("target-reached", "Hà Giang đã đạt.*43.7289", target, papi, "02", "2024", goal)

    @pytest.mark.parametrize("goal", ["", "khá hơn", "score:", "score:nhiều", "rank:0", "rank:-3",
                                      "rank+0", "rank+99", "score+1", "hạng:5"])  # fmt: skip
    def test_that_nobody_understands(self, papi, goal):
        refused("goal-unknown", "score:46.96", target, papi, "02", "2024", goal)

    def test_outside_the_scale_or_the_groups(self, papi):
        refused("score-outside-scale", "8–80", target, papi, "02", "2024", "score:81")
        refused("group-unknown", "trung bình cao", target, papi, "02", "2024", "group:giỏi")

    def test_relative_ones_in_partial_data(self, pci):
        unit = pci.on("2022").units[0]
        for goal in ("rank:1", "rank+1", "group:Tốt", "region-rank:1"):
            refused("units-not-ranked", "không đủ các đơn vị", target, pci, unit, "2022", goal)

    def test_where_the_index_is_not_made_of_parts(self, par_index):
        unit = par_index.on("2023").units[0]
        refused("node-not-composed", "par_index", target, par_index, unit, "2023", "score:99.5")


class TestWhatIf:
    def test_a_score_outside_the_scale_names_the_scale(self, papi):
        for score in (2.6, 0.2, float("nan")):
            refused("score-outside-scale", "0.25–2.5.*papi/1.1", what_if, papi, "02", "2023",
                    {"1.1": score})  # fmt: skip

    def test_a_node_and_one_above_it(self, papi):
        refused("changes-overlap", "papi/1.1.*papi/1", what_if, papi, "02", "2023",
                {"1": 5.0, "1.1": 1.0})  # fmt: skip

    def test_a_partly_withheld_province(self, papi):
        refused("unit-withheld", "Bắc Giang", what_if, papi, "24", "2022", {"1.1": 1.0})

    def test_a_total_that_is_not_made_of_its_parts(self, par_index):
        place, code = next(
            (place, code)
            for place in (par_index.at(unit, "2024") for unit in par_index.on("2024").units)
            for code, score in place.scores().items()
            if code and not isnan(score)
        )
        refused("node-not-composed", "“par_index”", what_if, par_index, place.unit, "2024",
                {code: 90})  # fmt: skip


def test_quality_of_a_year_without_data(papi):
    refused("period-empty", "2011", node_quality, papi, "2010")


def test_every_refusal_is_one_of_ours(papi):
    with pytest.raises(ThuocDoError):
        lost_points(papi, "", "2023")
