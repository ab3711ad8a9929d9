import math
from contextvars import copy_context
from datetime import date

import pytest

from thuocdo.kernel import numerals
from thuocdo.kernel.language import use_language


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
    assert numerals.decimal(value, digits) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [(3.1009, "+3,10"), (-1.65, "−1,65"), (0.0, "0,00"), (0.001, "0,00"), (None, "–")],
)
def test_a_change_has_its_sign(value, shown):
    assert numerals.signed(value) == shown


def test_a_rank_is_never_alone():
    assert numerals.rank_of(11, 61) == "11/61"
    assert numerals.rank_of(None, 61) == "–"


def test_english_has_points():
    def shown():
        use_language("en")
        return (
            numerals.decimal(1234.5, 1),
            numerals.signed(-0.5),
            numerals.percent(0.125, 1),
            numerals.day(date(2025, 7, 1)),
        )

    assert copy_context().run(shown) == ("1,234.5", "−0.50", "12.5%", "1 July 2025")


def test_a_plain_number_has_no_more_digits_than_it_needs():
    assert [numerals.plain(x) for x in (80.0, 10 / 3, 2.5, 0.00001)] == ["80", "3,3333", "2,5", "0"]
