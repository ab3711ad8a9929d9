import numpy as np
import pytest

from thuocdo.index.leave_out import leave_out

GROUPS = ("s1", "s2", "s3", "s4")


def test_scores_and_ranks_agree_with_coinr(imputed, hierarchy, columns, close):
    ours = leave_out(imputed, hierarchy("arithmetic"), GROUPS)
    scores = columns("coin/remove_elements_level2_scores.csv")
    ranks = columns("coin/remove_elements_level2_ranks.csv")
    close(ours.nominal_scores, scores["Nominal"])
    np.testing.assert_array_equal(ours.nominal_ranks, ranks["Nominal"])
    for row, element in enumerate(ours.elements):
        close(ours.scores[row], scores[element])
        np.testing.assert_array_equal(ours.ranks[row], ranks[element])


def test_both_children_gone_one_after_the_other_is_the_parent_gone(imputed, hierarchy, close):
    tree = hierarchy("arithmetic")
    one = leave_out(imputed, tree, ["d1"])
    two = leave_out(imputed, tree.without("s1"), ["s2"])
    close(two.scores, one.scores)


def test_a_value_given_above_the_leaves_would_hide_the_absence(imputed, hierarchy):
    with pytest.raises(ValueError, match="leaves"):
        leave_out({**imputed, "s1": imputed["i01"]}, hierarchy("arithmetic"), GROUPS)


def test_the_root_cannot_be_left_out(imputed, hierarchy):
    with pytest.raises(ValueError, match="not a component"):
        leave_out(imputed, hierarchy("arithmetic"), ["index"])
