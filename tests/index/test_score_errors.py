from types import SimpleNamespace

import numpy as np
import pytest

from thuocdo.catalog.documents import Composition, Node, Preparation
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.joint_draws import by_node, normal_draws
from thuocdo.index.propagate import propagate
from thuocdo.index.score_errors import score_errors, standard_errors
from thuocdo.index.scoring import UNKNOWN, Measured, score_period
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.period import Period

ABOUT = {"source": "x", "status": "confirmed"}
LABEL = {"vi": "x", "en": "x"}
UNITS = tuple(f"{place:02}" for place in range(8))
REGIONS = ("n", "n", "n", "s", "s", "s", "s", None)
M = 20


def tree(nodes: dict[str, dict]) -> Tree:
    """A tree from code → composition and preparation, parents before their parts."""

    def in_force(code: str, rules: dict) -> NodeInForce:
        made = rules.get("composition")
        composition = Composition(**made, **ABOUT) if made else None
        preparation = Preparation(**rules.get("preparation", {}), **ABOUT)
        node, path = Node(code=code, label=LABEL, **ABOUT), f"x/{code}" if code else "x"
        return NodeInForce(
            node, path, "index", None, 0, 10, composition, preparation, None, code
        )  # fmt: skip

    framework = SimpleNamespace(name="x", edition=lambda _: None)
    found = {code: in_force(code, rules) for code, rules in nodes.items()}
    return Tree(framework, Period.parse("2024"), found)


def parts(weights: dict[str, float], aggregate: str, **rules) -> dict:
    return {"composition": {"weights": weights, "aggregate": aggregate, **rules}}


def prepared(method: str, **rules) -> dict:
    params = {"minmax": {"min": 0, "max": 12, "low": 1}, "zscore": {"mean": 50, "sd": 5}}
    return {"preparation": {"normalise": {"method": method, **params.get(method, {})}, **rules}}


def one(aggregate: str, **rules) -> dict:
    inner = parts({"1.1": 2, "1.2": 1}, aggregate, factor=3, **rules)
    return {"": parts({"1": 1, "2": 1}, "sum"), "1": inner, "2": {}, "1.1": {}, "1.2": {}}


SMOOTH = {
    "sum": one("sum"),
    "arithmetic": one("arithmetic"),
    "geometric": one("geometric"),
    "harmonic": one("harmonic"),
    "root": one("power", power=0.5),
    "square": one("power", power=2),
    "log": one("power", power=0),
    "minmax": {**one("geometric"), "1.1": prepared("minmax", direction="-1"),
               "1.2": prepared("minmax", impute="mean")},
    "zscore": {**one("sum"), "1.1": prepared("zscore", direction="-1"),
               "1": {**one("sum")["1"], **prepared("zscore", impute="group_mean")}},
    "reweighted sum": {**one("sum", missing="reweight"), "": one("arithmetic")["1"] | parts(
        {"1": 1, "2": 3}, "arithmetic", missing="reweight")},
    "reweighted harmonic": one("harmonic", missing="reweight"),
    "published first": {**one("sum"), "1": parts({"1.1": 1}, "sum", prefer="measurement")},
}  # fmt: skip
LINEAR = ("sum", "arithmetic", "reweighted sum", "published first")


def sample(seed: int = 1, spread: float = 0.05, gap: bool = True):
    """Measurements of leaves, with a gap, and their joint influence; `1` partly published."""
    rng = np.random.default_rng(seed)
    values = {code: rng.uniform(4, 9, len(UNITS)) for code in ("1", "2", "1.1", "1.2")}
    values["1"][2:] = np.nan
    if gap:
        values["1.2"][4] = np.nan
    return measured(values), joint(values, rng, spread)


def measured(values: dict[str, np.ndarray]) -> Measured:
    status = {code: np.full(len(UNITS), UNKNOWN) for code in values}
    present = {code: np.ones(len(UNITS), dtype=bool) for code in values}
    return Measured(UNITS, REGIONS, values, {}, status, present)


def joint(values: dict[str, np.ndarray], rng, spread: float) -> JointEstimates:
    known = [
        (code, at) for code, x in values.items() for at in np.flatnonzero(~np.isnan(x))
    ]  # fmt: skip
    keys = tuple(("x", f"x/{code}", UNITS[at], "2024") for code, at in known)
    point = np.array([values[code][at] for code, at in known])
    influence = spread * rng.normal(size=(M, point.size)) / np.sqrt(M)
    return JointEstimates(keys, point, influence, np.arange(point.size) + 3.0)


