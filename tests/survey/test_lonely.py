"""Strata with one unit: five rules, and one unit left alone by a domain."""

import numpy as np
import polars as pl
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.build import design
from thuocdo.survey.domains import restrict
from thuocdo.survey.estimate import estimate
from thuocdo.survey.lonely import LonelyRule
from thuocdo.survey.means import Total

FRAME = pl.DataFrame(
    {
        "w": [1.0] * 5,
        "stratum": ["A", "A", "B", "C", "C"],
        "unit": [1, 2, 3, 4, 5],
        "N": [10, 10, 10, 10, 10],
    }
)
VALUES = np.array([1.0, 3.0, 5.0, 2.0, 8.0])


def variance(rule, values=VALUES, domain=None, **kwargs):
    sample = design(FRAME, "w", "stratum", "unit", **kwargs)
    return estimate(sample, Total(values, domain), rule).covariance[0, 0]


def test_to_fail_lists_the_strata_and_the_rules_there_are():
    with pytest.raises(InputError) as caught:
        variance("fail")
    assert str(caught.value) == (
        "1 tầng chỉ có một đơn vị mẫu, không tính được sai số: B"
        " → gộp tầng, hoặc chọn một quy tắc: adjust, average, certainty, remove"
    )
    assert caught.value.problems[0].code == "lonely-unit"


def test_a_lonely_stratum_without_answers_is_no_reason_to_fail():
    values = np.where(np.arange(5) == 2, np.nan, VALUES)
    assert variance("fail", values) == pytest.approx(4 + 36)


@pytest.mark.parametrize("rule", ["remove", "certainty"])
def test_to_remove_adds_nothing(rule):
    assert variance(rule) == pytest.approx(4 + 36)


def test_to_average_adds_what_the_others_add_on_average():
    assert variance("average") == pytest.approx((4 + 36) * 3 / 2)


def test_to_adjust_compares_with_the_mean_of_all_units():
    assert variance("adjust") == pytest.approx(4 + 36 + (5 - VALUES.mean()) ** 2)


def test_the_share_not_sampled_counts_for_lonely_units_too():
    expected = 0.8 * (4 + 36) + 0.9 * (5 - VALUES.mean()) ** 2
    assert variance("adjust", fpc="N") == pytest.approx(expected)


def test_a_single_unit_that_is_all_there_was_is_not_lonely():
    frame = FRAME.with_columns(N=pl.when(pl.col("stratum") == "B").then(1).otherwise(10))
    sample = design(frame, "w", "stratum", "unit", "N")
    assert estimate(sample, Total(VALUES)).covariance[0, 0] == pytest.approx(0.8 * 40)


class TestAUnitLeftAloneByADomain:
    inside = np.array([True, False, True, True, True])

    def test_is_centred_as_any_other_unless_it_is_asked_for(self):
        plain = 2 * (0.5**2 + 0.5**2)
        assert variance("remove", domain=self.inside) == pytest.approx(plain + 36)

    def test_is_averaged_over(self):
        rule = LonelyRule("average", domain=True)
        assert variance(rule, domain=self.inside) == pytest.approx(36 * 3)

    def test_is_compared_with_the_mean_of_all(self):
        rule = LonelyRule("adjust", domain=True)
        mean = (1 + 5 + 2 + 8) / 5
        alone = 2 * ((1 - mean) ** 2 + (0 - mean) ** 2)
        expected = alone + 36 + (5 - mean) ** 2
        assert variance(rule, domain=self.inside) == pytest.approx(expected)

    def test_a_weight_of_zero_says_the_same_as_a_domain(self):
        sample = restrict(design(FRAME, "w", "stratum", "unit"), self.inside)
        rule = LonelyRule("average", domain=True)
        found = estimate(sample, Total(VALUES), rule)
        assert found.covariance[0, 0] == pytest.approx(36 * 3)
        assert found.counts.tolist() == [4]


def test_where_no_stratum_has_two_units_there_is_nothing_to_average():
    frame = FRAME.with_columns(stratum=pl.col("unit"))
    found = estimate(design(frame, "w", "stratum", "unit"), Total(VALUES), "average")
    assert np.isnan(found.se[0])


def test_a_rule_that_there_is_not():
    with pytest.raises(ValueError, match="no such rule"):
        LonelyRule("drop")
