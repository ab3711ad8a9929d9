from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index import critical
from thuocdo.index.rank import rank_units
from thuocdo.index.rank_sets import kww, mrsw
from thuocdo.index.uncertain import uncertain_scores

SIDES = ("two-sided", "lower", "upper")
quickly = settings(max_examples=40, deadline=None)


def some_scores(seed: int, units: int = 12, correlated: bool = True, **options):
    generator = np.random.default_rng(seed)
    values, factor = generator.normal(size=units), generator.normal(size=(units, units + 3)) / 6
    if correlated:
        return uncertain_scores(values, covariance=factor @ factor.T, **options)
    return uncertain_scores(values, se=np.abs(factor[:, 0]) + 0.02, **options)


def every(scores, **options):
    yield kww(scores)
    for side, simultaneous, stepdown in product(SIDES, (True, False), (True, False)):
        modes = {"side": side, "simultaneous": simultaneous, "stepdown": stepdown}
        yield mrsw(scores, draws=200, **modes, **options)


@pytest.fixture
def golden(columns, table):
    covariance = [[float(cell) for cell in row.values()] for row in table(SIGMA)]
    return uncertain_scores(columns("coin/rank_sets_input.csv")["x"], covariance=covariance)


SIGMA = "coin/rank_sets_sigma.csv"


def test_all_rows_of_csranks_within_one_place_and_most_exactly(golden, table):
    rows, exact = table("coin/rank_sets_csranks.csv"), 0
    for side, step, simultaneous in product(SIDES, ("TRUE", "FALSE"), ("TRUE", "FALSE")):
        modes = {"stepdown": step == "TRUE", "simultaneous": simultaneous == "TRUE"}
        ours = mrsw(golden, side=side, draws=20000, **modes)
        of_mode = [
            row
            for row in rows
            if (row["cstype"], row["stepdown"], row["simultaneous"]) == (side, step, simultaneous)
        ]
        theirs = np.array([[int(row[key]) for key in ("L", "rank", "U")] for row in of_mode])
        mine = np.column_stack([ours.low, ours.rank, ours.high])
        assert np.abs(mine - theirs).max() <= 1
        assert (ours.rank == theirs[:, 1]).all()
        exact += (mine == theirs).all(axis=1).sum()
    assert len(rows) == 240
    assert exact >= 225  # 231 with this seed; the rest is Monte Carlo on both sides


@quickly
@given(seed=st.integers(0, 9999), correlated=st.booleans(), df=st.sampled_from([None, 3, 5.0]))
def test_sets_hold_the_point_rank_and_stay_within_the_list(seed, correlated, df):
    scores = some_scores(seed, 8, correlated, df=df if df != 3 else [3] * 8)
    for sets in every(scores):
        assert (sets.low >= 1).all() and (sets.high <= 8).all()
        assert (sets.low <= sets.rank).all() and (sets.rank <= sets.high).all()


@quickly
@given(seed=st.integers(0, 9999), simultaneous=st.booleans(), stepdown=st.booleans())
def test_a_higher_level_never_narrows(seed, simultaneous, stepdown):
    scores = some_scores(seed)
    modes = {"simultaneous": simultaneous, "stepdown": stepdown}
    for rule in (kww, lambda scores, level: mrsw(scores, level, **modes)):
        lower, higher = rule(scores, 0.8), rule(scores, 0.95)
        assert (higher.low <= lower.low).all() and (higher.high >= lower.high).all()


@quickly
@given(seed=st.integers(0, 9999), correlated=st.booleans())
def test_permuting_units_permutes_sets(seed, correlated):
    scores = some_scores(seed, 9, correlated)
    order = np.random.default_rng(seed).permutation(9)
    if correlated:
        other = {"covariance": scores.covariance[np.ix_(order, order)]}
    else:
        other = {"se": np.sqrt(scores.variance)[order]}
    permuted = uncertain_scores(scores.values[order], **other)
    for ours, theirs in zip(every(scores), every(permuted), strict=True):
        np.testing.assert_array_equal(ours.low[order], theirs.low)
        np.testing.assert_array_equal(ours.high[order], theirs.high)


@quickly
@given(seed=st.integers(0, 9999), side=st.sampled_from(SIDES), stepdown=st.booleans())
def test_marginal_sets_lie_within_simultaneous_and_step_down_within_single_step(
    seed, side, stepdown
):
    scores = some_scores(seed)
    marginal = mrsw(scores, side=side, stepdown=stepdown, simultaneous=False)
    joint = mrsw(scores, side=side, stepdown=stepdown)
    single = mrsw(scores, side=side, stepdown=False)
    for inner, outer in ((marginal, joint), (joint, single)):
        assert (inner.low >= outer.low).all() and (inner.high <= outer.high).all()


