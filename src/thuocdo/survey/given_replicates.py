"""Replicate weights that came with the data: checked, and given their scales."""

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.design import ReplicateDesign

# The scale that goes with each way of making R replicates; ρ only for Fay's.
SCALES = {
    "JK1": lambda count, rho: (count - 1) / count,
    "BRR": lambda count, rho: 1 / count,
    "Fay": lambda count, rho: 1 / (count * (1 - rho) ** 2),
    "bootstrap": lambda count, rho: 1 / (count - 1),
    "subbootstrap": lambda count, rho: 1 / (count - 1),
    "mrbbootstrap": lambda count, rho: 1 / (count - 1),
    "ACS": lambda count, rho: 4 / count,
}


def usual_scale(method: str, count: int, rho: float = 0.0) -> float:
    """The scale of a well-known method for so many replicates (JKn needs its rscales)."""
    if method not in SCALES:
        raise ValueError(f"no usual scale for {method!r}; known: {', '.join(SCALES)}")
    return SCALES[method](count, rho)


def given_replicates(
    weights,
    replicates,
    *,
    scale: float,
    rscales=None,
    combined: bool = True,
    mse: bool = False,
    df: float | None = None,
    columns: int | None = None,
    method: str = "given",
) -> ReplicateDesign:
    """A replicate design from weights (n,) and replicate weights (n, R) of the data's maker.

    `combined` tells that the replicates contain the sampling weight already; else they are
    factors to be multiplied by it. `columns` is how many replicates the documentation
    promises. Raises `InputError` with every mistake found.
    """
    weights = np.asarray(weights, dtype=float)
    replicates = np.asarray(replicates, dtype=float)
    if replicates.ndim == 1:
        replicates = replicates[:, None]
    rscales = np.ones(replicates.shape[1]) if rscales is None else np.asarray(rscales, float)
    rscales = np.broadcast_to(rscales, (replicates.shape[1],)) if rscales.ndim == 0 else rscales
    problems = [
        *_wrong_shapes(weights, replicates, rscales, columns),
        *_wrong_values(weights, _("quyền số")),
        *_wrong_values(replicates, _("quyền số lặp")),
        *_wrong_scales(scale, rscales),
    ]
    if problems:
        raise InputError(problems)
    analysis = replicates if combined else replicates * weights[:, None]
    return ReplicateDesign(weights, analysis, float(scale), rscales.copy(), mse, df, method)


def _wrong_shapes(weights, replicates, rscales, columns):
    rows, count = replicates.shape
    if rows != weights.size:
        message = _("quyền số lặp có {given} dòng, còn dữ liệu có {rows} dòng.")
        yield Problem("replicates-rows", message.format(given=rows, rows=weights.size))
    if columns is not None and count != columns:
        message = _("có {given} cột quyền số lặp, cần {columns} cột.")
        yield Problem("replicates-columns", message.format(given=count, columns=columns))
    elif count < 2:
        message = _("có {given} cột quyền số lặp, cần ít nhất 2 cột.").format(given=count)
        yield Problem("replicates-columns", message)
    if rscales.size != count:
        message = _("có {given} hệ số rscales cho {count} cột quyền số lặp.")
        yield Problem("replicates-scale", message.format(given=rscales.size, count=count))


def _wrong_values(values, what):
    """Negative or missing weights: how many, in how many rows, and the first of these rows."""
    for wrong, message in (
        (values < 0, _("{what} âm: {count} giá trị, ở {rows} dòng, đầu tiên ở dòng {first}.")),
        (
            ~np.isfinite(values),
            _("{what} bị thiếu: {count} giá trị, ở {rows} dòng, đầu tiên ở dòng {first}."),
        ),
    ):
        rows = np.flatnonzero(wrong if wrong.ndim == 1 else wrong.any(axis=1))
        if rows.size:
            text = message.format(
                what=what, count=int(wrong.sum()), rows=rows.size, first=rows[0] + 1
            )
            yield Problem("replicates-value", text)


def _wrong_scales(scale, rscales):
    if not np.isfinite(scale) or scale <= 0:
        message = _("hệ số scale phải dương, không phải {scale}.").format(scale=scale)
        yield Problem("replicates-scale", message)
    if not (np.isfinite(rscales).all() and (rscales >= 0).all()):
        yield Problem("replicates-scale", _("hệ số rscales phải là số không âm."))
