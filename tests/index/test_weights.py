import pytest

from thuocdo.index.tree import Hierarchy, Node
from thuocdo.index.weights import effective_weights


def test_they_agree_with_coinr(table, hierarchy, close):
    ours = effective_weights(hierarchy("arithmetic"))
    rows = table("coin/effective_weights.csv")
    assert set(ours) == {row["iCode"] for row in rows}
    for row in rows:
        close(ours[row["iCode"]], float(row["EffWeight"]))


def test_the_leaves_share_out_the_index(hierarchy):
    tree = hierarchy("arithmetic")
    ours = effective_weights(tree)
    assert sum(ours[leaf] for leaf in tree.leaves) == pytest.approx(1)


def test_a_part_is_worth_its_components(hierarchy):
    tree = hierarchy("arithmetic")
    ours = effective_weights(tree)
    for node in tree.nodes:
        assert ours[node.name] == pytest.approx(sum(ours[c] for c in node.components))


def test_without_weights_siblings_are_equal():
    tree = Hierarchy.of([Node("top", ("a", "b")), Node("a", ("c", "d"))])
    assert effective_weights(tree) == {"top": 1, "a": 0.5, "b": 0.5, "c": 0.25, "d": 0.25}
