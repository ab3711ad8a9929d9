"""Tests of differences and of linear hypotheses, with the degrees of freedom of the design.

t = (θ − θ₀) / se on Student's t; Wald W = (Lθ − c)ᵀ (L V Lᵀ)⁻¹ (Lθ − c), as F = W/q on
(q, df), or adjusted, F = W (df − q + 1)/(q df) on (q, df − q + 1). Korn and Graubard (1990),
The American Statistician 44; Thomas and Rao (1987), JASA 82.
"""

from dataclasses import dataclass
from math import isinf, nan
from typing import Literal

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import AnyDesign, Estimates
from thuocdo.survey.distributions import f_sf, t_quantile, t_sf
from thuocdo.survey.estimate import estimate
from thuocdo.survey.lonely import Lonely, LonelyRule
from thuocdo.survey.means import Mean
from thuocdo.survey.multiplicity import ADJUSTMENTS


@dataclass(frozen=True, slots=True)
class Comparisons:
    """q differences (or other contrasts): all arrays are (q,), p two-sided."""

    value: np.ndarray
    se: np.ndarray
    t: np.ndarray
    df: np.ndarray
    p: np.ndarray
    p_adjusted: np.ndarray
    adjustment: str

    def intervals(self, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
        """Low and high (q,) of each on its own: not adjusted for their number."""
        t = np.array([t_quantile(0.5 + level / 2, df) for df in self.df])
        return self.value - t * self.se, self.value + t * self.se


@dataclass(frozen=True, slots=True)
class TestResult:
    """One test: what was computed, its degrees of freedom and p-value."""

    __test__ = False  # not a test of pytest's

    method: str
    statistic: float
    df: tuple[float, ...]
    p: float


def compare(
    estimates: Estimates,
    contrasts: np.ndarray | None = None,
    null: float | np.ndarray = 0.0,
    df: float | np.ndarray | None = None,
    adjustment: str = "none",
) -> Comparisons:
    """t tests of `contrasts` (q, k) of the estimates, of the estimates themselves if None.

    `adjustment` for their number: none, holm or bh. A contrast that touches an estimate
    without a standard error is NaN, and so is one that cannot vary (se 0).
    """
    matrix = np.eye(estimates.value.size) if contrasts is None else np.atleast_2d(contrasts)
    value, covariance = _contrasted(estimates, matrix)
    se = np.sqrt(np.diag(covariance))
    t = np.divide(value - null, se, out=np.full(value.shape, np.nan), where=se > 0)
    each = np.broadcast_to(np.asarray(estimates.df if df is None else df, float), t.shape)
    p = np.array([_two_sided(*pair) for pair in zip(t, each, strict=True)])
    return Comparisons(value, se, t, each, p, ADJUSTMENTS[adjustment](p), adjustment)


def differences(
    estimates: Estimates,
    pairs: list[tuple[int, int]] | None = None,
    df: float | None = None,
    adjustment: str = "holm",
) -> Comparisons:
    """Differences second − first of `pairs` of estimates (all pairs if None) at once."""
    k = estimates.value.size
    first, second = np.array(pairs).T if pairs is not None else np.triu_indices(k, 1)
    places = np.arange(first.size)
    contrasts = np.zeros((first.size, k))
    contrasts[places, second] += 1.0
    contrasts[places, first] -= 1.0
    return compare(estimates, contrasts, df=df, adjustment=adjustment)


def compare_groups(
    design: AnyDesign,
    answers: np.ndarray,
    group: np.ndarray,
    lonely: Lonely | LonelyRule = "fail",
) -> Comparisons:
    """Mean of `answers` where `group` is true less where it is false: the two-sample t test.

    `group` (n,) is 0 or 1, or NaN for who belongs to neither. The df are units less strata of
    those who count, less 1 for the difference (as in a regression on the group).
    """
    answers, group = np.asarray(answers, dtype=float), np.asarray(group, dtype=float)
    counted = ~np.isnan(answers) & ~np.isnan(group) & (design.weights > 0)
    masks = [counted & (group == 0), counted & (group != 0)]
    if not (masks[0].any() and masks[1].any()):
        message = _("cần hai nhóm có câu trả lời để so sánh; một nhóm không có ai.")
        raise InputError(Problem("test-categories", message))
    sides = estimate(design, Mean(answers, np.column_stack(masks)), lonely)
    return compare(sides, np.array([[-1.0, 1.0]]), df=degrees_of_freedom(design, counted) - 1)


def wald_test(
    estimates: Estimates,
    contrasts: np.ndarray,
    null: float | np.ndarray = 0.0,
    df: float | None = None,
    method: Literal["F", "adjusted"] = "F",
) -> TestResult:
    """All of `contrasts` (q, k) equal to `null` at once. Contrasts that repeat count once."""
    value, covariance = _contrasted(estimates, np.atleast_2d(contrasts))
    freedom = estimates.df if df is None else df
    miss = value - null
    if not np.isfinite(covariance).all():
        return TestResult(f"Wald {method}", nan, (nan, nan), nan)
    q = int(np.linalg.matrix_rank(covariance, tol=_tolerance(covariance), hermitian=True))
    inverse = np.linalg.pinv(covariance, rcond=1e-12, hermitian=True)
    wald = float(miss @ inverse @ miss)
    return wald_f(wald, q, freedom, method)


def wald_f(wald: float, q: int, df: float, method: str) -> TestResult:
    """A Wald statistic of q constraints as F; NaN where the design has too few df."""
    second = df if method == "F" or isinf(df) else df - q + 1
    name = f"Wald {method}"
    if q == 0 or second <= 0:
        return TestResult(name, nan, (float(q), second), nan)
    statistic = wald / q if isinf(df) else wald / q * second / df
    return TestResult(name, statistic, (float(q), second), f_sf(statistic, q, second))


def _contrasted(estimates: Estimates, matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Contrasts with covariance; NaN only where a contrast touches what is not known."""
    unknown = ~np.isfinite(estimates.value) | ~np.isfinite(np.diag(estimates.covariance))
    value = matrix @ np.where(unknown, 0.0, estimates.value)
    known = np.where(unknown[:, None] | unknown[None, :], 0.0, estimates.covariance)
    covariance = matrix @ known @ matrix.T
    lost = (matrix[:, unknown] != 0).any(axis=1)
    value[lost] = covariance[lost, :] = covariance[:, lost] = np.nan
    return value, covariance


def _tolerance(covariance: np.ndarray) -> float:
    return 1e-12 * float(np.abs(covariance).max(initial=0.0))


def _two_sided(t: float, df: float) -> float:
    if np.isnan(t) or np.isnan(df) or df <= 0:
        return nan
    return min(2 * t_sf(abs(float(t)), float(df)), 1.0)
