"""Means of many indicators in many units at once, from sums by primary unit.

One pass over the answers leaves, for each primary unit (PSU) and indicator, Σw, Σwx and the
answers behind them. Means, standard errors, covariances and replicates then work on those
few numbers (about 950 × 130 for a PAPI year) and never on respondents again.

With-replacement first stage in strata h of m_h primary units (Särndal, Swensson and Wretman
1992, 5.7; Lumley 2010, 2.2): for the mean x̄_d of domain d with weight W_d = Σw,

    z_i = (Σ_i wx − x̄_d Σ_i w) / W_d           linearised value of unit i, 0 outside d
    V(x̄_d) = Σ_h f_h m_h/(m_h−1) Σ_{i∈h} (z_i − z̄_h)²,     z̄_h = Σ_{i∈h} z_i / m_h

f_h = 1 − m_h/M_h where the stratum's population of units M_h is known, else 1. Units of h
without a respondent of d count with z = 0: m_h is that of the design, not of the domain.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Layout:
    """Respondents in cells (domain × primary unit), cells in order of domain, stratum, unit.

    `order` (n',) puts respondents of a domain in that order, None where they already stand
    so; `starts` begins each cell; `cell` (n',) is the cell of each. By cell: `psu`,
    `stratum` and `domain`. By primary unit: `psu_stratum`; by stratum: `sizes`, how many
    units it has in the sample, `fraction` f_h. `weights` (n',) in order.
    """

    order: np.ndarray | None
    starts: np.ndarray
    cell: np.ndarray
    weights: np.ndarray
    psu: np.ndarray
    stratum: np.ndarray
    domain: np.ndarray
    psu_stratum: np.ndarray
    sizes: np.ndarray
    fraction: np.ndarray
    domains: int

    @property
    def cells(self) -> int:
        """How many pairs of domain and primary unit have a respondent."""
        return self.starts.size

    @property
    def lonely(self) -> np.ndarray:
        """Strata with one primary unit that were not taken whole."""
        return np.flatnonzero((self.sizes == 1) & (self.fraction > 0))


def lay_out(
    strata: np.ndarray,
    units: np.ndarray,
    domain: np.ndarray,
    weights: np.ndarray,
    population: np.ndarray | None = None,
) -> Layout:
    """Lay respondents out; all arrays (n,), codes from 0, a unit in one stratum only.

    `domain` is −1 for a respondent of no domain, who still tells that its unit was drawn.
    `population` (n,) is how many units the stratum has, NaN where unknown.
    """
    psu_stratum = np.zeros(units.max() + 1, dtype=np.int64)
    psu_stratum[units] = strata
    sizes = np.bincount(psu_stratum, minlength=strata.max() + 1)
    known = psu_stratum, sizes, _fraction(strata, sizes, population)
    key = _key(domain, strata, units)
    rising = domain.min() >= 0 and bool((key[1:] >= key[:-1]).all())
    order = None if rising else np.argsort(key, kind="stable")[int((domain < 0).sum()) :]
    key, at = (key, slice(None)) if order is None else (key[order], order)
    new = np.r_[True, key[1:] != key[:-1]] if key.size else np.zeros(0, bool)
    starts = np.flatnonzero(new)
    cell = np.cumsum(new) - 1
    chosen = units[at][starts], strata[at][starts], domain[at][starts]
    return Layout(
        order, starts, cell, weights[at].astype(float), *chosen, *known, int(domain.max()) + 1
    )


def _key(domain: np.ndarray, strata: np.ndarray, units: np.ndarray) -> np.ndarray:
    """One number that sorts by domain, stratum and unit; −1 and below outside all domains."""
    h, m = int(strata.max()) + 1, int(units.max()) + 1
    return (domain.astype(np.int64) * h + strata) * m + units


def _fraction(strata: np.ndarray, sizes: np.ndarray, population) -> np.ndarray:
    fraction = np.ones(sizes.size)
    if population is not None:
        total = np.full(sizes.size, np.nan)
        total[strata] = population
        left = 1.0 - sizes / total
        fraction = np.where(np.isnan(total), 1.0, np.where(left < 1e-7, 0.0, left))
    return fraction


@dataclass(frozen=True, slots=True)
class CellSums:
    """By indicator and cell (k, cells): Σw, Σwx over answers, and how many answers."""

    layout: Layout
    weight: np.ndarray
    total: np.ndarray
    answers: np.ndarray


def cell_sums(layout: Layout, columns: Iterable[np.ndarray], count: int) -> CellSums:
    """Sum `count` columns (n,) of numbers, NaN where there is no answer, one at a time."""
    shape = (count, layout.cells)
    sums = CellSums(layout, np.empty(shape), np.empty(shape), np.empty(shape, np.int32))
    whole = np.add.reduceat(layout.weights, layout.starts) if layout.cells else np.empty(0)
    people = np.bincount(layout.cell, minlength=layout.cells)
    product = np.empty(layout.cell.size)
    for j, column in enumerate(columns):
        x = column if layout.order is None else column[layout.order]
        _one_column(sums, j, x, whole, people, product)
    return sums


def _one_column(sums: CellSums, j: int, x, whole, people, product) -> None:
    layout = sums.layout
    if not layout.cells:
        return
    np.multiply(x, layout.weights, out=product)
    blank = np.flatnonzero(np.isnan(x))
    product[blank] = 0.0
    sums.total[j] = np.add.reduceat(product, layout.starts)
    at = layout.cell[blank]
    sums.answers[j] = people - np.bincount(at, minlength=layout.cells)
    if 2 * blank.size < x.size:  # few gaps: take them away, with less to add up
        sums.weight[j] = whole - np.bincount(at, layout.weights[blank], layout.cells)
        sums.weight[j][sums.answers[j] == 0] = 0.0
    else:
        kept = np.flatnonzero(~np.isnan(x))
        sums.weight[j] = np.bincount(layout.cell[kept], layout.weights[kept], layout.cells)


@dataclass(frozen=True, slots=True)
class UnitMeans:
    """Means by domain and indicator (D, k); NaN where nobody answered.

    `influence` (k, cells) are the linearised sums z_i; `df` (D,) primary units less strata.
    """

    sums: CellSums
    value: np.ndarray
    weight: np.ndarray
    answers: np.ndarray
    influence: np.ndarray
    df: np.ndarray


def unit_means(sums: CellSums) -> UnitMeans:
    """Means of every indicator in every domain, with their linearised sums."""
    layout = sums.layout
    weight = by_domain(layout, sums.weight)
    answers = by_domain(layout, sums.answers)
    value = _ratio(by_domain(layout, sums.total), weight)
    mean, inverse = value[layout.domain].T, _ratio(np.ones_like(weight), weight)[layout.domain].T
    influence = sums.weight * mean
    np.subtract(sums.total, influence, out=influence)
    influence *= inverse
    np.nan_to_num(influence, copy=False, nan=0.0)
    return UnitMeans(sums, value, weight, answers, influence, degrees(layout))


def _ratio(top: np.ndarray, bottom: np.ndarray) -> np.ndarray:
    return np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom > 0)


def by_domain(layout: Layout, cells: np.ndarray) -> np.ndarray:
    """Sums (D, k) over the cells of each domain of something by cell (k, cells)."""
    sums = np.zeros((layout.domains, cells.shape[0]), dtype=cells.dtype)
    if layout.cells:
        begin = np.flatnonzero(np.r_[True, np.diff(layout.domain) > 0])
        sums[layout.domain[begin]] = np.add.reduceat(cells, begin, axis=1).T
    return sums


def degrees(layout: Layout) -> np.ndarray:
    """Degrees of freedom (D,): primary units less strata in which the domain has people."""
    units = np.bincount(layout.domain, minlength=layout.domains)
    pairs = np.unique(layout.domain.astype(np.int64) * layout.sizes.size + layout.stratum)
    return units - np.bincount(pairs // layout.sizes.size, minlength=layout.domains)


def variances(layout: Layout, influence: np.ndarray, centre_lonely: bool = False) -> np.ndarray:
    """Variances (D, q) of the sums of `influence` (q, cells) over each domain.

    A stratum with one unit adds nothing, or with `centre_lonely` (R: adjust) the square of
    its departure from the mean of all units, which is 0.
    """
    if not layout.cells:
        return np.full((layout.domains, influence.shape[0]), np.nan)
    begin = _runs(layout)
    stratum = layout.stratum[begin]
    there = np.diff(np.r_[begin, layout.cells])
    sizes = layout.sizes[stratum]
    centre = np.add.reduceat(influence, begin, axis=1) / sizes
    centre[:, sizes == 1] = 0.0
    away = influence - np.repeat(centre, there, axis=1)
    square = np.add.reduceat(away * away, begin, axis=1) + (sizes - there) * centre**2
    scale = _scale(layout, centre_lonely)[stratum]
    result = np.zeros((layout.domains, influence.shape[0]))
    first = np.flatnonzero(np.r_[True, np.diff(layout.domain[begin]) > 0])
    result[layout.domain[begin][first]] = np.add.reduceat(square * scale, first, axis=1).T
    return result


def _runs(layout: Layout) -> np.ndarray:
    """The first cell of each pair of domain and stratum."""
    change = (np.diff(layout.domain) != 0) | (np.diff(layout.stratum) != 0)
    return np.flatnonzero(np.r_[True, change])


def _scale(layout: Layout, centre_lonely: bool) -> np.ndarray:
    """f_h m_h/(m_h−1) by stratum; for one unit f_h or 0."""
    sizes = layout.sizes.astype(float)
    many = layout.fraction * sizes / np.maximum(sizes - 1, 1)
    return np.where(sizes > 1, many, layout.fraction if centre_lonely else 0.0)


def centred(layout: Layout, influence: np.ndarray, centre_lonely: bool = False) -> np.ndarray:
    """Influence (PSUs, D · q), centred and scaled: covariance = influenceᵀ · influence.

    The columns go by domain, then by row of `influence` (q, cells).
    """
    q = influence.shape[0]
    spread = np.zeros((layout.psu_stratum.size, layout.domains, q))
    spread[layout.psu, layout.domain] = influence.T
    spread = spread.reshape(layout.psu_stratum.size, -1)
    totals = np.zeros((layout.sizes.size, spread.shape[1]))
    np.add.at(totals, layout.psu_stratum, spread)
    totals /= np.maximum(layout.sizes, 1)[:, None]
    totals[layout.sizes == 1] = 0.0
    spread -= totals[layout.psu_stratum]
    return spread * np.sqrt(_scale(layout, centre_lonely))[layout.psu_stratum][:, None]
