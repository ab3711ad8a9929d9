import numpy as np
import pytest

from thuocdo.index.change_parts import change_parts
from thuocdo.index.change_significance import significant_changes


def test_independent_samples_by_hand():
    tests = significant_changes([3.0, 1.0], [1.0, 1.0], 0.6, 0.8, control="none")
    np.testing.assert_allclose(tests.se, 1.0)
    np.testing.assert_allclose(tests.p, [0.04550026, 1.0], rtol=1e-6)
    assert tests.significant.tolist() == [True, False]


def test_a_covariance_between_the_periods_makes_a_change_more_certain():
    alone = significant_changes([2.0], [1.0], 0.5, 0.5)
    panel = significant_changes([2.0], [1.0], 0.5, 0.5, covariance=0.2)
    assert panel.se[0] == pytest.approx(np.sqrt(0.1))
    assert panel.p[0] < alone.p[0]


def test_few_degrees_of_freedom():
    tests = significant_changes([2.5], [0.0], 1.0, 0.0, df=3)
    assert tests.p[0] == pytest.approx(0.0877066, rel=1e-5)


def test_what_was_not_tested_does_not_count():
    now = np.array([[1.0, np.nan, 1.0], [0.0, 0.0, 0.0]])
    se = np.array([[0.3, 0.3, np.nan], [0.3, 0.3, 0.3]])
    tests = significant_changes(now, np.zeros((2, 3)), se, 0.1)
    assert tests.tests == 4
    assert tests.adjusted[0, 0] == pytest.approx(4 * tests.p[0, 0])
    assert np.isnan(tests.adjusted[0, 1:]).all() and not tests.significant[0, 1:].any()


def test_control_decides_between_many_small_changes():
    now = np.full(40, 2.2)
    alone, bh, holm = (
        significant_changes(now, 0.0, 1.0, 0.0, control=control).significant.sum()
        for control in ("none", "bh", "holm")
    )
    assert (alone, bh, holm) == (40, 40, 0)


def test_exact_scores_changed_or_not():
    tests = significant_changes([1.0, 1.0], [1.0, 1.1], 0.0, 0.0)
    assert tests.significant.tolist() == [False, True]


@pytest.mark.parametrize("options", [{"control": "bonferroni"}, {"level": 2}, {"covariance": 0.3}])
def test_what_cannot_be_is_refused(options):
    with pytest.raises(ValueError, match=r"control|covariance"):
        significant_changes([1.0], [0.0], 0.5, 0.5, **options)


def test_no_true_change_is_seldom_found():
    generator, wrong = np.random.default_rng(6), 0
    for _ in range(300):
        tests = significant_changes(generator.standard_normal(30), 0.0, 1.0, 0.0)
        wrong += tests.significant.any()
    assert wrong / 300 < 0.08


def test_parts_add_up_and_method_is_taken_off_first():
    change = np.array([1.0, 2.0, 4.0, np.nan])
    parts = change_parts(change, [0.5, 0.5, 0.0, 0.5], method=0.5)
    np.testing.assert_allclose(parts.method + parts.signal + parts.noise, change)
    assert parts.reliability[2] == 1 and parts.noise[2] == 0
    rest = change[:3] - 0.5
    true = rest.var(ddof=1) - 0.5 / 3
    assert parts.mean == pytest.approx(rest.mean())
    assert parts.spread == pytest.approx(np.sqrt(true))
    assert parts.reliability[0] == pytest.approx(true / (true + 0.25))


def test_changes_that_noise_explains_are_the_common_change():
    parts = change_parts([0.1, -0.1, 0.0], 5.0)
    assert parts.spread == 0
    np.testing.assert_allclose(parts.signal, 0.0, atol=1e-12)


def test_the_signal_is_nearer_to_the_truth_than_the_change():
    generator = np.random.default_rng(2)
    truth = generator.normal(0.3, 0.5, 500)
    change = truth + generator.standard_normal(500)
    signal = change_parts(change, 1.0).signal
    assert ((signal - truth) ** 2).mean() < 0.4 * ((change - truth) ** 2).mean()


def test_one_unit_alone_cannot_be_taken_apart():
    with pytest.raises(ValueError, match="two units"):
        change_parts([1.0, np.nan], 0.1)
