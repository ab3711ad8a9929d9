"""Rank sets: 63 provinces by all pairs, 3,321 communes in bins. csranks where it is installed.

    python benchmarks/rank_sets.py

Random scores with a fixed seed, 1,000 draws. The best of several runs.
"""

import subprocess
import tempfile
import time
from pathlib import Path
from shutil import which

import numpy as np

from thuocdo.index.rank_sets import kww, mrsw
from thuocdo.index.uncertain import UncertainScores, uncertain_scores

PROVINCES, COMMUNES = 63, 3321
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


def csranks(scores: UncertainScores) -> float | None:
    """Best time of csranks on the same scores, in seconds; None without csranks."""
    if which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder) / "x.txt", scores.values)
        np.savetxt(Path(folder) / "sigma.txt", scores.covariance)
        call = ["Rscript", "-e", PEER.format(folder=folder)]
        answer = subprocess.run(call, check=False, capture_output=True, text=True)
    return float(answer.stdout) if answer.returncode == 0 else None


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
    peer = csranks(few)
    print(
        "csranks is not installed" if peer is None else f"csranks {peer:.3f} s: {peer / ours:.0f} x"
    )


if __name__ == "__main__":
    main()
