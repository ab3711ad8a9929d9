"""The main job: all files or none, and where every number came from."""

import json
import re

import openpyxl
import polars as pl
import pytest

from thuocdo.catalog.bundled import bundled_names, provenance
from thuocdo.kernel.errors import OutputError
from thuocdo.kernel.tables import SCOREBOOK, names
from thuocdo.reports.workbook import write_workbook
from thuocdo.runs import examples, main_job
from thuocdo.version import __version__

FILES = {
    "ca_nuoc_papi_2024.html",
    "bang_diem.xlsx",
    "provenance.json",
    *(f"scorebook_{name}.{kind}" for name in bundled_names() for kind in ("csv", "parquet")),
}

EXAMPLE = "vi_du_mo_phong"


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("job") / "out"
    steps = []
    done = main_job.run(folder, steps.append)
    assert len(steps) == main_job.steps()
    return folder, done


@pytest.fixture(scope="module")
def book(out):
    return openpyxl.load_workbook(out[0] / "bang_diem.xlsx", read_only=True)


@pytest.fixture
def quick(monkeypatch):
    """The same job without the time that Excel and 63 pages take."""
    monkeypatch.setattr(main_job, "write_workbook", lambda path, *_rest: path.write_text("xlsx"))
    monkeypatch.setattr(main_job, "write_profiles", lambda *_args: ("a.html",))
    monkeypatch.setattr(examples, "write_simulated_example", lambda folder: (folder / "a.html",))


