"""Answers as survey programs keep them."""

import sys

import polars as pl
import pytest

from thuocdo.kernel.errors import InputError
from thuocdo.survey.read_answers import read_answers

FRAME = pl.DataFrame({"tinh": ["01", "02", "04"], "q1": [1, 88, None], "w": [1.5, 2.0, 3.25]})


def test_parquet_keeps_types_and_reads_only_the_columns_asked_for(tmp_path):
    FRAME.with_columns(pl.col("q1").cast(pl.Int8)).write_parquet(tmp_path / "a.parquet")
    read = read_answers(tmp_path / "a.parquet", ["q1", "w", "q9"]).frame
    assert read.schema == {"q1": pl.Int8, "w": pl.Float64}


def test_csv_keeps_codes_with_leading_zeros(tmp_path):
    FRAME.write_csv(tmp_path / "a.csv")
    read = read_answers(tmp_path / "a.csv").frame
    assert read["tinh"].to_list() == ["01", "02", "04"]
    assert read["q1"].to_list() == [1, 88, None]
    assert read["w"].to_list() == [1.5, 2.0, 3.25]


def test_csv_with_semicolons_and_decimal_commas_is_read_too(tmp_path):
    (tmp_path / "a.csv").write_text("tinh;w;q1\n01;1,5;1\n02;2;88\n", encoding="utf-8")
    read = read_answers(tmp_path / "a.csv").frame
    assert read["w"].to_list() == [1.5, 2.0]
    assert read["tinh"].to_list() == ["01", "02"]


def test_excel_is_read(tmp_path):
    FRAME.write_excel(tmp_path / "a.xlsx")
    read = read_answers(tmp_path / "a.xlsx").frame
    assert read["tinh"].to_list() == ["01", "02", "04"]
    assert read["q1"].to_list() == [1, 88, None]


@pytest.mark.parametrize("suffix", ["sav", "dta"])
def test_spss_and_stata_bring_their_labels(tmp_path, suffix):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = str(tmp_path / f"a.{suffix}")
    write = pyreadstat.write_sav if suffix == "sav" else pyreadstat.write_dta
    plain = pl.DataFrame({"q1": [1.0, 2.0, 88.0], "ten": ["A", "B", ""]})
    labels = {"q1": {1: "Có", 2: "Không", 88: "Không biết"}}
    write(plain, path, column_labels=["Câu 1", "Tên"], variable_value_labels=labels)
    read = read_answers(path)
    assert read.frame["q1"].to_list() == [1, 2, 88]
    assert read.frame["ten"].to_list() == ["A", "B", None]
    assert read.labels["q1"] == "Câu 1"
    assert read.values["q1"] == {"1": "Có", "2": "Không", "88": "Không biết"}


def test_codes_that_spss_calls_missing_are_kept_to_be_counted(tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    path = str(tmp_path / "a.sav")
    pyreadstat.write_sav(pl.DataFrame({"q1": [1.0, 88.0]}), path, missing_ranges={"q1": [88]})
    assert read_answers(path).frame["q1"].to_list() == [1, 88]


def test_without_the_reader_of_spss_the_message_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyreadstat", None)
    with pytest.raises(InputError, match="pyreadstat") as told:
        read_answers(tmp_path / "a.sav")
    assert told.value.problems[0].code == "reader-not-installed"


@pytest.mark.parametrize("name", ["a.sav", "a.dta", "a.parquet", "a.csv", "a.txt2"])
def test_a_file_that_is_not_there_or_not_known_is_an_error_of_the_person(tmp_path, name):
    if name[-3:] in ("sav", "dta"):
        pytest.importorskip("pyreadstat")
    with pytest.raises(InputError):
        read_answers(tmp_path / name)


@pytest.mark.parametrize("name", ["a.sav", "a.dta", "a.parquet"])
def test_a_broken_file_is_an_error_of_the_person(tmp_path, name):
    if name[-3:] in ("sav", "dta"):
        pytest.importorskip("pyreadstat")
    (tmp_path / name).write_bytes(b"not a table at all")
    with pytest.raises(InputError) as told:
        read_answers(tmp_path / name)
    assert told.value.problems[0].code == "unreadable-file"
