import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.impute import impute_group_mean, impute_mean, impute_median

IMPUTATIONS = {
    "mean": impute_mean,
    "median": impute_median,
    "group_mean": lambda values: impute_group_mean(values, ["v"] * len(values)),
}
EACH = pytest.mark.parametrize("impute", IMPUTATIONS.values(), ids=IMPUTATIONS)
cells = st.one_of(st.just(np.nan), st.integers(-99, 99).map(float))


@pytest.mark.parametrize("name", ["mean", "median"])
def test_it_agrees_with_coinr(name, columns, close):
    theirs = columns(f"coin/imputed_{name}.csv")
    for code, values in columns("coin/indicators.csv").items():
        outcome = IMPUTATIONS[name](values)
        close(outcome.values, theirs[code])
        assert outcome.imputed.tolist() == np.isnan(values).tolist()


@EACH
@settings(max_examples=40, deadline=None)
@given(values=st.lists(cells, max_size=20))
def test_known_values_stay_and_the_made_up_ones_are_told(impute, values):
    values = np.array(values, dtype=float)
    outcome = impute(values)
    known = ~np.isnan(values)
    np.testing.assert_array_equal(outcome.values[known], values[known])
    assert not outcome.imputed[known].any()
    if known.any():
        made_up = outcome.values[~known]
        assert outcome.imputed[~known].all()
        low, high = values[known].min(), values[known].max()
        assert ((made_up >= low - 1e-9) & (made_up <= high + 1e-9)).all()
    else:
        assert np.isnan(outcome.values).all()
        assert not outcome.imputed.any()


def test_a_gap_is_filled_from_its_own_group_or_not_at_all():
    values = [1.0, 3.0, np.nan, 8.0, np.nan, np.nan, np.nan]
    outcome = impute_group_mean(values, ["a", "a", "a", "b", "b", "c", None])
    np.testing.assert_array_equal(outcome.values, [1, 3, 2, 8, 8, np.nan, np.nan])
    assert outcome.imputed.tolist() == [False, False, True, False, True, False, False]


def test_every_unit_needs_a_label():
    with pytest.raises(ValueError, match="labels"):
        impute_group_mean([1.0, 2.0], ["a"])
