"""Degrees of freedom of a design and of a domain in it."""

import numpy as np

from thuocdo.survey.design import AnyDesign, ReplicateDesign

RANK_TOLERANCE = 1e-5


def degrees_of_freedom(design: AnyDesign, domain: np.ndarray | None = None) -> float:
    """First-stage units less strata, of those that have respondents in `domain` (n,).

    Korn and Graubard (1999) 5.2. For a replicate design what it was given, else the rank of
    the replicate weights less 1 (a domain does not change it).
    """
    if isinstance(design, ReplicateDesign):
        return float(design.df) if design.df is not None else _rank(design.replicates) - 1.0
    inside = design.weights > 0
    if domain is not None:
        inside = inside & domain
    stage = design.stages[0]
    return float(np.unique(stage.units[inside]).size - np.unique(stage.strata[inside]).size)


def _rank(replicates: np.ndarray) -> float:
    """The rank of the replicate weights (n, R), from their R x R products."""
    lengths = np.linalg.norm(replicates, axis=0)
    columns = replicates / np.where(lengths > 0, lengths, 1.0)
    squares = np.linalg.eigvalsh(columns.T @ columns)
    return float(np.sum(squares > RANK_TOLERANCE**2 * squares[-1]))
