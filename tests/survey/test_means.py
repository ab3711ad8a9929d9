"""Means, totals and ratios of many items in many domains at once."""

import numpy as np
import polars as pl
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.answers import by_level, complete_cases
from thuocdo.survey.build import design
from thuocdo.survey.estimate import estimate
from thuocdo.survey.means import Mean, Total, Variance
from thuocdo.survey.ratio import Ratio

NAN = np.nan
WEIGHTS = np.array([1.0, 1.0, 2.0, 4.0])
VALUES = np.array([[1.0, NAN], [3.0, 2.0], [NAN, 4.0], [5.0, 6.0]])
WOMEN = np.array([True, True, False, False])


def sample(rows=4):
    return design(pl.DataFrame({"w": WEIGHTS[:rows]}), "w")


def test_each_item_rests_on_its_own_answers():
    mean = Mean(VALUES)
    assert mean.counts.tolist() == [3, 3]
    assert mean.point(WEIGHTS).tolist() == [(1 + 3 + 20) / 6, (2 + 8 + 24) / 7]
    assert Total(VALUES).point(WEIGHTS).tolist() == [24, 34]


def test_complete_cases_rest_on_who_answered_all():
    mean = Mean(complete_cases(VALUES))
    assert mean.counts.tolist() == [2, 2]
    assert mean.point(WEIGHTS).tolist() == [(3 + 20) / 5, (2 + 24) / 5]


def test_many_domains_come_one_after_the_other_each_with_all_items():
    found = Mean(VALUES, np.column_stack([WOMEN, ~WOMEN])).point(WEIGHTS)
    assert found.tolist() == [2, 2, 5, (8 + 24) / 6]


def test_a_ratio_rests_on_who_has_both():
    ratio = Ratio(VALUES[:, 0], VALUES[:, 1])
    assert ratio.counts.tolist() == [2]
    assert ratio.point(WEIGHTS) == pytest.approx([(3 + 20) / (2 + 24)])


def test_one_denominator_serves_many_numerators():
    ratio = Ratio(VALUES, np.array([1.0, 1.0, 1.0, 2.0]), WOMEN)
    assert ratio.point(WEIGHTS).tolist() == [2, 2]


def test_the_levels_of_a_question_add_up_to_one():
    levels = by_level(np.array([1, 2, 2, NAN]), [1, 2, 3])
    assert Mean(levels).point(WEIGHTS).tolist() == [0.25, 0.75, 0]


@pytest.mark.parametrize("made", [Mean, Total, Variance, lambda v: Ratio(v, v + 1)])
def test_many_sets_of_weights_give_what_each_gives(made):
    many = np.column_stack([WEIGHTS, WEIGHTS[::-1], np.ones(4)])
    statistic = made(VALUES)
    one_by_one = np.column_stack([statistic.point(column) for column in many.T])
    np.testing.assert_allclose(statistic.point(many), one_by_one, rtol=1e-13)


def test_an_item_that_nobody_answered_is_not_a_number_and_counts_none():
    values = np.column_stack([VALUES[:, 0], np.full(4, NAN)])
    found = estimate(sample(), Mean(values))
    assert np.isnan([found.value[1], found.se[1], found.covariance[0, 1]]).all()
    assert found.counts.tolist() == [3, 0]
    assert found.se[0] > 0


def test_when_nobody_answered_anything_it_is_said():
    with pytest.raises(InputError) as caught:
        estimate(sample(), Mean(np.full(4, NAN)))
    assert caught.value.problems[0].code == "no-answers"
    assert str(caught.value) == (
        "không có câu trả lời hợp lệ nào để ước lượng → xem lại cột, mã thiếu và miền"
    )


def test_an_empty_domain_is_said():
    with pytest.raises(InputError) as caught:
        Mean(VALUES, np.column_stack([WOMEN, np.zeros(4, dtype=bool)]))
    assert caught.value.problems[0].code == "empty-domain"
    assert str(caught.value) == (
        "1 miền trong số 2 không có người trả lời nào (thứ 2)"
        " → xem lại điều kiện của miền, hoặc bỏ miền đó"
    )
