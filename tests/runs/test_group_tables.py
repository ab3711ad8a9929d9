"""Groups that the sample allows, and how likely each is."""

import numpy as np
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.group_probability import group_sets
from thuocdo.index.rank_sets import kww
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.uncertain import uncertain_scores
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.period import Period
from thuocdo.runs import group_page

YEAR = Period.parse("2024")
CHANCES = [f"probability_{place}" for place in range(1, 5)]


def test_a_group_lies_between_the_best_and_the_worst_possible(papi, assumed):
    page = group_page(*papi, YEAR, assumed)
    place = {name: at for at, name in enumerate(page.group_names)}
    ranked = page.table.drop_nulls("score")
    assert ranked.height == 61
    for row in ranked.iter_rows(named=True):
        assert place[row["best_group"]] <= place[row["group"]] <= place[row["worst_group"]]
        assert row["surely"] == (row["best_group"] == row["worst_group"])


def test_probabilities_add_up_and_none_is_told_of_a_withheld_unit(papi, assumed):
    table = group_page(*papi, YEAR, assumed).table
    sums = table.drop_nulls("score").select(CHANCES).sum_horizontal()
    np.testing.assert_allclose(sums, 1.0)
    withheld = table.filter(unit="26").row(0, named=True)
    told = ("group", "best_group", "worst_group", "surely", *CHANCES)
    assert all(withheld[name] is None for name in told)


def test_the_sets_are_those_of_the_library_at_the_places_of_61_units(papi, assumed):
    page = group_page(*papi, YEAR, assumed, method="kww")
    table = page.table.drop_nulls("score")
    scores = uncertain_scores(table["score"].to_numpy(), se=0.4)
    allowed = group_sets(kww(scores), (16, 31, 46))
    names = np.array(list(page.group_names))
    assert table["best_group"].to_list() == names[allowed.best].tolist()
    assert table["worst_group"].to_list() == names[allowed.worst].tolist()


def test_simultaneous_sets_are_no_narrower_and_say_so(papi, assumed):
    alone, together = (
        group_page(*papi, YEAR, assumed, method=method) for method in ("marginal", "mrsw")
    )
    assert together.table["surely"].sum() <= alone.table["surely"].sum()
    assert any("đồng thời" in note for note in together.notes)
    assert any("riêng từng đơn vị" in note for note in alone.notes)


def test_a_tiny_error_makes_everybody_sure(papi):
    table = group_page(*papi, YEAR, Uncertainty(assumed_se=1e-6)).table.drop_nulls("score")
    assert table["surely"].all()
    assert table["best_group"].to_list() == table["group"].to_list()


def test_fixed_thresholds_need_no_complete_list_of_units():
    par, measured = framework("par_index"), bundled.measurements("par_index")
    known = Uncertainty(assumed_se=1.0)
    found = group_page(par, measured, Period.parse("2023"), known).table
    top = found.row(0, named=True)
    assert top["group"] == top["best_group"] == "A"
    assert top["probability_1"] == pytest.approx(0.985, abs=0.01)  # P(92.18 + N > 90)


def test_natural_breaks_have_probabilities_and_no_sets():
    pci, measured = framework("pci"), bundled.measurements("pci")
    page = group_page(pci, measured, Period.parse("2015"), Uncertainty(assumed_se=0.5))
    assert page.table["best_group"].null_count() == page.table.height
    assert page.table["probability_1"].null_count() < page.table.height
    assert any("không có tập nhóm" in note for note in page.notes)


@pytest.mark.parametrize(
    ("index", "year", "node", "method", "code"),
    [
        ("papi", "2024", None, "x", "rank-method"),
        ("papi", "2024", "papi/2", "marginal", "se-unknown"),
        ("papi", "2030", None, "marginal", "period-undefined"),
        ("pci", "2020", None, "marginal", "units-not-ranked"),
        ("sipas", "2023", None, "marginal", "groups-undefined"),
    ],
)
def test_what_cannot_be_told_is_a_problem(index, year, node, method, code, assumed):
    definition = framework(index)
    with pytest.raises(RequestError) as refused:
        group_page(
            definition, bundled.measurements(index), Period.parse(year), assumed, node, method
        )
    assert [problem.code for problem in refused.value.problems] == [code]


def test_published_scores_alone_tell_no_group_for_sure(papi):
    with pytest.raises(RequestError, match="--assume-se"):
        group_page(*papi, YEAR, Uncertainty())
