"""1,000 joint draws of 63 provinces x 130 indicators, up to 9 rankings and their groups.

    python benchmarks/draws_to_ranks.py

130 indicators, each with fixed goalposts as PAPI's, in 29 sub-dimensions, 8 dimensions and a
total; ranks and quartile groups of the total and the 8 dimensions in every draw. Once with
goalposts, once as plain sums; then the same scores' standard errors by linearisation from
948 primary units. Nothing else does this: there is no peer to time.
"""

import tempfile
import time
from pathlib import Path

import numpy as np
import yaml

from thuocdo.catalog.framework import Tree
from thuocdo.catalog.load import load_folder
from thuocdo.index.joint_draws import by_node, normal_draws
from thuocdo.index.propagate import propagate, stand_draws
from thuocdo.index.score_errors import score_errors
from thuocdo.index.scoring import UNKNOWN, Measured
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.period import Period

UNITS, INDICATORS, SUBDIMENSIONS, DIMENSIONS = 63, 130, 29, 8
DRAWS, PRIMARY_UNITS, REPEATS, TARGET = 1000, 948, 7, 0.4
PERIOD = Period.parse("2024")
LABEL = {"vi": "x", "en": "x"}
SOURCED = {"source": "benchmark", "status": "confirmed"}
REGIONS = ("n",) * UNITS


def framework_tree(goalposts: bool) -> Tree:
    dimensions = [str(d + 1) for d in range(DIMENSIONS)]
    subdimensions = [f"{s * DIMENSIONS // SUBDIMENSIONS + 1}.{s + 1}" for s in range(SUBDIMENSIONS)]
    owners = [subdimensions[i * SUBDIMENSIONS // INDICATORS] for i in range(INDICATORS)]
    indicators = [f"{owner}.{i + 1}" for i, owner in enumerate(owners)]
    nodes = [_node("", dimensions)]
    nodes += [_node(d, [s for s in subdimensions if s.split(".")[0] == d]) for d in dimensions]
    nodes += [_node(s, [i for i in indicators if i.rsplit(".", 1)[0] == s]) for s in subdimensions]
    nodes += [_leaf(code, goalposts) for code in indicators]
    levels = [{"name": n, "label": LABEL} for n in ("index", "dimension", "sub", "indicator")]
    head = {"framework": "bench", "label": LABEL, "abbreviation": "B", "owner": LABEL, **SOURCED}
    head |= {"unit_level": "free", "levels": levels, "nodes": nodes}
    head["groups"] = {"2024": {"rule": "quartiles", "labels": [LABEL] * 4, **SOURCED}}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "framework.yaml"
        file.write_text(yaml.safe_dump(head, sort_keys=False), encoding="utf-8")
        return load_folder(Path(folder)).on(PERIOD)


def _node(code: str, parts: list[str]) -> dict:
    rule = {"components": parts, "aggregate": "sum", **SOURCED}
    return {"code": code, "label": LABEL, **SOURCED, "composition": {"2024": rule}}


def _leaf(code: str, goalposts: bool) -> dict:
    leaf = {"code": code, "label": LABEL, **SOURCED}
    if goalposts:
        rule = {"method": "minmax", "min": 0, "max": 1, "low": 0.1, "high": 1}
        leaf["preparation"] = {"2024": {"normalise": rule, **SOURCED}}
    return leaf


def sample(tree: Tree, rng: np.random.Generator) -> JointEstimates:
    """Estimates of every indicator and province; each primary unit lies in one province."""
    codes = [node.code for node in tree.nodes.values() if not node.parts]
    keys = [("bench", f"bench/{c}", f"{u:02}", "2024") for u in range(UNITS) for c in codes]
    home = np.arange(PRIMARY_UNITS) * UNITS // PRIMARY_UNITS
    influence = np.zeros((PRIMARY_UNITS, UNITS, len(codes)))
    shape = (PRIMARY_UNITS, len(codes))
    influence[np.arange(PRIMARY_UNITS), home] = rng.normal(0, 0.01, shape)
    flat = influence.reshape(PRIMARY_UNITS, -1)
    values = rng.uniform(0.3, 0.7, flat.shape[1])
    return JointEstimates(tuple(keys), values, flat, np.full(values.size, 14.0))


def best_of(repeats: int, task) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def rankings(tree: Tree, draws: dict[str, np.ndarray]):
    made = propagate(tree, draws, REGIONS)
    return stand_draws(tree, made, ["", *tree.nodes[""].parts])


def main() -> None:
    rng = np.random.default_rng(63130)
    units = tuple(f"{u:02}" for u in range(UNITS))
    about = f"{DRAWS} draws, {UNITS} x {INDICATORS} -> 29 -> 8 -> total -> 9 rankings and groups"
    for goalposts in (True, False):
        tree = framework_tree(goalposts)
        joint = sample(tree, rng)
        draws = by_node(joint, normal_draws(joint, DRAWS, rng), "bench", PERIOD, units)
        seconds = best_of(REPEATS, lambda t=tree, d=draws: rankings(t, d))
        how = "with goalposts" if goalposts else "plain sums"
        met = "met" if seconds < TARGET else "MISSED"
        print(f"{about}, {how}: {seconds:.3f} s (best of {REPEATS}; target {TARGET} s {met})")
    values = by_node(joint, joint.values, "bench", PERIOD, units)
    none = {code: np.full(UNITS, UNKNOWN) for code in values}
    present = {code: np.ones(UNITS, dtype=bool) for code in values}
    measured = Measured(units, REGIONS, values, {}, none, present)
    seconds = best_of(3, lambda: score_errors(tree, measured, joint).se(""))
    print(f"standard errors of all {len(tree.nodes)} nodes by linearisation: {seconds:.3f} s")
    seconds = best_of(1, lambda: normal_draws(joint, DRAWS, rng))
    print(f"(making {DRAWS} normal draws of {joint.values.size} estimates: {seconds:.3f} s)")


if __name__ == "__main__":
    main()
