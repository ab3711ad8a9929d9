"""P-values adjusted for their number."""

import numpy as np
import pytest
from scipy import stats

from thuocdo.survey.multiplicity import ADJUSTMENTS, benjamini_hochberg, holm

P = np.array([0.01, 0.04, 0.03, 0.005])


def test_holm_on_numbers_one_can_check_by_hand():
    np.testing.assert_allclose(holm(P), [0.03, 0.06, 0.06, 0.02])


def test_benjamini_and_hochberg_on_numbers_one_can_check_by_hand():
    np.testing.assert_allclose(benjamini_hochberg(P), [0.02, 0.04, 0.04, 0.02])


def test_benjamini_and_hochberg_is_scipys():
    p = np.random.default_rng(1).uniform(size=200) ** 2
    np.testing.assert_allclose(benjamini_hochberg(p), stats.false_discovery_control(p), rtol=1e-12)


@pytest.mark.parametrize("adjust", ADJUSTMENTS.values(), ids=ADJUSTMENTS)
class TestEveryAdjustment:
    def test_it_never_lowers_a_p_value_nor_exceeds_one(self, adjust):
        p = np.random.default_rng(2).uniform(size=50)
        assert ((adjust(p) >= p) & (adjust(p) <= 1)).all()

    def test_it_keeps_the_order(self, adjust):
        p = np.sort(np.random.default_rng(3).uniform(size=50))
        assert (np.diff(adjust(p)) >= 0).all()

    def test_a_single_test_stays_as_it_is(self, adjust):
        np.testing.assert_allclose(adjust([0.03]), [0.03])

    def test_a_test_that_was_not_made_does_not_count(self, adjust):
        np.testing.assert_allclose(adjust([0.01, np.nan, 0.04]), np.insert(adjust([0.01, 0.04]), 1, np.nan))  # fmt: skip  # noqa: E501

    def test_nothing_to_adjust_gives_nothing(self, adjust):
        assert adjust([]).size == 0


@pytest.mark.parametrize("adjust", [holm, benjamini_hochberg])
def test_what_is_no_p_value_is_refused(adjust):
    with pytest.raises(ValueError, match="between 0 and 1"):
        adjust([0.5, 1.5])
