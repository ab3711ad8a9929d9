"""Rank sets: 63 provinces by all pairs, 3,321 communes in bins. R beside them where installed.

    python benchmarks/rank_sets.py

Random scores with a fixed seed, 1,000 draws. The best of several runs. Beside the simultaneous
sets of the provinces: the same step-down procedure in base R, and csranks.
"""

import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import r_peers

from thuocdo.index.rank_sets import kww, mrsw
from thuocdo.index.uncertain import UncertainScores, uncertain_scores

PROVINCES, COMMUNES, DRAWS = 63, 3321, 1000
PEER = """
x <- scan("{folder}/x.txt", quiet = TRUE)
Sigma <- as.matrix(read.table("{folder}/sigma.txt"))
run <- function() csranks::csranks(x, Sigma, R = 1000, seed = 1)
run()
cat(min(replicate(5, system.time(run())[["elapsed"]])))
"""


def best_of(repeats: int, task) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def provinces(df=None) -> UncertainScores:
    generator = np.random.default_rng(1)
    influence = generator.normal(size=(200, PROVINCES)) * 0.03
    values = generator.normal(42, 1, PROVINCES)
    return uncertain_scores(values, covariance=influence.T @ influence, df=df)


def communes() -> UncertainScores:
    generator = np.random.default_rng(2)
    se = generator.lognormal(-1, 0.4, COMMUNES)
    return uncertain_scores(generator.normal(42, 1, COMMUNES), se=se)


def base_r(folder: Path) -> tuple[float, np.ndarray] | None:
    """Seconds of the same procedure in base R, and its sets (2, units); None without R."""
    if not r_peers.has("base"):
        return None
    seconds, *sets = r_peers.run("rank_sets.R", folder, DRAWS)
    return float(seconds), np.array([line.split() for line in sets], dtype=int)


def csranks(folder: Path) -> float | None:
    """Best time of csranks on the same scores, in seconds; None without csranks."""
    if not r_peers.has("csranks"):
        return None
    call = ["Rscript", "-e", PEER.format(folder=folder)]
    return float(subprocess.run(call, check=True, capture_output=True, text=True).stdout)


def beside(scores: UncertainScores, ours: float) -> None:
    """Print what R takes on the same scores."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        np.savetxt(folder / "x.txt", scores.values)
        np.savetxt(folder / "sigma.txt", scores.covariance)
        plain, package = base_r(folder), csranks(folder)
    if plain is None:
        print("R chưa cài: không đo")
        return
    made = mrsw(scores)
    away = np.abs(plain[1] - [made.low, made.high]).max()
    print(f"the same step-down procedure in base R {plain[0]:.3f} s: {plain[0] / ours:.0f} x; "
          f"ends of sets differ by {away} at most (other draws)")  # fmt: skip
    print(f"csranks {package:.3f} s: {package / ours:.0f} x" if package
          else "csranks chưa cài: không đo")  # fmt: skip


def main() -> None:
    few, many = provinces(), communes()
    few_df = provinces(df=np.full(PROVINCES, 4))
    mrsw(few_df)  # fills the table of Student values
    ours = best_of(7, lambda: mrsw(few))
    rows = [
        ("63 units, simultaneous, step-down", ours, 0.1),
        ("63 units, marginal, step-down", best_of(7, lambda: mrsw(few, simultaneous=False)), 0.1),
        ("63 units, simultaneous, df of each", best_of(7, lambda: mrsw(few_df)), None),
        ("63 units, KWW", best_of(7, lambda: kww(few)), None),
    ]
    for stepdown in (False, True):
        for simultaneous in (False, True):
            options = {"stepdown": stepdown, "simultaneous": simultaneous}
            seconds = best_of(2, lambda modes=options: mrsw(many, **modes))
            kind = "simultaneous" if simultaneous else "marginal"
            target = None if simultaneous else 5.0
            step = ", step-down" if stepdown else ""
            rows.append((f"3,321 units, {kind}{step}", seconds, target))
    few_df = uncertain_scores(many.values, se=np.sqrt(many.variance), df=np.full(COMMUNES, 8))
    seconds = best_of(2, lambda: mrsw(few_df, simultaneous=False, stepdown=False))
    rows.append(("3,321 units, marginal, df of each", seconds, 5.0))
    for name, seconds, target in rows:
        print(f"{name:<40}{seconds:8.4f} s" + (f"  (target {target} s)" if target else ""))
    beside(few, ours)


if __name__ == "__main__":
    main()
