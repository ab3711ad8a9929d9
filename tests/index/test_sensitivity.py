import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.index.alternatives import (
    Choices,
    Normalisation,
    method_alternatives,
    prepare_alternatives,
)
from thuocdo.index.leave_out import leave_out
from thuocdo.index.perturb import given_weights, noisy_weights
from thuocdo.index.rank import NO_RANK, rank_units
from thuocdo.index.sensitivity import (
    Plan,
    every_weight_set,
    mean_rank_shift,
    nominal_plan,
    plan_of,
    random_plan,
    sensitivity,
)
from thuocdo.index.tree import Hierarchy, Node, aggregate_tree

MINMAX = Normalisation("minmax", {"low": 1, "high": 10})
TREE = Hierarchy.of(
    [Node("top", ("a", "b"), (1, 2)), Node("a", ("a1", "a2")), Node("b", ("b1", "b2", "b3"))]
)


def indicators(seed: int, units: int = 9) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {code: rng.uniform(1, 9, units) for code in TREE.leaves}


def many(seed: int) -> Choices:
    leaves = prepare_alternatives(
        indicators(seed), {"a1": -1}, [MINMAX, Normalisation("zscore", {"mean": 50, "sd": 5})]
    )
    trees = method_alternatives(TREE, {"mean": ("arithmetic", None), "geo": ("geometric", None)})
    sets = noisy_weights(TREE, {1: 0.25, 2: 0.25}, 8, np.random.default_rng(seed))
    return Choices(leaves, trees, sets, (None, "a", "b1"))


@pytest.fixture
def coinr(imputed, hierarchy, table):
    """Choices of the golden run: the 400 weight sets that COINr drew."""
    weights = {}
    for row in table("coin/sens_weights.csv"):
        weights.setdefault(row["iCode"], []).append(float(row["Weight"]))
    tree = hierarchy("arithmetic")
    sets = given_weights(tree, {code: np.array(column) for code, column in weights.items()})
    return Choices({"minmax": imputed}, {"arithmetic": tree}, sets)


def test_scores_under_given_weights_agree_with_coinr(coinr, columns, close):
    ours = sensitivity(coinr, every_weight_set(coinr))
    theirs = columns("coin/sens_scores.csv")
    assert ours.scores.shape == (400, 20)
    close(ours.scores, np.stack([theirs[f"V{r + 1}"] for r in range(400)]))


def test_rank_ranges_agree_with_coinr(coinr, columns, close):
    ours = sensitivity(coinr, every_weight_set(coinr))
    theirs = columns("coin/sens_rank_ranges.csv")
    close(ours.nominal_score, theirs["score"])
    np.testing.assert_array_equal(ours.nominal_rank, theirs["rank"])
    close(ours.mean_rank, theirs["mean"])
    close(ours.rank_low, theirs["q05"])
    close(ours.median_rank, theirs["median"])
    close(ours.rank_high, theirs["q95"])
    assert ours.complete.all() and ours.failures == ()


def test_leaving_out_agrees_with_coinr(imputed, hierarchy, columns, close):
    groups = ("s1", "s2", "s3", "s4")
    choices = Choices({"x": imputed}, {"y": hierarchy("arithmetic")}, {}, (None, *groups))
    plan = Plan(*np.zeros((3, 5), dtype=int), np.arange(5))
    ours = sensitivity(choices, plan)
    theirs = columns("coin/remove_elements_level2_scores.csv")
    close(ours.scores, np.stack([theirs[name] for name in ("Nominal", *groups)]))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9999))
def test_without_perturbation_every_replication_is_the_nominal_index(seed):
    ours = sensitivity(many(seed), nominal_plan(5))
    nominal = aggregate_tree(many(seed).leaves["none+minmax"], TREE)["top"]
    np.testing.assert_allclose(ours.scores, np.tile(nominal, (5, 1)), rtol=1e-12)
    np.testing.assert_allclose(ours.nominal_score, nominal, rtol=1e-12)
    for ranks in (ours.mean_rank, ours.median_rank, ours.rank_low, ours.rank_high):
        np.testing.assert_array_equal(ranks, ours.nominal_rank)
    np.testing.assert_array_equal(mean_rank_shift(ours), np.zeros(5))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9999))
