"""Replicates of many means at once: Rao–Wu bootstrap and the stratified jackknife.

Bootstrap (Rao and Wu 1988, with n*_h = m_h − 1): in each stratum m_h − 1 primary units are
drawn with replacement; a unit drawn t times has its weights multiplied by t·m_h/(m_h−1).
Means then come from one matrix product a domain, of the multipliers with the sums by unit:
no respondent is touched again. SE² = Σ_r (θ_r − θ̄)² / (R−1).

Two rules, stated because each could be otherwise:
- a stratum with one primary unit keeps its weight in every replicate (it adds no variance);
- a replicate in which a cell has no weight left takes the full-sample mean, so that
  composites of its indicators can be formed, and is left out of that cell's SE;
  `Replicates.empty` counts them.

Jackknife JKn: one primary unit left out, the others of its stratum multiplied by
m_h/(m_h−1); SE² = Σ_i (m_h−1)/m_h (θ_(i) − θ̂)², around the full-sample mean.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from thuocdo.survey.fast import CellSums, Layout, UnitMeans
from thuocdo.survey.nodes import mix


@dataclass(frozen=True, slots=True)
class Replicates:
    """Replicate means `draws` (R, D, k), their SE and the empty ones (D, k)."""

    draws: np.ndarray
    se: np.ndarray
    empty: np.ndarray


def multipliers(layout: Layout, replicates: int, seed: int = 1) -> np.ndarray:
    """Rao–Wu multipliers (R, PSUs) of weights, the same for every domain."""
    rng = np.random.default_rng(seed)
    result = np.ones((replicates, layout.psu_stratum.size))
    drawn = np.argsort(layout.psu_stratum, kind="stable")
    first = np.r_[0, np.cumsum(np.bincount(layout.psu_stratum, minlength=layout.sizes.size))]
    for size in np.unique(layout.sizes[layout.sizes > 1]):
        strata = np.flatnonzero(layout.sizes == size)
        where = drawn[first[strata][:, None] + np.arange(size)]
        counts = _multinomial(rng, strata.size, replicates, int(size))
        result[:, where.ravel()] = counts.reshape(replicates, -1) * (size / (size - 1))
    return result


def _multinomial(rng, strata: int, replicates: int, size: int) -> np.ndarray:
    """How often each of `size` units comes in size − 1 draws (replicates, strata, size)."""
    picks = rng.integers(0, size, (replicates * strata, size - 1))
    picks += np.arange(replicates * strata)[:, None] * size
    return np.bincount(picks.ravel(), minlength=replicates * strata * size)


def bootstrap(means: UnitMeans, replicates: int = 500, seed: int = 1) -> Replicates:
    """Rao–Wu replicates of every mean; the same seed gives the same draws."""
    factor = multipliers(means.sums.layout, replicates, seed)
    d, k = means.value.shape
    draws = np.empty((d, replicates, k))  # by domain, so that each is one block of memory
    se, empty = np.empty((d, k)), np.zeros((d, k), dtype=np.int64)
    room = np.empty((replicates, 2 * k)), np.empty((replicates, k))
    for domain, cells in enumerate(_cells_of_domains(means.sums.layout)):
        product = _replicated(means.sums, factor, cells, room[0])
        weight, total = product[:, :k], product[:, k:]
        hollow = weight <= 0 if weight.size and weight.min() <= 0 else None
        _divide(total, weight, hollow, means.value[domain], draws[domain])
        if hollow is not None:
            empty[domain] = hollow.sum(axis=0)
        se[domain] = _spread(draws[domain], means.value[domain], empty[domain], room[1])
    return Replicates(draws.transpose(1, 0, 2), se, empty)


def _cells_of_domains(layout: Layout) -> list[slice]:
    edges = np.searchsorted(layout.domain, np.arange(layout.domains + 1))
    return [slice(a, b) for a, b in pairwise(edges)]


def _replicated(sums: CellSums, factor: np.ndarray, cells: slice, room: np.ndarray):
    """Σw and Σwx (R, 2k) of one domain in every replicate."""
    both = np.concatenate([sums.weight[:, cells], sums.total[:, cells]])
    return np.matmul(factor[:, sums.layout.psu[cells]], both.T, out=room)


def _divide(total, weight, hollow, value, out) -> None:
    if hollow is None:
        np.divide(total, weight, out=out)
    else:
        out[:] = value
        np.divide(total, weight, out=out, where=~hollow)


def _spread(draws, value, empty, room) -> np.ndarray:
    """The SE of each column over the replicates that have weight; NaN with fewer than two.

    Deviations are from the full-sample mean: an empty replicate stands at 0 and adds nothing.
    """
    used = draws.shape[0] - empty
    away = np.subtract(draws, value, out=room)
    square = np.einsum("rk,rk->k", away, away) - away.sum(axis=0) ** 2 / np.maximum(used, 1)
    variance = np.maximum(square, 0.0) / np.maximum(used - 1, 1)
    return np.where(used > 1, np.sqrt(variance), np.nan)


@dataclass(frozen=True, slots=True)
class Jackknife:
    """√((m_h−1)/m_h) · (θ_(i) − θ̂) when a unit is left out, NaN where nobody remains.

    `away` (k, cells) for units in which the domain has people, `absent` (k, runs) for the
    `missing` (runs,) other units of each stratum; `domain` (runs,) is the domain of each run.
    """

    away: np.ndarray
    absent: np.ndarray
    missing: np.ndarray
    domain: np.ndarray


def jackknife(means: UnitMeans) -> Jackknife:
    """Every mean with each primary unit left out in turn."""
    layout, sums = means.sums.layout, means.sums
    run, begin = _runs(layout)
    sizes = layout.sizes[layout.stratum]
    inside = [np.add.reduceat(part, begin, axis=1) for part in (sums.weight, sums.total)]
    scale = np.where(sizes > 1, np.sqrt((sizes - 1) / sizes), 0.0)
    less = [
        (whole[:, run] - part * sizes) / np.maximum(sizes - 1, 1)
        for whole, part in zip(inside, (sums.weight, sums.total), strict=True)
    ]
    more = [whole / np.maximum(sizes[begin] - 1, 1) for whole in inside]
    domain = layout.domain[begin]
    return Jackknife(
        scale * _shifted(means, *less, layout.domain),
        scale[begin] * _shifted(means, *more, domain),
        sizes[begin] - np.diff(np.r_[begin, layout.cells]),
        domain,
    )


def jackknife_variances(layout: Layout, away: Jackknife) -> np.ndarray:
    """Variances (D, k) of what `away` tells."""
    result = np.zeros((layout.domains, away.away.shape[0]))
    for values, domain, times in (
        (away.away, layout.domain, 1.0),
        (away.absent, away.domain, away.missing),
    ):
        square = np.where(np.equal(times, 0), 0.0, values**2 * times)
        np.add.at(result, domain, square.T)
    return result


def _runs(layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """The run (domain × stratum) of each cell, and the first cell of each run."""
    new = (np.diff(layout.domain) != 0) | (np.diff(layout.stratum) != 0)
    return np.r_[0, np.cumsum(new)], np.flatnonzero(np.r_[True, new])


def _shifted(means: UnitMeans, weight, total, domain) -> np.ndarray:
    """Means less the full-sample mean, when sums change by `weight` and `total`."""
    full, mean = means.weight[domain].T, means.value[domain].T
    left = full + weight
    # What a lone unit leaves behind is rounding, not people.
    there = left > 1e-12 * full
    top = np.nan_to_num(mean) * full + total
    return np.divide(top, left, out=np.full(left.shape, np.nan), where=there) - mean


def mix_jackknife(away: Jackknife, slopes: np.ndarray, layout: Layout) -> Jackknife:
    """The jackknife of linear combinations `slopes` (D, q, k) of the means."""
    return Jackknife(
        mix(slopes, layout.domain, away.away),
        mix(slopes, away.domain, away.absent),
        away.missing,
        away.domain,
    )
