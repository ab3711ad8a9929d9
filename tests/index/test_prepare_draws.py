import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from thuocdo.catalog.documents import Preparation
from thuocdo.index.impute import impute_group_mean, impute_mean, impute_median
from thuocdo.index.normalise import NORMALISATIONS, normalise
from thuocdo.index.prepare import prepare
from thuocdo.index.prepare_draws import (
    NORMALISE_DRAWS,
    impute_draws,
    normalise_draws,
    prepare_draws,
)

# Small whole numbers: ties, constants, gaps and zeros come up often.
CELLS = st.one_of(st.integers(-4, 6).map(float), st.just(float("nan")))
DRAWS = arrays.arrays(float, (4, 6), elements=CELLS)
REGIONS = ["n", "n", "s", "s", None, "s"]
PARAMS = {"minmax": {"low": 1, "high": 10}, "zscore": {"mean": 50, "sd": 5}}


def test_every_normalisation_has_its_batched_twin():
    assert set(NORMALISE_DRAWS) == set(NORMALISATIONS)


@pytest.mark.parametrize("method", NORMALISATIONS)
@settings(max_examples=60, deadline=None)
@given(draws=DRAWS, direction=st.sampled_from([1, -1]))
def test_a_batch_is_normalised_as_each_draw_by_itself(method, draws, direction):
    params = PARAMS.get(method, {})
    together = normalise_draws(draws, method, direction, **params)
    alone = [normalise(row, method, direction, **params) for row in draws]
    np.testing.assert_allclose(together, np.stack(alone), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("clip", [True, False])
def test_fixed_bounds_do_not_move_with_the_draw(clip):
    draws = np.random.default_rng(1).normal(5, 3, (3, 8))
    params = {"bounds": (2.0, 8.0), "clip": clip}
    alone = [normalise(row, "minmax", **params) for row in draws]
    np.testing.assert_allclose(normalise_draws(draws, "minmax", **params), np.stack(alone))


@settings(max_examples=60, deadline=None)
@given(draws=DRAWS)
def test_a_batch_is_imputed_as_each_draw_by_itself(draws):
    rules = {
        "mean": impute_mean,
        "median": impute_median,
        "group_mean": lambda row: impute_group_mean(row, REGIONS),
    }
    for how, rule in rules.items():
        alone = np.stack([rule(row).values for row in draws])
        np.testing.assert_allclose(impute_draws(draws, how, REGIONS), alone, rtol=1e-12)


@pytest.mark.parametrize(
    "rule",
    [
        {"impute": "median", "normalise": {"method": "minmax", "low": 1, "high": 10}},
        {"impute": "group_mean", "direction": "-1", "normalise": {"method": "zscore", "sd": 2}},
        {"treat": {"max_winsorised": 2}, "normalise": {"method": "minmax"}},
        {"direction": "-1", "normalise": {"method": "minmax", "min": 0, "max": 9, "clip": True}},
    ],
)
def test_a_batch_is_prepared_as_each_draw_by_itself(rule):
    rule = Preparation(source="x", status="confirmed", **rule)
    rng = np.random.default_rng(3)
    draws = rng.lognormal(1, 1.5, (5, 12))
    draws[rng.random(draws.shape) < 0.1] = np.nan
    regions = ["n", "s"] * 6
    alone = np.stack([prepare(row, rule, regions) for row in draws])
    np.testing.assert_allclose(prepare_draws(draws, rule, regions), alone, rtol=1e-12)


def test_an_unknown_method_and_crossed_bounds_are_refused():
    with pytest.raises(ValueError, match="unknown"):
        normalise_draws(np.ones((2, 2)), "square")
    with pytest.raises(ValueError, match="worst"):
        normalise_draws(np.ones((2, 2)), "minmax", bounds=(3, 3))
