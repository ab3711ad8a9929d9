"""What people type for a number, and what it means beside its neighbours."""

from math import isfinite

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.catalog.numbers import Reason, number_problem, number_text, read_number, read_numbers

AMBIGUOUS, NOT_A_NUMBER = Reason.AMBIGUOUS, Reason.NOT_A_NUMBER
finite = st.floats(allow_nan=False, allow_infinity=False)


def vietnamese(value: float) -> str:
    """`1234.5` as `1.234,5`."""
    return f"{value:,}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("44.2479", 44.2479),
        ("44,2479", 44.2479),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234,5", 1234.5),
        ("1\u00a0234,5", 1234.5),
        ("1\u202f234,567", 1234.567),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("\u22120,9126", -0.9126),
        ("-0.91", -0.91),
        ("+3,1", 3.1),
        ("0,123", 0.123),
        (",5", 0.5),
        ("1234", 1234),
        ("1234,567", 1234.567),
        ("1.234e-05", 1.234e-05),
        ("  7,5 ", 7.5),
    ],
)
def test_a_clear_number_reads_as_it_is_written(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize(("text", "value"), [("85,11%", 85.11), ("85.11 %", 85.11), ("100%", 100)])
def test_a_percent_sign_is_dropped_and_the_number_kept(text, value):
    assert read_number(text) == value


@pytest.mark.parametrize("text", ["", None, "NA", "n/a", "N/A", "-", "–", "…", "...", "  "])
def test_a_blank_is_none_and_not_bad(text):
    assert read_numbers([text]) == ([None], {})


@pytest.mark.parametrize(
    "text",
    [
        *("abc", "12a", "1,2,3x", "nan", "inf", "-inf", "1.2.3", "12 34", "1,23,456", "--5"),
        *("0.123.456", "1 234.567,8", "1.234,567.8", "5.", "%", "1_000", "١٢", "1e999", "9" * 400),
        *("#N/A", "TRUE", "2024-01-01", "1.234,5e3"),
    ],
)
def test_what_is_not_a_number_is_said_to_be_none(text):
    assert read_numbers([text]) == ([None], {0: NOT_A_NUMBER})
    with pytest.raises(ValueError, match="not a number"):
        read_number(text)


class TestAColumn:
    def test_with_decimal_dots_reads_three_digits_as_decimals(self):
        assert read_numbers(["1.234", "44.2479"]) == ([1.234, 44.2479], {})

    def test_with_decimal_commas_reads_dotted_groups_as_thousands(self):
        assert read_numbers(["1.234", "44,2479", "1,234"]) == ([1234, 44.2479, 1.234], {})

    def test_with_decimal_dots_reads_comma_groups_as_thousands(self):
        assert read_numbers(["1,234", "44.2479"]) == ([1234, 44.2479], {})

    def test_with_repeated_groups_knows_its_thousands_mark(self):
        assert read_numbers(["1.234.567", "1.234"]) == ([1234567, 1234], {})

    def test_that_mixes_both_styles_keeps_the_clear_and_reports_the_ambiguous(self):
        read = read_numbers(["44,2479", "3.25", "1.234", "1,234", "7", None])
        assert read.values == [44.2479, 3.25, None, None, 7, None]
        assert read.bad == {2: AMBIGUOUS, 3: AMBIGUOUS}

    @pytest.mark.parametrize("mark", [",", "."])
    def test_of_three_decimals_only_takes_its_one_mark_for_decimals(self, mark):
        texts = [f"7{mark}123", f"6{mark}900", "-"]
        assert read_numbers(texts) == ([7.123, 6.9, None], {})

    def test_with_nothing_but_both_marks_before_three_digits_is_ambiguous(self):
        assert read_numbers(["1.234", "1,234"]).bad == {0: AMBIGUOUS, 1: AMBIGUOUS}

    def test_of_counts_beside_dotted_thousands_is_not_guessed(self):
        read = read_numbers(["200", "1.234", "987"])
        assert (read.values, read.bad) == ([200, None, 987], {1: AMBIGUOUS})

    def test_takes_no_style_from_a_bad_cell(self):
        assert read_numbers(["1,2,3x", "1.234"]) == ([None, 1.234], {0: NOT_A_NUMBER})

    def test_may_be_empty(self):
        assert read_numbers([]) == ([], {})


class TestAProblem:
    @pytest.mark.parametrize("reason", list(Reason))
    def test_shows_the_text_and_the_next_step(self, reason):
        problem = number_problem("1.234", reason)
        assert problem.code == reason.value
        assert "“1.234”" in problem.message
        assert problem.hint

    def test_takes_its_place_from_the_caller(self):
        problem = number_problem("12a", NOT_A_NUMBER).at(file="a.csv", row=3, column="value")
        assert str(problem).startswith("a.csv, dòng 3, mục “value”: “12a” không phải là số.")


class TestATypedNumber:
    @pytest.mark.parametrize(
        ("value", "shown_as", "text"),
        [
            (44.2479, "General", "44.2479"),
            (2024.0, "General", "2024"),
            (1, "00", "01"),
            (0.8511, "0.00%", "85.11%"),
            (1, "0%", "100%"),
            (0.5, '0.0"%"', "0.5"),
            (1.234, "0.000", "1.2340"),
            (0.01234, "0.000%", "1.2340%"),
            (1e22, "General", "1e+22"),
        ],
    )
    def test_is_written_as_a_person_would_see_it(self, value, shown_as, text):
        assert number_text(value, shown_as) == text

    def test_keeps_its_value_beside_decimal_commas(self):
        assert read_numbers([number_text(1.234), "44,2479"]).values == [1.234, 44.2479]

    @given(finite, st.lists(st.sampled_from(["44,2479", "1.234,5", "3.25", "7"])))
    def test_reads_back_the_same_in_any_company(self, value, others):
        assert read_numbers([number_text(value), *others]).values[0] == value


@given(finite)
def test_any_float_with_decimal_comma_and_thousands_dots_reads_back(value):
    assert read_number(vietnamese(value)) == value


@given(st.lists(finite))
def test_a_vietnamese_column_reads_back_whole(values):
    assert read_numbers([vietnamese(value) for value in values]) == (values, {})


@given(st.lists(finite))
def test_an_international_column_reads_back_whole(values):
    assert read_numbers([f"{value:,}" for value in values]) == (values, {})


@given(st.lists(st.integers(min_value=-(10**12), max_value=10**12)))
def test_spaced_groups_never_change_a_whole_number(values):
    assert read_numbers([f"{value:,}".replace(",", "\u00a0") for value in values]) == (values, {})


@given(st.lists(st.text(alphabet="0123456789.,- %eE+n/a\u2212…x") | st.none()))
def test_every_text_is_a_finite_number_a_blank_or_bad(texts):
    values, bad = read_numbers(texts)
    assert len(values) == len(texts)
    assert all(values[i] is None for i in bad)
    assert all(value is None or isfinite(value) for value in values)


@given(st.lists(st.sampled_from(["1.234", "1,234", "44,2479", "3.25", "7", "abc", ""])), st.data())
def test_the_order_of_a_column_does_not_matter(texts, data):
    order = data.draw(st.permutations(range(len(texts))))
    values, bad = read_numbers(texts)
    shuffled, shuffled_bad = read_numbers([texts[i] for i in order])
    assert shuffled == [values[i] for i in order]
    assert {order[i]: reason for i, reason in shuffled_bad.items()} == bad
