"""Which units differ: one against all others, or every pair."""

from dataclasses import dataclass

import numpy as np

from thuocdo.index.covariance import difference_sds
from thuocdo.index.critical import critical_values
from thuocdo.index.draws import random_errors
from thuocdo.index.few_df import pair_df
from thuocdo.index.p_values import two_sided
from thuocdo.index.pair_families import BETTER, WORSE, rejected
from thuocdo.index.rank import TIE
from thuocdo.index.rank_sets import DRAWS, SEED
from thuocdo.index.uncertain import UncertainScores
from thuocdo.survey.multiplicity import holm

OWN, ALL, HOLM = CONTROLS = ("own", "all", "holm")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One unit against all others; arrays (units,), NaN and False where a score is withheld.

    `better` and `worse` are the units significantly better and worse than `unit`; the chance
    of any mistake among them is at most 1 − `level`. `difference` is other less own score,
    `sd` its standard deviation. `control` says how the number of comparisons was allowed for.
    `p` is of each comparison alone, `adjusted` allows for their number: by Holm's rule, NaN
    under the other controls, which have critical values and no p-values.
    """

    unit: int
    better: np.ndarray
    worse: np.ndarray
    difference: np.ndarray
    sd: np.ndarray
    p: np.ndarray
    adjusted: np.ndarray
    level: float
    control: str


@dataclass(frozen=True, slots=True)
class PairMatrix:
    """`sign` (units, units): 1 where the row is significantly better than the column, −1
    worse, 0 not distinguishable or withheld. `level` holds for the whole matrix.
    """

    sign: np.ndarray
    level: float
    control: str


def compare(
    scores: UncertainScores,
    unit: int,
    level: float = 0.95,
    *,
    control: str = OWN,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Comparison:
    """The unit at position `unit` against each other.

    `control`: "own" covers the comparisons of this unit (marginal, step-down), "all" those of
    all pairs, so that many units may be looked up; "holm" is Holm's for this unit, from
    p-values alone. Own and all: see `critical_values`.
    """
    if unit not in scores.places:
        raise ValueError(f"unit {unit} has no score")
    column = np.flatnonzero(scores.places == unit)
    better, worse = _differing(scores, column, level, control, draws, seed)
    lead = scores.values - scores.values[column]
    lead = lead if scores.larger_is_better else -lead
    sd = difference_sds(scores.variance, scores.covariance, column)[:, 0]
    p_values = _p_values(scores, column, np.arange(scores.values.size)[:, None] != column)[:, 0]
    adjusted = holm(p_values) if control == HOLM else np.full(p_values.shape, np.nan)
    found = (scores.spread(found[:, 0], False) for found in (better, worse))
    numbers = (scores.spread(number, np.nan) for number in (lead, sd, p_values, adjusted))
    return Comparison(unit, *found, *numbers, level, control)


def pair_matrix(
    scores: UncertainScores,
    level: float = 0.95,
    *,
    control: str = ALL,
    draws: int = DRAWS,
    seed: int = SEED,
) -> PairMatrix:
    """Every pair at once, by simultaneous critical values with step-down ("all") or "holm"."""
    if control == OWN:
        raise ValueError("a matrix speaks of all pairs: control is `all` or `holm`")
    everyone = np.arange(scores.values.size)
    better, worse = _differing(scores, everyone, level, control, draws, seed)
    sign = np.zeros((scores.size, scores.size), dtype=np.int8)
    sign[np.ix_(scores.places, scores.places)] = better.astype(np.int8) - worse
    return PairMatrix(sign, level, control)


def _differing(scores, columns, level, control, draws, seed) -> tuple[np.ndarray, np.ndarray]:
    if control not in CONTROLS or not 0 < level < 1:
        raise ValueError(f"control of {', '.join(CONTROLS)}, level within (0, 1)")
    if control == HOLM:
        return _by_holm(scores, columns, level)
    errors = random_errors(scores, draws, seed)
    critical = critical_values(scores, errors, level, simultaneous=control == ALL)
    critical = np.broadcast_to(critical, scores.values.shape)
    return (
        rejected(scores, critical, columns, BETTER),
        rejected(scores, critical, columns, WORSE),
    )


def _by_holm(scores: UncertainScores, columns, level: float) -> tuple[np.ndarray, np.ndarray]:
    lead = scores.values[:, None] - scores.values[columns]
    rows = np.arange(scores.values.size)[:, None]
    # Among all pairs each counts once; (j, k) and (k, j) are one test.
    once = rows < columns if len(columns) > 1 else rows != columns
    p_values = _p_values(scores, columns, once)
    found = (holm(p_values.ravel()) <= 1 - level).reshape(once.shape)
    if len(columns) > 1:
        found = found | found.T
    return found & (lead > 0), found & (lead < 0)


def _p_values(scores: UncertainScores, columns, tested: np.ndarray) -> np.ndarray:
    """Of each comparison alone, (p, columns); NaN where it is not `tested`."""
    lead = scores.values[:, None] - scores.values[columns]
    sd = difference_sds(scores.variance, scores.covariance, columns)
    df = scores.df
    if np.ndim(df):
        df = pair_df(scores.variance, scores.covariance, df, columns)
    return two_sided(np.where(tested, lead, np.nan), sd, df, TIE)
