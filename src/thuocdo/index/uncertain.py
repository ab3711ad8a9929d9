"""Scores of one ranking and how uncertain they are: what rank inference starts from."""

from dataclasses import dataclass

import numpy as np

from thuocdo.index.covariance import Mended, check_covariance, psd_or_problem
from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _


@dataclass(frozen=True, slots=True)
class UncertainScores:
    """The scores that are known, oriented so that more is better.

    `values`, `variance` (p,); `covariance` (p, p), or None where scores are independent.
    `df` are degrees of freedom of the standard errors: (p,) one each, one number for a
    pooled estimate of variance, or None for normal errors. `places` (p,) say where each score
    stood among the `size` units given; the others are withheld. `mended` tells what was done
    to a covariance that was none.
    """

    values: np.ndarray
    variance: np.ndarray
    covariance: np.ndarray | None
    df: np.ndarray | float | None
    places: np.ndarray
    size: int
    larger_is_better: bool = True
    mended: Mended | None = None

    @property
    def withheld(self) -> tuple[int, ...]:
        """Positions of the units without a score: not ranked, and not counted."""
        return tuple(sorted(set(range(self.size)) - set(self.places.tolist())))

    @property
    def exact(self) -> tuple[int, ...]:
        """Positions of the units with a standard error of 0: taken as known exactly."""
        return tuple(self.places[self.variance == 0].tolist())

    def spread(self, numbers, empty=0) -> np.ndarray:
        """Numbers (p,) back in the order of all units, `empty` where a score is withheld."""
        numbers = np.asarray(numbers)
        result = np.full(self.size, empty, dtype=numbers.dtype)
        result[self.places] = numbers
        return result


def uncertain_scores(
    scores, *, se=None, covariance=None, df=None, larger_is_better: bool = True, mend: bool = False
) -> UncertainScores:
    """Check scores (n,) with their standard errors (independent) or covariance (n, n).

    A missing score (NaN) is withheld: its row of the covariance is left out unread. `df`: one
    number, one a unit, or None. With `mend` a covariance that is not PSD is replaced by the
    nearest that is; without it, it is refused.
    """
    array = np.asarray(scores, dtype=float)
    if array.ndim != 1 or (se is None) == (covariance is None):
        raise ValueError("one row of scores, and either `se` or `covariance`")
    places = np.flatnonzero(np.isfinite(array))
    values = array[places] if larger_is_better else -array[places]
    mended = None
    if se is not None:
        variance, full = _standard_errors(se, array.size, places) ** 2, None
    else:
        full, mended = _covariance(covariance, array.size, places, mend)
        variance = np.diag(full).copy()
        if np.count_nonzero(full) == np.count_nonzero(variance):
            full = None  # independent after all, and much faster so
    freedom = _degrees(df, array.size, places)
    return UncertainScores(
        values, variance, full, freedom, places, array.size, larger_is_better, mended
    )


def _standard_errors(se, size: int, places: np.ndarray) -> np.ndarray:
    errors = np.broadcast_to(np.asarray(se, dtype=float), (size,))[places]
    wrong = places[~(np.isfinite(errors) & (errors >= 0))]
    if wrong.size:
        message = _("Sai số chuẩn thiếu hoặc âm ở các đơn vị thứ {places}.")
        hint = _("Ghi sai số chuẩn cho mọi đơn vị có điểm; không có thì không có khoảng thứ hạng.")
        raise InputError(Problem("se-value", message.format(places=_counted(wrong)), hint=hint))
    return errors


def _covariance(covariance, size: int, places: np.ndarray, mend: bool):
    array = np.asarray(covariance, dtype=float)
    if array.shape == (size, size):
        array, size = array[np.ix_(places, places)], places.size
    return psd_or_problem(check_covariance(array, size), mend)


def _degrees(df, size: int, places: np.ndarray) -> np.ndarray | float | None:
    if df is None:
        return None
    array = np.asarray(df, dtype=float)
    freedom = array if array.ndim == 0 else np.broadcast_to(array, (size,))[places]
    if not (freedom >= 1).all():
        which = _counted(places[~(freedom >= 1)]) if array.ndim else str(df)
        message = _("Bậc tự do phải từ 1 trở lên; không đạt: {places}.").format(places=which)
        hint = _("Dùng một bậc tự do gộp cho mọi đơn vị khi có đơn vị chỉ một điểm mẫu.")
        raise InputError(Problem("df-value", message, hint=hint))
    return float(freedom) if array.ndim == 0 else freedom


def _counted(places: np.ndarray) -> str:
    return ", ".join(str(place + 1) for place in places.tolist())
