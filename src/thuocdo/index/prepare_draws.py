"""Preparation of draws: fill, treat and normalise every draw of a node by itself.

Arrays are (…, units): the last axis is the units of one draw, the leading axes are draws.
Each rule gives what its namesake in `normalise` or `impute` gives for a single draw (a test
goes over every member of both families). An observed extreme, a mean or a median is that of
the draw: the goalposts of a min–max move with the sample, and their noise is in the result.
"""

from collections.abc import Callable, Sequence

import numpy as np

from thuocdo.catalog.documents import Preparation, Treat
from thuocdo.index.order_draws import quantile_draws
from thuocdo.index.prepare import rule_params
from thuocdo.index.treat import treat


def prepare_draws(draws: np.ndarray, rule: Preparation, regions: Sequence) -> np.ndarray:
    """Draws (…, units) of one node as they enter the node above: `prepare`, draw by draw."""
    filled = impute_draws(draws, rule.impute, regions)
    if rule.treat:
        filled = _treat(filled, rule.treat)
    direction = int(rule.direction)
    params = rule_params(rule.normalise, direction)
    return normalise_draws(filled, rule.normalise.method, direction, **params)


def normalise_draws(draws, method: str = "minmax", direction: int = 1, **params) -> np.ndarray:
    """Draws (…, units) of one indicator normalised, each draw by itself; NaN stays NaN.

    `params` are those of the rule of that name in `normalise`.
    """
    if method not in NORMALISE_DRAWS:
        raise ValueError(f"unknown normalisation {method!r}; known: {', '.join(NORMALISE_DRAWS)}")
    array = np.asarray(draws, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return NORMALISE_DRAWS[method](array if direction == 1 else -array, **params)


def impute_draws(draws, how: str, regions: Sequence = ()) -> np.ndarray:
    """Draws (…, units) with gaps filled by the mean or median of the draw, or of the region."""
    array = np.asarray(draws, dtype=float)
    if how == "none" or not np.isnan(array).any():
        return array
    if how == "group_mean":
        return _impute_group_mean(array, regions)
    typical = {"mean": _mean, "median": lambda x: quantile_draws(x, 0.5)[..., None]}[how]
    return np.where(np.isnan(array), typical(array), array)


def _minmax(draws, low=0.0, high=100.0, bounds=None, clip=False) -> np.ndarray:
    worst, best = _extremes(draws) if bounds is None else bounds
    if bounds is not None and not worst < best:
        raise ValueError(f"bounds go from worst to best, the worst first: {bounds}")
    scaled = low + (high - low) * (draws - worst) / (best - worst)
    if bounds is None:
        scaled = _constant(draws, scaled, (low + high) / 2)
    return np.clip(scaled, min(low, high), max(low, high)) if clip else scaled


def _zscore(draws, mean=0.0, sd=1.0) -> np.ndarray:
    present = ~np.isnan(draws)
    apart = draws - _mean(draws)
    squares = np.where(present, apart**2, 0.0).sum(axis=-1, keepdims=True)
    scaled = apart / np.sqrt(squares / (present.sum(axis=-1, keepdims=True) - 1))
    return _constant(draws, mean + sd * scaled, mean)


def _rank(draws) -> np.ndarray:
    order = np.argsort(draws, axis=-1, kind="stable")
    ordered = np.take_along_axis(draws, order, axis=-1)
    opens = np.ones(draws.shape, dtype=bool)
    opens[..., 1:] = ordered[..., 1:] != ordered[..., :-1]
    places = np.maximum.accumulate(np.where(opens, np.arange(1, draws.shape[-1] + 1), 0), axis=-1)
    ranks = np.empty(draws.shape)
    np.put_along_axis(ranks, order, places.astype(float), axis=-1)
    return np.where(np.isnan(draws), np.nan, ranks)


def _percentile_rank(draws) -> np.ndarray:
    others = (~np.isnan(draws)).sum(axis=-1, keepdims=True) - 1
    return (_rank(draws) - 1) / np.maximum(others, 1)


def _distance_to_maximum(draws) -> np.ndarray:
    worst, best = _extremes(draws)
    return _constant(draws, 1 - (best - draws) / (best - worst), 1.0)


def _fraction_of_maximum(draws) -> np.ndarray:
    best = _extremes(draws)[1]
    return _constant(draws, draws / np.where(best == 0, np.nan, best), 1.0)


# The same names as in `normalise.NORMALISATIONS`.
NORMALISE_DRAWS: dict[str, Callable[..., np.ndarray]] = {
    "none": lambda draws: draws.copy(),
    "minmax": _minmax,
    "zscore": _zscore,
    "rank": _rank,
    "borda": lambda draws: _rank(draws) - 1,
    "prank": _percentile_rank,
    "dist2max": _distance_to_maximum,
    "fracmax": _fraction_of_maximum,
}


def _extremes(draws) -> tuple[np.ndarray, np.ndarray]:
    # fmin and fmax pass over NaN, and give NaN in silence where nothing is there.
    return (
        np.fmin.reduce(draws, axis=-1, keepdims=True),
        np.fmax.reduce(draws, axis=-1, keepdims=True),
    )


def _constant(draws, scaled, value: float) -> np.ndarray:
    """`scaled`, but `value` for the units of a draw in which all present are equal."""
    worst, best = _extremes(draws)
    return np.where((worst == best) & ~np.isnan(draws), value, scaled)


def _mean(draws) -> np.ndarray:
    present = ~np.isnan(draws)
    with np.errstate(invalid="ignore"):
        total = np.where(present, draws, 0.0).sum(axis=-1, keepdims=True)
        return total / present.sum(axis=-1, keepdims=True)


def _impute_group_mean(draws, regions: Sequence) -> np.ndarray:
    filled = draws.copy()
    for label in dict.fromkeys(label for label in regions if label is not None):
        members = np.array([other == label for other in regions])
        part = draws[..., members]
        filled[..., members] = np.where(np.isnan(part), _mean(part), part)
    return filled


def _treat(draws, limits: Treat) -> np.ndarray:
    # What is done to an outlier depends on the draw in steps: one draw at a time.
    rows = draws.reshape(-1, draws.shape[-1])
    bounds = (limits.skew_limit, limits.kurtosis_limit, limits.max_winsorised, limits.log)
    return np.stack([treat(row, *bounds).values for row in rows]).reshape(draws.shape)
