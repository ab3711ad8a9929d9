"""Fair shares of a change when the whole is not a sum of its parts: Shapley values.

φᵢ = Σ_S |S|!·(k−|S|−1)!/k! · (v(S ∪ i) − v(S)), S over the sets of parts without i: the mean,
over all orders in which the parts could change, of what the change of part i adds. The
shares add up to v(all) − v(none) exactly, and for a weighted sum they are weight × change.
L. S. Shapley (1953); as a decomposition: A. F. Shorrocks, Journal of Economic Inequality
11 (2013) 99–126.
"""

from collections.abc import Callable
from math import factorial

import numpy as np

EXACT_UP_TO = 10


def shapley(
    value: Callable[[np.ndarray], np.ndarray], before: np.ndarray, after: np.ndarray
) -> np.ndarray:
    """Share of each part (k,) in value(after) − value(before).

    `value` maps cases (cases, k) to (cases,). With more than `EXACT_UP_TO` parts the mean
    is over two orders alone, the given one and its reverse: still exact in the sum.
    """
    if before.size > EXACT_UP_TO:
        return _two_orders(value, before, after)
    return _all_orders(value, before, after)


def _all_orders(value, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    k = before.size
    sets = np.arange(2**k)
    inside = (sets[:, None] >> np.arange(k)) & 1
    scores = value(np.where(inside == 1, after, before))
    chance = np.array([factorial(s) * factorial(k - s - 1) / factorial(k) for s in range(k)])
    shares = np.empty(k)
    for part in range(k):
        without = sets[inside[:, part] == 0]
        gained = scores[without | (1 << part)] - scores[without]
        shares[part] = chance[inside[without].sum(axis=1)] @ gained
    return shares


def _two_orders(value, before: np.ndarray, after: np.ndarray) -> np.ndarray:
    k = before.size
    first = np.where(np.tri(k + 1, k, -1, dtype=bool), after, before)
    forward = np.diff(value(first))
    last = np.where(np.tri(k + 1, k, -1, dtype=bool)[:, ::-1], after, before)
    backward = np.diff(value(last))[::-1]
    return (forward + backward) / 2
