"""`thuocdo ranking`: for a person, for a program, for a spreadsheet."""

import io
import json
import subprocess
import sys

import openpyxl
import polars as pl
import pytest

from thuocdo.cli import show
from thuocdo.kernel.tables import SCOREBOOK, names

PAPI = ("ranking", "papi", "--year", "2023")


class TestTheTableForAPerson:
    def test_is_in_vietnamese_with_decimal_commas(self, run):
        done = run(*PAPI)
        assert done.code == 0
        line = next(line for line in done.out.splitlines() if "Hà Giang" in line)
        assert line.split() == [
            "11", "Hà", "Giang", "44,2479", "+3,1009", "+29", "cao", "nhất", "3/14", "công", "bố",
        ]  # fmt: skip
        assert "không công bố" in done.out
        assert "published" not in done.out
        assert "withheld" not in done.out

    def test_has_its_notes_apart_so_that_a_pipe_carries_the_table_alone(self, run):
        done = run(*PAPI)
        assert "• Thứ hạng tính trên 61 đơn vị" in done.err
        assert "•" not in done.out

    def test_is_in_english_with_decimal_points_where_wanted(self, run):
        done = run("--lang", "en", *PAPI)
        assert "44.2479" in done.out
        assert "highest" in done.out
        assert "cao nhất" not in done.out

    def test_shows_printed_ranks_where_nobody_can_be_ranked(self, run):
        done = run("ranking", "pci", "--year", "2023")
        assert "Hạng đã công bố" in done.out
        assert "không xếp hạng" in done.err

    @pytest.mark.parametrize("width", [120, 80, 60, 40])
    def test_never_cuts_a_number_on_a_narrow_screen(self, run, monkeypatch, width):
        from rich.console import Console

        monkeypatch.setattr(show, "console", lambda: Console(**show.PLAIN, width=width))
        done = run(*PAPI)
        assert "44,2479" in done.out
        assert "…" not in done.out
        assert max(map(len, done.out.splitlines()[1:])) <= width
        assert ("Màn hình hẹp" in done.err) == (width < 80)

    def test_of_a_region_is_found_by_name(self, run):
        done = run(*PAPI, "--region", "tây nguyên")
        assert "Đắk Lắk" in done.out
        assert "Hà Nội" not in done.out

    def test_of_a_node_says_which(self, run):
        done = run(*PAPI, "--node", "papi/2")
        assert "2. Công khai, minh bạch" in done.out

    def test_on_the_map_of_34_says_what_is_carried_over(self, run):
        done = run(*PAPI, "--territory", "2025-07-01")
        assert done.code == 0
        assert "quy đổi" in done.out
        assert "thiếu số liệu của Bình Dương" in done.err


class TestForAProgram:
    def test_csv_has_the_documented_columns_and_codes(self, run):
        done = run(*PAPI, "--format", "csv")
        table = pl.read_csv(io.StringIO(done.out), schema_overrides={"unit": pl.String})
        assert table.columns == [*names(SCOREBOOK), "printed_rank", "printed_group"]
        assert table["status"].unique().sort().to_list() == ["published", "withheld"]
        assert table["unit"][0] == "46"

    def test_json_has_the_same_records_unrounded(self, run):
        records = json.loads(run(*PAPI, "--format", "json").out)
        assert len(records) == 63
        assert records[-1]["score"] is None
        assert len(str(records[0]["score"])) > 8

    def test_xlsx_goes_through_a_pipe(self):
        code = "from thuocdo.cli import main; main()"
        command = [sys.executable, "-c", code, *PAPI, "--format", "xlsx"]
        done = subprocess.run(command, capture_output=True, check=True)
        assert openpyxl.load_workbook(io.BytesIO(done.stdout)).active["A2"].value == "papi"

    def test_xlsx_is_not_thrown_at_a_screen(self, run, monkeypatch):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        done = run(*PAPI, "--format", "xlsx")
        assert done.code == 2
        assert "--output" in done.err

    @pytest.mark.parametrize("suffix", [".csv", ".json", ".parquet", ".xlsx"])
    def test_a_file_is_written_where_asked(self, run, tmp_path, suffix):
        path = tmp_path / f"[2023] hạng{suffix}"
        done = run(*PAPI, "-o", path)
        assert (done.code, done.out) == (0, "")
        assert path.stat().st_size > 0
        assert f"Đã ghi {path}." in done.err


class TestWhatCannotBe:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ([*PAPI, "--region", "miền Trung"], "Tây Nguyên"),
            ([*PAPI, "--node", "papi/9"], "Có phải “papi/8”?"),
            (["ranking", "papi", "--year", "2010"], "2011–2024"),
            ([*PAPI, "-o", "hang.doc"], ".xlsx"),
            ([*PAPI, "--data", "khong_co.csv"], "Không tìm thấy tệp"),
            ([*PAPI, "--definitions", "khong_co"], "framework.yaml"),
        ],
    )
    def test_ends_with_2_and_says_what_there_is(self, run, arguments, words):
        done = run(*arguments)
        assert (done.code, done.out) == (2, "")
        assert words in done.err

    def test_includes_writing_into_a_folder_that_is_a_file(self, run, tmp_path):
        (tmp_path / "a").write_text("x")
        done = run(*PAPI, "-o", tmp_path / "a" / "b.csv")
        assert done.code == 2
        assert "không ghi được" in done.err
