"""Our distributions against SciPy's, which is there for tests only."""

from math import inf, isnan

import numpy as np
import pytest
from scipy import special, stats

from thuocdo.survey import distributions as ours

DEGREES = (1, 2, 3.7, 14, 104, 5000)
SHAPES = (0.5, 1, 2.3, 30, 500, 4000.5)
CHANCES = (1e-5, 0.001, 0.025, 0.3, 0.5, 0.8, 0.975, 0.9999)


def close(value):
    return pytest.approx(value, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("p", CHANCES)
def test_t_quantile(p, df):
    # Student's far tail with one df: SciPy itself has 8 digits there, the tangent is exact.
    exact = stats.cauchy.ppf(p) if df == 1 else stats.t.ppf(p, df)
    assert ours.t_quantile(p, df) == pytest.approx(exact, rel=1e-11, abs=1e-15)


@pytest.mark.parametrize("df", DEGREES)
@pytest.mark.parametrize("x", [-3, 0.5, 2, 12])
def test_t_tails(x, df):
    assert ours.t_cdf(x, df) == close(stats.t.cdf(x, df))
    assert ours.t_sf(x, df) == close(stats.t.sf(x, df))


@pytest.mark.parametrize("a", SHAPES)
@pytest.mark.parametrize("b", SHAPES)
def test_beta_and_its_inverse(a, b):
    for p in CHANCES:
        x = special.betaincinv(a, b, p)
        assert ours.beta_quantile(p, a, b) == close(x)
        assert ours.beta_cdf(x, a, b) == close(special.betainc(a, b, x))
        assert ours.beta_sf(x, a, b) == close(special.betaincc(a, b, x))


@pytest.mark.parametrize("df", (*DEGREES, 30))
def test_chi_square(df):
    for p in CHANCES:
        x = stats.chi2.ppf(p, df)
        assert ours.chi2_quantile(p, df) == close(x)
        assert ours.chi2_sf(x, df) == close(stats.chi2.sf(x, df))
        assert ours.chi2_cdf(x, df) == close(stats.chi2.cdf(x, df))


@pytest.mark.parametrize("df1", [1, 2, 7, 30])
@pytest.mark.parametrize("df2", [3, 14, 104])
def test_fisher(df1, df2):
    for p in (0.3, 0.5, 0.95, 0.999):
        x = stats.f.ppf(p, df1, df2)
        assert ours.f_quantile(p, df1, df2) == close(x)
        assert ours.f_sf(x, df1, df2) == close(stats.f.sf(x, df1, df2))
        assert ours.f_cdf(x, df1, df2) == close(stats.f.cdf(x, df1, df2))


def test_infinitely_many_degrees_are_the_normal_and_the_chi_square():
    assert ours.t_quantile(0.975, inf) == pytest.approx(1.959963984540054)
    assert ours.t_sf(1.959963984540054, inf) == pytest.approx(0.025)
    assert ours.f_quantile(0.95, 3, inf) == pytest.approx(stats.chi2.ppf(0.95, 3) / 3)
    assert ours.f_sf(2.0, 3, inf) == pytest.approx(stats.chi2.sf(6.0, 3))
    assert ours.f_cdf(2.0, 3, inf) == pytest.approx(stats.chi2.cdf(6.0, 3))


def test_the_ends_are_the_ends():
    assert (ours.beta_quantile(0.0, 2, 3), ours.beta_quantile(1.0, 2, 3)) == (0, 1)
    assert (ours.beta_quantile(0.3, 0, 3), ours.beta_quantile(0.3, 2, 0)) == (0, 1)
    assert (ours.beta_cdf(-1, 2, 3), ours.beta_cdf(2, 2, 3)) == (0, 1)
    assert (ours.chi2_quantile(0, 3), ours.chi2_quantile(1, 3)) == (0, inf)
    assert (ours.chi2_cdf(0, 3), ours.chi2_sf(inf, 3)) == (0, 0)
    assert ours.t_quantile(0.5, 7) == 0


def test_without_degrees_of_freedom_there_is_no_quantile():
    assert isnan(ours.t_quantile(0.975, 0))
    assert isnan(ours.beta_quantile(0.5, float("nan"), 1))


def test_numbers_of_numpy_give_no_warnings():
    far = ours.beta_quantile(np.float64(0.975), np.float64(60.0), np.float64(1090.0))
    assert far == close(special.betaincinv(60.0, 1090.0, 0.975))
    assert ours.t_quantile(np.float64(0.975), np.float64(7.0)) == close(stats.t.ppf(0.975, 7))
