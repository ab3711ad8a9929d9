from types import SimpleNamespace

import numpy as np
import pytest

from thuocdo.catalog.documents import Composition, Groups, Node, Preparation
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.groups import quartiles
from thuocdo.index.propagate import propagate, rank_shares, stand_draws
from thuocdo.index.rank import NO_RANK, rank_units
from thuocdo.index.scoring import UNKNOWN, Measured, score_period
from thuocdo.kernel.errors import InputError
from thuocdo.kernel.period import Period

ABOUT = {"source": "x", "status": "confirmed"}
LABEL = {"vi": "x", "en": "x"}
QUARTILES = Groups(rule="quartiles", labels=[LABEL] * 4, **ABOUT)
UNITS, DRAWS = 12, 40
REGIONS = ("n", "s") * (UNITS // 2)


def tree(nodes: dict[str, dict], coverage: str = "complete") -> Tree:
    """A tree from code → composition and preparation, parents before their parts."""

    def in_force(code: str, rules: dict) -> NodeInForce:
        made, entering = rules.get("composition"), rules.get("preparation", {})
        composition = Composition(**made, **ABOUT) if made else None
        preparation = Preparation(**entering, **ABOUT)
        node = Node(code=code, label=LABEL, **ABOUT)
        return NodeInForce(
            node, f"x/{code}" if code else "x", "index", None, 0, 10, composition, preparation,
            QUARTILES, code,
        )  # fmt: skip

    framework = SimpleNamespace(name="x", edition=lambda _: SimpleNamespace(coverage=coverage))
    found = {code: in_force(code, rules) for code, rules in nodes.items()}
    return Tree(framework, Period.parse("2024"), found)


def parts(*codes: str, aggregate: str = "sum", **rules) -> dict:
    return {"composition": {"components": list(codes), "aggregate": aggregate, **rules}}


MINMAX = {"preparation": {"normalise": {"method": "minmax", "low": 1, "high": 10}}}
RANK = {"preparation": {"direction": "-1", "normalise": {"method": "rank"}}}
TREES = {
    "sums": {"": parts("1", "2"), "1": parts("1.1", "1.2"), "2": {}, "1.1": {}, "1.2": {}},
    "means": {
        "": {"composition": {"weights": {"1": 2, "2": 1}, "aggregate": "arithmetic", "factor": 10}},
        "1": parts("1.1", "1.2", aggregate="geometric"),
        "2": parts("2.1", "2.2", aggregate="harmonic", factor=3),
        **dict.fromkeys(("1.1", "1.2", "2.1", "2.2"), MINMAX),
    },
    "reweighted": {
        "": parts("1", "2", aggregate="power", power=0.5, missing="reweight", min_share=0.4),
        "1": parts("1.1", "1.2", "1.3", missing="reweight"),
        "2": parts("2.1", prefer="measurement"),
        "1.1": {}, "1.2": RANK, "1.3": MINMAX, "2.1": {},
    },
    "measured": {
        "": parts("1", "2"),
        "1": parts("1.1", aggregate="none"),
        "2": {"preparation": {"impute": "group_mean", "normalise": {"method": "zscore"}}},
        "1.1": {},
    },
}  # fmt: skip


def random_draws(shape: Tree, seed: int, gaps: float = 0.0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    measured = [node.code for node in shape.nodes.values() if not node.parts]
    measured += [c for c in ("1", "2") if shape.nodes[c].parts and
                 (shape.nodes[c].composition.aggregate == "none"
                  or shape.nodes[c].composition.prefer == "measurement")]  # fmt: skip
    lost = {code: rng.random(UNITS) < gaps for code in measured}
    return {
        code: np.where(lost[code], np.nan, rng.uniform(1, 9, (DRAWS, UNITS))) for code in measured
    }


def measured(values: dict[str, np.ndarray]) -> Measured:
    status = {code: np.full(UNITS, UNKNOWN) for code in values}
    present = {code: np.ones(UNITS, dtype=bool) for code in values}
    units = tuple(f"{place:02}" for place in range(UNITS))
    return Measured(units, REGIONS, values, {}, status, present)


@pytest.mark.parametrize("gaps", [0.0, 0.15])
@pytest.mark.parametrize("name", TREES)
def test_every_draw_is_scored_as_the_data_are(name, gaps):
    shape = tree(TREES[name])
    draws = random_draws(shape, 5, gaps)
    made = propagate(shape, draws, REGIONS)
    for draw in range(DRAWS):
        alone = score_period(shape, measured({code: x[draw] for code, x in draws.items()}))
        for code, expected in zip(alone.codes, alone.score, strict=True):
            np.testing.assert_allclose(made.scores[code][draw], expected, rtol=1e-12)
    assert made.draws == DRAWS and made.undefined == {}


@pytest.mark.parametrize("name", TREES)
def test_ranks_and_groups_are_those_of_each_draw(name):
    shape = tree(TREES[name])
    made = propagate(shape, random_draws(shape, 6, 0.1), REGIONS)
    stands = stand_draws(shape, made)
    assert set(stands.ranks) == set(shape.nodes)
    for code, scores in made.scores.items():
        for draw in range(DRAWS):
            alone = rank_units(scores[draw])
            np.testing.assert_array_equal(stands.ranks[code][draw], alone.ranks)
            assert stands.ranked_units[code][draw] == alone.ranked_units
            np.testing.assert_array_equal(stands.groups[code][draw], quartiles(scores[draw]).index)


def test_a_mean_that_does_not_exist_is_counted_in_its_draws_and_nowhere_else():
    shape = tree({
        "": parts("1", "2"), "1": parts("1.1", "1.2", aggregate="geometric"),
        "2": {}, "1.1": {}, "1.2": {},
    })  # fmt: skip
    draws = random_draws(shape, 2)
    draws["1.1"][3, 4] = -1.0
    draws["1.2"][7, 4] = 0.0
    made = propagate(shape, draws, REGIONS)
    counts = np.where(np.arange(UNITS) == 4, 2, 0)
    assert list(made.undefined) == ["1"]
    for counted in (made.undefined["1"], made.not_computed("1"), made.not_computed("")):
        np.testing.assert_array_equal(counted, counts)
    assert made.scores[""].shape == (DRAWS, UNITS)
    np.testing.assert_array_equal(np.isnan(made.se("")), counts > 0)
    np.testing.assert_array_equal(np.isnan(np.diag(made.covariance(""))), counts > 0)
    with pytest.raises(InputError):  # where the data themselves have it, it is an error
        score_period(shape, measured({code: x[3] for code, x in draws.items()}))


def test_a_published_score_does_not_stand_in_for_a_mean_that_does_not_exist():
    shape = tree({"": parts("1"), "1": parts("1.1", aggregate="geometric"), "1.1": {}})
    draws = {"1": np.full((2, 1), 5.0), "1.1": np.array([[4.0], [-4.0]])}
    np.testing.assert_array_equal(propagate(shape, draws, (None,)).scores["1"], [[4], [np.nan]])


def test_draws_that_do_not_vary_have_no_standard_error_and_one_rank():
    shape = tree(TREES["means"])
    fixed = {code: x[0] for code, x in random_draws(shape, 8).items()}
    still = {code: np.tile(x, (DRAWS, 1)) for code, x in fixed.items()}
    made = propagate(shape, still, REGIONS)
    stands = stand_draws(shape, made, [""])
    for code in shape.nodes:
        np.testing.assert_allclose(made.se(code), 0, atol=1e-12)
    shares = rank_shares(stands.ranks[""])
    np.testing.assert_array_equal(shares.argmax(axis=1) + 1, stands.ranks[""][0])
    np.testing.assert_array_equal(shares.max(axis=1), np.ones(UNITS))
    # A measurement without sampling error may be given once, for all draws.
    once = {**still, "1.1": fixed["1.1"]}
    np.testing.assert_array_equal(propagate(shape, once, REGIONS).scores[""], made.scores[""])


def test_permuting_the_units_permutes_the_draws():
    shape = tree(TREES["means"])
    draws, order = random_draws(shape, 9), np.random.default_rng(1).permutation(UNITS)
    here = propagate(shape, draws, REGIONS)
    there = propagate(
        shape, {c: x[:, order] for c, x in draws.items()}, [REGIONS[place] for place in order]
    )
    for code in shape.nodes:
        np.testing.assert_allclose(here.scores[code][:, order], there.scores[code], rtol=1e-12)


def test_nobody_is_ranked_where_the_data_of_the_period_are_partial():
    shape = tree(TREES["sums"], coverage="partial")
    stands = stand_draws(shape, propagate(shape, random_draws(shape, 1), REGIONS))
    assert (stands.ranks[""] == NO_RANK).all() and stands.groups == {}
