"""Design effects: what the design costs beside a simple random sample of the same size.

Kish (1965): deff = variance under the design / variance under simple random sampling. And
Kish's (1992) part of it that comes from unequal weights alone: n Σ w² / (Σ w)².
"""

import numpy as np

from thuocdo.survey.answers import share
from thuocdo.survey.design import AnyDesign, Estimates
from thuocdo.survey.means import Mean, Total, Variance


def design_effects(
    design: AnyDesign, statistic: Mean | Total, estimates: Estimates, replacement: bool = False
) -> np.ndarray:
    """deff (k,) of means or totals, against simple random sampling of the same answers.

    Without replacement the simple sample has the factor (N̂ - m)/N̂, N̂ = Σ w over m answers;
    it is left out with `replacement`, or where the weights add up to less than the answers.
    """
    weights = design.weights
    answered = statistic.present() & (weights > 0)[:, None]
    count, size = answered.sum(axis=0), weights @ answered
    spread = Variance(np.where(answered, statistic.filled, np.nan)).point(weights)
    simple = share(spread, count)
    if isinstance(statistic, Total):
        simple = simple * size**2
    if not replacement:
        simple = simple * np.where(size > count, 1 - share(count, size), 1.0)
    return share(np.diag(estimates.covariance), simple)


def weighting_effect(weights: np.ndarray, domain: np.ndarray | None = None) -> float:
    """Kish's 1 + cv²(w): the variance that unequal weights cost when answers do not depend."""
    w = weights[weights > 0] if domain is None else weights[(weights > 0) & domain]
    return float(w.size * np.sum(w**2) / np.sum(w) ** 2)


def effective_sizes(counts: np.ndarray, effects: np.ndarray) -> np.ndarray:
    """Answers / design effect: how many of a simple random sample would be as good."""
    return share(np.asarray(counts, dtype=float), effects)