def test_a_batch_is_the_same_as_one_replication_at_a_time(seed):
    choices = many(seed)
    plan = random_plan(choices, 12, np.random.default_rng(seed))
    together = sensitivity(choices, plan)
    for r in range(12):
        alone = Plan(*(getattr(plan, name)[[r]] for name in Plan.__slots__))
        np.testing.assert_allclose(
            sensitivity(choices, alone).scores[0], together.scores[r], rtol=1e-12
        )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 9999))
def test_permuting_the_units_permutes_the_result(seed):
    choices, order = many(seed), np.random.default_rng(seed).permutation(9)
    moved = Choices(
        {n: {c: v[order] for c, v in leaves.items()} for n, leaves in choices.leaves.items()},
        choices.hierarchies,
        choices.weights,
        choices.left_out,
    )
    plan = random_plan(choices, 15, np.random.default_rng(seed))
    here, there = sensitivity(choices, plan), sensitivity(moved, plan)
    for name in ("nominal_rank", "mean_rank", "rank_low", "rank_high", "group_shares"):
        np.testing.assert_allclose(getattr(here, name)[order], getattr(there, name), rtol=1e-12)


def test_leaving_out_is_leave_out_by_any_path_up():
    leaves = {"x": indicators(3)}
    chain = Hierarchy.of(
        [Node("top", ("a", "b")), Node("a", ("mid",)), Node("mid", ("a1",)), Node("b", ("b1",))]
    )
    choices = Choices({"x": {c: leaves["x"][c] for c in ("a1", "b1")}}, {"y": chain}, {}, ("a1",))
    np.testing.assert_allclose(sensitivity(choices, nominal_plan(1)).scores[0], leaves["x"]["b1"])
    every = tuple(TREE.parents)
    choices = Choices(leaves, {"y": TREE}, {}, every)
    plan = Plan(*np.zeros((3, len(every)), dtype=int), np.arange(len(every)))
    expected = leave_out(leaves["x"], TREE, every)
    np.testing.assert_allclose(sensitivity(choices, plan).scores, expected.scores, rtol=1e-12)


class TestReplicationsThatCannotBeComputed:
    """Borda scores have a 0, of which there is no geometric mean: COINr issue 60."""

    @pytest.fixture
    def result(self):
        leaves = prepare_alternatives(indicators(1), {}, [MINMAX, Normalisation("borda")])
        trees = method_alternatives(
            TREE, {"mean": ("arithmetic", None), "geometric": ("geometric", None)}
        )
        places = np.array([(p, t) for p in (0, 1) for t in (0, 1)]).T
        return sensitivity(Choices(leaves, trees), Plan(*places, *np.zeros((2, 4), dtype=int)))

    def test_none_is_dropped_and_each_is_counted(self, result):
        assert result.scores.shape == (4, 9)
        np.testing.assert_array_equal(result.complete, [True, True, True, False])
        lowest = np.isnan(result.scores[3])
        assert 0 < lowest.sum() < 9
        np.testing.assert_array_equal(result.not_computed, lowest)

    def test_the_reason_names_the_node_and_the_choices(self, result):
        assert {failure.node for failure in result.failures} == {"a", "b"}
        first = result.failures[0]
        assert (first.leaves, first.hierarchy, first.reason, first.replications) == (
            "none+borda", "geometric", "undefined", 1,
        )  # fmt: skip
        assert "geometric" in str(first) and "none+borda" in str(first)

    def test_nobody_has_a_rank_among_what_is_left(self, result):
        assert (result.ranks[3] == NO_RANK).all()
        assert np.isnan(mean_rank_shift(result)[3])
        np.testing.assert_allclose(result.mean_rank, result.ranks[:3].mean(axis=0))

    def test_when_none_can_be_computed_nothing_is_told_of_ranks(self):
        leaves = prepare_alternatives(indicators(1), {}, [MINMAX, Normalisation("borda")])
        trees = method_alternatives(
            TREE, {"mean": ("arithmetic", None), "geometric": ("geometric", None)}
        )
        ones = np.ones((2, 3), dtype=int)
        none = sensitivity(Choices(leaves, trees), Plan(*ones, *np.zeros((2, 3), dtype=int)))
        assert np.isnan(none.mean_rank).all() and np.isnan(none.group_shares).all()
        assert not none.complete.any()


