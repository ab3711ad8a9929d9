import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from thuocdo.index.normalise import NORMALISATIONS, normalise

EACH = pytest.mark.parametrize("method", NORMALISATIONS)
quickly = settings(max_examples=40, deadline=None)
# Thousandths: differences are then far from the rounding of the arithmetic.
scores = arrays(float, st.integers(2, 25), elements=st.integers(1, 90_000).map(lambda i: i / 1000))

GOLDEN = {
    "minmax_1_10": ("minmax", {"low": 1, "high": 10}),
    "minmax_0_100": ("minmax", {"low": 0, "high": 100}),
    "zscore_0_1": ("zscore", {}),
    "zscore_50_5": ("zscore", {"mean": 50, "sd": 5}),
    "rank": ("rank", {}),
    "prank": ("prank", {}),
    "borda": ("borda", {}),
    "dist2max": ("dist2max", {}),
    "fracmax": ("fracmax", {}),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_every_method_agrees_with_coinr(name, columns, structure, close):
    method, params = GOLDEN[name]
    raw, theirs = columns("coin/indicators.csv"), columns(f"coin/normalised_{name}.csv")
    direction = {row["iCode"]: int(row["Direction"]) for row in structure}
    assert set(raw) == set(theirs)
    for code, values in raw.items():
        close(normalise(values, method, direction[code], **params), theirs[code])


def test_the_goldens_cover_every_method():
    assert {method for method, _ in GOLDEN.values()} | {"none"} == set(NORMALISATIONS)


@EACH
@quickly
@given(values=scores, order=st.randoms())
def test_permuting_units_permutes_the_result(method, values, order):
    places = list(range(values.size))
    order.shuffle(places)
    np.testing.assert_allclose(
        normalise(values[places], method), normalise(values, method)[places], atol=1e-9
    )


@EACH
@quickly
@given(values=scores)
def test_order_is_kept_and_direction_turns_it_round(method, values):
    worse, better = np.nonzero(values[:, None] < values[None, :])
    up = normalise(values, method)
    assert (up[worse] < up[better]).all()
    if method != "fracmax":  # needs positive values; see its own test
        down = normalise(values, method, -1)
        assert (down[worse] > down[better]).all()


@EACH
@quickly
@given(values=scores, gap=st.integers(0, 24))
def test_a_missing_value_stays_missing_and_the_others_do_not_see_it(method, values, gap):
    assume(gap < values.size)
    holed = np.insert(values, gap, np.nan)
    result = normalise(holed, method)
    assert np.isnan(result[gap])
    np.testing.assert_array_equal(np.delete(result, gap), normalise(values, method))


@pytest.mark.parametrize("method", sorted(set(NORMALISATIONS) - {"none", "fracmax"}))
@quickly
@given(values=scores, scale=st.sampled_from([0.25, 2, 8]), shift=st.integers(-50, 50))
def test_the_unit_of_measurement_does_not_matter(method, values, scale, shift):
    moved = normalise(scale * values + shift, method)
    if method in ("rank", "borda", "prank"):
        moved = normalise(np.round(scale * values + shift, 9), method)
        values = np.round(values, 9)
    np.testing.assert_allclose(moved, normalise(values, method), atol=1e-7)


@EACH
@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("constant", [5.0, 0.0])
def test_a_constant_indicator_puts_nobody_ahead(method, direction, constant):
    result = normalise([constant, np.nan, constant], method, direction)
    assert result[0] == result[2]
    assert np.isnan(result[1])
    assert np.isfinite(result[0])


@EACH
def test_an_indicator_nobody_has_stays_empty(method):
    assert np.isnan(normalise([np.nan, np.nan], method)).all()
    assert normalise([], method).size == 0


@EACH
def test_input_is_not_changed(method):
    values = np.array([1.0, 2.0, 3.0])
    result = normalise(values, method)
    result[:] = 0
    assert values.tolist() == [1, 2, 3]


def test_constants_give_what_the_documentation_says():
    same = [4.0, 4.0]
    for method, constant in [
        ("none", 4), ("minmax", 50), ("zscore", 0), ("rank", 1),
        ("borda", 0), ("prank", 0), ("dist2max", 1), ("fracmax", 1),
    ]:  # fmt: skip
        assert normalise(same, method).tolist() == [constant, constant]


def test_fixed_bounds_let_a_unit_outdo_the_goalpost_unless_clipped():
    values = [0.0, 50.0, 120.0]
    assert normalise(values, bounds=(0, 100)).tolist() == [0, 50, 120]
    assert normalise(values, bounds=(0, 100), clip=True).tolist() == [0, 50, 100]
    assert normalise([50.0, 50.0], bounds=(0, 100)).tolist() == [50, 50]


def test_fixed_bounds_are_on_the_flipped_scale():
    days_late = [0.0, 10.0, 40.0]
    assert normalise(days_late, "minmax", -1, bounds=(-40, 0)).tolist() == [100, 75, 0]


def test_ties_share_the_smallest_rank():
    assert normalise([3, 1, 3, 2], "rank").tolist() == [3, 1, 3, 2]
    assert normalise([3, 1, 3, 2], "borda").tolist() == [2, 0, 2, 1]


def test_fraction_of_a_negative_maximum_turns_the_order_round():
    assert normalise([1.0, 2.0], "fracmax", -1).tolist() == [1, 2]
    assert np.isnan(normalise([-1.0, 0.0], "fracmax")).all()


@pytest.mark.parametrize(
    "wrong",
    [{"method": "nope"}, {"direction": 0}, {"values": [[1.0]]}, {"bounds": (1, 1)}],
    ids=str,
)
def test_a_programming_mistake_is_a_value_error(wrong):
    with pytest.raises(ValueError, match=r".+"):
        normalise(**{"values": [1.0, 2.0], **wrong})
