"""63 units x 130 indicators, 500 replications of noisy weights: ours, base R's, COINr's time.

    python benchmarks/sensitivity.py

Indicators, tree and folder for R are those of normalise_aggregate_rank.py. A replication is
min-max, ±25 % noise on the weights of three levels, the index of all units and their ranks;
then rank ranges and group shares. A second line mixes normalisations, aggregations and
components left out, which COINr cannot do in one run. The first in base R, and by COINr (fewer
replications, given in proportion), are timed where they are installed.
"""

import tempfile
from pathlib import Path

import numpy as np
import r_peers
from normalise_aggregate_rank import INDICATORS, UNITS, best_of, hierarchy, write_for_r

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


def base_r(folder: Path) -> float | None:
    """Seconds of base R for `REPLICATIONS`; None without R."""
    if not r_peers.has("base"):
        return None
    return float(r_peers.run("sensitivity_base.R", folder, REPLICATIONS)[0])


def coinr(folder: Path) -> float | None:
    """COINr's seconds for `REPLICATIONS`, from `PEER_REPLICATIONS`; None without COINr."""
    if not r_peers.has("COINr"):
        return None
    r_peers.run("sensitivity.R", folder, PEER_REPLICATIONS)
    return float((folder / "seconds.txt").read_text()) * REPLICATIONS / PEER_REPLICATIONS


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
    with tempfile.TemporaryDirectory() as folder:
        write_for_r(Path(folder), indicators, tree)
        for name, peer in (("base R", base_r(Path(folder))), ("COINr", coinr(Path(folder)))):
            told = f"{peer:.2f} s for the first; ratio {peer / mine:.0f}" if peer else ""
            print(f"{name}: {told or 'chưa cài, không đo'}")


if __name__ == "__main__":
    main()
