import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from thuocdo.catalog.documents import Groups
from thuocdo.index.groups import NO_GROUP
from thuocdo.index.order_draws import group_draws, group_shares, quantile_draws, ungrouped
from thuocdo.index.standing import group_labels

CELLS = st.one_of(st.integers(0, 9).map(float), st.just(float("nan")))
DRAWS = arrays.arrays(float, (4, 11), elements=CELLS)
ABOUT = {"source": "x", "status": "confirmed"}
LABELS = [{"vi": name, "en": name} for name in "abcd"]
RULES = [
    {"rule": "quartiles"},
    {"rule": "positions", "positions": [2, 5, 8]},
    {"rule": "positions"},
    {"rule": "thresholds", "bounds": [8, 5, 2]},
    {"rule": "natural_breaks"},
]


@pytest.mark.parametrize("rule", RULES, ids="-".join)
@settings(max_examples=60, deadline=None)
@given(draws=DRAWS)
def test_a_batch_is_grouped_as_each_draw_by_itself(rule, draws):
    rule = Groups(**rule, labels=LABELS, **ABOUT)
    names = np.array([*"abcd", None], dtype=object)  # NO_GROUP = −1 is the last
    together = names[group_draws(draws, rule)]
    for row, found in zip(draws, together, strict=True):
        assert list(found) == group_labels(row, rule)


@settings(max_examples=60, deadline=None)
@given(draws=DRAWS, share=st.floats(0, 1))
def test_quantiles_are_of_type_seven_over_those_present(draws, share):
    found = quantile_draws(draws, share)
    for row, ours in zip(draws, found, strict=True):
        there = row[~np.isnan(row)]
        expected = np.quantile(there, share) if there.size else np.nan
        np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12)


def test_a_draw_without_a_score_is_counted_and_outside_the_shares():
    index = np.array([[0, 1, -1], [0, NO_GROUP, -1], [1, 0, -1], [0, NO_GROUP, -1]])
    np.testing.assert_array_equal(group_shares(index, 2), [[0.75, 0.25], [0.5, 0.5], [np.nan] * 2])
    assert ungrouped(index).tolist() == [0, 2, 4]
