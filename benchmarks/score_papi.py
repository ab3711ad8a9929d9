"""All PAPI nodes and years scored in process, beside the same sums done with a plain group-by.

Prints the best of several runs. The peer only adds the parts up and ranks the totals: no
comparability, groups, regions or changes, so the ratio says what those cost.
"""

import time

import polars as pl

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.scorebook import score

REPEATS = 7


def best(task) -> float:
    task()
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        task()
        times.append(time.perf_counter() - start)
    return min(times)


def plain(table: pl.DataFrame) -> pl.DataFrame:
    dimension = pl.col("node").str.slice(0, 6)
    sums = table.group_by("unit", "period", dimension).agg(pl.col("value").sum())
    totals = sums.group_by("unit", "period").agg(pl.col("value").sum())
    return totals.with_columns(pl.col("value").rank("min", descending=True).over("period"))


def main() -> None:
    papi, table = framework("papi"), bundled.measurements("papi")
    ours, peer = best(lambda: score(papi, table)), best(lambda: plain(table))
    rows = score(papi, table).height
    print(f"PAPI 2011-2024, {rows} scorebook rows: {ours:.3f} s (target 0.5 s)")
    print(f"plain sums and ranks of totals only: {peer:.3f} s, ratio {ours / peer:.0f}")


if __name__ == "__main__":
    main()
