"""Aggregation: the components of a node become its score.

Values have shape (…, units, components), weights (components,) or (…, components); the
leading axes are draws or weight sets and broadcast against each other, so that a whole
sensitivity run is one call. The score has shape (…, units). Weights are relative.

Formulas: weighted power means (Hardy, Littlewood and Pólya, Inequalities, ch. 2); their use
in indices: OECD/JRC Handbook (2008), step 6. The lower the power, the less a good component
makes up for a bad one: arithmetic (1), geometric (0), harmonic (−1).
"""

from collections.abc import Callable

import numpy as np

MISSING = ("withhold", "reweight")
UNDEFINED = ("raise", "withhold")


class UndefinedAggregateError(ValueError):
    """A mean that does not exist: geometric or harmonic of a value that is not positive.

    `units` are the positions (on the units axis) at fault, for the caller to name them.
    """

    def __init__(self, method: str, units: tuple[int, ...]):
        self.units = units
        super().__init__(f"{method} mean of a non-positive value, units at {list(units)}")


def aggregate(
    values,
    method: str = "arithmetic",
    weights=None,
    *,
    missing: str = "withhold",
    min_share: float = 0.0,
    power: float | None = None,
    undefined: str = "raise",
) -> np.ndarray:
    """Scores (…, units) of values (…, units, components) by a registered method.

    Where a component is missing (NaN) the score is `withhold`-en, or, with `reweight`, the
    weights are re-normalised over what is present, if that is more than nothing and at
    least `min_share` (0 to 1) of the total weight. A component of weight 0 is not in the
    node: neither its absence nor its value matters.

    `power` belongs to the method `power` alone. A mean that does not exist raises
    `UndefinedAggregateError`, or with `undefined="withhold"` gives NaN for that unit only,
    so that a sensitivity run loses no replication and can count what it could not compute.
    """
    _check(method, missing, undefined, power)
    matrix, shares = np.asarray(values, dtype=float), _weights(values, weights)
    absent = np.isnan(matrix)
    if method in _NEED_POSITIVE:
        matrix = _without_undefined(matrix, shares, method, power, undefined)
    scores = _score(matrix, absent, shares, method, () if power is None else (power,))
    return _withhold(scores, absent, shares, missing, min_share) if absent.any() else scores


def weighted_sum(values, weights, present=None) -> np.ndarray:
    """Σ w·x. PAPI: a dimension is the plain sum (weights 1) of its sub-dimensions.

    Re-weighted, the components present carry the weight of those missing.
    """
    if present is None:
        return _dot(values, weights)
    whole, there = _dot(np.ones_like(present), weights), _dot(present, weights)
    return _dot(values * present, weights) * (whole / there)


def arithmetic(values, weights, present=None) -> np.ndarray:
    """Σ w·x / Σ w: a good component makes up for a bad one fully."""
    return _power_mean(values, weights, present, lambda x: x, lambda m: m)


def geometric(values, weights, present=None) -> np.ndarray:
    """exp(Σ w·log x / Σ w), for positive values."""
    return _power_mean(values, weights, present, np.log, np.exp)


def harmonic(values, weights, present=None) -> np.ndarray:
    """Σ w / Σ (w / x), for positive values: the weakest component counts most."""
    return _power_mean(values, weights, present, np.reciprocal, np.reciprocal)


def power_mean(values, weights, present=None, power: float = 0.5) -> np.ndarray:
    """(Σ w·xᵖ / Σ w)^(1/p); p = 0 is the geometric mean. For p > 0 a value may be 0."""
    if power == 0:
        return geometric(values, weights, present)
    return _power_mean(values, weights, present, lambda x: x**power, lambda m: m ** (1 / power))


# The names that definitions use. A new rule is under test the moment it stands here.
AGGREGATIONS: dict[str, Callable[..., np.ndarray]] = {
    "sum": weighted_sum,
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "power": power_mean,
}
_NEED_POSITIVE = ("geometric", "harmonic", "power")


def _score(matrix, absent, weights, method: str, power: tuple[float, ...]) -> np.ndarray:
    complete = not absent.any()
    filled = matrix if complete else np.where(absent, 1.0, matrix)
    present = None if complete else (~absent).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return AGGREGATIONS[method](filled, weights, present, *power)


def _power_mean(values, weights, present, forward, back) -> np.ndarray:
    transformed = forward(values)
    if present is None:
        return back(_dot(transformed, weights) / weights.sum(axis=-1)[..., None])
    return back(_dot(transformed * present, weights) / _dot(present, weights))


def _dot(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    # einsum without BLAS: the sum of a unit must not depend on which row the unit is in.
    return np.einsum("...uc,...c->...u", values, weights)


def _weights(values, weights) -> np.ndarray:
    components = np.shape(values)[-1]
    array = np.ones(components) if weights is None else np.asarray(weights, dtype=float)
    if array.shape[-1:] != (components,):
        raise ValueError(f"{components} components but weights of shape {array.shape}")
    if not (np.isfinite(array) & (array >= 0)).all() or not (array.sum(axis=-1) > 0).all():
        raise ValueError("weights are finite, not negative, and not all zero")
    return array


def _check(method: str, missing: str, undefined: str, power: float | None) -> None:
    for given, known in ((method, AGGREGATIONS), (missing, MISSING), (undefined, UNDEFINED)):
        if given not in known:
            raise ValueError(f"unknown {given!r}; known: {', '.join(known)}")
    if (method == "power") != (power is not None):
        raise ValueError("the method `power`, and no other, needs `power`")


def _without_undefined(matrix, weights, method, power, undefined) -> np.ndarray:
    """`matrix` with every unit that has no such mean turned to NaN, or the error."""
    zero_allowed = power is not None and power > 0
    outside = (matrix < 0) if zero_allowed else (matrix <= 0)
    if not outside.any():
        return matrix
    ignored = (weights == 0)[..., None, :]
    rows = (outside & ~ignored).any(axis=-1, keepdims=True)
    if rows.any() and undefined == "raise":
        found = np.nonzero(rows.reshape(-1, rows.shape[-2]).any(axis=0))[0]
        raise UndefinedAggregateError(method, tuple(int(unit) for unit in found))
    # A component of weight 0 must not spoil the sum: 0 · log(−1) would be NaN.
    return np.where(rows, np.nan, np.where(ignored & outside, 1.0, matrix))


def _withhold(scores, absent, weights, missing: str, min_share: float) -> np.ndarray:
    counted = (weights > 0).astype(float)
    lacking = _dot(absent.astype(float), counted)
    if missing == "withhold":
        return np.where(lacking > 0, np.nan, scores)
    left = _dot((~absent).astype(float), weights) / weights.sum(axis=-1)[..., None]
    return np.where((left > 0) & (left >= min_share - 1e-9), scores, np.nan)
