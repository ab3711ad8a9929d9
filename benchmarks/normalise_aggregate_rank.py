"""63 units x 130 indicators: min-max, a tree of four levels, ranks. Ours beside R's times.

    python benchmarks/normalise_aggregate_rank.py

The indicators are random with a fixed seed; 130 of them in 26 sub-dimensions of 5, in 8
dimensions, in one index. The same operations in base R, and COINr, are timed on the same
numbers where they are installed.
"""

import csv
import tempfile
import time
from pathlib import Path

import numpy as np
import r_peers

from thuocdo.index.normalise import normalise
from thuocdo.index.rank import rank_units
from thuocdo.index.tree import Hierarchy, Node, aggregate_tree

UNITS, INDICATORS, REPEATS = 63, 130, 50


def hierarchy() -> Hierarchy:
    def parent(child: str, parent_: str, children: int, parents: int) -> list[Node]:
        owners = np.arange(children) * parents // children
        return [
            Node(f"{parent_}{p}", tuple(f"{child}{c}" for c in np.flatnonzero(owners == p)))
            for p in range(parents)
        ]

    dimensions = Node("index", tuple(f"d{d}" for d in range(8)))
    return Hierarchy.of([*parent("i", "s", INDICATORS, 26), *parent("s", "d", 26, 8), dimensions])


def ours(indicators: dict[str, np.ndarray], tree: Hierarchy) -> dict[str, np.ndarray]:
    normalised = {code: normalise(values, "minmax") for code, values in indicators.items()}
    scores = aggregate_tree(normalised, tree)
    return {node.name: rank_units(scores[node.name]).ranks for node in tree.nodes}


def best_of(repeats: int, task) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def base_r(folder: Path) -> tuple[float, np.ndarray] | None:
    """Seconds of base R and its ranks of the index; None without R."""
    if not r_peers.has("base"):
        return None
    seconds, ranks = r_peers.run("normalise_aggregate_rank_base.R", folder)
    return float(seconds), np.array(ranks.split(), dtype=int)


def coinr(folder: Path) -> tuple[float, np.ndarray] | None:
    """Best time of COINr in seconds and its ranks of the index; None without COINr."""
    if not r_peers.has("COINr"):
        return None
    r_peers.run("normalise_aggregate_rank.R", folder)
    return float((folder / "seconds.txt").read_text()), np.loadtxt(folder / "ranks.txt", dtype=int)


def write_for_r(folder: Path, indicators: dict[str, np.ndarray], tree: Hierarchy) -> None:
    with (folder / "data.csv").open("w", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(["uCode", *indicators])
        rows = zip(*indicators.values(), strict=True)
        table.writerows(
            [f"U{unit:02}", *map(repr, map(float, row))] for unit, row in enumerate(rows)
        )
    level = {"i": 1, "s": 2, "d": 3}
    with (folder / "meta.csv").open("w", newline="") as lines:
        table = csv.writer(lines)
        table.writerow(["iCode", "Level", "Parent", "Weight", "Direction", "Type"])
        for child, parent in tree.parents.items():
            kind = "Indicator" if child in indicators else "Aggregate"
            table.writerow([child, level[child[0]], parent, 1, 1, kind])
        table.writerow(["index", 4, "", 1, 1, "Aggregate"])


def main() -> None:
    rng = np.random.default_rng(63130)
    indicators = {f"i{i}": rng.gamma(4, 10, UNITS) for i in range(INDICATORS)}
    tree = hierarchy()
    mine = best_of(REPEATS, lambda: ours(indicators, tree))
    print(f"thuocdo: {mine * 1000:.2f} ms (best of {REPEATS}; {UNITS} units x {INDICATORS})")
    expected = ours(indicators, tree)["index"]
    with tempfile.TemporaryDirectory() as folder:
        write_for_r(Path(folder), indicators, tree)
        for name, peer in (("base R", base_r(Path(folder))), ("COINr", coinr(Path(folder)))):
            if peer is None:
                print(f"{name} chưa cài: không đo")
                continue
            same = "the same ranks" if (peer[1] == expected).all() else "OTHER RANKS"
            print(f"{name}: {peer[0] * 1000:.2f} ms, {same}; ratio {peer[0] / mine:.1f}")


if __name__ == "__main__":
    main()
