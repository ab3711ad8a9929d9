"""Replicate weights by the jackknife and by balanced half-samples.

Wolter, Introduction to Variance Estimation (2nd ed., 2007), chapters 3 (balanced repeated
replication) and 4 (jackknife). They draw on the first stage alone, as if its units were
taken with replacement, less the finite population correction where it is known.
"""

from collections.abc import Callable

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey import bootstrap
from thuocdo.survey.design import Design, ReplicateDesign
from thuocdo.survey.hadamard import hadamard
from thuocdo.survey.sampling_units import (
    SamplingUnits,
    average_factor,
    first_stage,
    stratum_names,
)


def jackknife_unstratified(
    design: Design, *, mse: bool = False, fpc: bool = True
) -> ReplicateDesign:
    """JK1: each unit deleted in turn, the others raised by n / (n − 1).

    scale = (n − 1)/n · (1 − f). The design must have one stratum.
    """
    units = first_stage(design, "fail", fpc)
    if np.unique(units.group).size > 1:
        message = _("jackknife JK1 chỉ dùng cho mẫu không phân tầng; mẫu này có {n} tầng.")
        hint = _("Dùng jackknife phân tầng (jkn).")
        text = message.format(n=np.unique(units.group).size)
        raise InputError(Problem("replicates-strata", text, hint=hint))
    n = units.count
    factors = (1 - np.eye(n)) * n / (n - 1)
    scale = (n - 1) / n * (1 - units.fraction[0])
    return _replicates(design, units, factors, "JK1", scale=scale, mse=mse, df=n - 1)


def jackknife_stratified(
    design: Design, *, mse: bool = False, fpc: bool = True, lonely: str = "fail"
) -> ReplicateDesign:
    """JKn: each unit deleted in turn, the others of its stratum raised by n_h / (n_h − 1).

    rscales = (n_h − 1)/n_h · (1 − f_h). A stratum with one unit: `certainty` and `remove` give
    it no replicate; `average` raises the scale as if it varied like the others; `adjust`
    gives the deleted unit's place to the mean of all units (with `mse`, the rule of the
    linearised variance).
    """
    units = first_stage(design, lonely, fpc)
    deleted = np.flatnonzero(units.drawn)
    kin = units.group[:, None] == units.group[None, deleted]
    factors = 1 + kin / (units.size[deleted] - 1.0)
    factors[deleted, np.arange(deleted.size)] = 0.0
    rscales = (1 - 1 / units.size[deleted]) * (1 - units.fraction[deleted])
    if lonely == "adjust" and units.lonely.any():
        alone = np.flatnonzero(units.lonely)
        extra = np.full((units.count, alone.size), 1 + 1 / units.count)
        extra[alone, np.arange(alone.size)] -= 1.0
        factors = np.column_stack([factors, extra])
        rscales = np.concatenate([rscales, 1 - units.fraction[alone]])
    df = units.count - np.unique(units.group).size
    scale = average_factor(units, lonely)
    return _replicates(design, units, factors, "JKn", scale, rscales, mse=mse, df=df)


def balanced_repeated(
    design: Design, *, mse: bool = False, lonely: str = "fail"
) -> ReplicateDesign:
    """BRR: half-samples, one unit of every pair doubled and the other deleted, in balance."""
    return _half_samples(design, 0.0, "BRR", mse, lonely)


def fay(
    design: Design, rho: float = 0.5, *, mse: bool = False, lonely: str = "fail"
) -> ReplicateDesign:
    """Fay's BRR: weights times 2 − ρ and ρ in place of 2 and 0, so that no domain empties.

    scale = 1 / (R (1 − ρ)²), 0 ≤ ρ < 1. R. E. Fay (1989), Proc. ASA Survey Research Methods.
    """
    if not 0 <= rho < 1:
        raise ValueError(f"rho is at least 0 and less than 1, not {rho!r}")
    return _half_samples(design, rho, "Fay", mse, lonely)


def _half_samples(
    design: Design, rho: float, method: str, mse: bool, lonely: str
) -> ReplicateDesign:
    units = first_stage(design, lonely, finite=False)
    _refuse_other_than_pairs(design, units)
    pairs = next(units.by_size(units.drawn))
    matrix = hadamard(len(pairs) + 1)
    signs = matrix[:, 1 : len(pairs) + 1].T * (1 - rho)
    factors = np.ones((units.count, matrix.shape[0]))
    factors[pairs[:, 0]] = 1 + signs
    factors[pairs[:, 1]] = 1 - signs
    scale = average_factor(units, lonely) / (matrix.shape[0] * (1 - rho) ** 2)
    return _replicates(design, units, factors, method, scale, mse=mse, df=len(pairs))


def _refuse_other_than_pairs(design: Design, units: SamplingUnits) -> None:
    wrong = units.drawn & (units.size != 2)
    if units.drawn.any() and not wrong.any():
        return
    names = stratum_names(design.stages[0], units, wrong)
    message = _("nửa mẫu cân bằng (BRR) cần đúng hai đơn vị mỗi tầng; tầng không đạt: {strata}.")
    hint = _("Dùng jackknife phân tầng (jkn) hoặc bootstrap.")
    text = message.format(strata=", ".join(names) or _("tất cả"))
    raise InputError(Problem("replicates-pairs", text, hint=hint))


def _replicates(
    design: Design,
    units: SamplingUnits,
    factors: np.ndarray,
    method: str,
    scale: float = 1.0,
    rscales: np.ndarray | None = None,
    *,
    mse: bool,
    df: float,
) -> ReplicateDesign:
    """Replicates whose weight is the sampling weight times the factor (U, R) of the unit."""
    replicates = design.weights[:, None] * factors[units.rows]
    each = np.ones(factors.shape[1]) if rscales is None else rscales
    return ReplicateDesign(design.weights, replicates, float(scale), each, mse, float(df), method)


# The names by which a run asks for a method. A new one is under test once it stands here.
METHODS: dict[str, Callable[..., ReplicateDesign]] = {
    "jk1": jackknife_unstratified,
    "jkn": jackknife_stratified,
    "brr": balanced_repeated,
    "fay": fay,
    "bootstrap": bootstrap.canty_davison,
    "subbootstrap": bootstrap.rao_wu,
    "mrbbootstrap": bootstrap.preston,
}


def replicate_weights(design: Design, method: str, **options) -> ReplicateDesign:
    """Replicate weights by a method of `METHODS`; options are those of the method."""
    if method not in METHODS:
        message = _("không có phương pháp quyền số lặp “{method}”.").format(method=method)
        hint = _("Các phương pháp: {known}.").format(known=", ".join(METHODS))
        raise InputError(Problem("replicates-method", message, hint=hint))
    return METHODS[method](design, **options)
