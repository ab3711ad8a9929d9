"""Which header means which column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.catalog.headers import (
    ALIASES,
    FALLBACKS,
    fold,
    header_problems,
    match_columns,
    missing_columns,
)
from thuocdo.kernel import MEASUREMENTS, SCOREBOOK


def matched(*found, columns=MEASUREMENTS, **options):
    return match_columns(list(found), columns, **options).matched


@pytest.mark.parametrize("columns", [MEASUREMENTS, SCOREBOOK])
@pytest.mark.parametrize("spelling", ["name", "header"])
@pytest.mark.parametrize("change", [str, str.upper, fold, lambda text: text.replace(" ", "_")])
def test_the_names_and_the_vietnamese_headers_match_in_any_dress(columns, spelling, change):
    found = {change(getattr(column, spelling)): column.name for column in columns}
    assert match_columns(list(found), columns).matched == found


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *((text, "unit") for text in ("đơn vị", "Tỉnh", "Mã tỉnh", "province", "province_code")),
        *((text, "unit") for text in ("Tỉnh/Thành phố", "TỈNH, THÀNH PHỐ", "ma_tinh")),
        *((text, "period") for text in ("Năm", "nam", "year", "kỳ")),
        *((text, "value") for text in ("Điểm", "diem", "score", "Giá trị")),
        *((text, "node") for text in ("Nội dung", "Chỉ số", "tiêu chí", "Indicator")),
        *((text, "n") for text in ("Số mẫu", "cỡ mẫu", "N")),
        *(("Sai số chuẩn", "se"), ("Trạng thái", "status"), ("nguồn", "source")),
        ("Bộ chỉ số", "framework"),
    ],
)
def test_a_usual_alias_matches(header, name):
    assert matched(header) == {header: name}


def test_decomposed_letters_match_too():
    assert matched("Điểm") == {"Điểm": "value"}


def test_what_matches_nothing_is_left_in_file_order():
    match = match_columns(["Ghi chú", "Năm", "STT"], MEASUREMENTS)
    assert match.unmatched == ("Ghi chú", "STT")
    assert match.problems == ()


def test_the_header_of_a_table_wins_over_an_alias():
    found = matched("Mã đơn vị", "Đơn vị", "Điểm", columns=SCOREBOOK)
    assert found == {"Mã đơn vị": "unit", "Đơn vị": "unit_name", "Điểm": "score"}


def test_a_name_beside_a_code_is_left_alone():
    match = match_columns(["Tên tỉnh", "Mã tỉnh"], MEASUREMENTS)
    assert (match.matched, match.unmatched) == ({"Mã tỉnh": "unit"}, ("Tên tỉnh",))


def test_a_name_with_no_code_beside_it_is_the_unit():
    assert matched("Tên tỉnh", "Năm") == {"Tên tỉnh": "unit", "Năm": "period"}


def test_extra_aliases_are_heard_before_the_usual_ones():
    assert matched("Điểm", "x1", extra_aliases={"Điểm": "se", "X1": "value", "y": "nowhere"}) == {
        "Điểm": "se",
        "x1": "value",
    }


def test_no_two_aliases_contradict_each_other():
    spellings = [(fold(text), name) for name, texts in ALIASES.items() for text in texts]
    shared = {fold(text) for texts in FALLBACKS.values() for text in texts}
    meant = {key: {name for k, name in spellings if k == key} for key, _name in spellings}
    assert all(len(names) == 1 for names in meant.values())
    assert all(meant.get(key, {"unit_name"}) == {"unit_name"} for key in shared)


def test_two_headers_of_one_meaning_are_a_problem_and_the_first_is_kept():
    match = match_columns(["Năm", "value", "Kỳ"], MEASUREMENTS)
    assert match.matched == {"Năm": "period", "value": "value"}
    assert match.unmatched == ()
    (problem,) = match.problems
    assert (problem.code, problem.column) == ("duplicate-column", "period")
    assert "“Năm”, “Kỳ”" in problem.message


class TestAMissingColumn:
    def test_is_named_with_what_the_file_has(self):
        match = match_columns(["Năm", "STT"], MEASUREMENTS)
        (problem,) = missing_columns(["period", "value"], match, "a.csv")
        assert (problem.code, problem.file, problem.column) == ("missing-column", "a.csv", "value")
        assert problem.message == "Thiếu cột “value” (Giá trị). Tệp có các cột: “Năm”, “STT”."
        assert problem.hint == "Thêm cột “value” vào dòng tiêu đề."

    @pytest.mark.parametrize("header", ["Diemm", "Điểm PAPI 2024", "Gía trịi"])
    def test_is_guessed_from_the_closest_header(self, header):
        (problem,) = missing_columns(["value"], match_columns([header], MEASUREMENTS))
        assert problem.hint.startswith(f"Có phải cột “{header}” không?")

    def test_is_said_of_a_file_with_no_headers(self):
        (problem,) = missing_columns(["unit"], match_columns([], MEASUREMENTS))
        assert "không có cột nào" in problem.message

    def test_is_not_said_when_nothing_is_missing(self):
        assert missing_columns(["unit"], match_columns(["Tỉnh"], MEASUREMENTS)) == []


def test_header_problems_tell_the_place():
    empty, double = header_problems({0: "a", 1: "", 3: "a"}, row=2)
    assert (empty.code, double.code) == ("empty-header", "duplicate-header")
    assert "thứ 2" in empty.message
    assert (double.row, double.column) == (2, "a")


@given(st.lists(st.text()))
def test_any_headers_are_matched_or_unmatched_and_nothing_is_raised(found):
    match = match_columns(found, MEASUREMENTS)
    assert set(match.matched) | set(match.unmatched) <= set(found)
    assert not set(match.matched) & set(match.unmatched)
    assert len(set(match.matched.values())) == len(match.matched)
    missing_columns(["unit", "value"], match)
