"""The index with each element of a level left out: which one does a rank hang on?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from thuocdo.index.rank import rank_units
from thuocdo.index.tree import Hierarchy, aggregate_tree


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Index scores and ranks, one row for each element left out: (elements, units).

    `nominal_scores` and `nominal_ranks` (units,) are those of the whole index. A rank is
    `rank.NO_RANK` where there is no score.
    """

    elements: tuple[str, ...]
    nominal_scores: np.ndarray
    nominal_ranks: np.ndarray
    scores: np.ndarray
    ranks: np.ndarray


def leave_out(
    values: Mapping[str, np.ndarray], hierarchy: Hierarchy, elements: Sequence[str]
) -> LeftOut:
    """Compute the root anew without each of `elements` in turn.

    The weight of the element goes to its siblings in proportion. `values` are normalised
    indicators (units,); everything above is computed again from them, so a value given for
    a node above an element would hide its absence: `ValueError`.
    """
    given = [node.name for node in hierarchy.nodes if node.name in values]
    if given:
        raise ValueError(f"values are for leaves, not for {', '.join(given)}")
    root = hierarchy.root
    nominal = aggregate_tree(values, hierarchy)[root]
    scores = np.empty((len(elements), *nominal.shape))
    for row, element in enumerate(elements):
        scores[row] = aggregate_tree(values, hierarchy.without(element))[root]
    ranks = rank_units(scores).ranks
    return LeftOut(tuple(elements), nominal, rank_units(nominal).ranks, scores, ranks)
