"""What may be varied of a method, and what each alternative does to the numbers."""

import numpy as np
import pytest

from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import score_period_of
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.period import Period
from thuocdo.runs.method_choices import (
    AGGREGATION,
    CHOICES,
    IMPUTATION,
    LEAVE_OUT,
    NORMALISATION,
    WEIGHTS,
    method_choices,
)

MEAN = {"2024": {"components": ["a", "b"], "aggregate": "arithmetic"}}
GEOMETRIC = {"2024": {"components": ["a", "b"], "aggregate": "geometric"}}


def told(definition, measured, varied=CHOICES, year="2024"):
    made = score_period_of(definition, Period.parse(year), measured, Uncertainty())
    return method_choices(made, varied, 0.25, 20, np.random.default_rng(1))


class TestOfPapi:
    def test_the_alternatives_of_a_year_with_gaps(self, papi):
        found = told(*papi, year="2022")
        assert found.alternatives == {
            NORMALISATION: ("defined", "minmax", "zscore", "rank", "best"),
            IMPUTATION: ("defined", "group_mean", "median", "nearest"),
            AGGREGATION: ("defined", "geometric"),  # sums are linear already
            LEAVE_OUT: ("defined", "1", "2", "3", "4", "5", "6", "7", "8"),
        }
        assert found.choices.sizes == (20, 2, 20, 9)

    def test_a_year_without_gaps_has_nothing_to_impute(self, papi):
        assert told(*papi, year="2019").alternatives[IMPUTATION] == ("defined",)

    def test_the_first_alternative_is_the_published_score(self, papi):
        found = told(*papi)
        plan = found.plan(np.zeros((1, len(CHOICES))))
        assert (plan.leaves[0], plan.hierarchies[0], plan.left_out[0]) == (0, 0, 0)
        leaves = next(iter(found.choices.leaves.values()))
        np.testing.assert_array_equal(leaves["2.1"], found.made.measured.values["2.1"])

    def test_an_alternative_stays_on_the_scale_of_the_leaf(self, papi):
        found = told(*papi, varied=(NORMALISATION,))
        ends = {
            name: (np.nanmin(leaves["2.1"]), np.nanmax(leaves["2.1"]))
            for name, leaves in found.choices.leaves.items()
        }
        assert ends["như định nghĩa + min–max"] == ends["như định nghĩa + thứ hạng"] == (0.25, 2.5)
        assert ends["như định nghĩa + tỷ lệ so với đơn vị tốt nhất"][1] == 2.5
        low, high = ends["như định nghĩa + z-score"]
        assert 0 < low < 1.375 < high

    def test_choices_not_varied_stay_as_defined(self, papi):
        found = told(*papi, varied=(LEAVE_OUT,))
        plan = found.plan(np.array([[0.999], [0.0]]))
        assert plan.left_out.tolist() == [8, 0]
        assert plan.weights.tolist() == [-1, -1] and not plan.leaves.any()

    def test_imputation_and_normalisation_make_one_list_of_leaves(self, papi):
        found = told(*papi, varied=(NORMALISATION, IMPUTATION))
        plan = found.plan(np.array([[0.3, 0.6], [0.9, 0.0]]))  # minmax of 5, median of 4; best
        names = list(found.choices.leaves)
        assert [names[place] for place in plan.leaves] == [
            "trung vị cả nước + min–max",
            "như định nghĩa + tỷ lệ so với đơn vị tốt nhất",
        ]


class TestOfOnesOwnFramework:
    def test_a_gap_is_filled_with_the_median(self, own, measured):
        values = measured({"a": {2024: [1.0, 2.0, 9.0, None]}, "b": {2024: [1.0, 2.0, 3.0, 4.0]}})
        found = told(own(MEAN), values, (IMPUTATION,))
        assert found.alternatives[IMPUTATION] == ("defined", "median", "nearest")  # no regions
        leaves = found.choices.leaves["trung vị cả nước + như định nghĩa"]
        assert leaves["a"].tolist() == [1.0, 2.0, 9.0, 2.0]

    def test_less_is_better_is_respected_by_every_alternative(self, own, measured):
        values = measured({"a": {2024: [1.0, 2.0, 3.0]}, "b": {2024: [1.0, 2.0, 4.0]}})
        found = told(own(MEAN, {"direction": "-1"}), values, (NORMALISATION,))
        assert "best" not in found.alternatives[NORMALISATION]  # a share of the best needs > 0
        for leaves in found.choices.leaves.values():
            assert (np.diff(leaves["a"]) < 0).all()

    def test_a_geometric_index_may_be_arithmetic(self, own, measured):
        values = measured({"a": {2024: [1.0, 2.0]}, "b": {2024: [1.0, 4.0]}})
        assert told(own(GEOMETRIC), values).alternatives[AGGREGATION] == ("defined", "arithmetic")

    def test_without_a_scale_no_other_normalisation_keeps_the_weights(self, own, measured):
        values = measured({"a": {2024: [1.0, 2.0]}, "b": {2024: [1.0, 4.0]}})
        definition = own(MEAN, scale=None)
        assert told(definition, values, (WEIGHTS,)).size(WEIGHTS) == 20
        with pytest.raises(RequestError, match="thang điểm"):
            told(definition, values, (NORMALISATION,))

    def test_a_total_of_unknown_making_cannot_be_varied(self, own, measured):
        rule = {"2024": {"components": ["a", "b"], "aggregate": "none"}}
        with pytest.raises(RequestError) as refused:
            told(own(rule), measured({"": {2024: [1.0, 2.0]}, "a": {2024: [1.0, 2.0]}}))
        assert refused.value.problems[0].code == "method-not-varied"

    def test_an_unknown_choice_names_the_known_ones(self, papi):
        with pytest.raises(RequestError, match="leave-out"):
            told(*papi, varied=("weights", "x"))
