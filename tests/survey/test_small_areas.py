"""Small areas: against R's package sae on the milk data, and against a direct computation.

Data: Arora and Lahiri (1997), You and Chapman (2006), as `milk` in R sae. REML numbers:
what sae::mseFH printed, kept by R emdi in tests/testthat/FH/fh_reml_sae.csv. FH numbers: of
sae, kept by samplics in tests/sae/test_eblup_area_model.py to the digits shown there. sae
stops iterating at 1e-4. No published numbers were found for Prasad–Rao: it is compared with
dense matrices written out here, and by simulation.
"""

import numpy as np
import pytest

from thuocdo.kernel.errors import RequestError
from thuocdo.survey.small_areas import METHODS, small_areas

Y = """1.099 1.075 1.105 .628 .753 .981 1.257 1.095 1.405 1.356 .615 1.46 1.338 .854 1.176 1.111
1.257 1.43 1.278 1.292 1.002 1.183 1.044 1.267 1.193 .791 .795 .759 .796 .565 .886 .952 .807 .582
.684 .787 .44 .759 .77 .8 .756 .865 .64"""
SD = """.163 .08 .083 .109 .119 .141 .202 .127 .168 .178 .1 .201 .148 .143 .149 .145 .135 .172 .137
.163 .125 .247 .14 .171 .106 .121 .121 .259 .106 .089 .225 .205 .119 .067 .106 .126 .092 .132 .1
.113 .083 .121 .129"""
REML = """1.02197034 1.04760182 1.06795126 .76081705 .84615736 .97437268 1.05845229 1.09777618
1.22154494 1.19514554 .78521553 1.21394561 1.20965927 .98349672 1.18642473 1.15569823 1.22634115
1.28564864 1.2363247 1.23495998 1.09030191 1.19230572 1.12164698 1.2230296 1.19380544 .76271947
.76495503 .73384431 .76992943 .61344181 .76955584 .79582498 .7723187 .6102302 .70017823 .75927869
.52988669 .7434466 .75489955 .77019184 .74811637 .80407728 .68108699"""
REML_MSE = """.01346022 .005372876 .00570199 .00854174 .009579594 .011670632 .015926137 .010586518
.014184043 .014901472 .007694262 .016336469 .012562726 .012117378 .012031229 .011709147 .01085978
.01369086 .011034674 .013079686 .009948636 .017243977 .011292325 .013625297 .008065787 .009205133
.009205133 .016476912 .007800626 .006098668 .015441564 .014657866 .009024699 .003870786 .007800626
.009646139 .006404335 .010155645 .007209937 .008470277 .00548486 .009205133 .009903626"""
FH = """1.017975 1.044963 1.06448 .770692 .852512 .973826 1.050856 1.096165 1.210505 1.18564 .797568
1.202149 1.200458 .988971 1.186745 1.157992 1.224223 1.27868 1.233565 1.23186 1.095955 1.192212
1.125997 1.220694 1.193687 .760243 .762358 .732288 .767459 .61731 .764996 .789314 .769376 .612861
.700961 .75689 .537193 .741881 .753251 .767518 .747059 .799363 .68316"""
FH_MSE = """.012757016 .005314467 .005632201 .008323471 .00928352 .011178151 .014867662 .010252709
.013470878 .014094867 .007558331 .015325274 .012038944 .011640323 .011466958 .011181888 .010423673
.012914353 .010580561 .012385544 .00959998 .01589024 .010810966 .012857861 .007864537 .008855177
.008855177 .015041526 .007569376 .005975211 .0142118 .013571949 .008691547 .003833361 .007569376
.009253153 .006264329 .00970945 .00702047 .008185874 .005391055 .008855177 .00948422"""
MAJOR = np.repeat([1, 2, 3, 4], [7, 7, 11, 18])
DUMMIES = np.column_stack([each == MAJOR for each in (2, 3, 4)]).astype(float)


def numbers(text):
    return np.array(text.split(), dtype=float)


