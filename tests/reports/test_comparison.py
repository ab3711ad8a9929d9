"""A few units side by side: the numbers of the scorebook, what differs, what can be told."""

import pytest

from thuocdo.kernel.errors import RequestError, UnitNotInForce
from thuocdo.reports.comparison import comparison
from thuocdo.reports.comparison_figures import comparison_figures


@pytest.fixture(scope="module")
def two(papi):
    return comparison(papi, ["Hà Giang", "24"], "2024")


def test_every_number_is_that_of_the_scorebook(papi, two):
    book = papi.book.filter(period="2024")
    for place, unit in enumerate(two.units):
        rows = {row["node"]: row for row in book.filter(unit=unit.unit).iter_rows(named=True)}
        for node in two.nodes:
            row = rows[f"papi/{node.code}" if node.code else "papi"]
            cell = node.cells[place]
            assert (cell.score, cell.rank, cell.ranked_units) == (
                row["score"],
                row["rank"],
                row["ranked_units"],
            )
            assert cell.group == row["group"]


def test_differences_are_from_the_first_and_the_best_is_marked(two):
    for node in two.nodes:
        first, other = node.cells
        assert first.difference == 0
        assert other.difference == other.score - first.score
        assert (first.best, other.best) == (other.difference <= 0, other.difference >= 0)


def test_all_that_share_the_best_score_are_best(papi):
    snapshot = papi.on("2011")
    row = snapshot.score[snapshot.row["6.2"]]
    view = comparison(papi, [snapshot.units[i] for i in (0, 1, 2)], "2011")
    best = max(row[:3])
    node = next(node for node in view.nodes if node.code == "6.2")
    assert [cell.best for cell in node.cells] == [score == best for score in row[:3]]


def test_a_unit_alone_is_best_of_nobody(papi):
    view = comparison(papi, ["02"], "2024")
    assert not any(cell.best for node in view.nodes for cell in node.cells)
    assert view.gaps == ()


def test_a_gap_adds_up_from_the_first_to_the_other(two):
    fall = two.gaps[0].fall
    assert (fall.start_label, fall.end_label) == ("Hà Giang", "Bắc Giang")
    assert fall.start + sum(step.amount for step in fall.steps) == pytest.approx(fall.end)
    assert fall.end - fall.start == pytest.approx(two.index.cells[1].difference)


def test_withheld_units_are_neither_best_nor_apart(papi):
    view = comparison(papi, ["02", "26"], "2024")
    cell = view.index.cells[1]
    assert (cell.score, cell.difference, cell.best) == (None, None, False)
    assert "không phải 0 điểm" in view.gaps[0].missing
    assert "gap1" not in comparison_figures(view)


def test_the_same_unit_twice_counts_once(papi):
    assert len(comparison(papi, ["02", "Hà Giang", "24"], "2024").units) == 2


@pytest.mark.parametrize("units", [[], ["01", "02", "04", "06", "08", "10"]])
def test_none_and_six_are_refused(papi, units):
    with pytest.raises(RequestError, match="so sánh từ một đến 5"):
        comparison(papi, units, "2024")


def test_a_unit_of_another_territory_is_refused(papi):
    with pytest.raises(UnitNotInForce):
        comparison(papi, ["02", "08@2025-07-01"], "2024")


def test_without_standard_errors_it_cannot_be_told(two):
    assert not two.tested
    assert two.certainty.startswith("Không có sai số chuẩn")


def test_with_standard_errors_the_index_is_tested_and_the_parts_are_not(papi_ranged):
    view = comparison(papi_ranged, ["02", "24", "96", "26"], "2024")
    assert [cell.significant for cell in view.index.cells] == [None, False, False, None]
    assert all(cell.significant is None for node in view.nodes[1:] for cell in node.cells)
    assert "(Holm)" in view.certainty
    far = comparison(papi_ranged, ["02", "22"], "2024")
    assert far.index.cells[1].significant is True


def test_nothing_is_tested_against_a_first_unit_without_a_score(papi_ranged):
    view = comparison(papi_ranged, ["26", "02", "24"], "2024")
    assert not view.tested


def test_years_are_those_of_each_unit(papi, two):
    assert [year.period for year in two.years[0]] == [str(period) for period in papi.periods]
    assert two.years[1][-1].score == two.index.cells[1].score
    assert two.years[1][3].score is None  # Bắc Giang 2014: withheld


def test_charts_are_drawn_of_what_there_is(two, panels):
    assert set(comparison_figures(two)) == {"dots", "years", "gap1"}
    sipas = panels["sipas"]
    alone = comparison(sipas, sipas.on("2020").units[:1], "2020")
    assert "dots" not in comparison_figures(alone)
