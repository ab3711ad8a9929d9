"""Every number of R that rests on replicate weights, from the weights that R saved."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.answers import by_level
from thuocdo.survey.build import design
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import ReplicateDesign
from thuocdo.survey.estimate import estimate, intervals
from thuocdo.survey.given_replicates import given_replicates, usual_scale
from thuocdo.survey.means import Mean, Total
from thuocdo.survey.quantile import quantiles
from thuocdo.survey.ratio import Ratio
from thuocdo.survey.replicates import (
    balanced_repeated,
    fay,
    jackknife_stratified,
    jackknife_unstratified,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "survey"
NUMBERS = ("est", "se", "df", "lo", "hi")
FILES = ("JK1", "JKn", "BRR", "Fay03", "bootstrap", "subbootstrap", "mrbbootstrap")


@cache
def answers(name: str) -> pl.DataFrame:
    both = pl.read_csv(GOLDEN / "input.csv")
    first = both.filter(pl.col("year") == both["year"].min())
    if name in ("BRR", "Fay03"):
        return first.filter(pl.col("psu1").n_unique().over("stratum") == 2)
    return first


@cache
def saved(case: str) -> ReplicateDesign:
    name, _, centre = case.removeprefix("rep_").partition("_")
    weights = pl.read_csv(GOLDEN / f"repweights_rep_{name}.csv")
    scales = pl.read_csv(GOLDEN / f"repscale_rep_{name}.csv")
    assert weights["id"].equals(answers(name)["id"])
    return given_replicates(
        answers(name)["wt"].to_numpy(),
        weights.drop("id").to_numpy(),
        scale=scales["scale"][0],
        rscales=scales["rscales"].to_numpy(),
        mse=centre == "mse",
        columns=scales.height,
    )


def rows() -> list[dict]:
    texts = dict.fromkeys(("case", "stat", "variable", "domain", "note"), pl.String)
    table = pl.read_csv(GOLDEN / "estimates.csv", schema_overrides=texts)
    return table.filter(pl.col("case").str.starts_with("rep_")).to_dicts()


def statistic(row, frame):
    domain, name = row["domain"], row["variable"]
    mask = None
    if domain.startswith(("province=", "female=")):
        column, value = domain.split("=")
        mask = (frame[column] == int(value)).to_numpy()
    if row["stat"] == "ratio":
        return Ratio(*(frame[part].to_numpy() for part in name.split("/")), mask)
    values = frame[name].to_numpy()
    if row["stat"] == "prop":
        return Mean(by_level(values, [int(domain.removeprefix("level="))]))
    return {"mean": Mean, "total": Total}[row["stat"]](values, mask)


def reproduced(row) -> dict[str, float]:
    sample = saved(row["case"])
    frame = answers(row["case"].split("_")[1])
    if row["stat"] == "quantile_rep":
        found = quantiles(sample, frame[row["variable"]].to_numpy(), (0.5,))
        numbers = (found.value, found.se, found.df, found.low, found.high)
        return {key: float(np.ravel(part)[0]) for key, part in zip(NUMBERS, numbers, strict=True)}
    found = estimate(sample, statistic(row, frame))
    low, high = intervals(found)
    return dict(zip(NUMBERS, (found.value[0], found.se[0], found.df, low[0], high[0]), strict=True))


@pytest.mark.parametrize(
    "row", rows(), ids=lambda row: "-".join(row[k] for k in ("case", "stat", "variable", "domain"))
)
def test_it_is_the_number_of_r(row):
    found = reproduced(row)
    told = [name for name in NUMBERS if row[name] is not None]
    ours = [found[name] for name in told]
    np.testing.assert_allclose(ours, [row[name] for name in told], rtol=1e-9, atol=1e-9)


def test_no_case_is_forgotten():
    assert {row["case"] for row in rows()} == {
        *(f"rep_{name}" for name in FILES),
        "rep_JK1_mse",
        "rep_JKn_mse",
    }
    assert len(rows()) == 9 * 50 + 5


@pytest.mark.parametrize("name", FILES)
def test_the_degrees_of_freedom_are_the_rank_of_the_weights_less_one(name):
    scales = pl.read_csv(GOLDEN / f"repscale_rep_{name}.csv")
    assert degrees_of_freedom(saved(f"rep_{name}")) == scales["degf"][0]


def test_our_jackknife_without_strata_has_the_weights_of_r():
    ours = jackknife_unstratified(design(answers("JK1"), "wt", units="commune"))
    theirs = saved("rep_JK1")
    assert same_columns(ours.replicates, theirs.replicates)
    assert ours.scale == pytest.approx(theirs.scale, rel=1e-12)
    assert ours.df == degrees_of_freedom(theirs)


def test_our_stratified_jackknife_has_the_weights_of_r():
    ours = jackknife_stratified(design(answers("JKn"), "wt", "stratum", "village"))
    theirs = saved("rep_JKn")
    assert same_columns(ours.replicates, theirs.replicates)
    assert ours.scale == theirs.scale
    np.testing.assert_allclose(np.sort(ours.rscales), np.sort(theirs.rscales), rtol=1e-12)
    assert ours.df == degrees_of_freedom(theirs)


@pytest.mark.parametrize(("name", "rho"), [("BRR", 0.0), ("Fay03", 0.3)])
def test_our_half_samples_are_those_of_r_but_for_the_hadamard_matrix(name, rho):
    frame = answers(name)
    sample = design(frame, "wt", "stratum", "psu1")
    ours = fay(sample, rho) if rho else balanced_repeated(sample)
    theirs = saved(f"rep_{name}")
    assert ours.replicates.shape == theirs.replicates.shape
    assert (ours.scale, ours.df) == (pytest.approx(theirs.scale), degrees_of_freedom(theirs))
    for item in ("I001", "I003"):
        total = Total(frame[item].to_numpy())
        assert estimate(ours, total).se == pytest.approx(estimate(theirs, total).se, rel=1e-9)
        mean = Mean(frame[item].to_numpy())
        assert estimate(ours, mean).se == pytest.approx(estimate(theirs, mean).se, rel=0.1)


def test_the_scale_of_a_bootstrap_of_canty_and_davison_is_the_one_of_r():
    from thuocdo.survey.bootstrap import canty_davison

    sample = design(answers("bootstrap"), "wt", "stratum", "village")
    ours = canty_davison(sample, 60, seed=1)
    assert ours.scale == pytest.approx(saved("rep_bootstrap").scale, rel=1e-12)


@pytest.mark.parametrize("name", ["subbootstrap", "mrbbootstrap"])
def test_the_scales_of_the_other_bootstraps_are_those_of_r(name):
    theirs = saved(f"rep_{name}")
    assert theirs.scale * theirs.rscales[0] == pytest.approx(usual_scale(name, 60), rel=1e-12)


@pytest.mark.parametrize(("name", "rho"), [("JK1", 0.0), ("BRR", 0.0), ("Fay03", 0.3)])
def test_the_usual_scales_are_those_of_r(name, rho):
    theirs = saved(f"rep_{name}")
    method = name.removesuffix("03")
    count = theirs.rscales.size
    assert usual_scale(method, count, rho) == pytest.approx(theirs.scale, rel=1e-12)


def same_columns(ours: np.ndarray, theirs: np.ndarray) -> bool:
    """The same replicates in any order: each column has its match."""
    places = [np.argmin(np.abs(theirs - column[:, None]).max(axis=0)) for column in ours.T]
    assert sorted(places) == list(range(theirs.shape[1]))
    return np.allclose(ours, theirs[:, places], rtol=1e-12, atol=0)
