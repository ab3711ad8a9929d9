from functools import partial

import numpy as np
import pytest

from thuocdo.index.group_probability import group_probability, group_sets, threshold_sets
from thuocdo.index.groups import NO_GROUP, default_positions, positions, quartiles, thresholds
from thuocdo.index.rank_sets import kww, mrsw
from thuocdo.index.uncertain import uncertain_scores

TRUTH = np.linspace(60, 95, 20)
RULES = {
    "quartiles": quartiles,
    "positions": partial(positions, cuts=(5, 10, 15)),
    "thresholds": partial(thresholds, lower_bounds=(90, 80, 70)),
}


def draws(se: float, count: int = 200) -> np.ndarray:
    return TRUTH + se * np.random.default_rng(1).standard_normal((count, TRUTH.size))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_probabilities_add_up_and_without_noise_are_certain(rule):
    shares = group_probability(draws(4.0), rule)
    np.testing.assert_allclose(shares.probability.sum(axis=1), 1)
    certain = group_probability(draws(1e-7), rule).probability
    np.testing.assert_array_equal(certain.argmax(axis=1), rule(TRUTH).index)


def test_cut_points_are_computed_anew_in_every_draw():
    together = draws(1e-6) + np.linspace(-30, 30, 200)[:, None]
    assert (group_probability(together, quartiles).probability.max(axis=1) > 0.99).all()


def test_draws_without_a_score_are_counted():
    some = draws(1.0)
    some[:50, 4], some[:, 7] = np.nan, np.nan
    shares = group_probability(some, quartiles)
    assert (shares.failed[[3, 4, 7]] == [0, 50, 200]).all()
    assert np.isnan(shares.probability[7]).all()
    np.testing.assert_allclose(shares.probability[4].sum(), 1)


@pytest.mark.parametrize("wrong", [np.ones(3), np.ones((0, 3))])
def test_no_draws_are_refused(wrong):
    with pytest.raises(ValueError, match="R ≥ 1"):
        group_probability(wrong, quartiles)


def test_surely_and_possibly_in_the_group():
    scores = uncertain_scores([9.0, 8.9, 5.0, np.nan, 1.0], se=0.2)
    groups = group_sets(mrsw(scores), (1, 3))
    assert groups.best.tolist() == [0, 0, 1, NO_GROUP, 2]
    assert groups.worst.tolist() == [1, 1, 1, NO_GROUP, 2]
    assert groups.surely.tolist() == [NO_GROUP, NO_GROUP, 1, NO_GROUP, 2]
    assert groups.possibly(0).tolist() == [True, True, False, False, False]
    assert groups.simultaneous and groups.level == 0.95


def test_the_group_of_the_point_rank_is_possible():
    generator = np.random.default_rng(9)
    scores = uncertain_scores(generator.normal(size=63), se=0.3)
    groups = group_sets(kww(scores), default_positions(63))
    index = positions(scores.values).index
    assert (groups.best <= index).all() and (index <= groups.worst).all()


def test_bounds_by_joint_intervals():
    groups = threshold_sets(uncertain_scores([95.0, 90.5, 60.0, np.nan], se=1.0), (90, 80, 70))
    assert groups.best.tolist() == [0, 0, 3, NO_GROUP]
    assert groups.worst.tolist() == [0, 1, 3, NO_GROUP]
    with pytest.raises(ValueError, match="more is better"):
        threshold_sets(uncertain_scores([1.0], se=1.0, larger_is_better=False), (90,))
