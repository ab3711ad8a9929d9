"""Shares of variance: they add up to 1, and are what a thousand draws would give."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.catalog.documents import Composition, Node, Preparation
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.propagate import propagate
from thuocdo.index.score_errors import score_errors
from thuocdo.index.scoring import UNKNOWN, Measured
from thuocdo.index.variance_shares import VarianceShares, variance_shares
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.period import Period

ABOUT = {"source": "x", "status": "confirmed"}
UNITS = ("01", "02", "03")
PARTS = ("1", "2", "3")


def tree(composition: dict, **preparation) -> Tree:
    """An index of three parts, the first of them prepared."""
    rule, plain = Composition(**composition, **ABOUT), Preparation(**ABOUT)
    prepared = Preparation(**preparation, **ABOUT)

    def in_force(code: str) -> NodeInForce:
        node = Node(code=code, label={"vi": "x", "en": "x"}, **ABOUT)
        made = (None if code else rule, prepared if code == "1" else plain)
        return NodeInForce(
            node, f"x/{code}".rstrip("/"), "index", None, 0, 10, *made, None, code
        )  # fmt: skip

    framework = SimpleNamespace(name="x", edition=lambda _: None)
    found = {code: in_force(code) for code in ("", *PARTS)}
    return Tree(framework, Period.parse("2024"), found)


def measured(values: dict[str, np.ndarray]) -> Measured:
    none, zero = np.full(len(UNITS), np.nan), np.full(len(UNITS), UNKNOWN)
    return Measured(
        UNITS,
        (None,) * len(UNITS),
        values,
        dict.fromkeys(values, none),
        dict.fromkeys(values, zero),
        {code: ~np.isnan(array) for code, array in values.items()},
    )


def joint_of(values: dict[str, np.ndarray], draws: dict[str, np.ndarray]) -> JointEstimates:
    """Influence values whose covariance is exactly that of the draws (divisor R − 1)."""
    keys, point, influence = [], [], []
    for code, array in draws.items():
        for place, unit in enumerate(UNITS):
            keys.append(("x", f"x/{code}", unit, "2024"))
            point.append(values[code][place])
            column = array[:, place]
            influence.append((column - column.mean()) / np.sqrt(column.size - 1))
    size = len(keys)
    return JointEstimates(
        tuple(keys), np.array(point), np.array(influence).T, np.full(size, 9.0)
    )  # fmt: skip


def numbers(seed: int, size: float = 1.0, count: int = 12):
    """Points of about 6, and draws about them in which parts and units vary together."""
    rng = np.random.default_rng(seed)
    values = {code: 6 + rng.random(3) for code in PARTS}
    mixing = rng.normal(size=(9, 9))
    noise = size * (rng.normal(size=(count, 9)) @ mixing).reshape(count, 3, 3)
    return values, {code: values[code] + noise[:, i] for i, code in enumerate(PARTS)}


def shares(where: Tree, values, draws) -> VarianceShares:
    given_values = measured(values)
    errors = score_errors(where, given_values, joint_of(values, draws))
    return variance_shares(where.nodes[""], given_values, errors)


PLAIN = {
    "sum": {"components": list(PARTS), "aggregate": "sum"},
    "weighted sum": {"weights": {"1": 2, "2": 1, "3": 0.5}, "aggregate": "sum", "factor": 10},
    "mean": {"weights": {"1": 3, "2": 1, "3": 1}, "aggregate": "arithmetic"},
}


@pytest.mark.parametrize("rule", PLAIN.values(), ids=PLAIN)
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 99_999))
def test_shares_add_up_to_one_and_are_those_of_the_draws(rule, seed):
    values, draws = numbers(seed)
    where = tree(rule)
    found = shares(where, values, draws)
    np.testing.assert_allclose(found.share.sum(axis=0), 1, atol=1e-9)
    total = propagate(where, draws, (None,) * 3).scores[""]
    weights = rule.get("weights", dict.fromkeys(PARTS, 1))
    whole = sum(weights.values()) if rule["aggregate"] == "arithmetic" else 1
    scale = rule.get("factor", 1) / whole
    for place in range(3):
        variance = np.var(total[:, place], ddof=1)
        assert found.variance[place] == pytest.approx(variance)
        for i, code in enumerate(PARTS):
            part = scale * weights[code] * draws[code][:, place]
            both = np.cov(part, total[:, place])
            assert found.share[i, place] == pytest.approx(both[0, 1] / variance, abs=1e-9)
            assert found.alone[i, place] == pytest.approx(both[0, 0] / variance)


@pytest.mark.parametrize("aggregate", ["geometric", "harmonic"])
def test_of_a_mean_that_is_not_linear_they_are_first_order(aggregate):
    """Small errors: what is left when a part is held fixed, over many draws."""
    values, draws = numbers(3, size=0.004, count=4000)
    where = tree({"weights": {"1": 2, "2": 1, "3": 1}, "aggregate": aggregate})
    found = shares(where, values, draws)
    np.testing.assert_allclose(found.share.sum(axis=0), 1)
    total = propagate(where, draws, (None,) * 3).scores[""]
    for i, code in enumerate(PARTS):
        alone = propagate(where, values | {code: draws[code]}, (None,) * 3).scores[""]
        for place in range(3):
            both = np.cov(alone[:, place], total[:, place])
            assert found.share[i, place] == pytest.approx(both[0, 1] / both[1, 1], abs=0.01)


def test_a_part_that_steadies_the_score_has_a_share_below_zero():
    """1 and 2 move against each other: var(y) = 1, cov(c₁, y) = 2, cov(c₂, y) = −1."""
    wave = np.array([1.0, -1.0, 0.0])
    values = {code: np.full(3, 5.0) for code in PARTS}
    sizes = {"1": 2.0, "2": -1.0, "3": 0.0}
    draws = {code: 5 + size * wave[:, None] * np.ones(3) for code, size in sizes.items()}
    found = shares(tree(PLAIN["sum"]), values, draws)
    np.testing.assert_allclose(found.share[:, 0], [2, -1, 0], atol=1e-12)
    np.testing.assert_allclose(found.alone[:, 0], [4, 1, 0], atol=1e-12)


def test_a_part_is_counted_as_it_enters_after_its_preparation():
    values, draws = numbers(8)
    bounds = {"method": "minmax", "min": 0, "max": 100, "low": 0, "high": 1}
    found = shares(tree(PLAIN["sum"], normalise=bounds), values, draws)
    entering = {**draws, "1": draws["1"] / 100}
    expected = shares(tree(PLAIN["sum"]), values, entering)
    np.testing.assert_allclose(found.share, expected.share)


class TestNothingIsSaid:
    def test_where_the_unit_has_no_score(self):
        values, draws = numbers(5)
        values["2"][1] = np.nan
        found = shares(tree(PLAIN["sum"]), values, draws)
        assert np.isnan(found.share[:, 1]).all() and np.isnan(found.variance[1])
        assert not np.isnan(found.share[:, 0]).any()

    def test_where_a_part_has_no_known_error(self):
        values, draws = numbers(5)
        del draws["3"]
        assert np.isnan(shares(tree(PLAIN["sum"]), values, draws).share).all()

    def test_where_nothing_varies(self):
        values = {code: np.full(3, 5.0) for code in PARTS}
        draws = {code: np.full((4, 3), 5.0) for code in PARTS}
        assert np.isnan(shares(tree(PLAIN["sum"]), values, draws).share).all()

    def test_where_the_score_is_a_measurement_of_its_own(self):
        values, draws = numbers(5)
        values[""] = np.array([20.0, np.nan, 20.0])
        found = shares(tree(PLAIN["sum"] | {"prefer": "measurement"}), values, draws)
        assert np.isnan(found.share[:, [0, 2]]).all()
        np.testing.assert_allclose(found.share[:, 1].sum(), 1)

    def test_of_a_node_without_parts_or_whose_making_is_unknown(self):
        values, draws = numbers(5)
        found = shares(tree({"components": list(PARTS), "aggregate": "none"}), values, draws)
        assert found.codes == () and found.share.shape == (0, 3)
