"""63 units x 130 indicators, 500 replications of noisy weights: ours and COINr's time.

    python benchmarks/sensitivity.py

Indicators, tree and folder for R are those of normalise_aggregate_rank.py. A replication is
min-max, ±25 % noise on the weights of three levels, the index of all units and their ranks;
then rank ranges and group shares. A second line mixes normalisations, aggregations and
components left out, which COINr cannot do in one run. COINr is timed on fewer replications,
given in proportion, where it is installed.
"""

import subprocess
import tempfile
from pathlib import Path
from shutil import which

import numpy as np
from normalise_aggregate_rank import INDICATORS, UNITS, _write, best_of, hierarchy

from thuocdo.index.alternatives import (
    Choices,
    Normalisation,
    method_alternatives,
    prepare_alternatives,
)
from thuocdo.index.perturb import noisy_weights
from thuocdo.index.sensitivity import Sensitivity, every_weight_set, random_plan, sensitivity
from thuocdo.index.tree import Hierarchy

REPLICATIONS, PEER_REPLICATIONS, REPEATS, TARGET = 500, 50, 20, 0.05
NOISE = {1: 0.25, 2: 0.25, 3: 0.25}
MINMAX = Normalisation("minmax", {"low": 1, "high": 100})
PEER = Path(__file__).with_suffix(".R")


def weights_only(indicators, tree: Hierarchy, rng) -> Sensitivity:
    leaves = prepare_alternatives(indicators, {}, [MINMAX])
    choices = Choices(leaves, {"mean": tree}, noisy_weights(tree, NOISE, REPLICATIONS, rng))
    return sensitivity(choices, every_weight_set(choices))


def all_choices(indicators, tree: Hierarchy, rng) -> Sensitivity:
    rules = [MINMAX, Normalisation("zscore", {"mean": 50, "sd": 10}), Normalisation("rank")]
    leaves = prepare_alternatives(indicators, {}, rules)
    methods = {"mean": ("arithmetic", None), "geometric": ("geometric", None)}
    sets = noisy_weights(tree, NOISE, REPLICATIONS, rng)
    left_out = (None, *(f"d{d}" for d in range(8)))
    choices = Choices(leaves, method_alternatives(tree, methods), sets, left_out)
    return sensitivity(choices, random_plan(choices, REPLICATIONS, rng))


def coinr(indicators, tree: Hierarchy) -> float | None:
    """COINr's seconds for `REPLICATIONS`, from `PEER_REPLICATIONS`; None without COINr."""
    if which("Rscript") is None:
        return None
    check = ["Rscript", "-e", 'quit(status = !requireNamespace("COINr", quietly = TRUE))']
    if subprocess.run(check, check=False, capture_output=True).returncode != 0:
        return None
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), indicators, tree)
        call = ["Rscript", str(PEER), folder, str(PEER_REPLICATIONS)]
        subprocess.run(call, check=True, capture_output=True)
        seconds = float((Path(folder) / "seconds.txt").read_text())
    return seconds * REPLICATIONS / PEER_REPLICATIONS


def main() -> None:
    rng = np.random.default_rng(63130)
    indicators = {f"i{i}": rng.gamma(4, 10, UNITS) for i in range(INDICATORS)}
    tree = hierarchy()
    about = f"{UNITS} units x {INDICATORS}, {REPLICATIONS} replications"
    mine = best_of(REPEATS, lambda: weights_only(indicators, tree, rng))
    met = "met" if mine <= TARGET else "MISSED"
    print(f"thuocdo: {mine:.4f} s, {about} (best of {REPEATS}; target {TARGET} s {met})")
    mixed = best_of(REPEATS, lambda: all_choices(indicators, tree, rng))
    print(f"thuocdo: {mixed:.4f} s, with normalisation, aggregation and leaving out mixed in")
    peer = coinr(indicators, tree)
    if peer is None:
        print("COINr is not installed here: no comparison was made.")
    else:
        print(f"COINr:   {peer:.1f} s for the first (from {PEER_REPLICATIONS} replications); "
              f"ratio {peer / mine:.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
