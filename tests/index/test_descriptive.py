import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.descriptive import Limits, describe

NUMBERS = {
    "Min": "low", "Max": "high", "Mean": "mean", "Median": "median", "Std": "sd",
    "Skew": "skew", "Kurt": "kurtosis", "N.Avail": "n_available", "N.NonZero": "n_nonzero",
    "N.Unique": "n_unique", "N.Same": "n_same", "Frc.Avail": "share_available",
    "Frc.NonZero": "share_nonzero", "Frc.Unique": "share_unique", "Frc.Same": "share_same",
}  # fmt: skip
FLAGS = {
    "Flag.Avail": "few_available", "Flag.NonZero": "few_nonzero",
    "Flag.Unique": "few_unique", "Flag.SkewKurt": "outliers",
}  # fmt: skip


def test_statistics_agree_with_coinr(columns, table, close):
    raw = columns("coin/indicators.csv")
    rows = table("coin/stats_raw.csv")
    assert set(rows[0]) == {"iCode", *NUMBERS, *FLAGS}
    for row in rows:
        ours = describe(raw[row["iCode"]])
        for theirs, mine in NUMBERS.items():
            close(getattr(ours, mine), float(row[theirs]))
        for theirs, mine in FLAGS.items():
            assert getattr(ours, mine) == (row[theirs] != "ok")


def test_each_flag_goes_up():
    zeros = describe([0.0, 0.0, 0.0, 5.0])
    assert (zeros.few_nonzero, zeros.few_unique, zeros.few_available) == (True, False, False)
    assert zeros.n_same == 3
    assert describe([1.0] * 5).few_unique
    assert describe([1.0, np.nan, np.nan]).few_available
    assert not describe([1.0, np.nan, np.nan], Limits(available=0.3)).few_available


@pytest.mark.parametrize("values", [[], [np.nan, np.nan]], ids=str)
def test_an_indicator_nobody_has_is_described_without_a_warning(values):
    ours = describe(values)
    assert ours.n_available == 0
    assert np.isnan([ours.low, ours.mean, ours.sd, ours.skew, ours.share_same]).all()


@settings(max_examples=40, deadline=None)
@given(values=st.lists(st.integers(-9, 9).map(float), min_size=1, max_size=20), order=st.randoms())
def test_the_order_of_units_does_not_matter(values, order):
    before = describe(values)
    order.shuffle(values)
    after = describe(values)
    names = [*NUMBERS.values()]
    np.testing.assert_allclose(
        [getattr(after, name) for name in names],
        [getattr(before, name) for name in names],
        atol=1e-9,
    )
    assert before.low <= before.median <= before.high
