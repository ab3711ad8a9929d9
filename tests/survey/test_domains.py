"""Domains, their degrees of freedom and design effects, and the joint estimates of them all."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from thuocdo.survey.build import design
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import ReplicateDesign
from thuocdo.survey.domains import by_domain, domains, restrict
from thuocdo.survey.effects import design_effects, effective_sizes, weighting_effect
from thuocdo.survey.estimate import estimate
from thuocdo.survey.joint import independent, joint_by_domain, joint_estimates
from thuocdo.survey.lonely import LonelyRule
from thuocdo.survey.means import Mean, Total


@pytest.fixture(scope="module")
def frame():
    """Three provinces of two strata of three communes, five respondents in each."""
    rng = np.random.default_rng(0)
    place = np.arange(90) // 5
    return pl.DataFrame(
        {
            "w": rng.uniform(1, 9, 90),
            "commune": place,
            "stratum": place // 3,
            "province": [f"T{code}" for code in place // 6],
            "woman": rng.integers(0, 2, 90),
            "N": [30] * 90,
            "M": [400] * 90,
        }
    ).with_row_index("person")


@pytest.fixture(scope="module")
def sample(frame):
    return design(frame, "w", "stratum", ["commune", "person"], ["N", "M"])


@pytest.fixture(scope="module")
def values():
    rng = np.random.default_rng(1)
    return np.where(rng.random((90, 2)) < 0.1, np.nan, rng.normal(5, 1, (90, 2)))


def keys(name):
    return [("papi", node, name, "2023") for node in ("1.1", "1.2")]


def test_a_column_names_the_domains_and_who_has_no_label_is_in_none():
    parts = domains(pl.Series(["b", None, "a", "b"]))
    assert parts.names == ("a", "b")
    assert parts.codes.tolist() == [1, -1, 0, 1]
    assert parts.masks.tolist() == [[False, True], [False, False], [True, False], [False, True]]
    assert domains(pl.Series([2.0, float("nan"), 10.0])).names == ("2.0", "10.0")


def test_one_domain_at_a_time_is_the_same_as_all_at_once(frame, sample, values):
    parts = domains(frame["woman"])
    apart = by_domain(sample, lambda mask: Mean(values, mask), parts)
    together = estimate(sample, Mean(values, parts.masks))
    np.testing.assert_allclose(apart["1"].value, together.value[2:])
    np.testing.assert_allclose(apart["1"].covariance, together.covariance[2:, 2:])


@pytest.mark.parametrize("made", [Mean, Total])
def test_weights_of_zero_outside_are_a_domain(made, frame, sample, values):
    women = (frame["woman"] == 1).to_numpy()
    one = estimate(sample, made(values, women))
    other = estimate(restrict(sample, women), made(values))
    np.testing.assert_allclose(other.value, one.value)
    np.testing.assert_allclose(other.covariance, one.covariance)
    assert other.counts.tolist() == one.counts.tolist()


def test_a_replicate_design_is_restricted_in_all_its_weights():
    whole = ReplicateDesign(np.ones(3), np.ones((3, 2)), 1.0, np.ones(2))
    part = restrict(whole, np.array([True, False, True]))
    assert part.weights.tolist() == [1, 0, 1]
    assert part.replicates.sum() == 4


class TestDegreesOfFreedom:
    def test_are_units_less_strata(self, sample):
        assert degrees_of_freedom(sample) == 18 - 6

    def test_of_a_domain_are_those_it_touches(self, frame, sample):
        inside = (frame["commune"] < 4).to_numpy()
        assert degrees_of_freedom(sample, inside) == 4 - 2
        assert degrees_of_freedom(restrict(sample, inside)) == 4 - 2

    def test_of_replicates_are_given_or_their_rank_less_one(self):
        weights = np.array([[0.0, 2, 2], [2, 0, 2], [2, 2, 0], [2, 2, 0]])
        given = ReplicateDesign(np.ones(4), weights, 1.0, np.ones(3), df=7)
        assert degrees_of_freedom(given) == 7
        assert degrees_of_freedom(replace(given, df=None)) == 2


class TestDesignEffects:
    def test_a_simple_random_sample_has_none(self):
        simple = design(pl.DataFrame({"w": [4.0] * 50, "N": [200] * 50}), "w", fpc="N")
        y = np.random.default_rng(2).normal(size=(50, 1))
        for made in (Mean(y), Total(y)):
            assert design_effects(simple, made, estimate(simple, made)) == pytest.approx([1])

    def test_with_replacement_the_finite_population_is_forgotten(self):
        simple = design(pl.DataFrame({"w": [4.0] * 50}), "w")
        y = Mean(np.random.default_rng(2).normal(size=50))
        found = estimate(simple, y)
        assert design_effects(simple, y, found, replacement=True) == pytest.approx([1])
        assert design_effects(simple, y, found) == pytest.approx([4 / 3])

    def test_weights_that_do_not_expand_to_a_population_leave_it_out(self):
        simple = design(pl.DataFrame({"w": [0.5] * 50}), "w")
        y = Mean(np.random.default_rng(2).normal(size=50))
        assert design_effects(simple, y, estimate(simple, y)) == pytest.approx([1])

    def test_of_weights_alone_by_kish(self):
        assert weighting_effect(np.full(9, 7.0)) == 1
        assert weighting_effect(np.array([1.0, 3.0])) == pytest.approx(2 * 10 / 16)
        inside = np.array([True, False, True])
        assert weighting_effect(np.array([2.0, 9.0, 2.0]), inside) == 1

    def test_effective_answers(self):
        assert effective_sizes([100, 60], np.array([2.0, 1.5])).tolist() == [50, 40]


class TestJointEstimates:
    def test_have_the_covariance_of_the_estimates(self, sample, values):
        joint = joint_estimates(sample, Mean(values), keys("cả nước"))
        found = estimate(sample, Mean(values))
        np.testing.assert_allclose(joint.values, found.value)
        np.testing.assert_allclose(joint.covariance, found.covariance)
        assert joint.df.tolist() == [12, 12]

    @pytest.mark.parametrize("rule", ["fail", LonelyRule("average", domain=True)])
    @pytest.mark.parametrize("column", ["province", "woman"])
    def test_of_domains_are_those_of_all_masks_at_once(self, frame, sample, values, column, rule):
        parts = domains(frame[column])
        joint = joint_by_domain(sample, lambda rows: Mean(values[rows]), parts, keys, rule)
        found = estimate(sample, Mean(values, parts.masks), rule)
        np.testing.assert_allclose(joint.values, found.value)
        np.testing.assert_allclose(joint.covariance, found.covariance, atol=1e-15)
        assert joint.keys[2] == ("papi", "1.1", parts.names[1], "2023")
        assert joint.df[0] == degrees_of_freedom(sample, parts.masks[:, 0])

    def test_provinces_sampled_apart_do_not_vary_together(self, frame, sample, values):
        parts = domains(frame["province"])
        joint = joint_by_domain(sample, lambda rows: Mean(values[rows]), parts, keys)
        np.testing.assert_array_equal(joint.covariance[:2, 2:], 0)

    def test_of_independent_samples(self, sample, values):
        one = joint_estimates(sample, Mean(values), keys("2023"))
        both = independent(one, one)
        np.testing.assert_allclose(both.covariance[:2, :2], one.covariance)
        np.testing.assert_array_equal(both.covariance[:2, 2:], 0)
        assert both.values.size == len(both.keys) == both.df.size == 4
