"""Natural breaks: the exact one-dimensional classification of least variance.

W. D. Fisher, "On grouping for maximum homogeneity", JASA 53 (1958): because classes are
runs of the sorted list, dynamic programming finds the best one; G. F. Jenks (1967) brought
it to maps.
"""

import numpy as np


def break_values(present, groups: int) -> np.ndarray:
    """Lowest value of each class but the last, best class first: (groups − 1,), descending.

    `present` are scores without NaN, in any order. Equal scores are never parted. If two
    classifications are equally good the one with the smaller upper classes is taken, so that
    the answer is always the same. NaN stands for the classes that fewer different scores
    than `groups` leave empty.
    """
    if groups < 1:
        raise ValueError(f"at least one group, not {groups}")
    distinct, counts = np.unique(np.asarray(present, dtype=float), return_counts=True)
    distinct, counts = distinct[::-1], counts[::-1].astype(float)
    classes = min(groups, distinct.size)
    starts = _starts(_deviance(distinct, counts), classes) if classes else []
    lowest = [distinct[start - 1] for start in (*starts[1:], distinct.size) if start]
    return np.array((lowest + [np.nan] * groups)[: groups - 1])


def _deviance(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Sum of squares about the mean of every run i..j of the list: (distinct, distinct)."""
    centred = values - np.average(values, weights=counts)  # keeps the squares small
    n, s, q = (np.concatenate(([0.0], np.cumsum(counts * centred**p))) for p in (0, 1, 2))
    size = n[None, 1:] - n[:-1, None]
    total = s[None, 1:] - s[:-1, None]
    squares = q[None, 1:] - q[:-1, None]
    runs = size > 0
    return np.where(runs, squares - total**2 / np.where(runs, size, 1.0), np.inf)


def _starts(deviance: np.ndarray, classes: int) -> list[int]:
    """First place of each class in the best partition of the list into `classes` runs."""
    # Rounding must not choose between equally good partitions: the first within `slack` wins.
    slack = 1e-12 * deviance[0, -1]
    least, choices = deviance[0], []
    for _step in range(1, classes):
        # candidates[i, j]: classes so far end before place i, the next one is i..j
        candidates = np.concatenate(([np.inf], least[:-1]))[:, None] + deviance
        best = (candidates <= candidates.min(axis=0) + slack).argmax(axis=0)
        choices.append(best)
        least = candidates[best, np.arange(best.size)]
    starts, end = [], deviance.shape[0] - 1
    for best in reversed(choices):
        starts.append(int(best[end]))
        end = starts[-1] - 1
    return [0, *reversed(starts)]
