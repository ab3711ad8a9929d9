import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.rank import NO_RANK, TIE, rank_units, rank_within

quickly = settings(max_examples=60, deadline=None)
cells = st.one_of(st.just(np.nan), st.integers(0, 9).map(float))
scores = st.lists(cells, max_size=20).map(lambda row: np.array(row, dtype=float))


@pytest.mark.parametrize("name", ["arith", "geom", "harm"])
def test_ranks_agree_with_coinr(name, table, columns):
    units = [row["uCode"] for row in table(f"coin/aggregated_{name}.csv")]
    values = columns(f"coin/aggregated_{name}.csv")
    for row in table(f"coin/ranks_{name}.csv"):
        for node, array in values.items():
            assert rank_units(array).ranks[units.index(row["uCode"])] == int(row[node])


@quickly
@given(values=scores, up=st.booleans())
def test_a_rank_is_one_more_than_the_number_of_better_units(values, up):
    ranking = rank_units(values, larger_is_better=up)
    present = values[~np.isnan(values)]
    assert ranking.ranked_units == present.size
    for value, rank in zip(values, ranking.ranks, strict=True):
        better = (present > value).sum() if up else (present < value).sum()
        assert rank == (NO_RANK if np.isnan(value) else better + 1)


@quickly
@given(values=scores, order=st.randoms(), noise=st.integers(0, 999))
def test_neither_the_order_of_units_nor_of_additions_changes_a_rank(values, order, noise):
    places = list(range(values.size))
    order.shuffle(places)
    shaken = values + np.random.default_rng(noise).uniform(-1, 1, values.size) * TIE / 3
    np.testing.assert_array_equal(
        rank_units(shaken[places]).ranks, rank_units(values).ranks[places]
    )


def test_ties_take_the_best_rank_and_the_next_one_is_skipped():
    ranking = rank_units([7.0, 9.0, np.nan, 9.0, 7.0, 5.0])
    assert ranking.ranks.tolist() == [3, 1, NO_RANK, 1, 3, 5]
    assert ranking.ranked_units == 5


def test_a_sum_in_another_order_is_the_same_score():
    assert 0.1 + 0.2 + 0.3 != 0.3 + 0.2 + 0.1
    assert rank_units([0.1 + 0.2 + 0.3, 0.3 + 0.2 + 0.1]).ranks.tolist() == [1, 1]


def test_a_published_difference_is_never_a_tie():
    assert rank_units([40.000001, 40.000002]).ranks.tolist() == [2, 1]


def test_a_batch_is_the_same_as_one_at_a_time():
    draws = np.random.default_rng(3).integers(0, 9, (4, 5, 12)).astype(float)
    draws[draws == 0] = np.nan
    regions = ["a", "b", None] * 4
    whole, within = rank_units(draws), rank_within(draws, regions)
    for place in np.ndindex(4, 5):
        np.testing.assert_array_equal(whole.ranks[place], rank_units(draws[place]).ranks)
        assert whole.ranked_units[place] == rank_units(draws[place]).ranked_units
        alone = rank_within(draws[place], regions)
        np.testing.assert_array_equal(within.ranks[place], alone.ranks)
        np.testing.assert_array_equal(within.ranked_units[place], alone.ranked_units)


def test_a_region_counts_only_its_units_with_a_score():
    ranking = rank_within([5.0, 9.0, np.nan, 1.0, 2.0, 3.0], ["b", "b", "b", "a", "a", None])
    assert ranking.ranks.tolist() == [2, 1, NO_RANK, 2, 1, NO_RANK]
    assert ranking.ranked_units.tolist() == [2, 2, 2, 2, 2, 0]


def test_every_unit_needs_a_region_label():
    with pytest.raises(ValueError, match="labels"):
        rank_within([1.0, 2.0], ["a"])
