"""Jackknife and half-samples: what they must give, whatever the sample."""

import numpy as np
import polars as pl
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.build import design
from thuocdo.survey.estimate import estimate
from thuocdo.survey.hadamard import hadamard
from thuocdo.survey.means import Mean, Total
from thuocdo.survey.replicates import (
    METHODS,
    balanced_repeated,
    fay,
    jackknife_stratified,
    jackknife_unstratified,
    replicate_weights,
)


def sample(units_in=(3, 4, 5), seed=0, **more) -> pl.DataFrame:
    """Two to four people in each unit, in strata of so many units."""
    random = np.random.default_rng(seed)
    places = [(h, i) for h, n in enumerate(units_in) for i in range(n)]
    people = [place for place in places for _ in range(random.integers(2, 5))]
    frame = pl.DataFrame(people, schema=["stratum", "unit"], orient="row")
    size = frame.height
    return frame.with_columns(
        weight=pl.Series(random.uniform(1, 9, size)),
        y=pl.Series(random.normal(5, 2, size)),
        x=pl.Series(random.uniform(1, 2, size)),
        **more,
    )


def design_of(frame: pl.DataFrame, fpc=None):
    return design(frame, "weight", "stratum", "unit", fpc)


@pytest.mark.parametrize("fpc", [None, "population"])
@pytest.mark.parametrize("mse", [True, False])
def test_the_stratified_jackknife_of_a_total_is_the_linearised_variance(fpc, mse):
    frame = sample(population=pl.lit(20))
    totals = Total(frame.select("y", "x").to_numpy())
    linear = estimate(design_of(frame, fpc), totals)
    jackknife = estimate(jackknife_stratified(design_of(frame, fpc), mse=mse), totals)
    np.testing.assert_allclose(jackknife.covariance, linear.covariance, rtol=1e-9)


@pytest.mark.parametrize("fpc", [None, "population"])
def test_the_jackknife_without_strata_of_a_total_is_the_linearised_variance(fpc):
    frame = sample((9,), population=pl.lit(20))
    total = Total(frame["y"].to_numpy())
    found = estimate(jackknife_unstratified(design_of(frame, fpc)), total)
    assert found.se == pytest.approx(estimate(design_of(frame, fpc), total).se, rel=1e-9)
    assert found.df == 8


@pytest.mark.parametrize("rho", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("strata", [1, 3, 4, 15, 40])
def test_half_samples_of_a_total_give_the_linearised_variance(strata, rho):
    frame = sample((2,) * strata)
    total = Total(frame["y"].to_numpy())
    linear = estimate(design_of(frame), total)
    for mse in (True, False):
        found = estimate(fay(design_of(frame), rho, mse=mse), total)
        assert found.se == pytest.approx(linear.se, rel=1e-9)
        assert found.df == linear.df


def test_balanced_half_samples_keep_the_total_weight_of_pairs_on_average():
    sampled = balanced_repeated(design_of(sample((2,) * 5)))
    np.testing.assert_allclose(sampled.replicates.mean(axis=1), sampled.weights)


def test_rows_in_another_order_give_the_same_variance():
    frame = sample()
    other = frame.sample(fraction=1.0, shuffle=True, seed=4)
    one, two = (
        estimate(jackknife_stratified(design_of(part)), Mean(part["y"].to_numpy()))
        for part in (frame, other)
    )
    assert two.se == pytest.approx(one.se, rel=1e-12)


def test_units_that_were_all_taken_have_no_replicate():
    frame = sample((3, 4), population=pl.when(pl.col("stratum") == 0).then(3).otherwise(9))
    jackknife = jackknife_stratified(design_of(frame, "population"))
    assert jackknife.replicates.shape[1] == 4


@pytest.mark.parametrize("rule", ["certainty", "remove", "adjust", "average"])
def test_a_lonely_unit_is_treated_as_in_the_linearised_variance(rule):
    frame = sample((1, 3, 4))
    total = Total(frame["y"].to_numpy())
    linear = estimate(design_of(frame), total, rule)
    found = estimate(jackknife_stratified(design_of(frame), mse=True, lonely=rule), total)
    assert found.se == pytest.approx(linear.se, rel=1e-9)


def test_a_lonely_unit_is_refused_with_its_stratum():
    frame = sample((1, 3, 1))
    for method in METHODS:
        options = {"seed": 1} if "bootstrap" in method else {}
        part = frame.filter(pl.col("stratum") == 2) if method == "jk1" else frame
        expected = "1 tầng" if method == "jk1" else "2 tầng.*: 0, 2"
        with pytest.raises(InputError, match=f"{expected}.*") as caught:
            replicate_weights(design_of(part), method, **options)
        assert caught.value.problems[0].code == "lonely-unit"


def test_a_stratified_sample_is_refused_by_jk1():
    with pytest.raises(InputError, match=r"mẫu này có 3 tầng.*jkn"):
        replicate_weights(design_of(sample()), "jk1")


def test_half_samples_name_the_strata_without_a_pair():
    with pytest.raises(InputError, match="tầng không đạt: 0, 2") as caught:
        replicate_weights(design_of(sample((3, 2, 4))), "brr")
    assert caught.value.problems[0].code == "replicates-pairs"


def test_several_stages_with_known_populations_are_refused_or_set_aside():
    frame = sample(people=pl.int_range(pl.len()), population=pl.lit(9), many=pl.lit(99))
    stages = design(frame, "weight", "stratum", ["unit", "people"], ["population", "many"])
    with pytest.raises(InputError, match="mrbbootstrap"):
        jackknife_stratified(stages)
    found = estimate(jackknife_stratified(stages, fpc=False), Total(frame["y"].to_numpy()))
    assert found.se == pytest.approx(estimate(design_of(frame), Total(frame["y"].to_numpy())).se)


def test_an_unknown_method_is_answered_with_the_known_ones():
    with pytest.raises(InputError, match=r"“jk2”.*jk1, jkn, brr, fay"):
        replicate_weights(design_of(sample()), "jk2")


def test_fay_needs_a_rho_below_one():
    with pytest.raises(ValueError, match="less than 1"):
        fay(design_of(sample((2, 2))), 1.0)


@pytest.mark.parametrize("at_least", [1, 2, 3, 12, 13, 28, 29, 53, 64, 100, 250, 333, 500])
def test_a_hadamard_matrix_is_orthogonal_and_starts_with_ones(at_least):
    matrix = hadamard(at_least)
    order = len(matrix)
    assert at_least <= order <= at_least + 16
    assert set(np.unique(matrix)) <= {-1.0, 1.0}
    assert (matrix[:, 0] == 1).all()
    np.testing.assert_array_equal(matrix @ matrix.T, order * np.eye(order))
