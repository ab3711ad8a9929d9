"""Imputation by the most alike units: a gap is filled with the mean of the k nearest."""

from collections.abc import Mapping

import numpy as np

NEIGHBOURS = 5


def impute_nearest(
    indicators: Mapping[str, np.ndarray], neighbours: int = NEIGHBOURS
) -> dict[str, np.ndarray]:
    """Indicators (…, units) with each gap filled from the `neighbours` nearest units.

    Distance is the root mean square of standardised differences over the indicators that both
    units have (O. Troyanskaya and others, Bioinformatics 17 (2001)). Neighbours are units
    that have the indicator; a unit that shares no indicator with them keeps its gap.
    """
    values = np.stack(np.broadcast_arrays(*indicators.values())).astype(float)
    filled = values.copy()
    standard = _standardised(values)
    for unit in np.flatnonzero(np.isnan(values).any(axis=tuple(range(values.ndim - 1)))):
        distance = _distances(standard, unit)
        for place, one in enumerate(values):
            typical = _mean_of_nearest(one, distance, neighbours)
            gap = np.isnan(one[..., unit])
            filled[place][..., unit] = np.where(gap, typical, one[..., unit])
    return dict(zip(indicators, filled, strict=True))


def _standardised(values: np.ndarray) -> np.ndarray:
    present = ~np.isnan(values)
    count = np.maximum(present.sum(axis=-1, keepdims=True), 1)
    apart = values - np.where(present, values, 0.0).sum(axis=-1, keepdims=True) / count
    square = np.where(present, apart**2, 0.0).sum(axis=-1, keepdims=True) / count
    # An indicator alike for all tells nobody apart.
    return apart / np.sqrt(np.where(square > 0, square, 1.0))


def _distances(standard: np.ndarray, unit: int) -> np.ndarray:
    """Mean square distance (…, units) of `unit` to each other; infinite where nothing is shared."""
    apart = (standard - standard[..., unit, None]) ** 2
    shared = ~np.isnan(apart)
    count = shared.sum(axis=0)
    mean = np.where(shared, apart, 0.0).sum(axis=0) / np.maximum(count, 1)
    mean = np.where(count > 0, mean, np.inf)
    mean[..., unit] = np.inf
    return mean


def _mean_of_nearest(one: np.ndarray, distance: np.ndarray, neighbours: int) -> np.ndarray:
    """Mean (…,) of an indicator over the nearest units that have it; NaN where nobody has."""
    reach = np.where(np.isnan(one), np.inf, distance)
    nearest = np.argsort(reach, axis=-1, kind="stable")[..., :neighbours]
    chosen = np.isfinite(np.take_along_axis(reach, nearest, axis=-1))
    numbers = np.where(chosen, np.take_along_axis(one, nearest, axis=-1), 0.0)
    count = chosen.sum(axis=-1)
    return np.where(count > 0, numbers.sum(axis=-1) / np.maximum(count, 1), np.nan)
