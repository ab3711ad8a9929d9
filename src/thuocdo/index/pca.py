"""Principal components: how many things do these indicators measure?"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class PrincipalComponents:
    """Components of the correlation matrix, largest first.

    `loadings` (indicators, components): unit vectors in columns. `sd` (components,): standard
    deviations of the components; their squares add up to the number of indicators.
    `explained` (components,): share of the variance. `units`: complete units used.
    """

    loadings: np.ndarray
    sd: np.ndarray
    explained: np.ndarray
    units: int


def principal_components(matrix) -> PrincipalComponents:
    """PCA of standardised columns of (units, indicators), over complete units.

    A component has no sign of its own. Ours: its largest loading in absolute value (the
    first of them, up to 1e-9, if several) is positive. Raises `ValueError` for fewer than
    two complete units or a column that does not vary among them.
    Source: I. T. Jolliffe, Principal Component Analysis (2002), 2.3 and 3.5.
    """
    array = np.asarray(matrix, dtype=float)
    complete = array[~np.isnan(array).any(axis=1)]
    if complete.shape[0] < 2 or (np.ptp(complete, axis=0) == 0).any():
        raise ValueError("components need two complete units and columns that vary")
    standard = (complete - complete.mean(axis=0)) / complete.std(axis=0, ddof=1)
    singular, rows = np.linalg.svd(standard, full_matrices=False)[1:]
    sd = singular / np.sqrt(complete.shape[0] - 1)
    return PrincipalComponents(_signed(rows.T), sd, sd**2 / (sd**2).sum(), complete.shape[0])


def _signed(loadings: np.ndarray) -> np.ndarray:
    size = np.abs(loadings)
    largest = (size >= size.max(axis=0) - 1e-9).argmax(axis=0)
    return loadings * np.where(loadings[largest, np.arange(largest.size)] < 0, -1.0, 1.0)
