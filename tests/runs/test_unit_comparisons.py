"""One unit against the others."""

from math import erfc

import numpy as np
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.pairwise import compare
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.uncertain import uncertain_scores
from thuocdo.kernel.errors import RequestError, UnitError
from thuocdo.kernel.period import Period
from thuocdo.runs import compare_units

YEAR = Period.parse("2024")


def test_the_difference_its_error_and_p_value_by_hand(papi, assumed):
    found = compare_units(*papi, "Hà Giang", YEAR, assumed).table
    row = found.filter(unit_name="Ninh Thuận").row(0, named=True)
    assert row["difference"] == pytest.approx(45.732287 - 43.728906, abs=1e-5)
    assert row["se"] == pytest.approx(0.4 * 2**0.5)
    assert row["p"] == pytest.approx(erfc(row["difference"] / row["se"] / 2**0.5))
    assert row["p_adjusted"] == pytest.approx(43 * row["p"], rel=1e-6)  # 17 of 60 are smaller


def test_verdicts_follow_the_adjusted_p_values(papi, assumed):
    found = compare_units(*papi, "02", YEAR, assumed).table
    assert found.height == 62 and "02" not in found["unit"].to_list()
    for row in found.drop_nulls("score").iter_rows(named=True):
        sign = "better" if row["difference"] > 0 else "worse"
        expected = sign if row["p_adjusted"] <= 0.05 else "not_distinguishable"
        assert row["verdict"] == expected


def test_a_withheld_unit_is_listed_without_a_verdict(papi, assumed):
    found = compare_units(*papi, "02", YEAR, assumed).table.filter(unit="26")
    assert found.select("score", "difference", "se", "p", "p_adjusted", "verdict").row(0) == (
        *[None] * 6,
    )


@pytest.mark.parametrize("control", ["holm", "own", "all"])
def test_the_units_found_are_those_of_the_library(papi, assumed, control):
    made = compare_units(*papi, "02", YEAR, assumed, control=control)
    everyone = made.table.drop_nulls("score").sort("unit")
    scores = np.array([*everyone["score"], 43.72890561])
    expected = compare(uncertain_scores(scores, se=0.4), 60, control=control)
    better = (everyone["verdict"] == "better").to_list()
    assert better == expected.better[:60].tolist()
    assert (everyone["p_adjusted"].null_count() == 0) == (control == "holm")


def test_every_output_names_its_control_and_counts(papi, assumed):
    notes = "\n".join(compare_units(*papi, "02", YEAR, assumed).notes)
    assert "Holm" in notes and "GIẢ ĐỊNH" in notes
    assert "5 đơn vị cao hơn, 40 không phân biệt được, 15 thấp hơn (trong 60" in notes


def test_where_only_some_units_are_in_the_data_that_is_said():
    pci, measured = framework("pci"), bundled.measurements("pci")
    unit = measured.filter(node="pci", period="2020")["unit"][0]
    made = compare_units(pci, measured, unit, Period.parse("2020"), Uncertainty(assumed_se=0.5))
    assert any("chỉ có một phần" in note for note in made.notes)


@pytest.mark.parametrize(
    ("unit", "options", "code"),
    [
        ("26", {}, "unit-withheld"),
        ("02", {"control": "x"}, "control-unknown"),
        ("02", {"node": "papi/2"}, "se-unknown"),
        ("02", {"node": "papi/99"}, "node-unknown"),
    ],
)
def test_what_cannot_be_compared_is_a_problem(papi, assumed, unit, options, code):
    with pytest.raises(RequestError) as refused:
        compare_units(*papi, unit, YEAR, assumed, **options)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_unit_that_there_was_not(papi, assumed):
    with pytest.raises(UnitError):
        compare_units(*papi, "Atlantis", YEAR, assumed)
