"""A simulated survey is drawn as PAPI's is, and its truth is known."""

import numpy as np
import polars as pl
import pytest

from thuocdo import units
from thuocdo.catalog.bundled import measurements
from thuocdo.kernel.errors import RequestError
from thuocdo.runs.simulations import true_values
from thuocdo.survey.simulate import simulate_survey
from thuocdo.survey.simulate_sample import DAYS
from thuocdo.survey.simulate_spread import TrueScores, published_spread

SMALL = {"respondents": 4000, "questions": 120, "indicators": 56}


@pytest.fixture(scope="module")
def papi():
    return simulate_survey(63, **SMALL, seed=4)


def test_the_same_seed_gives_the_same_survey(papi):
    again = simulate_survey(63, **SMALL, seed=4)
    assert again.data.equals(papi.data)
    assert again.measures == papi.measures
    assert not simulate_survey(63, **SMALL, seed=5).data.equals(papi.data)


def test_units_per_stage_are_those_of_papi(papi):
    assert [papi.data[name].n_unique() for name in ("district", "commune", "village")] == [
        207, 414, 828,
    ]  # fmt: skip
    taken = papi.data.group_by("province").agg(pl.col("district").n_unique())
    many = taken.filter(pl.col("district") == 6)["province"].sort().to_list()
    assert many == ["01", "38", "40", "75", "79", "89"]


def test_provinces_are_the_real_ones_of_the_day(papi):
    for count, data in ((63, papi.data), (34, simulate_survey(34, **SMALL).data)):
        assert set(data["province"]) == {unit.code for unit in units.units_on(DAYS[count])}


def test_34_provinces_have_no_district_stage():
    data = simulate_survey(34, **SMALL).data
    assert "district" not in data.columns
    assert set(data.group_by("province").agg(pl.col("commune").n_unique())["commune"]) == {6, 12}


def test_communes_can_be_drawn_straight_from_provinces():
    data = simulate_survey(63, **SMALL, communes=8).data
    assert "district" not in data.columns
    per = data.group_by("province").agg(
        pl.col("commune", "psu").n_unique(), strata=pl.col("stratum").n_unique()
    )
    assert per["commune"].value_counts().sort("commune").rows() == [(8, 57), (16, 6)]
    # The seat counts with its two villages: degrees of freedom are units less strata.
    assert set(per["psu"] - per["strata"]) == {7, 15}


def published_totals(period: str) -> pl.DataFrame:
    """Totals of the provinces of which PAPI published everything."""
    rows = measurements("papi").filter(period=period).group_by("unit")
    whole = pl.col("value").is_not_null().all()
    return rows.agg(pl.col("value").sum(), whole=whole).filter("whole").drop("whole")


@pytest.mark.parametrize("count", [63, 34])
def test_true_scores_are_spread_as_the_published_ones_of_2024(count, tmp_path):
    made = simulate_survey(count, **SMALL, seed=8)
    (tmp_path / "m.measures.yaml").write_text(made.measures, encoding="utf-8")
    nodes = true_values(made, tmp_path / "m.measures.yaml").filter(pl.col("indicator").is_null())
    totals = nodes.group_by("province").agg(pl.col("value").sum())["value"]
    published = published_totals("2024")["value"]
    # Three standard errors of a mean and of a standard deviation of so many provinces.
    away = 3 * published.std() / np.sqrt(count)
    assert totals.mean() == pytest.approx(published.mean(), abs=away)
    assert totals.std() == pytest.approx(published.std(), abs=away / np.sqrt(2))


def test_no_province_is_given_its_own_published_score():
    spread = published_spread(("1.1", "2.1"))
    drawn = TrueScores(spread, 63, np.random.default_rng(1)).now()
    own = measurements("papi").filter(node="papi/1.1", period="2024", status="published")
    assert not np.isin(drawn[:, 0], own["value"].to_numpy()).any()


def test_weights_add_up_to_the_adults_of_each_province(papi):
    total = papi.data.group_by("province").agg(pl.col("weight").sum()).sort("province")
    known = [0.7e3 * units.population(u.id, 2020).thousand for u in units.units_on(DAYS[63])]
    assert total["weight"].to_numpy() == pytest.approx(np.array(known))
    assert papi.data["weight"].min() > 0


def test_no_stratum_has_a_single_primary_unit(papi):
    sizes = papi.data.group_by("stratum").agg(pl.col("psu").n_unique())["psu"]
    assert sizes.min() >= 2
    assert papi.data.group_by("psu").agg(pl.col("stratum").n_unique())["stratum"].max() == 1


def test_there_are_skip_patterns_and_codes_for_dont_know_and_refusal(papi):
    book = papi.codebook
    filtered = book.filter(pl.col("base") != "").row(0, named=True)
    asked = filtered["base"].split(" = ")[0]
    skipped = papi.data.filter(pl.col(asked) != 1)[filtered["column"]]
    assert skipped.null_count() == skipped.len() > 0
    codes = set(papi.data[book.filter(pl.col("indicator") != "")["column"][0]])
    assert {88, 99} <= codes


def test_the_code_book_has_every_column_and_says_that_it_is_simulated(papi):
    assert papi.codebook["column"].to_list() == papi.data.columns
    assert set(papi.codebook["note"]) == {"số liệu mô phỏng"}
    assert "mô phỏng" in papi.measures.splitlines()[0]


def test_true_shares_are_what_a_large_sample_gives():
    made = simulate_survey(34, respondents=40_000, questions=60, indicators=28, seed=2)
    book = made.codebook.filter(
        (pl.col("indicator") != "") & (pl.col("codes").str.starts_with("1 có"))
    )
    away = []
    for column, code in book.select("column", "indicator").iter_rows():
        answered = made.data.filter(pl.col(column) <= 2)
        share = pl.col("weight").filter(pl.col(column) == 1).sum() / pl.col("weight").sum()
        found = answered.group_by("province").agg(share.alias("share"))
        both = made.truth.filter(indicator=code).join(found, on="province")
        away.append((both["share"] - both["value"]).mean())
    assert np.abs(np.mean(away)) < 0.01
    assert np.abs(away).max() < 0.06


def test_years_are_independent_samples_of_provinces_that_move_as_published_ones_do():
    made = simulate_survey(63, **SMALL, years=2)
    assert made.data["year"].unique().sort().to_list() == [2023, 2024]
    assert "period_column: year" in made.measures
    wide = made.effects.pivot("year", index=["province", "node"], values="effect")
    both = wide.group_by("province").agg(pl.col("2023", "2024").mean())
    published = published_totals("2023").join(published_totals("2024"), on="unit")
    expected = np.corrcoef(published["value"], published["value_right"])[0, 1]
    # Three standard errors of a correlation of about 0.65 in 63 provinces.
    assert np.corrcoef(both["2023"], both["2024"])[0, 1] == pytest.approx(expected, abs=0.22)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"count": 60}, "simulation-provinces"),
        ({"respondents": 100}, "simulation-size"),
        ({"questions": 20}, "simulation-size"),
        ({"count": 34, "years": 2}, "simulation-years"),
        ({"years": 0}, "simulation-years"),
        ({"communes": 2}, "simulation-communes"),
        ({"communes": 60}, "simulation-communes"),
        ({"communes": 20, "respondents": 6000}, "simulation-size"),
    ],
)
def test_what_cannot_be_simulated_is_refused(asked, code):
    with pytest.raises(RequestError) as told:
        simulate_survey(**asked)
    assert told.value.problems[0].code == code