def milk(method):
    return small_areas(numbers(Y), numbers(SD) ** 2, covariates=DUMMIES, method=method)


def test_reml_agrees_with_r_sae_on_the_milk_data():
    found = milk("reml")
    assert found.area_variance == pytest.approx(0.0185502223, abs=2e-6)
    expected = [0.9681890, 0.1327801, 0.2269462, -0.2413011]
    assert found.coefficients == pytest.approx(expected, abs=2e-6)
    errors = [0.06936208, 0.10300072, 0.09232981, 0.08161707]
    assert found.coefficient_se == pytest.approx(errors, abs=2e-6)
    assert found.estimate == pytest.approx(numbers(REML), abs=1e-5)
    assert found.mse == pytest.approx(numbers(REML_MSE), abs=1e-6)


def test_fay_herriot_agrees_with_r_sae_on_the_milk_data():
    found = milk("fh")
    assert found.estimate == pytest.approx(numbers(FH), abs=1e-5)
    assert found.mse == pytest.approx(numbers(FH_MSE), abs=1e-6)


def dense(y, d, x, a, method):
    """The estimator and its mean squared error by matrices, straight from the papers."""
    m = y.size
    v = np.diag(a + d)
    inverse = np.linalg.inv(v)
    cov = np.linalg.inv(x.T @ inverse @ x)
    beta = cov @ x.T @ inverse @ y
    theta = x @ beta + a * inverse @ (y - x @ beta)
    back = np.eye(m) - a * inverse
    var, bias = 2 / np.trace(inverse @ inverse), 0.0
    if method == "pr":
        var = 2 * np.trace(v @ v) / m**2
    if method == "fh":
        w = np.trace(inverse)
        var = 2 * m / w**2
        bias = 2 * (m * np.trace(inverse @ inverse) - w**2) / w**3
    g1 = a * np.diag(back)
    g2 = np.diag(back @ x @ cov @ x.T @ back)
    g3 = np.diag(np.diag(d) ** 2 @ inverse @ inverse @ inverse) * var
    return theta, g1 + g2 + 2 * g3 - np.diag(back) ** 2 * bias


@pytest.mark.parametrize("method", METHODS)
def test_every_method_agrees_with_dense_matrices(method):
    found = milk(method)
    x = np.column_stack([np.ones(43), DUMMIES])
    d = numbers(SD) ** 2
    theta, mse = dense(numbers(Y), d, x, found.area_variance, method)
    assert found.estimate == pytest.approx(theta, rel=1e-10)
    assert found.mse == pytest.approx(mse, rel=1e-9)


def test_prasad_rao_variance_is_the_moment_formula():
    y, d = numbers(Y), numbers(SD) ** 2
    x = np.column_stack([np.ones(43), DUMMIES])
    hat = x @ np.linalg.inv(x.T @ x) @ x.T
    expected = (y @ (np.eye(43) - hat) @ y - d @ (1 - np.diag(hat))) / (43 - 4)
    assert milk("pr").area_variance == pytest.approx(expected, rel=1e-10)


def test_reml_is_the_top_of_the_restricted_likelihood():
    y, d = numbers(Y), numbers(SD) ** 2
    x = np.column_stack([np.ones(43), DUMMIES])

    def likelihood(a):
        w = 1 / (a + d)
        information = x.T @ (x * w[:, None])
        beta = np.linalg.solve(information, x.T @ (w * y))
        log_det = np.linalg.slogdet(information)[1]
        return 0.5 * (np.log(w).sum() - log_det - (w * (y - x @ beta) ** 2).sum())

    a = milk("reml").area_variance
    assert likelihood(a) >= max(likelihood(a * each) for each in (0.5, 0.9, 0.999, 1.001, 1.1, 2))


