import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.groups import (
    NO_GROUP,
    default_positions,
    natural_breaks,
    positions,
    quartiles,
    thresholds,
)

GROUPINGS = {
    "quartiles": quartiles,
    "positions": positions,
    "thresholds": lambda scores: thresholds(scores, [9, 8, 7]),
    "natural_breaks": lambda scores: natural_breaks(scores, 4),
}
EACH = pytest.mark.parametrize("rule", GROUPINGS.values(), ids=GROUPINGS)
quickly = settings(max_examples=60, deadline=None)
cells = st.one_of(st.just(np.nan), st.integers(0, 100).map(lambda i: i / 10))
scores = st.lists(cells, max_size=30).map(lambda row: np.array(row, dtype=float))


@EACH
@quickly
@given(values=scores)
def test_a_better_score_is_never_in_a_worse_group(rule, values):
    grouping = rule(values)
    assert ((grouping.index == NO_GROUP) == np.isnan(values)).all()
    better, worse = np.nonzero(values[:, None] >= values[None, :])
    assert (grouping.index[better] <= grouping.index[worse]).all()
    counts = [(grouping.index == group).sum() for group in range(4)]
    assert grouping.sizes.tolist() == counts
    assert grouping.cut_points.shape == (3,)


@EACH
@quickly
@given(values=scores, order=st.randoms())
def test_permuting_units_permutes_groups(rule, values, order):
    places = list(range(values.size))
    order.shuffle(places)
    np.testing.assert_array_equal(rule(values[places]).index, rule(values).index[places])


@pytest.mark.parametrize("name", sorted(set(GROUPINGS) - {"thresholds"}))
@quickly
@given(values=scores, scale=st.sampled_from([0.1, 3.0]), shift=st.integers(-5, 5))
def test_the_scale_of_scores_does_not_matter(name, values, scale, shift):
    rule = GROUPINGS[name]
    np.testing.assert_array_equal(rule(scale * values + shift).index, rule(values).index)


def ranges(grouping, values):
    members = [values[grouping.index == group] for group in range(grouping.sizes.size)]
    return [(round(float(m.min()), 2), round(float(m.max()), 2)) for m in members]


def papi(columns, name):
    return columns(f"papi_groups/{name}.csv")["score"]


def test_papi_2019(columns):
    assert quartiles(papi(columns, "total_2019")).sizes.tolist() == [16, 16, 15, 16]
    first = quartiles(papi(columns, "dimension_1_2019"))
    assert first.sizes.tolist() == [16, 16, 15, 16]
    assert first.cut_points.round(4).tolist() == [5.2676, 4.9944, 4.6548]


def test_papi_2022_total_is_cut_at_places_in_the_full_list(columns):
    total = papi(columns, "total_2022")
    grouping = positions(total)
    assert grouping.sizes.tolist() == [16, 16, 15, 14]
    published = [(43.44, 47.88), (42.15, 43.25), (40.74, 42.14), (38.80, 40.72)]
    assert ranges(grouping, total) == published
    assert grouping.cut_points.round(2).tolist() == [43.44, 42.15, 40.74]
    assert quartiles(total).sizes.tolist() == [16, 15, 15, 15]


def test_papi_2022_dimension_6_has_all_63(columns):
    sixth = papi(columns, "dimension_6_2022")
    grouping = quartiles(sixth)
    low = [round(float(sixth[grouping.index == g].min()), 4) for g in range(4)]
    high = [round(float(sixth[grouping.index == g].max()), 4) for g in range(4)]
    assert low == [7.8579, 7.5189, 7.2294, 6.4132]
    assert high == [8.3148, 7.8072, 7.5173, 7.2275]


def test_papi_2023_units_exactly_on_a_cut_point_belong_above_it(columns, table):
    grouping = quartiles(papi(columns, "total_2023"))
    assert grouping.sizes.tolist() == [16, 15, 15, 15]
    codes = [row["province_code"] for row in table("papi_groups/total_2023.csv")]
    vinh_phuc, long_an = (grouping.index[codes.index(code)] for code in ("26", "80"))
    assert (vinh_phuc, long_an) == (0, 2)


@pytest.mark.parametrize("units", range(1, 200))
def test_places_and_percentiles_agree_on_a_full_list(units):
    values = np.random.default_rng(units).permutation(units) * 1.0
    np.testing.assert_array_equal(positions(values).index, quartiles(values).index)


def test_places_by_default_and_by_wish():
    assert default_positions(63) == (16, 32, 47)
    grouping = positions([9.0, np.nan, 8.0, 7.0, np.nan], cuts=(1, 2, 4))
    assert grouping.index.tolist() == [0, NO_GROUP, 1, 2, NO_GROUP]
    np.testing.assert_array_equal(grouping.cut_points, [9, 8, np.nan])


def test_a_tie_across_a_place_shares_the_better_group():
    assert positions([9.0, 8.0, 8.0, 7.0], cuts=(2,)).index.tolist() == [0, 0, 0, 1]


def test_a_score_on_a_threshold_belongs_above_it():
    grouping = thresholds([90.0, 89.999, 70.0, 12.0, np.nan, 0.7 * 100], [90, 80, 70])
    assert grouping.index.tolist() == [0, 1, 2, 3, NO_GROUP, 2]


def test_natural_breaks_are_the_best_partition_there_is():
    from itertools import combinations

    rng = np.random.default_rng(5)
    for groups in (1, 2, 3, 4):
        values = rng.normal(size=11)
        ordered = np.sort(values)[::-1]
        splits = combinations(range(1, 11), groups - 1)
        spread = lambda parts: sum(((part - part.mean()) ** 2).sum() for part in parts)  # noqa: E731
        best = min(splits, key=lambda cuts: spread(np.split(ordered, cuts)))
        sizes = [part.size for part in np.split(ordered, best)]
        assert natural_breaks(values, groups).sizes.tolist() == sizes


def test_natural_breaks_never_part_equal_scores_and_may_leave_groups_empty():
    grouping = natural_breaks([5.0, 5.0, 1.0, 1.0, 1.0], 3)
    assert grouping.sizes.tolist() == [2, 3, 0]
    np.testing.assert_array_equal(grouping.cut_points, [5, 1])
    assert natural_breaks([1.0, 2.0, 3.0], 2).sizes.tolist() == [1, 2]


def test_natural_breaks_do_not_give_the_groups_published_for_pci_2016(columns):
    """The workbook has 6/16/29/6/4/2. The exact optimum parts Đà Nẵng (70.0) from the rest."""
    total = columns("papi_groups/pci_total_2016.csv")["score"]
    assert natural_breaks(total, 6).sizes.tolist() == [1, 5, 19, 24, 10, 4]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: thresholds([1.0], [70, 80]),
        lambda: positions([1.0, 2.0], cuts=(2, 1)),
        lambda: positions([1.0, 2.0], cuts=(0, 1)),
        lambda: natural_breaks([1.0], 0),
    ],
)
def test_a_programming_mistake_is_a_value_error(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()
