"""A covariance as it was given: is it one, how far from one, and the nearest that is.

A covariance is symmetric and positive semi-definite (PSD: no combination of scores has a
negative variance). Pairwise estimates, or numbers rounded for a table, may miss it by a
little; more than rounding is refused unless the caller asks to have it mended.
"""

from dataclasses import dataclass

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent

# Relative to the largest entry or eigenvalue: the noise of sums in double precision.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Mended:
    """The nearest covariance and how far the given matrix was from it.

    `least` is the least eigenvalue before, `share` its size relative to the largest one, and
    `distance` the Frobenius norm of what was added, relative to that of the matrix.
    """

    covariance: np.ndarray
    least: float
    share: float
    distance: float


def check_covariance(covariance, size: int) -> np.ndarray:
    """`covariance` as a symmetric float array (size, size), or every problem with its form."""
    array = np.asarray(covariance, dtype=float)
    if array.shape != (size, size):
        message = _("Ma trận hiệp phương sai có cỡ {shape}, cần {size} × {size}.")
        shape = " × ".join(str(length) for length in array.shape)
        raise InputError(Problem("covariance-shape", message.format(shape=shape, size=size)))
    if size == 0:
        return array
    largest = np.abs(array).max()
    if not np.isfinite(largest) or (np.diag(array) < 0).any():
        message = _("Ma trận hiệp phương sai có ô trống, vô hạn, hoặc phương sai âm.")
        raise InputError(Problem("covariance-value", message))
    gap = np.abs(array - array.T).max()
    if gap > ROUNDING * largest:
        message = _(
            "Ma trận hiệp phương sai không đối xứng: hai ô đối nhau lệch đến {gap} ô lớn nhất."
        )
        raise InputError(
            Problem("covariance-not-symmetric", message.format(gap=percent(gap / largest, 2)))
        )
    return (array + array.T) / 2


def nearest_psd(covariance: np.ndarray) -> Mended:
    """The nearest PSD matrix in the Frobenius norm: negative eigenvalues set to 0.

    V·max(λ, 0)·Vᵀ (N. J. Higham, Linear Algebra and its Applications 103 (1988), theorem 2.1).
    Variances can only grow, so that what follows is not made to look more certain.
    """
    values, vectors = np.linalg.eigh(covariance)
    nearest = (vectors * np.maximum(values, 0)) @ vectors.T
    negative, size = np.linalg.norm(np.minimum(values, 0)), np.linalg.norm(values)
    top = np.abs(values).max(initial=0)
    least = float(values[0]) if values.size else 0.0
    share = -min(least, 0.0) / top if top else 0.0
    return Mended((nearest + nearest.T) / 2, least, share, negative / size if size else 0.0)


def is_psd(covariance: np.ndarray) -> bool:
    """Whether it is PSD up to rounding: Cholesky of Σ + a rounding error's worth of I."""
    return lower_factor(covariance) is not None


def lower_factor(covariance: np.ndarray) -> np.ndarray | None:
    """L with L·Lᵀ = Σ up to rounding, or None where Σ is not PSD."""
    lift = ROUNDING * np.abs(np.diag(covariance)).max(initial=0) + np.finfo(float).tiny
    try:
        return np.linalg.cholesky(covariance + lift * np.eye(len(covariance)))
    except np.linalg.LinAlgError:
        return None


def psd_or_problem(covariance: np.ndarray, mend: bool) -> tuple[np.ndarray, Mended | None]:
    """A PSD covariance as it is; another one mended if `mend`, else refused, saying how far."""
    if is_psd(covariance):
        return covariance, None
    mended = nearest_psd(covariance)
    if mend:
        return mended.covariance, mended
    message = _(
        "Ma trận hiệp phương sai không nửa xác định dương: có trị riêng âm, bằng "
        "{share} trị riêng lớn nhất về độ lớn."
    ).format(share=percent(mended.share, 2))
    hint = _("Kiểm tra cách tính, hoặc yêu cầu thay bằng ma trận hợp lệ gần nhất.")
    raise InputError(Problem("covariance-not-psd", message, hint=hint))


def difference_sds(variance: np.ndarray, covariance: np.ndarray | None, columns) -> np.ndarray:
    """Standard deviations of score k less score j: (p, columns) for k in all, j in columns.

    √(Σ_kk + Σ_jj − 2 Σ_kj), and exactly 0 where that is no more than rounding: two exact
    scores, or two scores that move as one.
    """
    total = variance[:, None] + variance[columns]
    square = total if covariance is None else total - 2 * covariance[:, columns]
    return np.sqrt(np.where(square > ROUNDING * total, square, 0.0))
