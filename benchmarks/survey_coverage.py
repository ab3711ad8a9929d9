"""How often intervals of 95 % hold the truth: repeated samples from a known population.

    python benchmarks/survey_coverage.py [samples, default 2000]

The population has 12 strata of 150 communes of unequal size; communes are drawn by size (with
replacement, so that the ultimate-cluster variance is unbiased), then 12 people in each, so
that weights vary. Answers within a commune are alike. "within" says whether the share of
intervals that held the truth is within three Monte Carlo standard errors of 95 %.
"""

import sys
import time
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.survey.build import design
from thuocdo.survey.contrast import difference
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.estimate import estimate, intervals
from thuocdo.survey.means import Mean, Total
from thuocdo.survey.proportion import INTERVALS, proportions
from thuocdo.survey.quantile import quantiles
from thuocdo.survey.ratio import Ratio

STRATA, COMMUNES, TAKEN, WITHIN = 12, 150, 8, 12
LEVEL = 0.95
QUANTILES = (0.25, 0.5, 0.75)
METHODS = tuple(name for name in INTERVALS if name != "xlogit")


@dataclass(frozen=True)
class Population:
    """People in the order of their communes; where each commune begins, and its size."""

    starts: np.ndarray
    sizes: np.ndarray
    people: dict[str, np.ndarray]


def make_population() -> Population:
    rng = np.random.default_rng(7)
    sizes = rng.integers(60, 400, (STRATA, COMMUNES)).ravel()
    commune = np.repeat(np.arange(sizes.size), sizes)
    level = (
        rng.normal(0, 0.5, sizes.size)[commune] + np.linspace(-1, 1, STRATA)[commune // COMMUNES]
    )
    count = commune.size
    y = np.exp(1 + 0.3 * level + rng.normal(0, 0.5, count))
    people = {
        "y": y,
        "x": 5 + 0.5 * y + rng.gamma(2, 1, count),
        "common": (rng.random(count) < 1 / (1 + np.exp(-level))).astype(float),
        "rare": (rng.random(count) < 1 / (1 + np.exp(3.2 - level))).astype(float),
        "woman": (rng.random(count) < 0.5).astype(float),
    }
    return Population(np.cumsum(sizes) - sizes, sizes, people)


def truths(population: Population) -> dict[str, float]:
    p = population.people
    women = p["woman"] == 1
    found = {
        "mean": p["y"].mean(),
        "total": p["y"].sum(),
        "ratio": p["y"].sum() / p["x"].sum(),
        "mean of women": p["y"][women].mean(),
        "women - men": p["y"][women].mean() - p["y"][~women].mean(),
        "mean, stratum 1 (7 df)": p["y"][: population.starts[COMMUNES]].mean(),
    }
    for q in QUANTILES:
        found[f"quantile {q}"] = np.quantile(p["y"], q, method="inverted_cdf")
    for item in ("common", "rare"):
        for method in METHODS:
            found[f"{item} share, {method}"] = p[item].mean()
    return found


def draw(population: Population, rng: np.random.Generator):
    """A sample: the design, and the rows of the people in it."""
    sizes = population.sizes.reshape(STRATA, COMMUNES)
    shares = sizes / sizes.sum(axis=1, keepdims=True)
    drawn = np.stack([rng.choice(COMMUNES, TAKEN, p=share) for share in shares])
    communes = (drawn + COMMUNES * np.arange(STRATA)[:, None]).ravel()
    rows = np.concatenate(
        [population.starts[c] + rng.permutation(population.sizes[c])[:WITHIN] for c in communes]
    )
    stratum = np.repeat(np.arange(STRATA), TAKEN * WITHIN)
    # 1 / (draws x chance of the commune x chance within it): size cancels.
    weights = sizes.sum(axis=1)[stratum] / (TAKEN * WITHIN)
    frame = pl.DataFrame(
        {"w": weights, "stratum": stratum, "draw": np.repeat(np.arange(communes.size), WITHIN)}
    )
    return design(frame, "w", "stratum", "draw"), rows, stratum


def all_intervals(population: Population, seed: int) -> dict[str, tuple[float, float]]:
    sample, rows, stratum = draw(population, np.random.default_rng(seed))
    p = {name: values[rows] for name, values in population.people.items()}
    women, first = p["woman"] == 1, stratum == 0
    by_sex = estimate(sample, Mean(p["y"], np.column_stack([women, ~women])))
    low, high = intervals(by_sex)
    one_stratum = estimate(sample, Mean(p["y"], first))
    found = {
        "mean": ends(estimate(sample, Mean(p["y"]))),
        "total": ends(estimate(sample, Total(p["y"]))),
        "ratio": ends(estimate(sample, Ratio(p["y"], p["x"]))),
        "mean of women": (low[0], high[0]),
        "women - men": ends(difference(by_sex, 0, 1)),
        "mean, stratum 1 (7 df)": ends(one_stratum, degrees_of_freedom(sample, first)),
    }
    middle = quantiles(sample, p["y"], QUANTILES)
    for i, q in enumerate(QUANTILES):
        found[f"quantile {q}"] = (middle.low[0, i], middle.high[0, i])
    for item in ("common", "rare"):
        for method in METHODS:
            share = proportions(sample, Mean(p[item]), method)
            found[f"{item} share, {method}"] = (share.low[0], share.high[0])
    return found


def ends(estimates, df=None) -> tuple[float, float]:
    low, high = intervals(estimates, LEVEL, df)
    return low[0], high[0]


def main(samples: int) -> None:
    population, began = make_population(), time.perf_counter()
    truth = truths(population)
    hits, widths = dict.fromkeys(truth, 0), dict.fromkeys(truth, 0.0)
    for seed in range(samples):
        for name, (low, high) in all_intervals(population, seed).items():
            hits[name] += low <= truth[name] <= high
            widths[name] += (high - low) / samples
    error = np.sqrt(LEVEL * (1 - LEVEL) / samples)
    print(f"{samples} samples of {STRATA * TAKEN * WITHIN}; Monte Carlo error {error:.4f}")
    print(f"{'statistic':28} {'truth':>12} {'coverage':>9} {'mean width':>12}  within")
    for name, count in hits.items():
        covered = count / samples
        within = "yes" if abs(covered - LEVEL) <= 3 * error else "no"
        print(f"{name:28} {truth[name]:12.5g} {covered:9.4f} {widths[name]:12.5g}  {within}")
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
