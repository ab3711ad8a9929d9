import numpy as np
import pytest

import thuocdo
from thuocdo.catalog.documents import Composition, Node, Preparation
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.alternatives import Choices
from thuocdo.index.propagate import propagate
from thuocdo.index.sensitivity import nominal_plan, sensitivity
from thuocdo.index.tree_choices import leaves_of, skeleton
from thuocdo.kernel.period import Period

ABOUT = {"source": "x", "status": "confirmed"}
LABEL = {"vi": "x", "en": "x"}
UNITS = 10
MINMAX = {"normalise": {"method": "minmax", "low": 1, "high": 10}}


def tree(nodes: dict[str, dict]) -> Tree:
    def in_force(code: str, rules: dict) -> NodeInForce:
        made = {k: v for k, v in rules.items() if k != "preparation"}
        composition = Composition(**made, **ABOUT) if made else None
        preparation = Preparation(**rules.get("preparation", {}), **ABOUT)
        node = Node(code=code, label=LABEL, **ABOUT)
        return NodeInForce(
            node, f"x/{code}", "index", None, 0, 10, composition, preparation, None, code
        )

    found = {code: in_force(code, rules) for code, rules in nodes.items()}
    return Tree(None, Period.parse("2024"), found)


def factored(aggregate: str, **power) -> Tree:
    return tree({
        "": {"weights": {"1": 2, "2": 1}, "aggregate": aggregate, "factor": 10, **power},
        "1": {"components": ["1.1", "1.2"], "aggregate": "sum", "factor": 0.5},
        "2": {"components": ["2.1"], "aggregate": "harmonic", "factor": 3},
        "1.1": {"preparation": MINMAX}, "1.2": {"preparation": {"direction": "-1", **MINMAX}},
        "2.1": {"preparation": MINMAX},
    })  # fmt: skip


def nominal(shape: Tree, values) -> np.ndarray:
    found = skeleton(shape, values)
    choices = Choices({"d": leaves_of(found, values, [None] * UNITS)}, {"d": found.hierarchy})
    return sensitivity(choices, nominal_plan(2)).scores


@pytest.mark.parametrize(
    ("aggregate", "power"),
    [("sum", {}), ("arithmetic", {}), ("geometric", {}), ("harmonic", {}), ("power", {"power": 2})],
)
def test_factors_may_move_down_to_the_leaves(aggregate, power):
    shape, rng = factored(aggregate, **power), np.random.default_rng(1)
    values = {code: rng.uniform(1, 9, UNITS) for code in ("1.1", "1.2", "2.1")}
    expected = propagate(shape, values, [None] * UNITS).scores[""]
    np.testing.assert_allclose(nominal(shape, values), np.tile(expected, (2, 1)), rtol=1e-12)


def test_draws_are_prepared_as_the_measurements_are():
    shape, rng = factored("geometric"), np.random.default_rng(2)
    draws = {code: rng.uniform(1, 9, (5, UNITS)) for code in ("1.1", "1.2", "2.1")}
    found = skeleton(shape, draws)
    leaves = leaves_of(found, {code: x[0] for code, x in draws.items()}, [None] * UNITS)
    choices = Choices({"d": leaves}, {"d": found.hierarchy})
    drawn = {"d": leaves_of(found, draws, [None] * UNITS)}
    ours = sensitivity(choices, nominal_plan(5), draws=drawn).scores
    expected = propagate(shape, draws, [None] * UNITS).scores[""]
    np.testing.assert_allclose(ours, expected, rtol=1e-12)


def test_what_is_measured_and_preferred_is_a_leaf_and_hides_what_is_below():
    shape = tree({
        "": {"components": ["1", "2"], "aggregate": "sum"},
        "1": {"components": ["1.1"], "aggregate": "sum", "prefer": "measurement"},
        "2": {"components": ["2.1"], "aggregate": "sum"},
        "1.1": {}, "2.1": {},
    })  # fmt: skip
    assert set(skeleton(shape, {"1", "1.1", "2.1"}).hierarchy.leaves) == {"1", "2.1"}
    assert set(skeleton(shape, {"1.1", "2", "2.1"}).hierarchy.leaves) == {"1.1", "2.1"}
    assert set(skeleton(shape, {"1", "2"}).hierarchy.leaves) == {"1", "2"}


def test_what_cannot_be_perturbed_is_refused():
    again = {"components": ["1.1"], "aggregate": "sum", "preparation": MINMAX}
    shape = tree({"": {"components": ["1"], "aggregate": "sum"}, "1": again, "1.1": {}})
    with pytest.raises(ValueError, match="prepared"):
        skeleton(shape, {"1.1"})
    with pytest.raises(ValueError, match="not computed"):
        skeleton(shape, {""})
    turned = tree({"": {"components": ["1"], "aggregate": "sum", "factor": -1}, "1": {}})
    with pytest.raises(ValueError, match="positive"):
        skeleton(turned, {"1"})


def test_the_bundled_frameworks_can_be_perturbed():
    papi = thuocdo.framework("papi")
    shape = papi.on(papi.periods[-1])
    dimensions = shape.nodes[""].parts
    subs = [sub for dimension in dimensions for sub in shape.nodes[dimension].parts]
    found = skeleton(shape, subs)
    assert set(found.hierarchy.leaves) == set(subs) and found.hierarchy.root == ""
    assert set(skeleton(shape, dimensions).hierarchy.leaves) == set(dimensions)
