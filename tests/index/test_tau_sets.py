import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.rank_sets import mrsw
from thuocdo.index.tau_sets import tau_best, tau_worst
from thuocdo.index.uncertain import uncertain_scores


@pytest.fixture
def golden(columns, table):
    rows = table("coin/rank_sets_sigma.csv")
    covariance = [[float(cell) for cell in row.values()] for row in rows]
    scores = uncertain_scores(columns("coin/rank_sets_input.csv")["x"], covariance=covariance)
    return mrsw(scores, draws=20000)


# A unit whose bound is one place off, and so over the line, by Monte Carlo on both sides.
BY_CHANCE = 1


@pytest.mark.parametrize(("column", "sets_of"), [("top5", tau_best), ("bottom5", tau_worst)])
def test_every_row_of_csranks(golden, table, column, sets_of):
    theirs = [row[column] == "TRUE" for row in table("coin/rank_sets_tau.csv")]
    assert (sets_of(golden, 5).possibly != theirs).sum() <= BY_CHANCE
    nearly = tau_best(golden, 6) if sets_of is tau_best else tau_worst(golden, 6)
    assert not (theirs & ~nearly.possibly).any()


def test_surely_is_said_of_the_one_that_stands_apart(golden):
    assert np.flatnonzero(tau_best(golden, 5).surely).tolist() == [16]
    assert not tau_worst(golden, 5).surely[16]


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 9999), tau=st.integers(1, 9), blank=st.integers(0, 8))
def test_surely_implies_the_point_rank_and_that_implies_possibly(seed, tau, blank):
    generator = np.random.default_rng(seed)
    values = generator.normal(size=9)
    values[blank] = np.nan
    sets = mrsw(uncertain_scores(values, se=0.2), draws=200)
    best, worst = tau_best(sets, tau), tau_worst(sets, tau)
    ranked = sets.rank > 0
    among, last = ranked & (sets.rank <= tau), ranked & (sets.rank > 8 - tau)
    assert not (best.surely & ~among).any() and not (among & ~best.possibly).any()
    assert not (worst.surely & ~last).any() and not (last & ~worst.possibly).any()
    assert not best.possibly[blank] and not worst.possibly[blank]
    assert best.surely.sum() <= tau
    # Whoever is not possibly among the best is surely among the rest.
    if tau < 8:
        np.testing.assert_array_equal(tau_worst(sets, 8 - tau).surely, ranked & ~best.possibly)


def test_one_sided_sets_say_one_side_only():
    scores = uncertain_scores(np.arange(9.0), se=0.01)
    lower = tau_best(mrsw(scores, side="lower", draws=200), 3)
    assert lower.possibly.sum() == 3 and not lower.surely.any()


@pytest.mark.parametrize("tau", [0, -1])
def test_among_the_best_none_is_refused(golden, tau):
    with pytest.raises(ValueError, match="1 or more"):
        tau_best(golden, tau)
