"""Imputation: a missing value is filled with a typical one, and the filling is told.

A withheld measurement is not imputed unless a definition says so (OECD/JRC Handbook 2008,
step 3: every imputation must be visible in the result). Hence the mask beside the values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Imputation:
    """Values with gaps filled, and `imputed`: true where a value was made up."""

    values: np.ndarray
    imputed: np.ndarray


def impute_mean(values) -> Imputation:
    """Fill the gaps of one indicator (units,) with the mean of the values present."""
    return _impute(values, np.mean)


def impute_median(values) -> Imputation:
    """Fill the gaps of one indicator (units,) with the median of the values present."""
    return _impute(values, np.median)


def impute_group_mean(values, groups: Sequence) -> Imputation:
    """Fill each gap with the mean of the unit's own group (region, say).

    `groups` holds a label per unit. A group in which every value is missing, and units
    whose label is None, keep their gaps: the mean of others would not be of their group.
    """
    array = np.asarray(values, dtype=float)
    if len(groups) != array.size:
        raise ValueError(f"{array.size} values but {len(groups)} group labels")
    filled = array.copy()
    for label in dict.fromkeys(label for label in groups if label is not None):
        members = np.array([other == label for other in groups])
        filled[members] = _impute(array[members], np.mean).values
    return Imputation(filled, np.isnan(array) & ~np.isnan(filled))


def _impute(values, typical: Callable[[np.ndarray], float]) -> Imputation:
    array = np.asarray(values, dtype=float)
    missing = np.isnan(array)
    if missing.all():
        return Imputation(array.copy(), np.zeros(array.shape, dtype=bool))
    return Imputation(np.where(missing, typical(array[~missing]), array), missing)
