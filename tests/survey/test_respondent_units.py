"""Respondents are placed in units by name, by code, or by numbers that are explained."""

from datetime import date

import polars as pl
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.respondent_units import column_of, respondent_units

BEFORE, AFTER = date(2024, 12, 31), date(2025, 12, 31)


def place(values, day=BEFORE, level="province", **options):
    return respondent_units(pl.Series("tinh", values), level, day, **options)


@pytest.mark.parametrize(
    "values", [["Hà Giang", "Hà Nội"], ["02", "01"], [2, 1], [2.0, 1.0], ["ha giang", "TP Hà Nội"]]
)
def test_names_codes_and_numbers_mean_the_same(values):
    found = place(values)
    assert found.codes == ("01", "02")
    assert found.place.tolist() == [1, 0]


def test_numbers_of_the_survey_may_be_explained():
    found = place([7, 8], meanings={"7": "Hà Nội", "8": "Cao Bằng"})
    assert found.codes == ("01", "04")


def test_a_blank_unit_is_nobodys_and_counted():
    found = place(["01", None, " "])
    assert found.place.tolist() == [0, -1, -1]
    assert found.blank == 2


def test_units_are_those_of_the_day():
    with pytest.raises(InputError, match="Hà Giang"):
        place(["Hà Giang"], AFTER)


def test_all_unknown_values_are_told_with_how_many_people_have_them():
    with pytest.raises(InputError) as told:
        place(["Hà Nộii", "Hà Nộii", "xyz", "01"])
    assert len(told.value.problems) == 2
    assert "2 người trả lời" in str(told.value)
    assert "Hà Nội" in str(told.value)


def test_free_units_stand_as_they_are():
    assert place(["Phòng A", "Phòng B"], level="free").codes == ("Phòng A", "Phòng B")


def test_a_column_that_is_not_there_is_told_with_the_closest():
    with pytest.raises(InputError) as told:
        column_of(pl.DataFrame({"province": [1]}), "provinc")
    assert told.value.problems[0].code == "missing-column"
    assert "province" in told.value.problems[0].hint