@quickly
@given(seed=st.integers(0, 9999), shrink=st.floats(0, 1))
def test_more_precise_scores_never_widen_kww(seed, shrink):
    scores = some_scores(seed, correlated=False)
    se = np.sqrt(scores.variance)
    factors = np.random.default_rng(seed).uniform(shrink, 1, se.size)
    wide, narrow = kww(scores), kww(uncertain_scores(scores.values, se=se * factors))
    assert (narrow.low >= wide.low).all() and (narrow.high <= wide.high).all()


@quickly
@given(seed=st.integers(0, 9999))
def test_smaller_is_better_is_the_ranking_of_the_negative(seed):
    scores = some_scores(seed)
    other = uncertain_scores(-scores.values, covariance=scores.covariance, larger_is_better=False)
    for ours, theirs in zip(every(scores), every(other), strict=True):
        np.testing.assert_array_equal(ours.low, theirs.low)
        np.testing.assert_array_equal(ours.rank, theirs.rank)


def test_kww_by_hand():
    sets = kww(uncertain_scores([10.0, 9.9, 5.0, 1.0], se=[0.1, 0.1, 0.1, 2.0]))
    assert sets.low.tolist() == [1, 1, 3, 3]
    assert sets.high.tolist() == [2, 2, 4, 4]


def test_mrsw_is_narrower_than_kww_on_the_whole():
    width = [
        [(sets.high - sets.low).sum() for sets in (kww(scores), mrsw(scores))]
        for scores in (some_scores(seed, 30, False) for seed in range(5))
    ]
    assert all(pairwise <= intervals for intervals, pairwise in width)


def test_a_withheld_unit_is_not_ranked_nor_counted_and_this_is_said():
    scores = uncertain_scores([3.0, np.nan, 1.0], se=[0.1, np.nan, 0.1])
    for sets in every(scores):
        assert (sets.low[1], sets.rank[1], sets.high[1]) == (0, 0, 0)
        assert sets.ranked_units == 2 and sets.withheld == (1,)
        assert sets.remarks() == ["1 đơn vị không có điểm, không xếp hạng; thứ hạng tính trên 2."]
        assert sets.high.max() <= 2


def test_what_a_reader_must_be_told():
    not_psd = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    mended = uncertain_scores([1.0, 2.0, 3.0], covariance=not_psd, mend=True)
    assert "sửa, lệch" in mrsw(mended).remarks()[0]
    of_each = mrsw(uncertain_scores([1.0, 2.0], se=[0.0, 1.0], df=[3, 4.5])).remarks()
    assert of_each[0].startswith("1 đơn vị có sai số chuẩn bằng 0")
    assert of_each[1].endswith("từ 3 đến 4,5.")
    assert mrsw(uncertain_scores([1.0, 2.0], se=1.0, df=60)).remarks()[0].endswith(": 60.")
    assert mrsw(uncertain_scores([1.0, 2.0], se=1.0)).remarks() == []


def test_exact_ties_stand_together():
    sets = mrsw(uncertain_scores([5.0, 5.0, 1.0], se=0.01))
    assert sets.rank.tolist() == [1, 1, 3]
    assert (sets.low.tolist(), sets.high.tolist()) == ([1, 1, 3], [2, 2, 3])


def test_scores_known_exactly_have_their_rank_and_ties_stay_open():
    for sets in every(uncertain_scores([3.0, 2.0, 2.0, 1.0], se=0.0)):
        assert sets.exact == (0, 1, 2, 3)
        if sets.side == "two-sided":
            assert sets.low.tolist() == [1, 2, 2, 4]
            assert sets.high.tolist() == [1, 3, 3, 4]


def test_scores_that_move_as_one_are_told_apart():
    sets = mrsw(uncertain_scores([3.0, 2.99, 1.0], covariance=np.ones((3, 3))))
    assert sets.low.tolist() == sets.high.tolist() == [1, 2, 3]


def test_two_units_are_one_comparison():
    for gap, together in ((1.9, True), (2.1, False)):
        scores = uncertain_scores([gap * np.sqrt(2), 0.0], se=1.0)
        assert mrsw(scores, draws=20000).high.tolist() == ([2, 2] if together else [1, 2])
        sets = mrsw(scores, draws=20000, stepdown=False)
        assert sets.critical[0] == pytest.approx(1.96, abs=0.03)


@pytest.mark.parametrize("scores", [[1.0], [1.0, np.nan]])
def test_one_unit_is_first_of_one(scores):
    for sets in every(uncertain_scores(scores, se=1.0)):
        assert (sets.low[0], sets.rank[0], sets.high[0]) == (1, 1, 1)


