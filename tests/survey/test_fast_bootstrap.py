"""Replicates from sums by unit: Rao–Wu bootstrap and JKn."""

import numpy as np
import pytest

from thuocdo.survey import fast, fast_bootstrap


def means_of(seed=2, strata=12, per=5, people=6, k=3):
    rng = np.random.default_rng(seed)
    units = np.repeat(np.arange(strata * per), people)
    stratum = units // per
    x = rng.normal(0, 1, (units.size, k)) + rng.normal(0, 0.5, strata * per)[units][:, None]
    x[rng.random(x.shape) < 0.1] = np.nan
    layout = fast.lay_out(stratum, units, stratum // 4, rng.lognormal(0, 0.3, units.size))
    return fast.unit_means(fast.cell_sums(layout, x.T, k)), x


def test_bootstrap_se_is_near_the_linearised_one():
    means, _x = means_of()
    linear = np.sqrt(fast.variances(means.sums.layout, means.influence))
    made = fast_bootstrap.bootstrap(means, 4000, seed=3)
    assert made.se == pytest.approx(linear, rel=0.06)
    assert made.draws.shape == (4000, 3, 3)
    assert made.draws.mean(axis=0) == pytest.approx(means.value, abs=0.02)


def test_the_same_seed_gives_the_same_draws_and_another_does_not():
    means, _x = means_of()
    one, two = (fast_bootstrap.bootstrap(means, 20, seed=5) for _ in range(2))
    assert np.array_equal(one.draws, two.draws)
    assert not np.array_equal(one.draws, fast_bootstrap.bootstrap(means, 20, seed=6).draws)


def test_multipliers_keep_the_number_of_units_of_each_stratum():
    means, _x = means_of(per=5)
    factor = fast_bootstrap.multipliers(means.sums.layout, 50)
    by_stratum = factor.reshape(50, 12, 5)
    assert by_stratum.sum(axis=2) == pytest.approx(np.full((50, 12), 5.0))
    assert set(np.unique(np.round(factor / 1.25).astype(int))) <= {0, 1, 2, 3, 4}


def test_a_unit_alone_in_its_stratum_keeps_its_weight():
    layout = fast.lay_out(np.array([0, 1, 1]), np.arange(3), np.zeros(3, int), np.ones(3))
    factor = fast_bootstrap.multipliers(layout, 30)
    assert (factor[:, 0] == 1).all()
    assert set(factor[:, 1]) == {0.0, 2.0}


def test_a_replicate_with_nobody_in_a_cell_takes_the_mean_and_is_counted():
    # Only unit 0 answered: a replicate without it has nobody.
    x = np.array([4.0, np.nan])
    layout = fast.lay_out(np.zeros(2, int), np.arange(2), np.zeros(2, int), np.ones(2))
    made = fast_bootstrap.bootstrap(fast.unit_means(fast.cell_sums(layout, [x], 1)), 40)
    assert 0 < made.empty[0, 0] < 40
    assert (made.draws == 4.0).all()
    assert made.se[0, 0] == 0.0


def test_the_se_leaves_empty_replicates_out():
    x = np.array([4.0, 6.0, np.nan, np.nan])
    layout = fast.lay_out(np.zeros(4, int), np.arange(4), np.zeros(4, int), np.ones(4))
    made = fast_bootstrap.bootstrap(fast.unit_means(fast.cell_sums(layout, [x], 1)), 300)
    weight = fast_bootstrap.multipliers(layout, 300)[:, :2].sum(axis=1)
    assert made.empty[0, 0] == (weight == 0).sum() > 0
    assert made.se[0, 0] == pytest.approx(made.draws[weight > 0, 0, 0].std(ddof=1))


def test_jackknife_is_what_leaving_each_unit_out_gives():
    means, x = means_of(strata=8)
    layout = means.sums.layout
    variance = fast_bootstrap.jackknife_variances(layout, fast_bootstrap.jackknife(means))
    units = layout.cell
    total = np.zeros_like(variance)
    for unit in range(layout.psu.size):
        mates = layout.stratum == layout.stratum[unit]
        factor = np.where(mates, 5 / 4, 1.0)
        factor[unit] = 0.0
        w = (layout.weights * factor[units])[:, None] * ~np.isnan(x)
        for d in range(2):
            inside = layout.domain[units] == d
            theta = (w * np.nan_to_num(x))[inside].sum(0) / w[inside].sum(0)
            total[d] += 4 / 5 * (theta - means.value[d]) ** 2
    assert variance == pytest.approx(total, rel=1e-10)


def test_jackknife_counts_the_units_in_which_a_domain_has_nobody():
    # Three units, the domain lives in two of them, in another stratum one more.
    strata, units = np.array([0, 0, 0, 1, 1]), np.arange(5)
    x = np.array([1.0, 2.0, 9.0, 7.0, 8.0])
    domain = np.array([0, 0, -1, 0, 0])
    layout = fast.lay_out(strata, units, domain, np.ones(5))
    means = fast.unit_means(fast.cell_sums(layout, [x], 1))
    variance = fast_bootstrap.jackknife_variances(layout, fast_bootstrap.jackknife(means))[0, 0]
    expected = 0.0
    for unit in range(5):
        size = (3, 2)[strata[unit]]
        w = np.where(strata == strata[unit], size / (size - 1), 1.0) * (domain >= 0)
        w[unit] = 0.0
        theta = (w * x).sum() / w.sum()
        expected += (size - 1) / size * (theta - means.value[0, 0]) ** 2
    assert variance == pytest.approx(expected, rel=1e-12)


def test_a_mean_that_no_unit_but_one_carries_has_no_jackknife_variance():
    layout = fast.lay_out(np.zeros(2, int), np.arange(2), np.zeros(2, int), np.ones(2))
    means = fast.unit_means(fast.cell_sums(layout, [np.array([1.0, np.nan])], 1))
    away = fast_bootstrap.jackknife(means)
    assert np.isnan(fast_bootstrap.jackknife_variances(layout, away)).all()
