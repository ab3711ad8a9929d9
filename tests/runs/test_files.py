"""Results are written whole or not at all; what was there before stays until then."""

import json
from datetime import date

import polars as pl
import pytest

from thuocdo.kernel.errors import OutputError
from thuocdo.runs.files import FORMATS, as_json, staged, write_table

TABLE = pl.DataFrame({"unit": ["01", "02"], "score": [44.24791, None]})


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_table_reads_back_as_it_was_written(tmp_path, suffix):
    path = tmp_path / "moi" / f"bang{suffix}"
    write_table(TABLE, path)
    read = {
        ".csv": lambda: pl.read_csv(path, schema_overrides={"unit": pl.String}),
        ".parquet": lambda: pl.read_parquet(path),
        ".json": lambda: pl.DataFrame(json.loads(path.read_text(encoding="utf-8"))),
        ".xlsx": lambda: _excel(path),
    }[suffix]()
    assert read.rows() == TABLE.rows()
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def _excel(path) -> pl.DataFrame:
    import openpyxl

    rows = list(openpyxl.load_workbook(path).active.values)
    return pl.DataFrame(rows[1:], schema=list(rows[0]), orient="row")


def test_json_keeps_days_and_gaps():
    table = pl.DataFrame({"since": [date(2025, 7, 1)], "until": [None]})
    assert json.loads(as_json(table)) == [{"since": "2025-07-01", "until": None}]


def test_an_unknown_ending_is_refused_with_those_that_are_known(tmp_path):
    with pytest.raises(OutputError, match=r"\.csv, \.parquet, \.xlsx, \.json"):
        write_table(TABLE, tmp_path / "bang.doc")
    assert list(tmp_path.iterdir()) == []


class TestAFolderThatCannotBeWritten:
    def test_since_a_file_stands_in_its_place(self, tmp_path):
        (tmp_path / "out").write_text("x")
        with pytest.raises(OutputError, match="không ghi được") as caught:
            write_table(TABLE, tmp_path / "out" / "bang.csv")
        assert caught.value.problems[0].code == "output-unwritable"
        assert (tmp_path / "out").read_text() == "x"

    def test_since_its_path_goes_through_a_file(self, tmp_path):
        (tmp_path / "out").write_text("x")
        with pytest.raises(OutputError, match="đi qua một tệp"):
            write_table(TABLE, tmp_path / "out" / "sau" / "bang.csv")

    def test_since_a_folder_stands_in_the_place_of_the_file(self, tmp_path):
        (tmp_path / "bang.csv").mkdir()
        (tmp_path / "bang.csv" / "quan_trong.txt").write_text("x")
        with pytest.raises(OutputError, match=r"bang\.csv"):
            write_table(TABLE, tmp_path / "bang.csv")
        assert (tmp_path / "bang.csv" / "quan_trong.txt").read_text() == "x"


class TestAFailure:
    def test_leaves_nothing_of_the_new_files(self, tmp_path):
        with pytest.raises(ZeroDivisionError), staged(tmp_path / "out") as stage:
            (stage / "a.csv").write_text("new")
            1 / 0  # noqa: B018
        assert list(tmp_path.iterdir()) == []

    def test_leaves_the_old_files_as_they_were(self, tmp_path):
        (tmp_path / "a.csv").write_text("old")
        with pytest.raises(ZeroDivisionError), staged(tmp_path) as stage:
            (stage / "a.csv").write_text("new")
            1 / 0  # noqa: B018
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.csv": "old"}

    def test_while_moving_puts_back_what_was_moved_already(self, tmp_path):
        (tmp_path / "a.csv").write_text("old")
        (tmp_path / "b.csv").mkdir()
        with pytest.raises(OutputError), staged(tmp_path) as stage:
            (stage / "a.csv").write_text("new")
            (stage / "b.csv").write_text("new")
        assert (tmp_path / "a.csv").read_text() == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv"]


def test_success_replaces_the_old_files(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    with staged(tmp_path) as stage:
        (stage / "a.csv").write_text("new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.csv": "new"}
