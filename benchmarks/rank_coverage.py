"""How often rank sets hold the true ranks, beside percentile ranges of bootstrapped ranks.

    python benchmarks/rank_coverage.py [samples, default 2000]

20 units whose true scores are equal, close (a third of a standard error apart) or spread (three);
errors independent or correlated within halves (0.5); standard errors known, or themselves
estimated with 4 degrees of freedom, the true ones being equal or up to four times apart.
Nominal 0.95 everywhere. A tied unit's true rank is every place that the tie leaves it, and all of
them must be held. Errors treated as normal, or as pooled where the true ones differ, show what a
wrong choice costs.

`each` is the unit that fares worst. The standard error of a share of 0.95 is 0.005 at 2,000
samples, and the worst of 20 lies some two of those below. Lines marked ! fall short of 0.94.
"""

import sys
from collections.abc import Callable
from multiprocessing import Pool

import numpy as np

from thuocdo.index.draws import random_errors
from thuocdo.index.percentile_ranges import percentile_ranges
from thuocdo.index.rank import rank_units
from thuocdo.index.rank_sets import kww, mrsw
from thuocdo.index.uncertain import UncertainScores, uncertain_scores

UNITS, DRAWS, DF, TARGET = 20, 500, 4, 0.94
TRUTHS = {"equal": 0.0, "close": 1 / 3, "spread": 3.0}
HALVES = np.arange(UNITS) < UNITS // 2
CORRELATED = 0.5 * (HALVES[:, None] == HALVES) + 0.5 * np.eye(UNITS)
ERRORS = ("independent", "correlated", "4 df", "4 df, correlated", "4 df, unequal")
UNEQUAL = np.geomspace(0.5, 2.0, UNITS)[np.random.default_rng(0).permutation(UNITS)]
# Whether all sets together, or each by itself, should hold the truth. Percentile ranges promise
# neither; a table of them is read as if they did.
METHODS = {"simultaneous": True, "KWW": True, "marginal": False, "percentile": True}


def sample(truth: np.ndarray, errors: str, seed: int) -> dict[str, UncertainScores]:
    """One sample's scores, with the uncertainty as it would be known; by how df are treated."""
    generator = np.random.default_rng(seed)
    correlation = CORRELATED if "correlated" in errors else np.eye(UNITS)
    sd = UNEQUAL if "unequal" in errors else np.ones(UNITS)
    scores = truth + sd * (np.linalg.cholesky(correlation) @ generator.standard_normal(UNITS))
    if "4 df" not in errors:
        return {"": uncertain_scores(scores, covariance=correlation)}
    se = sd * np.sqrt(generator.chisquare(DF, UNITS) / DF)
    of_each, pooled = np.outer(se, se) * correlation, (se**2).mean() * correlation
    return {
        ", df of each": uncertain_scores(scores, covariance=of_each, df=np.full(UNITS, DF)),
        ", pooled df": uncertain_scores(scores, covariance=pooled, df=UNITS * DF),
        ", normal": uncertain_scores(scores, covariance=of_each),
    }


def ranges(method: str, scores: UncertainScores, seed: int):
    rules: dict[str, Callable] = {
        "simultaneous": lambda: mrsw(scores, draws=DRAWS, seed=seed),
        "marginal": lambda: mrsw(scores, simultaneous=False, draws=DRAWS, seed=seed),
        "KWW": lambda: kww(scores),
        "percentile": lambda: percentile_ranges(
            scores.values, scores.values + random_errors(scores, DRAWS, seed).T
        ),
    }
    return rules[method]()


def held(case: tuple[str, str, int]) -> dict[str, tuple[np.ndarray, float]]:
    """Which units' true ranks one sample holds, and the mean width, for each method."""
    spacing, errors, seed = case
    truth = TRUTHS[spacing] * np.arange(UNITS)
    best, worst = rank_units(truth).ranks, UNITS + 1 - rank_units(-truth).ranks
    result = {}
    for treatment, scores in sample(truth, errors, seed).items():
        for method in METHODS:
            sets = ranges(method, scores, seed)
            holds = (sets.low <= best) & (worst <= sets.high)
            result[method + treatment] = holds, float((sets.high - sets.low + 1).mean())
    return result


def main() -> None:
    samples = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"{samples} samples of {UNITS} units      {'all':>9}{'each':>9}{'width':>8}")
    with Pool() as pool:
        for spacing in TRUTHS:
            for errors in ERRORS:
                cases = [(spacing, errors, seed) for seed in range(samples)]
                report(spacing, errors, pool.map(held, cases, chunksize=50))


def report(spacing: str, errors: str, results: list[dict]) -> None:
    print(f"{spacing} scores, {errors}")
    for name in results[0]:
        matrix = np.array([result[name][0] for result in results])
        width = np.mean([result[name][1] for result in results])
        jointly, each = matrix.all(axis=1).mean(), matrix.mean(axis=0).min()
        promise = METHODS[name.split(",")[0]]
        short = (jointly if promise else each) < TARGET
        print(f"  {name:<28}{jointly:9.3f}{each:9.3f}{width:8.1f}{'  !' if short else ''}")


if __name__ == "__main__":
    main()
