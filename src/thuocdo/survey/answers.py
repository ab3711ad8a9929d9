"""Answers as a matrix of numbers: NaN is no answer, and a domain is no answer outside it."""

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _


def answer_matrix(values: np.ndarray, domain: np.ndarray | None = None) -> np.ndarray:
    """Values (n,) or (n, k) as floats (n, k), NaN outside `domain`.

    `domain` is a mask (n,), or masks (n, D): then the columns are all variables of the first
    domain, all of the second and so on (n, D·k). Respondents outside a domain stay in the
    matrix, so that its size is as random as it was (Särndal, Swensson and Wretman 1992, 10.3).
    """
    matrix = np.asarray(values, dtype=float)
    matrix = matrix[:, None] if matrix.ndim == 1 else matrix
    if domain is None:
        return matrix
    masks = np.asarray(domain, dtype=bool)
    masks = masks[:, None] if masks.ndim == 1 else masks
    _refuse_empty(masks)
    inside = np.where(masks[:, :, None], matrix[:, None, :], np.nan)
    return inside.reshape(matrix.shape[0], -1)


def complete_cases(values: np.ndarray) -> np.ndarray:
    """Values (n, k) with every item NaN for who left any item unanswered."""
    matrix = answer_matrix(values)
    return np.where(np.isnan(matrix).any(axis=1, keepdims=True), np.nan, matrix)


def by_level(values: np.ndarray, levels) -> np.ndarray:
    """One column (n, L) of 0 and 1 for each level of a single question, NaN where missing."""
    column = np.asarray(values, dtype=float)
    chosen = (column[:, None] == np.asarray(levels, dtype=float)).astype(float)
    return np.where(np.isnan(column)[:, None], np.nan, chosen)


def share(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """numerator / denominator, NaN where nobody answered (denominator 0)."""
    out = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    return np.divide(numerator, denominator, out=out, where=denominator != 0)


def _refuse_empty(masks: np.ndarray) -> None:
    empty = np.flatnonzero(~masks.any(axis=0))
    if empty.size == 0:
        return
    text = _("{count} miền trong số {all} không có người trả lời nào (thứ {places})").format(
        count=empty.size, all=masks.shape[1], places=", ".join(str(i + 1) for i in empty[:10])
    )
    hint = _("xem lại điều kiện của miền, hoặc bỏ miền đó")
    raise InputError(Problem("empty-domain", text, hint=hint))
