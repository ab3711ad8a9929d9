"""Domains: parts of the sample, which may cross strata and units."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from thuocdo.survey.design import AnyDesign, Design, Estimates, ReplicateDesign, Stage, Statistic
from thuocdo.survey.estimate import estimate
from thuocdo.survey.lonely import Lonely, LonelyRule


@dataclass(frozen=True, slots=True)
class Domains:
    """A partition of respondents: the names (D,) and the code (n,) of each, -1 for none."""

    names: tuple[str, ...]
    codes: np.ndarray

    @property
    def masks(self) -> np.ndarray:
        """Who is in which domain (n, D)."""
        return self.codes[:, None] == np.arange(len(self.names))

    def __iter__(self) -> Iterator[tuple[str, np.ndarray]]:
        for code, name in enumerate(self.names):
            yield name, self.codes == code


def domains(labels: pl.Series) -> Domains:
    """The domains of a column, in the order of its values; a missing label is in none."""
    column = labels.fill_nan(None) if labels.dtype.is_float() else labels
    column = column if column.dtype.is_numeric() else column.cast(pl.String)
    codes = column.rank("dense").cast(pl.Int64).fill_null(0).to_numpy() - 1
    names = column.drop_nulls().unique().sort().cast(pl.String)
    return Domains(tuple(names.to_list()), codes)


def by_domain(
    design: AnyDesign,
    statistic: Callable[[np.ndarray], Statistic],
    parts: Domains,
    lonely: Lonely | LonelyRule = "fail",
) -> dict[str, Estimates]:
    """Estimates of each domain, `statistic(mask)` made for one at a time.

    Covariances within a domain only; for those between domains give all masks at once to one
    statistic.
    """
    return {name: estimate(design, statistic(mask), lonely) for name, mask in parts}


def restrict(design: AnyDesign, domain: np.ndarray) -> AnyDesign:
    """The design with weight 0 outside `domain`: its strata and units stay known."""
    weights = np.where(domain, design.weights, 0.0)
    if isinstance(design, ReplicateDesign):
        return replace(
            design, weights=weights, replicates=np.where(domain[:, None], design.replicates, 0.0)
        )
    return replace(design, weights=weights)


def rows_of_strata(design: Design, domain: np.ndarray) -> np.ndarray:
    """Rows of all first-stage strata that the domain touches (all, where calibrated)."""
    if design.projections:
        return np.arange(design.size)
    strata = design.stages[0].strata
    touched = np.zeros(int(strata.max()) + 1, dtype=bool)
    touched[strata[domain & (design.weights > 0)]] = True
    return np.flatnonzero(touched[strata])


def take_rows(design: Design, rows: np.ndarray) -> Design:
    """The design of some rows only, which must be whole first-stage strata."""
    return Design(
        design.weights[rows],
        tuple(_take_stage(stage, rows) for stage in design.stages),
        design.projections,
    )


def _take_stage(stage: Stage, rows: np.ndarray) -> Stage:
    strata_kept, strata = np.unique(stage.strata[rows], return_inverse=True)
    units_kept, units = np.unique(stage.units[rows], return_inverse=True)
    return Stage(
        strata,
        units,
        None if stage.population is None else stage.population[rows],
        _labels(stage.stratum_labels, strata_kept),
        _labels(stage.unit_labels, units_kept),
    )


def _labels(labels: tuple[str, ...], kept: np.ndarray) -> tuple[str, ...]:
    return tuple(labels[i] for i in kept) if labels else ()
