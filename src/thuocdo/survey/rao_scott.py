"""Are two questions related? Chi-square tests of independence for complex samples.

Pearson's X² behaves like Σ δ_i χ²₁, δ the generalised design effects: eigenvalues of
Δ = (Cᵀ D⁻¹C / n)⁻¹ · Cᵀ D⁻¹ V D⁻¹ C, with V the covariance of the cell shares p, D = diag(p)
and C contrasts of interaction, orthogonal to the main effects.
Rao and Scott (1981, JASA 76; 1984, Annals of Statistics 12); Thomas and Rao (1987).

    F           X² / Σδ on (d, d·df), d = (Σδ)² / Σδ²  (second order, Satterthwaite)
    Chisq       X² / mean δ on χ² with (r − 1)(c − 1)   (first order)
    Wald        observed less expected totals, as F on (k, df), k = (r − 1)(c − 1)
    adjWald     the same on (k, df − k + 1)
    lincom      the exact tail of Σ δ_i χ²₁ against χ²_df / df
    saddlepoint an approximation of that tail
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.build_checks import missing
from thuocdo.survey.chi2_mixture import mixture_sf, saddlepoint_sf
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import AnyDesign
from thuocdo.survey.distributions import chi2_sf, f_sf
from thuocdo.survey.estimate import estimate
from thuocdo.survey.lonely import Lonely, LonelyRule
from thuocdo.survey.means import Mean, Total
from thuocdo.survey.significance import TestResult, wald_f


@dataclass(frozen=True, slots=True)
class TwoWay:
    """A table in a sample: shares (r, c), X², design effects δ (k,), Wald statistic, df.

    X² is scaled to all respondents of the sample, those without an answer included (so does
    R `survey`); no p-value depends on it. `counts` are the answers behind the table.
    """

    shares: np.ndarray
    pearson: float
    effects: np.ndarray
    wald: float
    df: float
    counts: int


def independence(
    design: AnyDesign,
    rows: pl.Series | np.ndarray,
    columns: pl.Series | np.ndarray,
    statistic: str = "F",
    lonely: Lonely | LonelyRule = "fail",
) -> TestResult:
    """The test of independence of two questions by one of the statistics above."""
    if statistic not in STATISTICS:
        raise ValueError(f"unknown statistic {statistic!r}; known: {', '.join(STATISTICS)}")
    return STATISTICS[statistic](two_way(design, rows, columns, lonely))


def two_way(
    design: AnyDesign,
    rows: pl.Series | np.ndarray,
    columns: pl.Series | np.ndarray,
    lonely: Lonely | LonelyRule = "fail",
) -> TwoWay:
    """What all the statistics need, of those who answered both questions."""
    sides = [pl.Series(values) for values in (rows, columns)]
    both = (design.weights > 0) & ~missing(sides[0]) & ~missing(sides[1])
    codes = [_codes(side, both) for side in sides]
    r, c = (int(code.max(initial=-1)) + 1 for code in codes)
    if min(r, c) < 2:
        message = _("kiểm định độc lập cần mỗi câu hỏi có ít nhất hai phương án được trả lời.")
        raise InputError(Problem("test-categories", message))
    cells = np.where(both[:, None], 1.0 * (codes[0] * c + codes[1])[:, None] == np.arange(r * c), 0)
    found = estimate(design, Mean(np.where(both[:, None], cells, np.nan)), lonely)
    totals = estimate(design, Total(cells), lonely)
    table = found.value.reshape(r, c)
    size = int((design.weights > 0).sum())
    return TwoWay(
        shares=table,
        pearson=_pearson(table, size),
        effects=_effects(found.value, found.covariance, r, c, size),
        wald=_wald(totals.value.reshape(r, c), totals.covariance),
        df=degrees_of_freedom(design),
        counts=int(both.sum()),
    )


def _codes(side: pl.Series, both: np.ndarray) -> np.ndarray:
    """Categories as 0, 1, … in their order, −1 for who did not answer both."""
    out = np.full(len(side), -1, dtype=np.int64)
    kept = side.filter(pl.Series(both))
    if not kept.dtype.is_numeric():
        kept = kept.cast(pl.String)
    out[both] = kept.rank("dense").to_numpy().astype(np.int64) - 1
    return out


def _pearson(table: np.ndarray, size: int) -> float:
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    return float(size * ((table - expected) ** 2 / expected).sum())


def _effects(shares: np.ndarray, covariance: np.ndarray, r: int, c: int, size: int) -> np.ndarray:
    """The eigenvalues δ; an empty cell has no variance and counts nothing."""
    contrasts = np.kron(_centred(r), _centred(c))
    inverse = np.divide(1.0, shares, out=np.zeros(shares.shape), where=shares > 0)
    scaled = contrasts * inverse[:, None]
    simple = np.linalg.cholesky(contrasts.T @ scaled / size)
    left = np.linalg.solve(simple, scaled.T @ covariance @ scaled)
    return np.linalg.eigvalsh(np.linalg.solve(simple, left.T))[::-1]


def _centred(levels: int) -> np.ndarray:
    """Contrasts (levels, levels − 1) of each level but the last with the mean."""
    return np.eye(levels)[:, :-1] - 1 / levels


def _wald(totals: np.ndarray, covariance: np.ndarray) -> float:
    """Yᵀ V⁻¹ Y of totals less row · column / all, the last row and column being implied."""
    r, c = totals.shape
    by_row, by_column, everything = totals.sum(axis=1), totals.sum(axis=0), totals.sum()
    excess = totals - np.outer(by_row, by_column) / everything
    same_row, same_column = np.eye(r)[:, None, :, None], np.eye(c)[None, :, None, :]
    slopes = (
        same_row * same_column
        - same_row * (by_column / everything)[None, :, None, None]
        - same_column * (by_row / everything)[:, None, None, None]
        + np.outer(by_row, by_column)[:, :, None, None] / everything**2
    )[:-1, :-1].reshape((r - 1) * (c - 1), r * c)
    y = excess[:-1, :-1].reshape(-1)
    return float(y @ np.linalg.pinv(slopes @ covariance @ slopes.T, hermitian=True) @ y)


def _second_order(table: TwoWay) -> TestResult:
    total = table.effects.sum()
    d = total**2 / (table.effects**2).sum()
    value = table.pearson / total
    return TestResult("F", value, (d, d * table.df), f_sf(value, d, d * table.df))


def _first_order(table: TwoWay) -> TestResult:
    k = table.effects.size
    p = chi2_sf(table.pearson / table.effects.mean(), k)
    return TestResult("Chisq", table.pearson, (float(k),), p)


def _tail(name: str, sf: Callable[..., float]) -> Callable[[TwoWay], TestResult]:
    def test(table: TwoWay) -> TestResult:
        p = sf(table.pearson, table.effects, table.df)
        return TestResult(name, table.pearson, (table.df,), p)

    return test


def _wald_by(method: str) -> Callable[[TwoWay], TestResult]:
    return lambda table: wald_f(table.wald, table.effects.size, table.df, method)


STATISTICS: dict[str, Callable[[TwoWay], TestResult]] = {
    "F": _second_order,
    "Chisq": _first_order,
    "Wald": _wald_by("F"),
    "adjWald": _wald_by("adjusted"),
    "lincom": _tail("lincom", mixture_sf),
    "saddlepoint": _tail("saddlepoint", saddlepoint_sf),
}