class TestTheFiles:
    def test_are_all_there_and_no_others(self, out):
        folder, done = out
        assert {path.name for path in folder.iterdir()} == FILES | {"profiles", EXAMPLE}
        assert set(done.files) == {folder / name for name in FILES}
        assert set(done.pages) == set((folder / "profiles").iterdir())
        assert set(done.examples) == set((folder / EXAMPLE).iterdir())

    def test_have_a_profile_of_each_of_the_63_provinces_none_too_large(self, out):
        pages = list((out[0] / "profiles").iterdir())
        assert len(pages) == 63
        assert max(page.stat().st_size for page in pages) < 1_500_000

    def test_begin_the_national_report_with_its_denominator(self, out):
        text = (out[0] / "ca_nuoc_papi_2024.html").read_text(encoding="utf-8")
        assert "61 trong 63 đơn vị có điểm" in text

    @pytest.mark.parametrize("name", bundled_names())
    def test_hold_one_scorebook_in_both_formats(self, out, name):
        parquet = pl.read_parquet(out[0] / f"scorebook_{name}.parquet")
        header = (out[0] / f"scorebook_{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert parquet.columns == header.split(",") == names(SCOREBOOK)
        assert parquet.height > 0

    def test_say_where_the_numbers_come_from(self, out):
        facts = json.loads((out[0] / "provenance.json").read_text(encoding="utf-8"))
        assert facts["thuocdo"] == __version__
        assert facts["frameworks"].keys() == set(bundled_names())
        for name, found in facts["frameworks"].items():
            assert found["measurements"]["sha256"] == provenance()[name]["sha256"]
            assert found["definition"][0] == f"{name}/framework.yaml"
            table = pl.read_parquet(out[0] / f"scorebook_{name}.parquet")
            assert found["rows"] == table.height

    def test_name_no_place_on_the_machine(self, out):
        text = (out[0] / "provenance.json").read_text(encoding="utf-8")
        assert str(out[0].parent) not in text

    def test_show_the_last_papi_year(self, out):
        assert out[1].page.title.startswith("PAPI 2024")


class TestTheExample:
    def test_says_on_every_file_that_nobody_answered(self, out):
        for path in out[1].examples:
            text = path.read_text(encoding="utf-8")
            assert "SỐ LIỆU MÔ PHỎNG – không ai trả lời những câu hỏi này" in text
            assert "không phải mẫu PAPI: 24 xã mỗi tỉnh" in text

    def test_has_ranges_that_tell_the_best_provinces_from_the_worst(self, out):
        table = pl.read_csv(out[0] / EXAMPLE / examples.BOOK)
        index = table.filter(node="papi", period=2024).sort("rank")
        assert index["rank_high"].head(5).max() < index["rank_low"].tail(5).min()
        width = index["rank_high"] - index["rank_low"] + 1
        assert width.head(5).max() <= 25
        assert width.median() <= 40

    def test_shows_ranks_with_ranges_and_no_publisher(self, out):
        for path in out[1].examples:
            if path.suffix == ".html":
                text = path.read_text(encoding="utf-8")
                assert re.search(r'class="range">\(\d+–\d+\)', text)
                assert "Đơn vị công bố chỉ số" not in text
                assert "CECODES" not in text

    def test_is_one_row_a_notice_in_the_table(self, out):
        table = pl.read_csv(out[0] / EXAMPLE / examples.BOOK)
        assert table["notice"].unique().to_list() == [examples.notice()]
        index = table.filter(node="papi", period=2024)
        assert index.height == 63
        assert (index["rank_low"] <= index["rank"]).all()
        assert (index["rank"] <= index["rank_high"]).all()
        assert index["change_significant"].null_count() == 0

    @pytest.mark.usefixtures("quick")
    def test_that_fails_leaves_nothing_at_all(self, tmp_path, monkeypatch):
        monkeypatch.setattr(examples, "write_simulated_example", lambda _folder: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main_job.run(tmp_path / "out")
        assert list(tmp_path.iterdir()) == []


class TestTheWorkbook:
    def test_has_notes_first_then_a_sheet_a_framework(self, book):
        assert book.sheetnames == ["Đọc trước", "PAPI", "PCI", "PAR INDEX", "SIPAS"]

    def test_names_every_source_and_licence(self, book):
        text = "\n".join(str(row) for row in book["Đọc trước"].values)
        for name in bundled_names():
            assert provenance()[name]["sha256"] in text
            assert provenance()[name]["source"] in text

    def test_says_that_no_range_of_ranks_can_be_given(self, book):
        text = "\n".join(str(row) for row in book["Đọc trước"].values)
        assert "số liệu thiếu sai số chuẩn" in text

    def test_speaks_vietnamese_to_its_readers(self, book):
        rows = list(book["PAPI"].iter_rows(max_row=3000, values_only=True))
        table = pl.DataFrame(rows[1:], schema=list(rows[0]), orient="row", infer_schema_length=None)
        assert table.columns[:6] == [
            "Mã nội dung", "Nội dung", "Cấp nội dung", "Mã đơn vị", "Đơn vị", "Kỳ",
        ]  # fmt: skip
        assert set(table["Trạng thái"]) <= {"công bố", "không công bố"}
        assert "Nội dung thành phần" in set(table["Cấp nội dung"])
        assert "Tây Nguyên" in set(table["Vùng"])
        assert table["Nội dung"].null_count() == 0

    def test_leaves_the_cell_of_a_withheld_score_empty(self, book):
        rows = list(book["PAPI"].iter_rows(max_row=6000, values_only=True))
        score, status = rows[0].index("Điểm"), rows[0].index("Trạng thái")
        gone = [row for row in rows[1:] if row[status] == "không công bố"]
        assert gone
        assert {row[score] for row in gone} == {None}

    def test_is_the_same_for_the_same_data(self, tmp_path):
        from thuocdo.catalog.bundled import measurements
        from thuocdo.catalog.load import framework
        from thuocdo.runs import scorebook_of

        sipas = framework("sipas")
        books = {"sipas": (sipas, scorebook_of(sipas, measurements("sipas")))}
        for name in ("a.xlsx", "b.xlsx"):
            write_workbook(tmp_path / name, books)
        assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


class TestAFailure:
    def test_of_the_last_file_leaves_nothing(self, tmp_path, monkeypatch):
        def fail(*_args):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(main_job, "write_workbook", fail)
        with pytest.raises(OutputError, match="hết chỗ"):
            main_job.run(tmp_path / "out")
        assert list(tmp_path.iterdir()) == []

    def test_leaves_the_results_of_the_last_time(self, tmp_path, monkeypatch):
        old = tmp_path / "scorebook_papi.csv"
        old.write_text("old")
        monkeypatch.setattr(main_job, "write_workbook", lambda *_args: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main_job.run(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [old.name]
        assert old.read_text() == "old"

    @pytest.mark.usefixtures("quick")
    def test_of_a_folder_that_is_a_file_is_told(self, tmp_path):
        (tmp_path / "out").write_text("x")
        with pytest.raises(OutputError, match="tệp trùng tên"):
            main_job.run(tmp_path / "out")


@pytest.mark.usefixtures("quick")
def test_a_second_run_replaces_the_first(tmp_path):
    main_job.run(tmp_path)
    (tmp_path / "cua_toi.txt").write_text("x")
    main_job.run(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES | {"cua_toi.txt"}
