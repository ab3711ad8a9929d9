import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.replicate import score_replications
from thuocdo.index.tree import Hierarchy, Node, aggregate_tree

RULES = {"missing": "reweight", "min_share": 0.4}
TREES = {
    "linear": [Node("top", ("a", "b"), method="sum"), Node("a", ("a1", "a2"), (1, 3)),
               Node("b", ("b1", "b2", "b3"), (2, 1, 1))],
    "curved": [Node("top", ("a", "b"), (1, 2), "harmonic"),
               Node("a", ("a1", "a2"), method="geometric"),
               Node("b", ("b1", "b2", "b3"), method="power", power=0.5)],
    "reweighted": [Node("top", ("a", "b"), **RULES), Node("a", ("a1", "a2"), method="sum", **RULES),
                   Node("b", ("b1", "b2", "b3"), (2, 1, 1), **RULES)],
}  # fmt: skip


@pytest.mark.parametrize("batched", [False, True])
@pytest.mark.parametrize("name", TREES)
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9999), gaps=st.sampled_from([0.0, 0.2]))
def test_scores_are_those_of_the_tree(name, batched, seed, gaps):
    rng, tree = np.random.default_rng(seed), Hierarchy.of(TREES[name])
    shape = (4, 6) if batched else (6,)
    leaves = {code: rng.uniform(1, 9, shape) for code in tree.leaves}
    leaves["b1"] = np.where(rng.random(6) < gaps, np.nan, leaves["b1"])
    weights = {"b": rng.uniform(0.1, 1, (4, 3)), "top": rng.uniform(0.1, 1, (4, 2))}
    ours = score_replications(tree, leaves, weights, 4)
    np.testing.assert_allclose(ours.root, aggregate_tree(leaves, tree, weights)["top"], rtol=1e-12)


def test_a_mean_that_does_not_exist_costs_its_unit_and_no_other():
    tree = Hierarchy.of([Node("top", ("x", "y"), method="geometric")])
    leaves = {"x": np.array([1.0, 0.0, 4.0]), "y": np.array([4.0, 4.0, 9.0])}
    scored = score_replications(tree, leaves, {"top": np.array([[1, 1], [0, 1]])}, 2)
    np.testing.assert_allclose(scored.root, [[2, np.nan, 6], [4, 4, 9]])


def test_weights_that_are_none_are_refused():
    tree = Hierarchy.of([Node("top", ("x", "y"))])
    leaves = {"x": np.ones(3), "y": np.ones(3)}
    for wrong in ([[0, 0]], [[-1, 2]]):
        with pytest.raises(ValueError, match="weights"):
            score_replications(tree, leaves, {"top": np.array(wrong)}, 1)


def test_without_noise_all_replications_share_one_score():
    tree = Hierarchy.of(TREES["linear"])
    leaves = {code: np.arange(3.0) for code in tree.leaves}
    np.testing.assert_allclose(score_replications(tree, leaves, {}, 2).root, [[0, 2, 4]] * 2)
