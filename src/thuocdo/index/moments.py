"""Sample skewness and excess kurtosis, adjusted for the size of the sample.

G1 and G2 of Joanes and Gill, "Comparing measures of sample skewness and kurtosis",
The Statistician 47 (1998): what spreadsheets, SAS and COINr call skewness and kurtosis.
"""

from math import sqrt

import numpy as np


def skewness(values) -> float:
    """G1 of the values present; NaN for fewer than 3 values or a constant.

    Without a unit; 0 for a symmetric sample, positive where the long tail is on the right.
    """
    present = _present(values)
    n = present.size
    if n < 3 or np.ptp(present) == 0:
        return float("nan")
    centred = _scaled(present)
    g1 = np.mean(centred**3) / np.mean(centred**2) ** 1.5
    return float(g1 * sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values) -> float:
    """G2 (excess: 0 for a normal sample) of the values present; NaN below 4 or constant."""
    present = _present(values)
    n = present.size
    if n < 4 or np.ptp(present) == 0:
        return float("nan")
    centred = _scaled(present)
    g2 = np.mean(centred**4) / np.mean(centred**2) ** 2 - 3
    return float((n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * g2 + 6))


def _present(values) -> np.ndarray:
    array = np.asarray(values, dtype=float)
    return array[~np.isnan(array)]


def _scaled(present: np.ndarray) -> np.ndarray:
    # Divided by the range first: powers of very small or very large numbers would leave
    # the range of a float, and both moments do not depend on the unit.
    shifted = (present - present.min()) / np.ptp(present)
    return shifted - shifted.mean()
