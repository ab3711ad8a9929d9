import numpy as np
import pytest

from thuocdo.index.joint_draws import by_node, normal_draws, spread_draws
from thuocdo.kernel.joint import JointEstimates


@pytest.fixture
def joint():
    rng = np.random.default_rng(1)
    keys = tuple(
        ("x", path, unit, "2024") for unit in ("02", "01") for path in ("x", "x/1", "x/1.2")
    )
    values = np.arange(6.0)
    draws = values + 0.1 * rng.standard_normal((50, 6))
    return JointEstimates(keys, values, rng.normal(size=(9, 6)), np.full(6, 8.0), draws, 2.0)


def test_normal_draws_have_the_joint_covariance(joint):
    draws = normal_draws(joint, 40_000, np.random.default_rng(2))
    sizes = np.outer(joint.se, joint.se)
    # The error of a covariance of R draws is at most √(2/R) of the standard errors.
    error = np.abs(np.cov(draws, rowvar=False) - joint.covariance) / sizes
    assert error.max() < 5 * np.sqrt(2 / 40_000)
    assert (np.abs(draws.mean(axis=0) - joint.values) < 5 * joint.se / 200).all()


def test_no_influence_no_spread(joint):
    still = JointEstimates(joint.keys, joint.values, np.zeros((9, 6)), joint.df)
    draws = normal_draws(still, 5, np.random.default_rng(2))
    np.testing.assert_array_equal(draws, np.tile(joint.values, (5, 1)))


def test_replicates_are_spread_to_the_variance_of_the_design(joint):
    draws = spread_draws(joint)
    apart = joint.draws - joint.draws.mean(axis=0)
    np.testing.assert_allclose((draws**2).mean(axis=0) - joint.values**2,
                               2.0 * (apart**2).sum(axis=0), rtol=1e-9)  # fmt: skip


def test_estimates_without_draws_have_none_to_spread(joint):
    with pytest.raises(ValueError, match="no draws"):
        spread_draws(JointEstimates(joint.keys, joint.values, joint.influence, joint.df))


def test_columns_find_their_node_and_unit(joint):
    found = by_node(joint, joint.values, "x", "2024", ("01", "02", "03"))
    assert set(found) == {"", "1", "1.2"}
    np.testing.assert_array_equal(found["1.2"], [5, 2, np.nan])
    assert by_node(joint, joint.influence, "x", "2024", ("01",))["1"].shape == (9, 1)
    assert by_node(joint, joint.values, "x", "2023", ("01",)) == {}
    assert by_node(joint, joint.values, "papi", "2024", ("01",)) == {}
