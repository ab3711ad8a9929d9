import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.tree import Hierarchy, Node, aggregate_tree

MIXED = Hierarchy.of(
    [
        Node("top", ("a", "b"), method="sum"),
        Node("b", ("b1", "b2"), (1, 3), method="geometric"),
        Node("a", ("a1", "a2"), method="harmonic"),
    ]
)
VALUES = {"a1": 2.0, "a2": 6.0, "b1": 1.0, "b2": 16.0}


def arrays(values):
    return {name: np.array([value]) for name, value in values.items()}


def test_different_rules_inside_one_level():
    scores = aggregate_tree(arrays(VALUES), MIXED)
    assert {name: float(scores[name][0]) for name in ("a", "b", "top")} == pytest.approx(
        {"a": 3, "b": 8, "top": 11}
    )


def test_nodes_may_come_in_any_order():
    assert MIXED.root == "top"
    assert [node.name for node in MIXED.nodes][-1] == "top"
    assert set(MIXED.leaves) == set(VALUES)
    assert MIXED.parents["b2"] == "b"


def test_a_node_with_values_is_taken_as_given():
    scores = aggregate_tree(arrays({"a": 5.0, "b1": 1.0, "b2": 16.0}), MIXED)
    assert scores["top"] == pytest.approx([13])


def test_a_component_without_values_is_named():
    with pytest.raises(ValueError, match="a2"):
        aggregate_tree(arrays({"a1": 2.0, "b": 1.0}), MIXED)


def test_a_leaf_nobody_has_withholds_what_stands_on_it():
    scores = aggregate_tree(arrays({**VALUES, "a1": np.nan}), MIXED)
    assert np.isnan([scores["a"][0], scores["top"][0]]).all()
    assert scores["b"] == pytest.approx([8])


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 9999))
def test_draws_and_weight_sets_are_the_same_as_one_at_a_time(seed):
    rng = np.random.default_rng(seed)
    values = {name: rng.uniform(1, 9, (3, 5)) for name in VALUES}
    values["a1"] = values["a1"][0]  # no draws: broadcast
    weights = rng.uniform(0.1, 1, (3, 2))
    together = aggregate_tree(values, MIXED, {"b": weights})["top"]
    for draw in range(3):
        one = {name: array if array.ndim == 1 else array[draw] for name, array in values.items()}
        np.testing.assert_allclose(
            together[draw], aggregate_tree(one, MIXED, {"b": weights[draw]})["top"]
        )


def test_without_takes_all_below_and_a_parent_left_empty():
    tree = Hierarchy.of([Node("top", ("a", "b")), Node("a", ("c",)), Node("c", ("x", "y"))])
    assert tree.without("c").leaves == ("b",)
    assert [node.name for node in tree.without("a").nodes] == ["top"]
    assert set(tree.without("x").leaves) == {"y", "b"}


def test_without_keeps_the_weights_of_siblings():
    assert MIXED.without("b1").nodes[0].weights in ((3,), ())
    (b,) = [node for node in MIXED.without("b1").nodes if node.name == "b"]
    assert (b.components, b.weights) == (("b2",), (3,))


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        ([Node("a", ("b",)), Node("b", ("a",))], "of each other"),
        ([Node("a", ("x",)), Node("a", ("y",))], "two nodes"),
        ([Node("a", ("x",)), Node("b", ("x",))], "more than one"),
    ],
)
def test_what_is_not_a_tree_is_refused(nodes, reason):
    with pytest.raises(ValueError, match=reason):
        Hierarchy.of(nodes)


def test_a_forest_has_no_root():
    with pytest.raises(ValueError, match="one root"):
        _ = Hierarchy.of([Node("a", ("x",)), Node("b", ("y",))]).root


def test_a_node_has_components_and_a_weight_for_each():
    with pytest.raises(ValueError, match="no components"):
        Node("a", ())
    with pytest.raises(ValueError, match="one weight"):
        Node("a", ("x", "y"), (1,))
