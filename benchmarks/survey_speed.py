"""The fast survey engine from Parquet on one core, beside `svy` and R `survey`.

    python benchmarks/survey_speed.py [--folder DIR] [--small]

Data are our own simulation: S is one year of 19,311 answers to 130 indicators in 63
provinces, M fourteen such years. Best of several runs. `svy` (pip) is timed in this
interpreter, or in the one named by SVY_PYTHON; R `survey` where Rscript has it, on some of
the indicators, in proportion, its reading not counted. Neither is needed to run the package.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import r_peers

from thuocdo.survey import fast, fast_bootstrap
from thuocdo.survey.fast_parquet import means_from_parquet
from thuocdo.survey.indicators import indicators
from thuocdo.survey.measures_check import load_measures
from thuocdo.survey.simulate import simulate_survey

THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS")
ONE_CORE = {**os.environ, **dict.fromkeys(THREADS, "1")}
BY, STRATA, UNIT, WEIGHT = ["province"], ["stratum"], "village", "weight"
REPLICATES = 500
R_MEANS, R_BOOTSTRAP = 26, 3
TARGETS = {"means S": 0.07, "means M": 2.0, "bootstrap S": 0.12}
PEER = """
import json, sys, time, polars as pl, svy
data, columns, replicates = sys.argv[1], json.loads(sys.argv[2]), int(sys.argv[3])
start = time.perf_counter()
frame = pl.read_parquet(data).with_columns(pl.col(columns).fill_nan(None))
design = svy.Design(stratum="stratum", psu="village", wgt="weight")
sample = svy.Sample(frame, design)
for name in columns:
    sample.estimation.mean(name, by="province", drop_nulls=True)
means = time.perf_counter() - start
start = time.perf_counter()
sample = sample.weighting.create_bs_wgts(replicates, rstate=1) or sample
for name in columns:
    sample.estimation.mean(name, by="province", method="replication", drop_nulls=True)
print(json.dumps([svy.__version__, means, time.perf_counter() - start]))
"""


def indicator_columns(path: Path) -> list[str]:
    return [name for name in pl.read_parquet_schema(path) if name.startswith("d")]


def make(path: Path, years: int) -> None:
    """Simulated indicators, as float64 columns with gaps."""
    parts = []
    for seed in range(years):
        made = simulate_survey(questions=200, seed=seed)
        text = path.with_suffix(".measures.yaml")
        text.write_text(made.measures, encoding="utf-8")
        measures = load_measures(text)
        values = indicators(made.data, measures.document).values
        names = [measure.code for measure in measures.indicators]
        frame = pl.DataFrame(dict(zip(names, values.T, strict=True)))
        keys = made.data.select("province", "stratum", "village", "weight")
        keys = keys.with_columns(
            year=pl.lit(2011 + seed), village=pl.col("village").cast(pl.Int64) + 1000 * seed,
        )  # fmt: skip
        parts.append(pl.concat([keys, frame], how="horizontal"))
    pl.concat(parts).write_parquet(path)


def ours(path: Path, with_years: bool, replicates: int) -> dict:
    """Seconds of each phase, best of several; peak memory of this process in MB."""
    columns = indicator_columns(path)
    extra = ["year"] if with_years else []
    best: dict[str, float] = {}

    def note(what: str, since: float) -> float:
        now = time.perf_counter()
        best[what] = min(best.get(what, 1e9), now - since)
        return now

    for _ in range(3 if with_years else 15):
        start = time.perf_counter()
        done = means_from_parquet(path, columns, WEIGHT, [*extra, *STRATA], UNIT, [*extra, *BY])
        middle = note("read + sums + means", start)
        fast.variances(done.means.sums.layout, done.means.influence)
        middle = note("standard errors", middle)
        note("means", start)
        if replicates:
            fast_bootstrap.bootstrap(done.means, replicates)
            note("replicates", middle)
            note("bootstrap", start)
    start = time.perf_counter()
    pl.scan_parquet(path).select([WEIGHT, UNIT, *STRATA, *BY, *columns]).collect(engine="streaming")
    note("(reading the file, alone)", start)
    best["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return best


def in_own_process(*arguments: str) -> dict:
    """Run a part of this file by itself, so that its peak memory is its own."""
    done = subprocess.run(
        [sys.executable, __file__, *arguments],
        capture_output=True,
        text=True,
        check=True,
        env=ONE_CORE,
    )
    return json.loads(done.stdout)


def svy(path: Path) -> tuple[str, float, float] | None:
    columns = indicator_columns(path)
    python = os.environ.get("SVY_PYTHON", sys.executable)
    command = [python, "-W", "ignore", "-c", PEER, path, json.dumps(columns), REPLICATES]
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False,
                          env=ONE_CORE)  # fmt: skip
    if done.returncode:
        print(f"svy: not run ({(done.stderr.strip().splitlines() or ['?'])[-1][:150]})")
        return None
    return tuple(json.loads(done.stdout.strip().splitlines()[-1]))


def r_survey(path: Path) -> tuple[str, float, float] | None:
    """Version, seconds of means and of bootstrap, from some of the indicators."""
    if not r_peers.has("survey"):
        return None
    data, columns = path.with_suffix(".csv"), indicator_columns(path)
    frame = pl.read_parquet(path).with_columns(pl.col(columns).fill_nan(None))
    frame.write_csv(data, null_value="NA")
    counts = (R_MEANS, R_BOOTSTRAP, REPLICATES)
    version, *times = r_peers.run("survey_speed.R", data, *counts, env=ONE_CORE)
    mean, making, replicated = map(float, times)
    return version, mean * len(columns), making + replicated * len(columns)


def table(small: dict, large: dict | None, svy, r) -> None:
    rows = {"means S": (small["means"], svy and svy[1], r and r[1])}
    if large:
        rows["means M"] = (large["means"], None, None)
    rows["bootstrap S"] = (small["bootstrap"], svy and svy[2], r and r[2])
    print(f"\n{'task':<14}{'thuocdo':>10}{'target':>9}{'svy':>10}{'ratio':>8}{'R':>10}{'ratio':>8}")
    for task, (mine, *peers) in rows.items():
        beside = "".join(
            f"{theirs:>9.1f}s{theirs / mine:>8.0f}" if theirs else f"{'–':>10}{'–':>8}"
            for theirs in peers
        )
        print(f"{task:<14}{mine:>9.3f}s{TARGETS[task]:>8.2f}s{beside}")
    about = f"(means from {R_MEANS}, bootstrap from {R_BOOTSTRAP} indicators, in proportion)"
    print(f"R: survey and R {r[0]} {about}" if r else "R chưa cài: không đo")
    if svy:
        print(f"svy {svy[0]}")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--small", action="store_true", help="S only")
    asked.add_argument("--part", nargs=3, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.part:
        path, years, replicates = options.part
        print(json.dumps(ours(Path(path), years == "M", int(replicates))))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        results = {}
        for name, years in (("S", 1),) if options.small else (("S", 1), ("M", 14)):
            path = folder / f"{name}.parquet"
            if not path.exists():
                make(path, years)
            count = str(REPLICATES if name == "S" else 0)
            results[name] = in_own_process("--part", str(path), name, count)
            print(name, *(f"{what}: {value:.3f}" for what, value in results[name].items()),
                  sep="\n    ")  # fmt: skip
        small = folder / "S.parquet"
        table(results["S"], results.get("M"), svy(small), r_survey(small))


if __name__ == "__main__":
    main()
