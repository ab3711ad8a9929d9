import numpy as np
import pytest

from thuocdo.index.alternatives import Choices, Normalisation, prepare_alternatives
from thuocdo.index.perturb import noisy_weights
from thuocdo.index.sensitivity import INPUTS, mean_rank_shift, plan_of, sensitivity
from thuocdo.index.sobol import FIRST_ORDER, sobol_design, sobol_indices
from thuocdo.index.tree import Hierarchy, Node


def ishigami(points: np.ndarray) -> np.ndarray:
    """sin x₁ + 7 sin² x₂ + 0.1 x₃⁴ sin x₁, x uniform on (−π, π): Ishigami and Homma 1990."""
    x = np.pi * (2 * points - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


# Closed form for a = 7, b = 0.1 (Saltelli et al., Sensitivity Analysis, 2000).
V1, V2, V13 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.01 * np.pi**8 * (1 / 18 - 1 / 50)
TRUE_FIRST = np.array([V1, V2, 0]) / (V1 + V2 + V13)
TRUE_TOTAL = np.array([V1 + V13, V2, V13]) / (V1 + V2 + V13)


def test_indices_agree_with_coinr(columns, table, close):
    outputs = columns("coin/sobol_design.csv")["y"]
    theirs = table("coin/sobol_indices.csv")
    ours = sobol_indices(outputs, 3)
    close(ours.first, [float(row["Si"]) for row in theirs])
    close(ours.total, [float(row["STi"]) for row in theirs])
    assert (ours.used, ours.base) == (400, 400)


def test_the_design_has_the_order_of_coinrs(columns):
    theirs = np.stack([columns("coin/sobol_design.csv")[f"V{i}"] for i in (1, 2, 3)], axis=1)
    ours = sobol_design(3, 400, np.random.default_rng(1)).points
    for points in (theirs, ours):
        a, b, *mixed = points.reshape(5, 400, 3)
        for column, block in enumerate(mixed):
            expected = a.copy()
            expected[:, column] = b[:, column]
            np.testing.assert_array_equal(block, expected)


@pytest.mark.parametrize("estimator", FIRST_ORDER)
def test_intervals_hold_the_known_indices_of_the_ishigami_function(estimator):
    rng = np.random.default_rng(7)
    design = sobol_design(3, 4000, rng)
    ours = sobol_indices(ishigami(design.points), 3, estimator, 400, 0.999, rng)
    for interval, true in (
        (ours.first_interval, TRUE_FIRST),
        (ours.total_interval, TRUE_TOTAL),
    ):
        assert (interval[:, 0] <= true).all() and (true <= interval[:, 1]).all()
    assert ((ours.first_interval[:, 1] - ours.first_interval[:, 0]) < 0.3).all()


def test_an_additive_function_has_no_interactions():
    design = sobol_design(2, 20_000, np.random.default_rng(3), latin=True)
    ours = sobol_indices(design.points @ [1, 2] + 1000, 2, "jansen")
    np.testing.assert_allclose(ours.first, [0.2, 0.8], atol=0.03)
    np.testing.assert_allclose(ours.total, [0.2, 0.8], atol=0.03)


def test_the_bootstrap_is_the_estimate_of_resampled_rows():
    outputs = ishigami(sobol_design(3, 50, np.random.default_rng(1)).points)
    ours = sobol_indices(outputs, 3, bootstrap=1, rng=np.random.default_rng(9))
    counts = np.random.default_rng(9).multinomial(50, np.full(50, 1 / 50), 1)[0]
    again = np.repeat(outputs.reshape(5, 50), counts, axis=1).ravel()
    np.testing.assert_allclose(ours.first_interval[:, 0], sobol_indices(again, 3).first)
    np.testing.assert_allclose(ours.total_interval[:, 0], sobol_indices(again, 3).total)


def test_latin_hypercubes_have_one_point_in_each_stratum():
    points = sobol_design(4, 25, np.random.default_rng(2), latin=True).points[:25]
    for column in points.T:
        np.testing.assert_array_equal(np.sort((column * 25).astype(int)), np.arange(25))


def test_rows_that_could_not_be_computed_are_left_out_and_counted():
    outputs = ishigami(sobol_design(3, 40, np.random.default_rng(1)).points).reshape(5, 40)
    outputs[3, 7] = np.nan
    ours = sobol_indices(outputs.ravel(), 3)
    assert (ours.used, ours.base) == (39, 40)
    np.testing.assert_allclose(
        ours.first, sobol_indices(np.delete(outputs, 7, axis=1).ravel(), 3).first
    )


def test_an_output_that_never_moves_has_no_indices():
    ours = sobol_indices(np.full(50, 0.1), 3, bootstrap=10, rng=np.random.default_rng(1))
    assert np.isnan([*ours.first, *ours.total, *ours.first_interval.ravel()]).all()


def test_outputs_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="5 a row"):
        sobol_indices(np.zeros(11), 3)
    with pytest.raises(ValueError, match="no row"):
        sobol_indices(np.full(10, np.nan), 3)
    with pytest.raises(ValueError, match="saltelli"):
        sobol_indices(np.zeros(10), 3, "homma")


def test_an_input_without_alternatives_answers_for_nothing():
    rng = np.random.default_rng(4)
    tree = Hierarchy.of([Node("top", ("a", "b", "c", "d"))])
    raw = {code: rng.gamma(2, 3, 30) for code in "abcd"}
    rules = [Normalisation("minmax", {"low": 1, "high": 100}), Normalisation("rank")]
    choices = Choices(
        prepare_alternatives(raw, {}, rules), {"mean": tree}, noisy_weights(tree, {1: 0.5}, 50, rng)
    )
    design = sobol_design(len(INPUTS), 200, rng)
    shift = mean_rank_shift(sensitivity(choices, plan_of(choices, design.points)))
    ours = dict(zip(INPUTS, sobol_indices(shift, len(INPUTS)).total, strict=True))
    assert ours["hierarchies"] == ours["left_out"] == 0
    assert ours["leaves"] > 0.1 and ours["weights"] > 0.1
