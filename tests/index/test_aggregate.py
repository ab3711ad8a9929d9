import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from thuocdo.index.aggregate import AGGREGATIONS, UndefinedAggregateError, aggregate
from thuocdo.index.tree import aggregate_tree

RULES = [(name, None) for name in AGGREGATIONS if name != "power"]
RULES += [("power", p) for p in (-2.0, -1.0, 0.0, 0.5, 1.0, 3.0)]
EACH = pytest.mark.parametrize(("method", "power"), RULES)
NEED_POSITIVE = ["geometric", "harmonic"]
quickly = settings(max_examples=40, deadline=None)
positive = st.integers(1, 900).map(lambda i: i / 10)
matrices = st.tuples(st.integers(1, 8), st.integers(1, 5)).flatmap(
    lambda shape: st.tuples(
        arrays(float, shape, elements=positive), arrays(float, shape[1], elements=positive)
    )
)

GOLDEN = {
    "arith": (("arithmetic",), {"missing": "reweight"}),
    "geom": (("geometric",), {"missing": "reweight"}),
    "harm": (("harmonic",), {"missing": "reweight"}),
    "genmean_p0.5": (("power",), {"missing": "withhold", "power": 0.5}),
    "arith_geom_arith": (("arithmetic", "geometric", "arithmetic"), {"missing": "reweight"}),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_the_whole_tree_agrees_with_coinr(name, columns, hierarchy, close):
    methods, rules = GOLDEN[name]
    values = columns("coin/normalised_minmax_1_10.csv")
    ours = aggregate_tree(values, hierarchy(*methods, **rules))
    theirs = columns(f"coin/aggregated_{name}.csv")
    assert set(ours) - set(values) == set(theirs)
    for node, scores in theirs.items():
        close(ours[node], scores)


@EACH
@quickly
@given(case=matrices)
def test_a_mean_stays_within_its_inputs(method, power, case):
    values, weights = case
    score = aggregate(values, method, weights, power=power)
    if method == "sum":
        score = score / weights.sum()
    assert (score >= values.min(axis=1) - 1e-9).all()
    assert (score <= values.max(axis=1) + 1e-9).all()


@EACH
@quickly
@given(case=matrices, data=st.data())
def test_a_better_component_never_lowers_the_score(method, power, case, data):
    values, weights = case
    column = data.draw(st.integers(0, values.shape[1] - 1))
    better = values.copy()
    better[:, column] += 1
    before = aggregate(values, method, weights, power=power)
    assert (aggregate(better, method, weights, power=power) > before).all()


@EACH
@quickly
@given(case=matrices, order=st.randoms())
def test_permuting_units_permutes_scores_exactly(method, power, case, order):
    values, weights = case
    places = list(range(values.shape[0]))
    order.shuffle(places)
    np.testing.assert_array_equal(
        aggregate(values[places], method, weights, power=power),
        aggregate(values, method, weights, power=power)[places],
    )


@EACH
@quickly
@given(case=matrices)
def test_scores_carry_the_unit_of_the_components(method, power, case):
    values, weights = case
    score = aggregate(values, method, weights, power=power)
    np.testing.assert_allclose(aggregate(8 * values, method, weights, power=power), 8 * score)


@EACH
@quickly
@given(case=matrices)
def test_only_the_proportions_of_weights_matter_to_a_mean(method, power, case):
    values, weights = case
    scale = 3.0 if method == "sum" else 1.0
    score = aggregate(values, method, weights, power=power)
    np.testing.assert_allclose(aggregate(values, method, 3 * weights, power=power), scale * score)


@quickly
@given(case=matrices)
def test_the_parts_add_up_to_the_whole(case):
    values, weights = case
    np.testing.assert_allclose(aggregate(values, "sum"), values.sum(axis=1))
    parts = [aggregate(values[:, [i]], "sum", weights[[i]]) for i in range(weights.size)]
    np.testing.assert_allclose(aggregate(values, "sum", weights), np.sum(parts, axis=0))


@quickly
@given(case=matrices)
def test_the_lower_the_power_the_lower_the_mean(case):
    values, weights = case
    means = [aggregate(values, "power", weights, power=p) for p in (-2, -1, 0, 0.5, 1, 3)]
    assert (np.diff(means, axis=0) >= -1e-9).all()
    np.testing.assert_allclose(means[1], aggregate(values, "harmonic", weights))
    np.testing.assert_allclose(means[2], aggregate(values, "geometric", weights))
    np.testing.assert_allclose(means[4], aggregate(values, "arithmetic", weights))


@EACH
@pytest.mark.parametrize("holes", [False, True])
@pytest.mark.parametrize("missing", ["withhold", "reweight"])
def test_a_batch_is_the_same_as_one_at_a_time(method, power, holes, missing):
    rng = np.random.default_rng(7)
    values, weights = rng.uniform(1, 9, (6, 5, 4)), rng.uniform(0, 1, (6, 4))
    if holes:
        values[rng.random(values.shape) < 0.2] = np.nan
    rules = {"missing": missing, "power": power}
    both = aggregate(values, method, weights, **rules)
    by_weights = aggregate(values[0], method, weights, **rules)
    by_draws = aggregate(values, method, weights[0], **rules)
    for i in range(6):
        np.testing.assert_allclose(both[i], aggregate(values[i], method, weights[i], **rules))
        np.testing.assert_allclose(by_weights[i], aggregate(values[0], method, weights[i], **rules))
        np.testing.assert_allclose(by_draws[i], aggregate(values[i], method, weights[0], **rules))


@EACH
def test_missing_components_withhold_or_hand_over_their_weight(method, power):
    values, weights = [[2.0, np.nan, 4.0], [2.0, 3.0, 4.0], [np.nan] * 3], [1.0, 2.0, 1.0]
    withheld = aggregate(values, method, weights, power=power)
    assert np.isnan(withheld).tolist() == [True, False, True]
    score = aggregate(values, method, weights, power=power, missing="reweight")
    assert np.isnan(score).tolist() == [False, False, True]
    assert score[1] == withheld[1]
    there = aggregate([[2.0, 4.0]], method, [1, 1], power=power)[0]
    assert score[0] == pytest.approx(there * (2 if method == "sum" else 1))


def test_too_little_present_withholds():
    values, weights = [[1.0, np.nan], [np.nan, 1.0]], [0.4, 0.6]
    score = aggregate(values, weights=weights, missing="reweight", min_share=0.5)
    np.testing.assert_array_equal(score, [np.nan, 1.0])
    edge = aggregate(values, weights=[1, 1], missing="reweight", min_share=0.5)
    np.testing.assert_array_equal(edge, [1.0, 1.0])


@EACH
@pytest.mark.parametrize("odd", [np.nan, -3.0, 0.0])
def test_a_component_without_weight_is_not_in_the_node(method, power, odd):
    score = aggregate([[4.0, odd], [4.0, 4.0]], method, [2.0, 0.0], power=power)
    assert score == pytest.approx([8.0, 8.0] if method == "sum" else [4.0, 4.0])


@pytest.mark.parametrize("method", NEED_POSITIVE)
@pytest.mark.parametrize("bad", [0.0, -1.0])
def test_a_mean_that_does_not_exist_names_the_units(method, bad):
    values = [[1.0, 2.0], [bad, 2.0], [3.0, np.nan]]
    with pytest.raises(UndefinedAggregateError) as caught:
        aggregate(values, method)
    assert caught.value.units == (1,)
    draws = np.array([np.ones((3, 2)), values])
    with pytest.raises(UndefinedAggregateError) as caught:
        aggregate(draws, method)
    assert caught.value.units == (1,)


@pytest.mark.parametrize(
    ("method", "power"),
    [("geometric", None), ("harmonic", None), ("power", 2.0), ("power", -2.0), ("power", 0.5)],
)
def test_or_withholds_those_units_and_no_others(method, power):
    values = [[1.0, 1.0], [-1.0, 2.0], [3.0, np.nan]]
    rules = {"power": power, "undefined": "withhold", "missing": "reweight"}
    score = aggregate(values, method, **rules)
    assert score == pytest.approx([1.0, np.nan, 3.0], nan_ok=True)
    assert np.isnan(aggregate(values[:2], method, **rules)).tolist() == [False, True]


def test_a_positive_power_allows_zero():
    assert aggregate([[0.0, 4.0]], "power", power=0.5).tolist() == [1.0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "median"},
        {"missing": "zero"},
        {"undefined": "zero"},
        {"weights": [1.0]},
        {"weights": [1.0, -1.0]},
        {"weights": [0.0, 0.0]},
        {"weights": [1.0, np.nan]},
        {"method": "power"},
        {"power": 2.0},
    ],
    ids=str,
)
def test_a_programming_mistake_is_a_value_error(wrong):
    with pytest.raises(ValueError, match=r".+"):
        aggregate([[1.0, 2.0]], **wrong)