def test_nobody_is_ranked_where_nobody_has_a_score():
    for sets in every(uncertain_scores([np.nan, np.nan], se=1.0)):
        assert sets.ranked_units == 0 and sets.low.tolist() == [0, 0]


def test_few_degrees_of_freedom_widen():
    given = {"se": 0.1}
    widths = []
    for df in (None, 30, [6] * 20, [3] * 20, 3):
        scores = uncertain_scores(np.linspace(0, 5, 20), df=df, **given)
        sets = mrsw(scores, simultaneous=False, stepdown=False, draws=4000)
        widths.append((sets.high - sets.low).sum())
    normal, thirty, six, three, _pooled = widths
    assert normal <= thirty <= six <= three and normal < three
    assert widths[-1] > normal


def test_given_draws_stand_in_for_the_covariance_of_errors():
    scores = some_scores(5, 15)
    replicates = np.random.default_rng(2).multivariate_normal(
        scores.values, scores.covariance, 20000
    )
    drawn, normal = mrsw(scores, draws=replicates), mrsw(scores, draws=20000)
    assert (drawn.draws, drawn.seed) == (20000, None)
    np.testing.assert_allclose(drawn.critical, normal.critical, rtol=0.02)
    shrunk = mrsw(scores, draws=replicates, draw_scale=0.25 / 20000)
    np.testing.assert_allclose(shrunk.critical, drawn.critical / 2, rtol=0.05)


@pytest.mark.parametrize("draws", [np.ones((9, 2)), np.full((9, 3), np.nan)])
def test_draws_that_do_not_fit_are_refused(draws):
    with pytest.raises(ValueError, match="draw"):
        mrsw(uncertain_scores([1.0, 2.0, 3.0], se=1.0), draws=draws)


@pytest.mark.parametrize("options", [{"level": 1.0}, {"level": 95}, {"side": "both"}])
def test_levels_and_sides_that_are_none_are_refused(options):
    with pytest.raises(ValueError, match="level"):
        mrsw(uncertain_scores([1.0, 2.0], se=1.0), **options)


def test_the_same_seed_gives_the_same_sets():
    scores = some_scores(1)
    assert mrsw(scores, seed=7).critical.tolist() == mrsw(scores, seed=7).critical.tolist()
    assert mrsw(scores, seed=7).critical.tolist() != mrsw(scores, seed=8).critical.tolist()


@pytest.mark.parametrize(("side", "stepdown"), list(product(SIDES, (True, False))))
def test_bins_are_hardly_wider_than_all_pairs_and_never_narrower(side, stepdown, monkeypatch):
    generator = np.random.default_rng(4)
    se = generator.lognormal(-2, 0.4, 300)
    values, df = generator.normal(size=300), generator.integers(20, 40, 300)
    for simultaneous, freedom in product((True, False), (None, df)):
        scores = uncertain_scores(values, se=se, df=freedom)
        modes = {"side": side, "stepdown": stepdown, "simultaneous": simultaneous, "draws": 300}
        dense = mrsw(scores, **modes)
        monkeypatch.setattr(critical, "DENSE_UNITS", 100)
        binned = mrsw(scores, **modes)
        monkeypatch.undo()
        assert (binned.low <= dense.low).all() and (binned.high >= dense.high).all()
        assert 1 - 1e-6 <= np.median(binned.critical / dense.critical) < 1.02


def true_ranks_held(rule, repeats: int, se: float, truth: np.ndarray) -> tuple[float, float]:
    """Share of samples in which all, and least share in which each, true rank was held."""
    generator, ranks = np.random.default_rng(11), rank_units(truth).ranks
    held = []
    for _ in range(repeats):
        scores = uncertain_scores(truth + se * generator.standard_normal(truth.size), se=se)
        sets = rule(scores)
        held.append((sets.low <= ranks) & (ranks <= sets.high))
    return np.mean(np.all(held, axis=1)), np.mean(held, axis=0).min()


@pytest.mark.parametrize("truth", [np.zeros(15), np.linspace(0, 3, 15), np.arange(15.0) * 3])
def test_true_ranks_are_held_as_often_as_promised(truth):
    def marginal(scores):
        return mrsw(scores, 0.9, simultaneous=False, draws=300)

    assert true_ranks_held(lambda scores: mrsw(scores, 0.9, draws=300), 200, 1.0, truth)[0] >= 0.85
    assert true_ranks_held(marginal, 200, 1.0, truth)[1] >= 0.84
    assert true_ranks_held(lambda scores: kww(scores, 0.9), 200, 1.0, truth)[0] >= 0.85
