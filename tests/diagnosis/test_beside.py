"""Who stands beside a unit in a ranking."""

import numpy as np

from thuocdo.diagnosis.beside import neighbours
from thuocdo.diagnosis.panel import Place, Snapshot


def place(scores, index, papi):
    """The unit at `index` of an invented period."""
    tree = papi.on("2024").tree
    grid = np.full((len(tree.nodes), len(scores)), np.nan)
    grid[0] = scores
    tokens = tuple(f"u{i}" for i in range(len(scores)))
    nothing = (None,) * len(scores)
    return Place(Snapshot(tree, tokens, tokens, nothing, tokens, grid, grid), index)


def test_the_next_above_and_below_and_those_tied_are_told(papi):
    found = neighbours(place([9, 7, 7, 5, np.nan, 9], 1, papi), "")
    assert (found.above, found.tied, found.below) == ((0, 5), (2,), (3,))
    assert found.ranks == {0: 1, 1: 3, 2: 3, 3: 5, 5: 1}
    assert found.without_score == (4,)


def test_the_first_has_nobody_above_and_the_last_nobody_below(papi):
    assert neighbours(place([9, 7], 0, papi), "").above == ()
    assert neighbours(place([9, 7], 1, papi), "").below == ()


def test_a_unit_without_a_score_stands_beside_nobody(papi):
    found = neighbours(place([9, np.nan, np.nan], 1, papi), "")
    assert (found.above, found.tied, found.below) == ((), (), ())
    assert found.without_score == (1, 2)


def test_a_region_is_ranked_by_itself(papi):
    found = neighbours(place([9, 8, 7, 6], 2, papi), "", members=[2, 3])
    assert (found.above, found.below, found.ranks) == ((), (3,), {2: 1, 3: 2})
