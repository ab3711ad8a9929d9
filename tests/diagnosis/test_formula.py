"""How a score came to be: the formula with its values gives the score of the scorebook."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import load_folder
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.formula import Formula, Origin, Term, score_origin
from thuocdo.index.scorebook import score

PARTS = {"papi", *(f"papi/{number}" for number in range(1, 9))}


def origin(panel, unit, period, node=""):
    place = panel.at(unit, period)
    measured = bundled.measurements(panel.framework.name)
    return score_origin(panel, place, panel.node(node, place.snapshot.tree), measured)


@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("papi", ("2011", "2017", "2018", "2023", "2024")),
        ("papi_of_34", ("2011", "2018", "2022", "2024")),
        ("pci", ("2005", "2008", "2016", "2021", "2024")),
        ("par_index", ("2023",)),
    ],
)
def test_every_score_follows_from_its_formula_or_was_measured(request, name, years):
    panel = request.getfixturevalue(name)
    for year in years:
        snapshot = panel.on(year)
        for unit in snapshot.units[::6]:
            for code in snapshot.tree.nodes:
                found = origin(panel, unit, year, code)
                told = found.formula.result if found.formula else found.raw
                assert told == pytest.approx(found.score, abs=1e-9, nan_ok=True), (year, unit, code)
                assert (found.origin is Origin.NOWHERE) == np.isnan(found.score)


def test_what_is_summed_is_told_apart_from_what_is_measured(papi):
    snapshot = papi.on("2023")
    for node in snapshot.tree.nodes.values():
        wanted = Origin.PARTS if node.path in PARTS else Origin.MEASURED
        assert origin(papi, "02", "2023", node.code).origin is wanted


def test_a_published_total_is_taken_as_published_and_checked_by_its_parts(pci):
    found = origin(pci, "22", "2021")
    assert (found.origin, found.raw) == (Origin.MEASURED, 73.02)
    assert found.parts.result == pytest.approx(73.04)
    assert found.formula is None


def test_a_withheld_score_comes_from_nowhere_and_says_what_is_missing(papi):
    found = origin(papi, "22", "2018")
    assert (found.origin, np.isnan(found.score)) == (Origin.NOWHERE, True)
    assert [term.of for term in found.parts.lacking] == ["2", "4"]
    leaf = origin(papi, "22", "2018", "2.1")
    assert leaf.measured.status == "withheld"
    assert np.isnan(leaf.measured.value)


def test_a_merged_province_is_the_mean_of_its_members_by_population(papi_of_34):
    found = origin(papi_of_34, "08", "2023", "2.2")
    assert found.origin is Origin.MEMBERS
    members = {term.of: (term.value, term.weight) for term in found.members.terms}
    assert members == {
        "02@2004-01-01": (1.903466344, 870.2),
        "08@2004-01-01": (1.633416533, 792.9),
    }


def test_a_province_that_stays_keeps_its_measurement(papi_of_34):
    assert origin(papi_of_34, "12", "2023", "2.2").origin is Origin.MEASURED


def test_a_merged_province_with_a_withheld_member_has_no_score(papi_of_34):
    found = origin(papi_of_34, "79", "2023", "2.2")
    assert found.origin is Origin.NOWHERE
    assert [term.of for term in found.members.lacking] == ["74@2004-01-01"]


def test_unknown_shares_of_population_are_told_not_guessed():
    from thuocdo.runs import panel_of

    panel = panel_of("pci", territory=date(2025, 7, 1))
    found = origin(panel, "01@2008-08-01", "2006")
    assert (found.origin, found.members) == (Origin.NOWHERE, None)
    assert "chưa rõ tỷ lệ dân số" in found.target.reason


@pytest.mark.parametrize("code", ["", "a"])
def test_means_that_are_not_sums_are_recomputed_too(mini, code):
    measured = pl.DataFrame(schema={"node": pl.String, "period": pl.String, "unit": pl.String})
    for unit in mini.on("2022").units:
        place = mini.at(unit, "2022")
        found = score_origin(mini, place, code, measured)
        assert found.formula.aggregate == {"": "geometric", "a": "harmonic"}[code]
        assert found.formula.result == pytest.approx(place.score(code), abs=1e-12)


def test_a_part_left_out_leaves_its_weight_to_the_others():
    terms = (Term("a", 2.0, 1.0), Term("b", float("nan"), 1.0), Term("c", 4.0, 2.0))
    assert np.isnan(Formula("sum", terms).result)
    assert Formula("sum", terms, missing="reweight").result == pytest.approx(10 * 4 / 3)
    assert [term.of for term in Formula("sum", terms).lacking] == ["b"]


IMPUTED = """
framework: filled
label: {vi: Bộ có điền, en: Filled}
abbreviation: FILLED
owner: {vi: Tỉnh, en: Province}
source: thử nghiệm
status: confirmed
unit_level: free
levels:
  - {name: index, label: {vi: Chỉ số, en: Index}}
  - {name: item, label: {vi: Mục, en: Item}}
nodes:
  - code: ""
    label: {vi: Chỉ số, en: Index}
    source: thử nghiệm
    status: confirmed
    scale: {min: 0, max: 10}
    composition:
      2020: {components: [a, b], aggregate: arithmetic, source: thử, status: confirmed}
  - code: a
    label: {vi: a, en: a}
    source: thử
    status: confirmed
    scale: {min: 0, max: 10}
    preparation:
      2020:
        direction: "-1"
        impute: mean
        normalise: {method: minmax, low: 0, high: 10}
        source: thử
        status: confirmed
  - {code: b, label: {vi: b, en: b}, source: thử, status: confirmed, scale: {min: 0, max: 10}}
"""


def test_what_was_filled_in_and_normalised_enters_the_formula_and_is_marked(tmp_path):
    folder = tmp_path / "filled"
    folder.mkdir()
    (folder / "framework.yaml").write_text(IMPUTED, encoding="utf-8")
    values = {("a", "u1"): 20.0, ("a", "u2"): 40.0, ("a", "u3"): None}
    values |= {("b", unit): 5.0 for unit in ("u1", "u2", "u3")}
    table = pl.DataFrame(
        [
            {"framework": "filled", "node": f"filled/{node}", "unit": unit, "period": "2020",
             "value": value, "se": None, "n": None,
             "status": "final" if value else "withheld", "source": "thử"}
            for (node, unit), value in values.items()
        ],
        schema_overrides={"se": pl.Float64, "n": pl.Int64},
    )  # fmt: skip
    definition = load_folder(folder)
    panel = Panel.of(definition, score(definition, table))
    found = score_origin(panel, panel.at("u3", "2020"), "", table)
    assert [(t.of, t.value, t.imputed) for t in found.parts.terms] == [
        ("a", 5.0, True),
        ("b", 5.0, False),
    ]
    assert found.formula.result == pytest.approx(found.score)
    leaf = score_origin(panel, panel.at("u1", "2020"), "a", table)
    assert (leaf.raw, leaf.score) == (20.0, 10.0)
    assert leaf.preparation.normalise.method == "minmax"
