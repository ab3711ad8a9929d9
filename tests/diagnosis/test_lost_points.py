"""Lost points: what is missing at each node, against each reference."""

import numpy as np
import polars as pl
import pytest

from thuocdo.diagnosis import Reference, distance, lost_points
from thuocdo.kernel import RequestError


def by_node(found) -> dict:
    return {loss.node: loss for loss in found.losses}


def scores(panel, period: str, node: str) -> pl.DataFrame:
    return panel.book.filter(period=period, node=node).drop_nulls("score")


@pytest.mark.parametrize("unit", ["02", "80", "34", "93"])
def test_losses_against_the_maximum_add_up_over_the_tree(papi, unit):
    found = by_node(lost_points(papi, unit, "2023"))
    leaves = [found[f"papi/{code}"] for code in papi.on("2023").leaves]
    assert sum(loss.lost for loss in leaves) == pytest.approx(found["papi"].lost, abs=1e-9)
    assert sum(loss.share for loss in leaves) == pytest.approx(1, abs=1e-12)
    assert found["papi"].share is None
    in_book = papi.book.filter(unit=unit, period="2023", node="papi")["lost_points"].item()
    assert found["papi"].lost == pytest.approx(in_book, abs=1e-12)


def test_weighted_shares_are_of_points_of_the_index(pci):
    found = by_node(lost_points(pci, "02", "2016"))
    loss = found["pci/transparency"]
    assert loss.share == pytest.approx(2 * loss.lost / found["pci"].lost, abs=1e-5)


def test_the_best_unit_is_named(papi):
    loss = by_node(lost_points(papi, "02", "2023", Reference.BEST))["papi"]
    assert (loss.holder, round(loss.reference, 4)) == ("46", 46.0415)  # Thừa Thiên Huế


def test_the_median_is_over_the_units_with_a_score(papi):
    found = by_node(lost_points(papi, "02", "2023", Reference.MEDIAN))
    assert found["papi"].reference == scores(papi, "2023", "papi")["score"].median()


def test_the_best_of_the_region_and_of_peers(papi):
    loss = by_node(lost_points(papi, "02", "2023", Reference.REGION))["papi/6"]
    region = scores(papi, "2023", "papi/6").filter(region="NMM")
    assert loss.reference == region["score"].max()
    assert loss.holder == region.sort("score")["unit"].last()
    found = lost_points(papi, "02", "2023", Reference.PEERS, peers=["80", "Thái Bình"])
    assert found.detail == "80, 34"
    assert by_node(found)["papi"].holder == "34"


def test_the_own_best_year_is_one_that_can_be_compared(papi):
    found = by_node(lost_points(papi, "02", "2024", Reference.OWN_BEST))
    assert (found["papi"].holder, round(found["papi"].reference, 4)) == ("2023", 44.2479)
    assert int(found["papi/5"].holder) >= 2021  # one sub-dimension fewer since
    assert all(loss.lost >= 0 for loss in found.values())


def test_the_lower_bound_of_a_group_is_the_cut_point_of_each_node(papi):
    found = by_node(lost_points(papi, "02", "2023", Reference.GROUP, group="trung-binh-cao"))
    for node in ("papi", "papi/6", "papi/6.3"):
        expected = np.quantile(scores(papi, "2023", node)["score"].to_numpy(), 0.5)
        assert found[node].reference == pytest.approx(expected, abs=1e-12)
    lowest = by_node(lost_points(papi, "02", "2023", Reference.GROUP, group="thấp nhất"))
    assert lowest["papi"].reference == 8


def test_a_partly_withheld_province_shows_what_is_published(papi):
    found = by_node(lost_points(papi, "24", "2022"))  # Bắc Giang: only some dimensions
    assert "papi" not in found and len(found) > 5
    assert all(loss.share is None for loss in found.values())


def test_partial_data_have_a_maximum_but_no_best(pci):
    unit = pci.on("2022").units[0]
    assert lost_points(pci, unit, "2022").losses
    for against in (Reference.BEST, Reference.MEDIAN, Reference.REGION):
        with pytest.raises(RequestError, match="không đủ các đơn vị"):
            lost_points(pci, unit, "2022", against)
    with pytest.raises(RequestError, match="không đủ các đơn vị"):
        lost_points(pci, unit, "2022", Reference.GROUP, group="Tốt")


class TestDistance:
    def test_to_the_next_group_and_the_next_rank(self, papi):
        to_group, to_rank = distance(papi, "80", "2023")
        table = scores(papi, "2023", "papi").sort("score", descending=True)
        own = table.filter(unit="80")["score"].item()
        assert to_group.goal == "group:trung bình cao"
        cut = np.quantile(table["score"].to_numpy(), 0.5)
        assert to_group.points == pytest.approx(cut - own, abs=1e-12)
        above = table.filter(rank=45)["score"].item()
        assert (to_rank.goal, to_rank.needed_score) == ("rank:45", above)
        assert to_rank.points == pytest.approx(above - own, abs=1e-12)

    def test_is_nothing_at_the_top(self, papi):
        assert [d.points for d in distance(papi, "46", "2023")] == [0, 0]

    def test_is_told_for_any_node_and_year(self, papi):
        for node in papi.on("2023").row:
            for found in distance(papi, "02", "2023", node):
                assert found.points >= 0 and found.period == "2023"

    def test_fixed_thresholds_tell_a_distance_even_in_partial_data(self, par_index):
        unit = par_index.on("2023").units[0]
        assert [d.goal[:6] for d in distance(par_index, unit, "2023")] == ["group:"]

    def test_partial_data_without_thresholds_tell_none(self, pci):
        with pytest.raises(RequestError, match="không đủ các đơn vị"):
            distance(pci, pci.on("2022").units[0], "2022")
