"""Simulated scorebooks of every index for all communes, from the real definitions and units."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from thuocdo import runs, units
from thuocdo.catalog import bundled, load
from thuocdo.catalog.framework import Framework, NodeInForce
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import MEASUREMENTS, Status, names

DAY = date(2025, 7, 1)
NOTICE = "SỐ LIỆU MÔ PHỎNG: sinh ngẫu nhiên để đo tốc độ, không phải điểm của xã, phường nào"
SEED = 6


def simulated_books(at_most: int | None = None) -> Iterator[tuple[Framework, pl.DataFrame]]:
    """Each index with measurements of every commune, in all its periods or the last `at_most`."""
    tokens = [str(unit.id) for unit in units.units_on(DAY, level="commune")]
    random = np.random.default_rng(SEED)
    for name in bundled.bundled_names():
        framework = load.framework(name)
        level = random.normal(size=len(tokens))
        periods = framework.periods[-at_most:] if at_most else framework.periods
        parts = [_of_period(framework, period, tokens, level, random) for period in periods]
        yield framework, pl.concat(parts)


def scored(framework: Framework, measured: pl.DataFrame) -> pl.DataFrame:
    """The scorebook of simulated measurements, by the engine that scores real ones."""
    return runs.scorebook_of(framework, measured)


def corrected(measured: pl.DataFrame) -> pl.DataFrame:
    """The measurements with one node of the last period a little lower, for a second edition."""
    here = (pl.col("period") == measured["period"].max()) & (pl.col("node") == measured["node"][-1])
    value = pl.when(here).then(pl.col("value") * 0.99).otherwise("value")
    return measured.with_columns(value=value)


def _of_period(
    framework: Framework, period: Period, tokens: list[str], level: np.ndarray, random
) -> pl.DataFrame:
    """A unit is as good as its level and luck have it, between the ends of each scale."""
    leaves = [node for node in framework.on(period).nodes.values() if not node.parts]
    columns = [_values(node, level, random) for node in leaves]
    rows = {
        "framework": framework.name,
        "node": np.repeat([node.path for node in leaves], len(tokens)),
        "unit": tokens * len(leaves),
        "period": str(period),
        "value": np.concatenate(columns),
        "se": None,
        "n": None,
        "status": Status.ESTIMATED.value,
        "source": NOTICE,
    }
    kinds = {"se": pl.Float64, "n": pl.Int64}
    return pl.DataFrame(rows, schema_overrides=kinds).select(names(MEASUREMENTS))


def _values(node: NodeInForce, level: np.ndarray, random) -> np.ndarray:
    share = 1 / (1 + np.exp(-(0.3 + 0.4 * level + 0.6 * random.normal(size=level.size))))
    return node.scale_min + share * (node.scale_max - node.scale_min)