@pytest.mark.parametrize("gap", [False, True])
@pytest.mark.parametrize("name", SMOOTH)
def test_the_influence_is_the_slope_of_the_score_in_each_primary_unit(name, gap):
    shape = tree(SMOOTH[name])
    about, estimates = sample(gap=gap)
    errors = score_errors(shape, about, estimates)
    assert errors.only_draws == {}
    moves = by_node(estimates, estimates.influence, "x", "2024", UNITS)
    step = 1e-5
    shifts = {code: step * np.nan_to_num(moves[code]) for code in about.values}
    ahead, behind = (
        propagate(shape, {c: x + sign * shifts[c] for c, x in about.values.items()}, REGIONS)
        for sign in (1, -1)
    )
    for code in shape.nodes:
        slope = (ahead.scores[code] - behind.scores[code]) / (2 * step)
        np.testing.assert_allclose(errors.nodes[code].influence, slope, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", SMOOTH)
def test_the_scores_are_those_of_the_scorebook(name):
    shape = tree(SMOOTH[name])
    about, estimates = sample()
    errors = score_errors(shape, about, estimates)
    scores = score_period(shape, about)
    for code, expected in zip(scores.codes, scores.score, strict=True):
        np.testing.assert_allclose(errors.nodes[code].value, expected, rtol=1e-12)


@pytest.mark.parametrize("name", SMOOTH)
def test_draws_and_linearisation_agree(name):
    shape, count = tree(SMOOTH[name]), 20_000
    about, estimates = sample(spread=1.0 if name in LINEAR else 0.05)
    errors = score_errors(shape, about, estimates)
    draws = normal_draws(estimates, count, np.random.default_rng(3))
    made = propagate(shape, by_node(estimates, draws, "x", "2024", UNITS), REGIONS)
    for code in shape.nodes:
        ours, theirs = errors.covariance(code), made.covariance(code)
        sizes = np.outer(errors.se(code), errors.se(code))
        np.testing.assert_array_equal(np.isnan(ours), np.isnan(theirs))
        # A covariance from R draws is within √(2/R) of the standard errors; five of those,
        # and 1 % for what is curved.
        slack = 5 * np.sqrt(2 / count) + (0 if name in LINEAR else 0.01)
        assert np.nanmax(np.abs(ours - theirs) / sizes, initial=0) < slack


@pytest.mark.parametrize("name", SMOOTH)
def test_no_variation_no_standard_error(name):
    about, _ = sample()
    still = joint(about.values, np.random.default_rng(1), 0.0)
    errors = score_errors(tree(SMOOTH[name]), about, still)
    for code, linear in errors.nodes.items():
        np.testing.assert_array_equal(errors.se(code)[~np.isnan(linear.value)], 0)


def test_the_covariance_over_units_is_that_of_the_indicators_summed():
    shape = tree(SMOOTH["sum"])
    about, estimates = sample(gap=False)
    whole, place = estimates.covariance, {key[1:3]: i for i, key in enumerate(estimates.keys)}
    weight = {"x/2": 1.0, "x/1.1": 6.0, "x/1.2": 3.0}
    design = np.zeros((len(UNITS), whole.shape[0]))
    for row, unit in enumerate(UNITS):
        for path, number in weight.items():
            design[row, place[path, unit]] = number
    ours = score_errors(shape, about, estimates)
    np.testing.assert_allclose(ours.covariance(""), design @ whole @ design.T, rtol=1e-9)
    np.testing.assert_allclose(ours.se(""), np.sqrt(np.diag(ours.covariance(""))), rtol=1e-12)


def test_what_has_no_known_error_has_none_above_either():
    shape = tree(SMOOTH["geometric"])
    about, estimates = sample(gap=False)
    kept = [i for i, key in enumerate(estimates.keys) if key[1:3] != ("x/1.1", "05")]
    errors = score_errors(shape, about, estimates.take(kept))
    for code in ("1.1", "1", ""):
        np.testing.assert_array_equal(np.isnan(errors.se(code)), np.arange(8) == 5)
    assert not np.isnan(errors.se("2")).any()
    assert not np.isnan(errors.nodes[""].value).any()


def test_degrees_of_freedom_are_the_least_of_the_parts():
    shape = tree(SMOOTH["sum"])
    about, estimates = sample(gap=False)
    errors = score_errors(shape, about, estimates)
    below = [errors.nodes[code].df for code in ("2", "1.1", "1.2")]
    np.testing.assert_array_equal(errors.nodes[""].df, np.min(below, axis=0))


ROUGH = {
    "observed bounds": {"normalise": {"method": "minmax"}},
    "ranks": {"normalise": {"method": "rank"}},
    "outliers": {"treat": {}},
    "median": {"impute": "median"},
}


@pytest.mark.parametrize("why", ROUGH)
def test_what_is_not_smooth_says_so_and_takes_its_error_from_draws(why):
    shape = tree({**one("sum"), "1.2": {"preparation": ROUGH[why]}})
    about, estimates = sample()
    errors = score_errors(shape, about, estimates)
    assert set(errors.only_draws) == {"1.2", "1", ""}
    assert all(errors.only_draws.values())
    assert np.isnan(errors.se("1.2")).all() and not np.isnan(errors.se("2")).any()
    assert np.isnan(standard_errors(errors)[""]).sum() >= 6
    draws = normal_draws(estimates, 300, np.random.default_rng(2))
    made = propagate(shape, by_node(estimates, draws, "x", "2024", UNITS), REGIONS)
    filled = standard_errors(errors, made)
    for code in ("1", ""):
        np.testing.assert_array_equal(filled[code], made.se(code))
    np.testing.assert_array_equal(filled["2"], errors.se("2"))


def test_beyond_a_bound_that_clips_nothing_moves():
    clipped = prepared("minmax")
    clipped["preparation"]["normalise"] |= {"min": 5, "max": 8, "clip": True}
    about, estimates = sample(gap=False)
    ours = score_errors(tree({**one("sum"), "1.1": clipped}), about, estimates).se("1.1")
    beyond = (about.values["1.1"] < 5) | (about.values["1.1"] > 8)
    assert beyond.any() and not beyond.all()
    np.testing.assert_array_equal(ours == 0, beyond)


def test_the_square_root_of_nothing_has_no_slope():
    about, estimates = sample(gap=False)
    about.values["1.1"][3] = 0.0
    root = score_errors(tree(SMOOTH["root"]), about, estimates)
    np.testing.assert_array_equal(np.isnan(root.se("1")), np.arange(8) == 3)
    square = score_errors(tree(SMOOTH["square"]), about, estimates)
    assert not np.isnan(square.se("1")).any()
