import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.catalog.documents import Groups
from thuocdo.index.group_probability import (
    drawn_group_probability,
    group_probability,
    group_sets,
    possible_groups,
    threshold_sets,
)
from thuocdo.index.groups import NO_GROUP, default_positions, positions, quartiles
from thuocdo.index.order_draws import group_draws, group_shares
from thuocdo.index.rank import rank_units
from thuocdo.index.rank_sets import kww, mrsw
from thuocdo.index.uncertain import uncertain_scores

TRUTH = np.linspace(60, 95, 20)
LABELS = [{"vi": name, "en": name} for name in "abcd"]


def rule(name: str, **cuts) -> Groups:
    return Groups(rule=name, labels=LABELS, source="x", status="confirmed", **cuts)


RULES = {
    "quartiles": rule("quartiles"),
    "positions": rule("positions", positions=[5, 10, 15]),
    "thresholds": rule("thresholds", bounds=[90, 80, 70]),
    "natural_breaks": rule("natural_breaks"),
}
PLACED = [RULES[name] for name in ("quartiles", "positions", "thresholds")]


def draws(se: float, count: int = 200) -> np.ndarray:
    return TRUTH + se * np.random.default_rng(1).standard_normal((count, TRUTH.size))


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_probabilities_add_up_and_without_noise_are_certain(rule):
    shares = group_probability(draws(4.0), rule)
    np.testing.assert_allclose(shares.probability.sum(axis=1), 1)
    certain = group_probability(draws(1e-7), rule).probability
    np.testing.assert_array_equal(certain.argmax(axis=1), group_draws(TRUTH, rule))


def test_cut_points_are_computed_anew_in_every_draw():
    together = draws(1e-6) + np.linspace(-30, 30, 200)[:, None]
    found = group_probability(together, RULES["quartiles"])
    assert (found.probability.max(axis=1) > 0.99).all()


def test_draws_without_a_score_are_counted():
    some = draws(1.0)
    some[:50, 4], some[:, 7] = np.nan, np.nan
    shares = group_probability(some, RULES["quartiles"])
    assert (shares.failed[[3, 4, 7]] == [0, 50, 200]).all()
    assert np.isnan(shares.probability[7]).all()
    np.testing.assert_allclose(shares.probability[4].sum(), 1)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_probabilities_are_the_group_shares_of_the_same_draws(rule):
    some = draws(3.0, 40)
    some[:15, 4] = np.nan
    expected = group_shares(group_draws(some, rule), 4)
    np.testing.assert_array_equal(group_probability(some, rule).probability, expected)


@pytest.mark.parametrize("wrong", [np.ones(3), np.ones((0, 3))])
def test_no_draws_are_refused(wrong):
    with pytest.raises(ValueError, match="R ≥ 1"):
        group_probability(wrong, RULES["quartiles"])


class TestDraws:
    def test_give_the_chance_of_being_above_a_bound(self):
        scores = uncertain_scores([91.0, np.nan, 60.0], se=1.0)
        found = drawn_group_probability(scores, RULES["thresholds"], draws=20_000)
        assert found.probability[0, 0] == pytest.approx(0.8413, abs=0.01)  # Φ(1)
        assert np.isnan(found.probability[1]).all()
        assert found.failed.tolist() == [0, 20_000, 0]

    @pytest.mark.parametrize("df", [3.0, np.array([3.0, np.inf])])
    def test_are_wider_where_few_units_were_drawn(self, df):
        """P(T₃ > −1) is 0.8045, less than Φ(1); a score of which all is known keeps Φ(1)."""
        scores = uncertain_scores([91.0, 91.0], se=1.0, df=df)
        found = drawn_group_probability(scores, RULES["thresholds"], draws=40_000)
        other = 0.8413 if np.ndim(df) else 0.8045
        assert found.probability[0, 0] == pytest.approx(0.8045, abs=0.01)
        assert found.probability[1, 0] == pytest.approx(other, abs=0.01)

    def test_know_what_moves_together(self):
        """Two units with one common error never change places; independent ones do."""
        rule = Groups(
            rule="quartiles", labels=LABELS[:2], source="x", status="confirmed"
        )  # fmt: skip
        common = uncertain_scores([1.0, 0.0], covariance=np.ones((2, 2)))
        apart = uncertain_scores([1.0, 0.0], covariance=np.eye(2))
        np.testing.assert_array_equal(
            drawn_group_probability(common, rule).probability, [[1, 0], [0, 1]]
        )
        assert drawn_group_probability(apart, rule).probability[0, 0] < 0.9

    def test_are_the_same_every_time(self):
        scores = uncertain_scores(TRUTH, se=4.0)
        first, second = (drawn_group_probability(scores, PLACED[0]) for _time in range(2))
        np.testing.assert_array_equal(first.probability, second.probability)


class TestPossibleGroups:
    @pytest.mark.parametrize("rule", PLACED, ids=lambda rule: rule.rule)
    def test_hold_the_group_of_the_scores_and_are_one_without_noise(self, rule):
        index = group_draws(TRUTH, rule)
        wide = possible_groups(uncertain_scores(TRUTH, se=4.0), rule)
        assert (wide.best <= index).all() and (index <= wide.worst).all()
        assert (wide.best < wide.worst).any()
        sharp = possible_groups(uncertain_scores(TRUTH, se=1e-6), rule)
        np.testing.assert_array_equal(sharp.surely, index)

    def test_of_natural_breaks_are_not_told(self):
        scores = uncertain_scores(TRUTH, se=1.0)
        assert possible_groups(scores, RULES["natural_breaks"]) is None

    @settings(max_examples=100, deadline=None)
    @given(scores=st.lists(st.integers(0, 9).map(float), min_size=1, max_size=40))
    def test_a_rank_tells_the_quartile_ties_or_not(self, scores):
        places = default_positions(len(scores))
        ranks = rank_units(np.array(scores)).ranks
        by_rank = np.searchsorted(places, ranks, side="left")
        np.testing.assert_array_equal(by_rank, quartiles(scores).index)

    def test_scores_of_which_less_is_better_are_refused(self):
        less = uncertain_scores([1.0, 2.0], se=1.0, larger_is_better=False)
        for call in (possible_groups, drawn_group_probability):
            with pytest.raises(ValueError, match="more is better"):
                call(less, RULES["quartiles"])


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
