"""Replicate weights by three bootstraps for complex samples; the draw follows from the seed.

All three vary a total as the linearised variance does, on average over draws: Rao–Wu and
Preston exactly, Canty–Davison up to the inequality of stratum sizes (see there).
"""

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.design import Design, ReplicateDesign
from thuocdo.survey.sampling_units import (
    SamplingUnits,
    average_factor,
    check_lonely,
    first_stage,
    refuse_calibrated,
    sampling_units,
)

Seed = int | np.random.Generator


def canty_davison(
    design: Design,
    replicates: int = 500,
    *,
    seed: Seed,
    mse: bool = False,
    fpc: bool = True,
    lonely: str = "fail",
) -> ReplicateDesign:
    """n_h of n_h units with replacement; with a known population, from n_h units copied up to
    it, without replacement. A. J. Canty and A. C. Davison (1999), The Statistician 48.

    A draw varies too little, by (n_h − 1)/n_h. One scale for all mends it with the harmonic
    mean n of the stratum sizes, n / ((n − 1)(R − 1)), which is exact for equal sizes only.
    Copies stand well for a population several times the sample; for a larger sampling
    fraction Rao–Wu is the better one.
    """
    units = first_stage(design, _known(lonely), fpc)
    draw = np.random.default_rng(seed)
    factors = np.ones((units.count, replicates))
    for members in units.by_size(units.drawn & (units.fraction == 0)):
        factors[members] = _with_replacement(draw, members.shape, members.shape[1], replicates)
    for members in units.by_size(units.drawn & (units.fraction > 0)):
        for stratum in members:
            population = stratum.size / units.fraction[stratum[0]]
            factors[stratum] = _from_copies(draw, stratum.size, population, replicates)
    scale = _harmonic_correction(units) * average_factor(units, lonely)
    return _design(design, units, factors, "bootstrap", mse, scale)


def rao_wu(
    design: Design,
    replicates: int = 500,
    *,
    seed: Seed,
    mse: bool = False,
    fpc: bool = True,
    lonely: str = "fail",
) -> ReplicateDesign:
    """n_h − 1 of n_h units with replacement: weight · (1 − λ + λ · n_h/(n_h − 1) · times drawn).

    λ = √(1 − f_h), 1 where the population is not known. J. N. K. Rao and C. F. J. Wu (1988),
    JASA 83; as weights: Rao, Wu and Yue (1992), Survey Methodology 18.
    """
    units = first_stage(design, _known(lonely), fpc)
    draw = np.random.default_rng(seed)
    factors = np.ones((units.count, replicates))
    for members in units.by_size(units.drawn):
        n = members.shape[1]
        times = _with_replacement(draw, members.shape, n - 1, replicates)
        damping = np.sqrt(1 - units.fraction[members])[:, :, None]
        factors[members] = 1 - damping + damping * times * (n / (n - 1))
    return _design(design, units, factors, "subbootstrap", mse, average_factor(units, lonely))


def preston(
    design: Design,
    replicates: int = 500,
    *,
    seed: Seed,
    mse: bool = False,
    lonely: str = "fail",
) -> ReplicateDesign:
    """Half of the units of every stage without replacement, each stage within the one above.

    With r_s = n_s/m_s for a unit drawn and 0 for others, m_s = ⌊n_s/2⌋, the weight is times
    1 + Σ_s λ_s · √(r_1 … r_{s−1}) · (r_s − 1), λ_s² = m_s f_1 … f_{s−1} (1 − f_s) / (n_s − m_s).
    J. Preston (2009), Survey Methodology 35. Where a population is not known f = 0: the
    stages below add nothing. A unit alone at a lower stage varies no further.
    """
    refuse_calibrated(design)
    draw = np.random.default_rng(seed)
    factors = np.ones((design.size, replicates))
    reached, path, above = np.ones(design.size), np.ones((design.size, replicates)), None
    for stage in design.stages:
        units = sampling_units(stage, above)
        if above is None:
            check_lonely(stage, units, _known(lonely))
            first = units
        ratio, damping = _halves(draw, units, replicates)
        rows, above = units.rows, units.rows
        steps = (np.sqrt(reached) * damping[rows])[:, None] * path
        factors += steps * (ratio[rows] - 1)
        path *= np.sqrt(ratio[rows])
        reached = reached * units.fraction[rows]
        if not reached.any():
            break
    rows = SamplingUnits(np.arange(design.size), first.group, first.size, first.fraction)
    return _design(design, rows, factors, "mrbbootstrap", mse, average_factor(first, lonely))


def _halves(
    draw: np.random.Generator, units: SamplingUnits, replicates: int
) -> tuple[np.ndarray, np.ndarray]:
    """r = n/m or 0 for each unit and replicate, and √(m (1 − f) / (n − m)) for each unit."""
    ratio = np.ones((units.count, replicates))
    damping = np.zeros(units.count)
    for members in units.by_size(units.drawn):
        groups, n = members.shape
        m = n // 2
        place = draw.random((groups, n, replicates)).argsort(axis=1).argsort(axis=1)
        ratio[members] = np.where(place < m, n / m, 0.0)
        damping[members] = np.sqrt(m * (1 - units.fraction[members]) / (n - m))
    return ratio, damping


def _with_replacement(
    draw: np.random.Generator, shape: tuple[int, int], taken: int, replicates: int
) -> np.ndarray:
    """How often each of n units is drawn when `taken` are: (groups, n, replicates)."""
    groups, n = shape
    times = draw.multinomial(taken, np.full(n, 1 / n), size=(groups, replicates))
    return times.transpose(0, 2, 1).astype(float)


def _from_copies(
    draw: np.random.Generator, n: int, population: float, replicates: int
) -> np.ndarray:
    """How often each of n units is drawn from their copies; odd copies fall by lot."""
    total = round(population)
    copies = np.full(n, total // n)
    copies[draw.permutation(n)[: total % n]] += 1
    return draw.multivariate_hypergeometric(copies, n, size=replicates).T.astype(float)


def _harmonic_correction(units: SamplingUnits) -> float:
    """n / (n − 1) for n the harmonic mean, over strata, of how many units they have."""
    inverse = 1 / units.size[units.drawn]  # each stratum's, n_h times over
    if inverse.size == 0:
        return 1.0
    mean = inverse.sum() / (inverse**2).sum()
    return float(mean / (mean - 1))


def _known(lonely: str) -> str:
    """A bootstrap has no way to let a lonely unit vary around the others (`adjust`)."""
    if lonely == "adjust":
        message = _("bootstrap không dùng được cách xử lý “adjust” cho tầng chỉ có một đơn vị.")
        hint = _("Chọn certainty, remove hoặc average.")
        raise InputError(Problem("lonely-unit", message, hint=hint))
    return lonely


def _design(
    design: Design,
    units: SamplingUnits,
    factors: np.ndarray,
    method: str,
    mse: bool,
    correction: float,
) -> ReplicateDesign:
    replicates = factors.shape[1]
    scale = correction / (replicates - 1)
    weights = design.weights[:, None] * factors[units.rows]
    df = float(min(replicates - 1, units.count - np.unique(units.group).size))
    return ReplicateDesign(design.weights, weights, scale, np.ones(replicates), mse, df, method)
