"""Three real surveys: the numbers that R survey printed for them."""

from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.build import design
from thuocdo.survey.effects import design_effects
from thuocdo.survey.estimate import estimate, intervals
from thuocdo.survey.means import Mean, Total

GOLDEN = Path(__file__).parents[1] / "golden" / "survey"
DESIGNS = {
    "nhanes_2009_2010": ("WTMEC2YR", "SDMVSTRA", "SDMVPSU"),
    "nhanes2_subset": ("finalwgt", "stratid", "psuid"),
    "yrbs_2015": ("weight", "stratum", "psu"),
}
ROWS = list(pl.read_csv(GOLDEN / "microdata_estimates.csv").iter_rows(named=True))


@cache
def survey(name: str):
    frame = pl.read_parquet(GOLDEN / f"{name}.parquet")
    return frame, design(frame, *DESIGNS[name])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['variable']}-{row['domain']}")
def test_it_is_the_number_of_r(row):
    frame, sample = survey(row["dataset"])
    domain = None
    if row["domain"] != "all":
        name, code = row["domain"].split("=")
        domain = (frame[name] == int(code)).to_numpy()
    made = {"mean": Mean, "total": Total}[row["statistic"]]
    statistic = made(frame[row["variable"]].to_numpy(), domain)
    found = estimate(sample, statistic)
    low, high = intervals(found)
    numbers = {
        "estimate": found.value[0],
        "se": found.se[0],
        "ci95_low": low[0],
        "ci95_high": high[0],
        "deff": design_effects(sample, statistic, found)[0],
        "n_unweighted": found.counts[0],
        "design_df": found.df,
    }
    told = {name: row[name] for name in numbers if row[name] is not None}
    assert {name: numbers[name] for name in told} == pytest.approx(told, rel=1e-9)


def test_all_three_surveys_are_there():
    assert {row["dataset"] for row in ROWS} == set(DESIGNS)
    assert np.isin(["mean", "total"], [row["statistic"] for row in ROWS]).all()
