"""How good simulated provinces truly are: as far apart as the published PAPI scores lie.

True scores of the sub-dimensions are drawn from a normal distribution with the mean and the
covariance of the scores that PAPI published for 2024, and stay from year to year as much as the
published totals of 2023 and 2024 correlate. Published scores hold their own sampling error,
which nobody published, so the true spread of real provinces is somewhat smaller. No province
gets its own published score.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.bundled import measurements
from thuocdo.catalog.framework import Tree
from thuocdo.survey.simulate_answers import STEPS, Asked, truth

PUBLISHED, BEFORE = "2024", "2023"
GRID = np.linspace(-4, 4, 161)
EDGE = 0.01  # of a scale: answers that are all alike have no latent effect


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean (q,) and covariance (q, q) of the scores of q nodes, and how years correlate."""

    mean: np.ndarray
    covariance: np.ndarray
    persistence: float


def published_spread(nodes: tuple[str, ...]) -> Spread:
    """The spread of the published provinces over `nodes`."""
    now, before = (_scores(nodes, period) for period in (PUBLISHED, BEFORE))
    values = now.drop("unit").to_numpy()
    both = now.join(before, on="unit").drop("unit").to_numpy()
    totals = both[:, : len(nodes)].sum(axis=1), both[:, len(nodes) :].sum(axis=1)
    return Spread(values.mean(axis=0), np.cov(values.T), float(np.corrcoef(*totals)[0, 1]))


def _scores(nodes: tuple[str, ...], period: str) -> pl.DataFrame:
    """One row a province with all of `nodes` published: unit, then the nodes in order."""
    table = measurements("papi").filter(period=period, status="published")
    wide = table.pivot("node", index="unit", values="value")
    return wide.select("unit", *(f"papi/{node}" for node in nodes)).drop_nulls()


class TrueScores:
    """True scores (P, q) of `count` provinces, year after year."""

    def __init__(self, spread: Spread, count: int, rng: np.random.Generator):
        self._spread, self._rng = spread, rng
        self._away = self._drawn(count)

    def now(self) -> np.ndarray:
        """The scores of this year."""
        return self._spread.mean + self._away

    def pass_a_year(self) -> None:
        """Provinces move, their spread stays."""
        kept = self._spread.persistence
        new = self._drawn(len(self._away))
        self._away = kept * self._away + np.sqrt(1 - kept**2) * new

    def _drawn(self, count: int) -> np.ndarray:
        zero = np.zeros(self._spread.mean.size)
        return self._rng.multivariate_normal(zero, self._spread.covariance, count)


class LatentEffects:
    """From true scores of nodes to the latent effects behind the answers."""

    def __init__(self, indicators: dict[str, list[Asked]], tree: Tree, nodes: tuple[str, ...]):
        self._ends = [(tree.nodes[node].scale_min, tree.nodes[node].scale_max) for node in nodes]
        fed = [[i for i in indicators.values() if i[0].node == node] for node in nodes]
        self._curves = [_curve(each) if each else None for each in fed]

    def of(self, scores: np.ndarray) -> np.ndarray:
        """Effects (P, q) that make the true scores `scores`; 0 where no indicator feeds a node."""
        effects = np.zeros(scores.shape)
        for q, ((low, high), curve) in enumerate(zip(self._ends, self._curves, strict=True)):
            if curve is not None:
                wanted = np.clip((scores[:, q] - low) / (high - low), EDGE, 1 - EDGE)
                effects[:, q] = np.interp(wanted, curve, GRID)
        return effects


def _curve(indicators: list[list[Asked]]) -> np.ndarray:
    """Along `GRID`, how far from its lowest (0) to its highest (1) score a node truly is."""
    return np.mean([np.mean([_part(i) for i in items], axis=0) for items in indicators], axis=0)


def _part(item: Asked) -> np.ndarray:
    values = truth(item, GRID)
    low, steps = STEPS[item.kind]
    return values if item.kind == "top2" else (values - low) / len(steps)