@pytest.mark.parametrize("method", METHODS)
def test_mean_squared_errors_are_those_of_repeated_samples(method):
    rng = np.random.default_rng(11)
    d = np.tile([0.3, 0.5, 1.0, 2.0], 15)
    gaps, told = np.zeros(60), np.zeros(60)
    runs = 400
    for _run in range(runs):
        truth = 5 + rng.normal(0, 1, 60)
        found = small_areas(truth + rng.normal(0, np.sqrt(d)), d, method=method)
        gaps += (found.estimate - truth) ** 2 / runs
        told += found.mse / runs
    by_size = np.column_stack([gaps, told]).reshape(15, 4, 2).mean(axis=0)
    assert by_size[:, 1] == pytest.approx(by_size[:, 0], rel=0.06)
    assert (by_size[:, 0] < d[:4]).all()


@pytest.mark.parametrize("method", METHODS)
def test_areas_that_differ_by_less_than_chance_are_pooled_and_it_is_said(method):
    found = small_areas([5.0, 5.01, 4.99, 5.0, 5.02, 4.98], [0.1] * 6, method=method)
    assert found.area_variance == 0
    assert (found.borrowed == 1).all()
    assert found.estimate == pytest.approx([5.0] * 6)
    assert (found.mse > 0).all()
    assert any("bằng 0: mọi địa bàn nhận trọn" in note for note in found.notes())


def test_a_design_variance_of_0_keeps_its_estimate_without_an_error():
    found = small_areas([1.0, 3.0, 5.0, 7.0, 9.0], [1.0, 0.0, 1.0, 1.0, 1.0])
    assert found.own[1] == 1
    assert found.estimate[1] == 3.0
    assert np.isnan(found.mse[1])
    assert found.table()["rmse"][1] is None
    without = small_areas([1.0, 5.0, 7.0, 9.0], [1.0] * 4)
    assert found.area_variance == pytest.approx(without.area_variance)
    assert any("không phải là chắc chắn" in note for note in found.notes())


def test_an_area_without_a_sample_gets_the_model_and_the_larger_error():
    found = small_areas([1.0, np.nan, 5.0, 7.0, 9.0], [1.0, np.nan, 1.0, 1.0, 1.0])
    assert found.own[1] == 0
    assert found.estimate[1] == pytest.approx(found.model[1])
    assert found.mse[1] > np.delete(found.mse, 1).max()
    assert "mượn toàn bộ" in found.sentences()[1]


def test_what_is_borrowed_is_said_of_each_area():
    found = small_areas([1.0, 3.0, 5.0, 7.0], [1.0] * 4, areas=["A", "B", "C", "D"], method="pr")
    own = found.area_variance / (found.area_variance + 1)
    assert found.own == pytest.approx([own] * 4)
    assert found.sentences()[0].startswith("A: 1,45")
    assert f"{100 * own:.0f}% từ mẫu của mình" in found.sentences()[0]


@pytest.mark.parametrize("method", METHODS)
def test_the_estimate_moves_with_the_unit_of_measurement(method):
    y, d = numbers(Y), numbers(SD) ** 2
    here = small_areas(y, d, method=method)
    there = small_areas(100 * y + 7, 1e4 * d, method=method)
    assert there.estimate == pytest.approx(100 * here.estimate + 7)
    assert there.mse == pytest.approx(1e4 * here.mse)
    assert ((here.own > 0) & (here.own < 1)).all()


@pytest.mark.parametrize(
    ("direct", "variance", "options", "said"),
    [
        ([1.0], [1.0], {}, "chỉ 1 địa bàn"),
        ([1.0, 2.0, 3.0], [1.0, -1.0, 1.0], {}, "phương sai âm: 2"),
        ([1.0, 2.0, 3.0], [1.0] * 3, {"method": "ml"}, "không có cách “ml”"),
        ([1.0, 2.0, 3.0], [1.0] * 3, {"covariates": np.array([1, np.nan, 2])}, "thiếu biến bổ trợ"),
        ([1.0, 2.0, 3.0], [1.0] * 3, {"covariates": np.ones(3)}, "phụ thuộc nhau"),
    ],
)
def test_what_cannot_be_fitted_is_refused(direct, variance, options, said):
    with pytest.raises(RequestError, match=said):
        small_areas(direct, variance, **options)