def test_a_missing_indicator_is_told_apart_from_an_undefined_mean():
    values = indicators(2)
    values["a1"][4] = np.nan
    leaves = prepare_alternatives(values, {}, [MINMAX], ["mean", "none"])
    plan = Plan(np.array([0, 1]), *np.zeros((3, 2), dtype=int))
    result = sensitivity(Choices(leaves, {"mean": TREE}), plan)
    (failure,) = result.failures
    assert (failure.node, failure.reason, failure.units) == ("a", "missing", 1)
    assert "thiếu" in str(failure)
    assert result.not_computed[4] == 1


def test_a_unit_without_a_nominal_score_spoils_no_replication():
    values = indicators(2)
    values["a1"][4] = np.nan
    leaves = prepare_alternatives(values, {}, [MINMAX])
    result = sensitivity(Choices(leaves, {"mean": TREE}), nominal_plan(3))
    assert result.complete.all() and result.failures == ()
    assert np.isnan(result.mean_rank[4]) and result.not_computed[4] == 3
    expected = np.where(np.arange(9) == 4, np.nan, 1)
    np.testing.assert_allclose(result.group_shares.sum(axis=1), expected)


def test_draws_of_the_leaves_give_sampling_alone_or_both():
    values = indicators(5)
    rng = np.random.default_rng(5)
    noisy = {code: array + rng.normal(0, 0.5, (6, 9)) for code, array in values.items()}
    leaves = prepare_alternatives(values, {}, [MINMAX])
    draws = prepare_alternatives(noisy, {}, [MINMAX])
    alone = sensitivity(Choices(leaves, {"m": TREE}), nominal_plan(6), draws=draws)
    expected = aggregate_tree(draws["none+minmax"], TREE)["top"]
    np.testing.assert_allclose(alone.scores, expected, rtol=1e-12)
    choices = Choices(leaves, {"m": TREE}, noisy_weights(TREE, {1: 0.5}, 6, rng))
    both = sensitivity(choices, every_weight_set(choices), draws=draws)
    expected = aggregate_tree(draws["none+minmax"], TREE, choices.weights)["top"]
    np.testing.assert_allclose(both.scores, expected, rtol=1e-12)
    np.testing.assert_array_equal(both.ranks, rank_units(expected).ranks)


def test_group_shares_add_up_to_one():
    choices = many(7)
    result = sensitivity(
        choices, random_plan(choices, 40, np.random.default_rng(7)), 3, "positions"
    )
    assert result.group_shares.shape == (9, 3)
    np.testing.assert_allclose(result.group_shares.sum(axis=1), 1)


def test_points_of_the_cube_choose_evenly():
    choices = many(1)
    grid = (np.arange(48) + 0.5) / 48
    plan = plan_of(choices, np.stack([grid] * 4, axis=1))
    for places, size in zip(
        (plan.leaves, plan.hierarchies, plan.weights, plan.left_out), choices.sizes, strict=True
    ):
        np.testing.assert_array_equal(np.bincount(places), np.full(size, 48 / size))
    with pytest.raises(ValueError, match="4 columns"):
        plan_of(choices, np.zeros((5, 3)))


def test_choices_that_do_not_fit_are_refused():
    leaves = {"x": indicators(1)}
    with pytest.raises(ValueError, match="not a component"):
        Choices(leaves, {"y": TREE}, {}, ("nobody",))
    with pytest.raises(ValueError, match="differ"):
        Choices(leaves, {"y": TREE, "z": TREE.without("a1")})
    with pytest.raises(ValueError, match="as many"):
        Choices(leaves, {"y": TREE}, {"a": np.ones((2, 2)), "b": np.ones((3, 3))})
    alone = Hierarchy.of([Node("top", ("a1",))])
    with pytest.raises(ValueError, match="nothing is left"):
        sensitivity(Choices(leaves, {"y": alone}, {}, ("a1",)), nominal_plan(1))
