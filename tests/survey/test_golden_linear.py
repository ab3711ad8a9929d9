"""Every number of tests/golden/survey/estimates.csv that rests on linearised variance."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.answers import by_level, complete_cases
from thuocdo.survey.build import design
from thuocdo.survey.contrast import combine, difference, ratio, side_by_side
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.effects import design_effects
from thuocdo.survey.estimate import estimate, intervals
from thuocdo.survey.lonely import LonelyRule
from thuocdo.survey.means import Mean, Total, Variance
from thuocdo.survey.proportion import Share, likelihood_interval, proportions
from thuocdo.survey.quantile import quantiles
from thuocdo.survey.ratio import Ratio

GOLDEN = Path(__file__).parents[1] / "golden" / "survey"
NUMBERS = ("est", "se", "df", "lo", "hi")
ITEMS = [f"I00{j}" for j in range(1, 9)]
COMPOSITE = np.arange(1, 9) / 36

HERE = {
    "lin_wr", "lin_wr_complete_cases", "lin_fpc1", "lin_fpc2stage", "lin_2psu",
    "lonely_adjust", "lonely_adjust_domainTRUE", "lonely_average", "lonely_certainty",
    "lonely_remove", "change_pooled", "change_independent", "domain_diff",
}  # fmt: skip
# tests/survey/test_golden_replicates.py, test_golden_calibration.py and the tests of significance
ELSEWHERE = {
    "rep_JK1", "rep_JK1_mse", "rep_JKn", "rep_JKn_mse", "rep_BRR", "rep_Fay03", "rep_bootstrap",
    "rep_subbootstrap", "rep_mrbbootstrap", "poststrat", "rake", "cal_linear", "cal_raking",
    "cal_logit", "cal_linear_bounded", "trim", "test",
}  # fmt: skip


def read_golden() -> pl.DataFrame:
    texts = dict.fromkeys(("case", "stat", "variable", "domain", "note"), pl.String)
    return pl.read_csv(GOLDEN / "estimates.csv", schema_overrides=texts)


ROWS = [row for row in read_golden().iter_rows(named=True) if row["case"] in HERE]


@cache
def answers(case: str = "") -> pl.DataFrame:
    both = pl.read_csv(GOLDEN / "input.csv")
    if case == "change_pooled":
        return both
    first = both.filter(pl.col("year") == both["year"].min())
    if case == "lin_2psu":
        return first.filter(pl.col("psu1").n_unique().over("stratum") == 2)
    return first


@cache
def design_of(case: str):
    frame = answers(case)
    if case.startswith("lonely"):
        return design(frame, "wt", "stratum", "district")
    stages = {
        "lin_fpc1": ("stratum", "village", "fpc_v"),
        "lin_fpc2stage": ("stratum", ("district", "village"), ("N1", "N2")),
        "lin_2psu": ("stratum", "psu1"),
        "change_pooled": ("yst", "village"),
    }
    return design(frame, "wt", *stages.get(case, ("stratum", "village")))


def rule_of(case: str) -> LonelyRule:
    if not case.startswith("lonely"):
        return LonelyRule()
    return LonelyRule(case.split("_")[1], domain=case.endswith("domainTRUE"))


def values(row) -> np.ndarray:
    names = ITEMS if "+" in row["variable"] else [row["variable"]]
    return answers(row["case"]).select(names).to_numpy()


def mask(row) -> np.ndarray | None:
    if row["domain"] == "all":
        return None
    name, value = row["domain"].split("=")
    return (answers(row["case"])[name] == int(value)).to_numpy()


def plain(row, statistic):
    return estimate(design_of(row["case"]), statistic, rule_of(row["case"]))


def whole_ratio(row):
    top, bottom = (answers(row["case"])[name].to_numpy() for name in row["variable"].split("/"))
    return plain(row, Ratio(top, bottom, mask(row)))


def level_share(row):
    level = int(row["domain"].removeprefix("level="))
    return plain(row, Mean(by_level(values(row)[:, 0], [level])))


def change(row):
    frame, name = answers("change_pooled"), row["variable"]
    years = sorted(frame["year"].unique())
    where = np.ones(frame.height, dtype=bool)
    if row["domain"].startswith("province="):
        province = row["domain"].split(":")[0].removeprefix("province=")
        where = (frame["province"] == int(province)).to_numpy()
    masks = np.column_stack([(frame["year"] == year).to_numpy() & where for year in years])
    if row["case"] == "change_independent":
        samples = [frame.filter(pl.col("year") == year) for year in years]
        parts = [
            estimate(design(part, "wt", "stratum", "village"), Mean(part[name].to_numpy()))
            for part in samples
        ]
        return difference(side_by_side(*parts), 1, 0)
    both = estimate(design_of("change_pooled"), Mean(frame[name].to_numpy(), masks))
    return ratio(both, [0, 1], [1, 0]) if row["stat"] == "ratio" else difference(both, 1, 0)


def domain_difference(row):
    frame = answers()
    column, one, other = ("female", 1, 0)
    if row["domain"].startswith("province"):
        column = "province"
        one, other = (int(part.split()[-1]) for part in row["domain"].split(" - "))
    masks = np.column_stack([(frame[column] == code).to_numpy() for code in (one, other)])
    return difference(plain(row, Mean(values(row), masks)), 0, 1)


def complete(row):
    """Means or composite over complete rows, with the df of the rows that are left."""
    matrix = complete_cases(answers().select(ITEMS).to_numpy())
    found = plain(row, Mean(matrix))
    left = degrees_of_freedom(design_of("lin_wr"), ~np.isnan(matrix[:, 0]))
    if row["stat"] == "composite_linear":
        return numbers(combine(found, COMPOSITE), left)
    return numbers(combine(found, np.eye(8)[ITEMS.index(row["variable"])]), left)


def numbers(found, df=None) -> dict[str, float]:
    low, high = intervals(found, df=df)
    first = (found.value[0], found.se[0], df or found.df, low[0], high[0])
    return dict(zip(NUMBERS, first, strict=True))


def quantile_numbers(row) -> dict[str, float]:
    kind = row["stat"].removeprefix("quantile_")
    rule, interval = "math", kind
    if kind.startswith("qrule_"):
        rule = kind.removeprefix("qrule_").replace("shahvaish", "shahvaish_unscaled")
        interval = "mean"
    p = float(row["domain"].removeprefix("p="))
    found = quantiles(design_of("lin_wr"), values(row), (p,), None, interval, rule)
    return first_quantile(found)


def first_quantile(found) -> dict[str, float]:
    df = degrees_of_freedom(design_of("lin_wr"))
    ends = (found.value, found.se, np.array([[df]]), found.low, found.high)
    return {name: float(part[0, 0]) for name, part in zip(NUMBERS, ends, strict=True)}


def proportion_numbers(row) -> dict[str, float]:
    method = row["stat"].removeprefix("ciprop_")
    found = proportions(design_of("lin_wr"), Mean(values(row)), method)
    low, high = found.low[0], found.high[0]
    return numbers(found.estimates) | {"lo": low, "hi": high}


def effect_numbers(row) -> dict[str, float]:
    sample, statistic = design_of("lin_wr"), Mean(values(row))
    found = estimate(sample, statistic)
    return {"est": design_effects(sample, statistic, found, row["stat"] == "deff_replace")[0]}


RECIPES = {
    "mean": lambda row: numbers(plain(row, Mean(values(row), mask(row)))),
    "total": lambda row: numbers(plain(row, Total(values(row), mask(row)))),
    "var": lambda row: numbers(plain(row, Variance(values(row), mask(row)))),
    "ratio": lambda row: numbers(whole_ratio(row)),
    "prop": lambda row: numbers(level_share(row)),
    "mean_domain_df": lambda row: numbers(
        plain(row, Mean(values(row), mask(row))),
        degrees_of_freedom(design_of("lin_wr"), mask(row)),
    ),
    "composite_itemwise": lambda row: numbers(
        combine(plain(row, Mean(values(row), mask(row))), COMPOSITE)
    ),
    "median_by": lambda row: first_quantile(
        quantiles(design_of("lin_wr"), values(row), (0.5,), mask(row))
    ),
    "diff": lambda row: numbers(
        domain_difference(row) if row["case"] == "domain_diff" else change(row)
    ),
    "deff_TRUE": effect_numbers,
    "deff_replace": effect_numbers,
}


def reproduced(row) -> dict[str, float]:
    if row["case"] == "lin_wr_complete_cases":
        return complete(row)
    if row["case"] == "change_pooled" and row["stat"] == "ratio":
        return numbers(change(row))
    if row["stat"].startswith("quantile_"):
        return quantile_numbers(row)
    if row["stat"].startswith("ciprop_"):
        return proportion_numbers(row)
    return RECIPES[row["stat"]](row)


def name_of(row) -> str:
    return "-".join(row[key] for key in ("case", "stat", "variable", "domain"))


def through_a_spline(row) -> bool:
    return row["stat"] == "ciprop_likelihood"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_it_is_the_number_of_r(row):
    found = reproduced(row)
    told = [name for name in NUMBERS if row[name] is not None]
    if through_a_spline(row):
        told = ["est", "se", "df"]
    expected = {name: row[name] for name in told}
    assert {name: found[name] for name in told} == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("row", list(filter(through_a_spline, ROWS)), ids=name_of)
def test_the_likelihood_interval_is_that_of_r_but_for_its_spline(row):
    sample, column = design_of("lin_wr"), values(row)[:, 0]
    found = estimate(sample, Mean(column))
    answered = ~np.isnan(column)
    scaled = sample.weights[answered].sum() / sample.weights.mean() / (found.counts[0] - 1)
    df, variance = found.df, found.covariance[0, 0]
    as_r = Share(found.value[0], variance * scaled, df, df, sample.size)
    assert likelihood_interval(as_r) == pytest.approx((row["lo"], row["hi"]), abs=7e-6)
    ours = Share(found.value[0], variance, df, df, sample.size)
    assert likelihood_interval(ours) == pytest.approx((row["lo"], row["hi"]), abs=1.5e-3)


def test_no_case_of_the_file_is_forgotten():
    assert set(read_golden()["case"]) == HERE | ELSEWHERE
    assert not HERE & ELSEWHERE


def test_every_row_of_these_cases_is_run():
    golden = read_golden()
    assert len(ROWS) == golden.height - golden.filter(pl.col("case").is_in(ELSEWHERE)).height
    assert all(any(row[name] is not None for name in NUMBERS) for row in ROWS)


def test_the_covariance_of_all_means_over_complete_rows():
    golden = pl.read_csv(GOLDEN / "vcov_lin_wr_complete_cases.csv")
    expected = golden.select(golden["variable"].to_list()).to_numpy()
    found = estimate(design_of("lin_wr"), Mean(complete_cases(answers().select(ITEMS).to_numpy())))
    np.testing.assert_allclose(found.covariance, expected, rtol=1e-9, atol=1e-18)
