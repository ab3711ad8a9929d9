import math
from contextvars import copy_context
from datetime import date

import pytest

from thuocdo.kernel.language import use_language
from thuocdo.reports import numbers


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (44.24792724, 4, "44,2479"),
        (1234.5, 1, "1.234,5"),
        (-0.25, 2, "−0,25"),
        (-0.001, 2, "0,00"),
        (0, 0, "0"),
        (None, 2, "–"),
        (math.nan, 2, "–"),
    ],
)
def test_a_number_in_vietnamese(value, digits, shown):
    assert numbers.decimal(value, digits) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3.1009, "+3,10"), (-1.65, "−1,65"), (0.0, "0,00"), (0.001, "0,00"), (None, "–")],
)
def test_a_change_has_its_sign(value, shown):
    assert numbers.signed(value) == shown


def test_a_rank_is_never_alone():
    assert numbers.rank_of(11, 61) == "11/61"
    assert numbers.rank_of(None, 61) == "–"


def test_english_has_points():
    def shown():
        use_language("en")
        return (
            numbers.decimal(1234.5, 1),
            numbers.signed(-0.5),
            numbers.percent(0.125, 1),
            numbers.day(date(2025, 7, 1)),
        )

    assert copy_context().run(shown) == ("1,234.5", "−0.50", "12.5%", "1 July 2025")
