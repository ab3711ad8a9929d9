"""Critical values where standard errors rest on few primary units.

With districts as first stage a province has 2–4 degrees of freedom, and normal critical
values are too small.
"""

from functools import cache
from math import erfc, lgamma, log, pi, sqrt

import numpy as np

from thuocdo.survey.distributions import t_quantile

# The table of Student values: normal values to TOP in steps, 1/df from 0 to 1 in steps. Read off
# linearly it is right to 0.1 %, and thousands of pairs cost no more than a few.
_STEP, _TOP, _KNOTS = 0.02, 9.0, 129


def student_like(c, df) -> np.ndarray:
    """Student values with the tail that a normal variable has above `c` ≥ 0, for df ≥ 1.

    t with P(T_df > t) = 1 − Φ(c). The critical value of many comparisons is found for normal
    errors, where their dependence is known, and carried to each pair with that pair's df.
    """
    c, df = np.asarray(c, dtype=float), np.asarray(df, dtype=float)
    known = np.where(np.isfinite(c), c, 0.0)
    row, down = _place(np.clip(known, 0, _TOP), _STEP, round(_TOP / _STEP))
    table, down = _log_ratios(), down[..., None]
    curves = (table[row] * (1 - down) + table[row + 1] * down).ravel()  # one for each c
    column, right = _place(1 / df, 1 / (_KNOTS - 1), _KNOTS - 1)
    left = np.arange(c.size).reshape(c.shape) * _KNOTS + column
    ratio = curves[left]
    ratio += (curves[left + 1] - ratio) * right
    if (known > _TOP).any():  # there log t grows as c²/(2·df)
        ratio += np.maximum(known**2 - _TOP**2, 0) / (2 * df)
    with np.errstate(over="ignore"):
        return np.where(np.isfinite(c), known * np.exp(ratio), np.inf)


def _place(numbers: np.ndarray, step: float, steps: int) -> tuple[np.ndarray, np.ndarray]:
    where = numbers / step
    below = np.minimum(where.astype(np.int64), steps - 1)
    return below, where - below


@cache
def _log_ratios() -> np.ndarray:
    """log(t/c) by normal value (rows) and 1/df (columns).

    From dt/dc = φ(c)/f_df(t), which says that the tails stay equal, by Runge and Kutta.
    """
    df = 1 / np.linspace(0, 1, _KNOTS)[1:]
    gammas = np.array([lgamma((nu + 1) / 2) - lgamma(nu / 2) - log(nu * pi) / 2 for nu in df])

    def slope(c: float, t: np.ndarray) -> np.ndarray:
        student = gammas - (df + 1) / 2 * np.log1p(t**2 / df)
        return np.exp(-(c**2) / 2 - log(2 * pi) / 2 - student)

    values = np.arange(round(_TOP / _STEP) + 1) * _STEP
    table = np.zeros((values.size, _KNOTS))
    table[0, 1:] = np.log(slope(0.0, np.zeros_like(df)))
    # Downwards from the far tail: upwards a rounding error would soon exceed the tail.
    t = np.array([-t_quantile(erfc(_TOP / sqrt(2)) / 2, nu) for nu in df])
    for row in range(values.size - 1, 0, -1):
        table[row, 1:] = np.log(t / values[row])
        t = _runge_kutta(slope, values[row], t)
    return table


def _runge_kutta(slope, c: float, t: np.ndarray) -> np.ndarray:
    """t one step below c."""
    first = slope(c, t)
    second = slope(c - _STEP / 2, t - _STEP / 2 * first)
    third = slope(c - _STEP / 2, t - _STEP / 2 * second)
    fourth = slope(c - _STEP, t - _STEP * third)
    return t - _STEP / 6 * (first + 2 * second + 2 * third + fourth)


def pair_df(variance: np.ndarray, covariance, df: np.ndarray, columns) -> np.ndarray:
    """Degrees of freedom of the difference of scores k and j: (p, columns).

    Independent scores: (v_k + v_j)² / (v_k²/df_k + v_j²/df_j) (F. E. Satterthwaite, Biometrics
    Bulletin 2 (1946)). Correlated ones: the lesser of the two, which is never too many.
    """
    own, other = df[:, None], df[columns]
    least = np.minimum(own, other)
    total = variance[:, None] + variance[columns]
    parts = variance[:, None] ** 2 / own + variance[columns] ** 2 / other
    known = parts > 0
    satterthwaite = np.where(known, total**2 / np.where(known, parts, 1.0), np.inf)
    if covariance is None:
        return np.maximum(satterthwaite, least)
    return np.where(covariance[:, columns] == 0, np.maximum(satterthwaite, least), least)
