"""A file of claims in, the rows with verdicts out; every mistake at once."""

import polars as pl
import pytest

from thuocdo.claims import check_file, check_table
from thuocdo.kernel import InputError

HEADER = "claim_id,index,province_code,year,score,rank"


@pytest.fixture
def check(tmp_path, books):
    def run(*lines, name="claims.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines), encoding="utf-8")
        return check_file(path, books)

    return run


@pytest.fixture
def problems(check):
    def run(*lines):
        with pytest.raises(InputError) as raised:
            check(*lines)
        assert all("claims.csv" in problem.file for problem in raised.value.problems)
        return {(p.code, p.row, p.column): p for p in raised.value.problems}

    return run


def test_rows_come_back_with_a_verdict_on_each_field(check):
    found = check(HEADER, 'a,PAPI,02,2023,"44,2479",11', "b,PAPI,34,2023,43.6,17")
    assert found.columns == [
        *HEADER.split(","),
        *("score_result", "score_detail", "rank_result", "rank_detail", "check_result"),
    ]
    assert found["check_result"].to_list() == ["reproduced", "contradicted"]
    assert found["score_result"].to_list() == ["reproduced", "contradicted"]
    assert "43,7585" in found["score_detail"][1]
    assert found["score"].to_list() == ["44,2479", "43.6"]


def test_vietnamese_headers_and_names_are_understood(check):
    found = check("Chỉ số,Tỉnh,Năm,Điểm,Thứ hạng", "Chỉ số PAPI,Thừa Thiên - Huế,2023,46.0415,1")
    assert found["check_result"].to_list() == ["reproduced"]


@pytest.mark.parametrize("index", ["PAR INDEX", "PAR-INDEX", "par_index", "Chỉ số CCHC"])
def test_an_index_has_many_names(check, index):
    assert check(HEADER, f"a,{index},56,2021,85.11,")["check_result"].to_list() == ["reproduced"]


def test_an_own_verdict_is_kept_beside_ours_and_an_old_output_can_be_checked_again(check, books):
    found = check(f"{HEADER},check_result", "a,PAPI,34,2023,43.6,17,reproduced")
    assert found["given_check_result"].to_list() == ["reproduced"]
    again = check_table(found, books)
    assert again["check_result"].to_list() == ["contradicted"]
    assert again["given_check_result"].to_list() == ["contradicted"]


def test_a_row_that_says_nothing_is_not_checkable(check):
    assert check(HEADER, "a,PAPI,02,2023,,")["check_result"].to_list() == ["not_checkable"]


def test_the_last_may_be_said_in_words(check):
    assert check(HEADER, "a,PAPI,67,2023,,last")["check_result"].to_list() == ["reproduced"]


def test_excel_numbers_keep_the_digits_they_were_typed_with(tmp_path, books):
    path = tmp_path / "claims.xlsx"
    row = {"index": "PAPI", "province_code": "74", "year": 2021, "score": 47.178}
    pl.DataFrame([row]).write_excel(path)
    # 47.1778 printed as 47.178: with a zero more it would be contradicted.
    assert check_file(path, books)["score_result"].to_list() == ["reproduced"]


def test_a_province_code_that_lost_its_zero_is_mended(check):
    assert check(HEADER, "a,PAPI,2,2023,,11")["check_result"].to_list() == ["reproduced"]


def test_a_dimension_by_number_path_or_name(check):
    found = check(
        "index,province_code,year,dimension,score",
        "PAPI,82,2018,5,7.21",
        "PAPI,82,2018,papi/5,7.21",
        "PAPI,82,2018,Thủ tục hành chính công,7.21",
    )
    assert found["check_result"].to_list() == ["reproduced"] * 3


def test_all_mistakes_of_a_file_are_told_at_once(problems):
    found = problems(
        f"{HEADER},scope,dimension",
        "a,PAPO,02,2023,44,11,,",
        "b,PAPI,Ha Giangg,2023,44,11,,",
        "c,PAPI,02,23,44,11,,",
        "d,PAPI,02,2023,nhiều,11/63,,",
        "e,PAPI,02,2023,44,11,cả xã,",
        "f,PAPI,02,2023,44,11,,Thủ tục hành chính cong",
        "g,PAPI,02,2023,44,11,,99",
    )
    assert set(found) == {
        ("index-unknown", 2, "index"),
        ("unit-unknown", 3, "province_code"),
        ("bad-year", 4, "year"),
        ("not-a-number", 5, "score"),
        ("not-a-number", 5, "rank"),
        ("scope-unknown", 6, "scope"),
        ("node-unknown", 8, "dimension"),
    }
    assert "PAPI" in found["index-unknown", 2, "index"].hint
    assert "Hà Giang" in found["unit-unknown", 3, "province_code"].hint


def test_unknown_and_missing_columns_are_told_with_the_closest_name(problems):
    found = problems("index,yeer,province_code,scor", "PAPI,2023,02,44")
    assert set(found) == {
        ("missing-column", None, "year"),
        ("unknown-column", None, "yeer"),
        ("unknown-column", None, "scor"),
    }
    assert "score" in found["unknown-column", None, "scor"].hint


def test_a_file_with_nothing_to_check_is_refused(problems):
    assert {key[0] for key in problems("index,year,province_code", "PAPI,2023,02")} == {"no-claims"}


@pytest.mark.parametrize(("lines", "code"), [([""], "empty-file"), ([HEADER], "no-rows")])
def test_an_empty_file_is_refused(problems, lines, code):
    assert {key[0] for key in problems(*lines)} == {code}


def test_a_framework_without_scorebook_is_not_checkable(books):
    table = pl.DataFrame({"index": ["PCI"], "province_code": ["02"], "year": [2015], "rank": [1]})
    found = check_table(table, {"papi": books["papi"]})
    assert found["check_result"].to_list() == ["not_checkable"]
    assert "PCI" in found["rank_detail"][0]
