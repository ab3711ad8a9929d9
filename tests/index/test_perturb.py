import numpy as np
import pytest

from thuocdo.index.perturb import dirichlet_weights, given_weights, levels, noisy_weights
from thuocdo.index.tree import Hierarchy, Node

TREE = Hierarchy.of(
    [Node("top", ("a", "c"), (1, 2)), Node("a", ("a1", "a2"), (3, 1)), Node("b", ("b1",)),
     Node("c", ("b", "c1", "c2"), (1, 1, 0))]
)  # fmt: skip


@pytest.fixture
def rng():
    return np.random.default_rng(20)


def test_levels_count_from_the_leaves():
    assert levels(TREE) == {
        "a1": 1, "a2": 1, "b1": 1, "c1": 1, "c2": 1, "a": 2, "b": 2, "c": 3, "top": 4,
    }  # fmt: skip


def test_noise_stays_within_its_share_and_is_centred_on_the_weight(rng):
    sets = noisy_weights(TREE, {1: 0.25, 2: 0.1}, 4000, rng)
    ratio = sets["a"] / np.array([3, 1])
    assert ratio.min() >= 0.75 and ratio.max() <= 1.25
    # A uniform on ±x has sd x/√3; four standard errors of the mean.
    assert np.abs(ratio.mean(axis=0) - 1).max() < 4 * 0.25 / np.sqrt(3 * 4000)
    assert np.abs(sets["top"][:, 0] - 1).max() <= 0.1


def test_elements_of_other_levels_keep_their_weight(rng):
    sets = noisy_weights(TREE, {2: 0.25}, 10, rng)
    assert set(sets) == {"top", "c"}
    np.testing.assert_array_equal(sets["top"][:, 1], np.full(10, 2.0))
    assert noisy_weights(TREE, {1: 0.0}, 10, rng) == {}


def test_noise_that_could_turn_a_weight_round_is_refused(rng):
    with pytest.raises(ValueError, match="below 1"):
        noisy_weights(TREE, {1: 1.0}, 10, rng)


def test_dirichlet_shares_have_the_mean_and_variance_promised(rng):
    sets = dirichlet_weights(TREE, 20, 20_000, rng)["a"]
    np.testing.assert_allclose(sets.sum(axis=1), 4)
    shares = sets[:, 0] / 4
    variance = 0.75 * 0.25 / 21
    assert abs(shares.mean() - 0.75) < 4 * np.sqrt(variance / 20_000)
    assert shares.var() == pytest.approx(variance, rel=0.05)


def test_a_component_of_weight_zero_stays_out(rng):
    sets = dirichlet_weights(TREE, 5, 50, rng)["c"]
    assert (sets[:, 2] == 0).all() and (sets[:, :2] > 0).all()
    assert (noisy_weights(TREE, {1: 0.5}, 50, rng)["c"][:, 2] == 0).all()


def test_a_concentration_of_zero_is_refused(rng):
    with pytest.raises(ValueError, match="positive"):
        dirichlet_weights(TREE, 0, 5, rng)


def test_given_weights_leave_the_others_as_they_are():
    sets = given_weights(TREE, {"a2": np.array([5.0, 6.0])})
    assert set(sets) == {"a"}
    np.testing.assert_array_equal(sets["a"], [[3, 5], [3, 6]])
