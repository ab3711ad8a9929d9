"""Trimming: weights held between bounds, what was cut given equally to all others.

The total stays. Giving may push others over a bound; they are held there too, and what is
left goes to the rest, until nobody is outside (`strict` trimming). Potter (1990), Proc. ASA
Survey Research Methods. The bounds are taken as fixed: they add nothing to the variance.
"""

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.calibrated import Calibrated, calibrated, margin_table
from thuocdo.survey.design import AnyDesign, ReplicateDesign


def trim(design: AnyDesign, lower: float = 0.0, upper: float = np.inf) -> Calibrated:
    """Weights between `lower` and `upper` with the same total; 0 stays 0.

    Replicate weights are multiplied by the factors of the full sample: a doubled half-sample
    weight is not an extreme one.
    """
    old = design.weights
    used = old != 0
    _refuse_bounds(lower, upper, old[used])
    weights = old.copy()
    weights[used], iterations = _trimmed(old[used], lower, upper)
    replicates = None
    if isinstance(design, ReplicateDesign):
        ratio = np.divide(weights, old, out=np.ones(old.size), where=used)
        replicates = design.replicates * ratio[:, None]
    total = [float(old.sum())]
    report = margin_table([_("tổng quyền số")], total, total, [float(weights.sum())])
    return calibrated(design, weights, None, replicates, report, iterations=iterations)


def _trimmed(weights: np.ndarray, lower: float, upper: float) -> tuple[np.ndarray, int]:
    held = np.zeros(weights.size, dtype=bool)
    now, rounds = weights, 0
    while True:
        outside = ~held & ((now < lower) | (now > upper))
        if not outside.any():
            return now, rounds
        held |= outside
        rounds += 1
        cut = np.where(held, np.clip(now, lower, upper), now)
        if held.all():
            # All are held, yet something is left: open up those not at the bound that binds.
            held = cut == (upper if (now - cut).sum() > 0 else lower)
        now = cut + np.where(held, 0.0, (now - cut).sum() / max((~held).sum(), 1))


def _refuse_bounds(lower: float, upper: float, weights: np.ndarray) -> None:
    mean = weights.mean()
    if lower <= mean <= upper:
        return
    message = _("không thể cắt quyền số vào khoảng {lower} đến {upper}: trung bình là {mean}.")
    text = message.format(lower=f"{lower:.10g}", upper=f"{upper:.10g}", mean=f"{mean:.10g}")
    hint = _("Giới hạn dưới phải không lớn hơn, giới hạn trên không nhỏ hơn trung bình.")
    raise InputError(Problem("trim-bounds", text, hint=hint))
