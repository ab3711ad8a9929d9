"""A design from the columns of a table, and what is said of a wrong table."""

import numpy as np
import polars as pl
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.build import design


def sample(**columns) -> pl.DataFrame:
    """Two strata of two communes, two respondents in each."""
    frame = pl.DataFrame(
        {
            "w": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
            "tang": ["A"] * 4 + ["B"] * 4,
            "xa": [1, 1, 2, 2, 1, 1, 2, 2],
            "thon": [1, 2, 1, 2, 1, 2, 1, 2],
        }
    )
    return frame.with_columns(**{name: pl.Series(values) for name, values in columns.items()})


def problems(*args, **kwargs):
    with pytest.raises(InputError) as caught:
        design(*args, **kwargs)
    return caught.value.problems


def codes_of(found):
    return [problem.code for problem in found]


class TestADesign:
    def test_unit_ids_that_repeat_across_strata_are_told_apart(self):
        made = design(sample(), "w", "tang", "xa")
        assert made.stages[0].units.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
        assert made.stages[0].strata.tolist() == [0] * 4 + [1] * 4
        assert made.stages[0].stratum_labels == ("A", "B")
        assert made.stages[0].unit_labels == ("1", "2", "1", "2")

    def test_units_of_the_second_stage_lie_within_those_of_the_first(self):
        made = design(sample(), "w", "tang", ["xa", "thon"])
        assert made.stages[1].strata.tolist() == made.stages[0].units.tolist()
        assert made.stages[1].units.tolist() == list(range(8))

    def test_a_stage_may_have_strata_and_populations_of_its_own(self):
        frame = sample(half=[0, 1] * 4, n1=[9] * 8, n2=[5] * 8)
        made = design(frame, "w", ["tang", "half"], ["xa", "thon"], ["n1", "n2"])
        assert made.stages[1].strata.tolist() == list(range(8))
        assert made.stages[1].population.tolist() == [5.0] * 8

    def test_without_units_each_row_is_one_and_without_strata_there_is_one(self):
        made = design(sample(), "w")
        assert made.stages[0].units.tolist() == list(range(8))
        assert set(made.stages[0].strata) == {0}

    def test_ids_may_be_numbers_texts_or_categories(self):
        frame = sample(xa=["b", "b", "a", "a"] * 2).with_columns(
            pl.col("tang").cast(pl.Categorical)
        )
        assert design(frame, "w", "tang", "xa").stages[0].units.tolist() == [1, 1, 0, 0, 3, 3, 2, 2]

    def test_ids_unique_in_the_country_need_no_nesting(self):
        frame = sample(xa=[1, 1, 2, 2, 3, 3, 4, 4])
        made = design(frame, "w", "tang", "xa", nest=False)
        assert made.stages[0].units.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]

    def test_a_population_that_is_not_known_is_nan(self):
        made = design(sample(n1=[None] * 4 + [2] * 4), "w", "tang", "xa", "n1")
        assert np.isnan(made.stages[0].population[:4]).all()
        assert made.stages[0].population[4:].tolist() == [2.0] * 4


class TestWhatIsWrong:
    def test_columns_that_are_not_there(self):
        found = problems(sample(), "quyen_so", "tầng", "xa")
        assert codes_of(found) == ["missing-column"] * 2
        assert str(found[0]) == (
            "mục “quyen_so”: không có cột “quyen_so” trong bảng"
            " → các cột đang có: w, tang, xa, thon"
        )

    def test_weights_negative_zero_and_missing_with_their_rows(self):
        frame = sample(w=[1.0, -2.0, 0.0, None, 5.0, float("nan"), 7.0, -8.0])
        found = problems(frame, "w", "tang", "xa")
        assert codes_of(found) == ["weight-missing", "weight-negative", "weight-zero"]
        assert found[1].message == "2 dòng có quyền số âm (dòng 3, 9)"
        assert [problem.row for problem in found] == [5, 3, 4]

    def test_many_wrong_rows_are_counted_and_the_first_listed(self):
        found = problems(sample(w=[-1.0] * 8), "w")
        assert found[0].message == "8 dòng có quyền số âm (dòng 2, 3, 4, 5, 6…)"

    def test_weights_that_are_text(self):
        assert codes_of(problems(sample(w=["x"] * 8), "w")) == ["weight-not-a-number"]

    def test_rows_without_stratum_or_unit(self):
        frame = sample(tang=[None, "A", " ", "A", "B", "B", "B", "B"], xa=[1, None] * 4)
        found = problems(frame, "w", "tang", "xa")
        assert codes_of(found) == ["stratum-missing", "unit-missing"]
        assert found[0].message == "2 dòng không có mã tầng (dòng 2, 4)"
        assert found[1].message.startswith("4 dòng không có mã đơn vị mẫu")

    def test_a_unit_in_two_strata(self):
        found = problems(sample(), "w", "tang", "xa", nest=False)
        assert codes_of(found) == ["unit-in-two-strata"] * 2
        assert found[0].message == "đơn vị mẫu 1 nằm trong nhiều tầng: A, B"

    def test_a_population_below_the_sample(self):
        found = problems(sample(n1=[1] * 4 + [9] * 4), "w", "tang", "xa", "n1")
        assert codes_of(found) == ["fpc-below-sample"]
        assert found[0].message == "tầng A có 2 đơn vị mẫu nhưng tổng thể chỉ ghi 1"

    def test_a_population_that_varies_within_a_stratum(self):
        found = problems(sample(n1=[5, 6] * 2 + [9, None] * 2), "w", "tang", "xa", "n1")
        assert codes_of(found) == ["fpc-varies"] * 2
        assert "tầng A ghi nhiều số đơn vị tổng thể khác nhau (5 đến 6)" in found[0].message

    def test_a_population_that_is_text(self):
        found = problems(sample(n1=["x"] * 8), "w", "tang", "xa", "n1")
        assert codes_of(found) == ["fpc-not-a-number"]

    def test_all_that_is_wrong_is_told_at_once(self):
        frame = sample(w=[-1.0, 0.0, *[1.0] * 6], xa=[None, *[1] * 7])
        found = problems(frame, "w", "tang", "xa")
        assert codes_of(found) == ["weight-negative", "weight-zero", "unit-missing"]

    def test_a_table_without_rows(self):
        assert codes_of(problems(sample().clear(), "w", "tang", "xa")) == ["no-rows"]
