"""`run`, `score`, `units …` and `definitions …` as an official types them."""

import json
from pathlib import Path

import polars as pl
import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


class TestRun:
    def test_writes_the_results_and_shows_the_last_ranking(self, run, tmp_path, monkeypatch):
        from thuocdo.runs import main_job

        def quick(path, books, advance):
            path.write_text("xlsx")

        monkeypatch.setattr(main_job, "write_workbook", quick)
        monkeypatch.setattr(main_job, "write_profiles", lambda *_args: ("02.html",))
        done = run("run", "--out", tmp_path / "out")
        assert done.code == 0
        assert "PAPI 2024" in done.out
        assert "Quảng Ninh" in done.out
        for word in ("bang_diem.xlsx", "ca_nuoc_papi_2024.html", "profiles", "Bắt đầu từ đâu"):
            assert word in done.err
        made = {path.name for path in (tmp_path / "out").iterdir()}
        assert {"provenance.json", "scorebook_papi.csv", "vi_du_mo_phong"} <= made

    def test_ends_with_2_where_it_cannot_write(self, run, tmp_path):
        (tmp_path / "out").write_text("x")
        done = run("run", "--out", tmp_path / "out")
        assert done.code == 2
        assert "không ghi được" in done.err


class TestScore:
    def test_scores_the_example_of_a_province(self, run, tmp_path):
        path = tmp_path / "bang_diem.csv"
        done = run("score", EXAMPLES / "khung_rieng", EXAMPLES / "so_do.csv", "-o", path)
        assert done.code == 0
        assert "không nêu được khoảng thứ hạng" in done.err
        table = pl.read_csv(path)
        top = table.filter(node="khung_rieng", period=2025).sort("rank")
        assert top.select("unit", "score", "group").rows() == [
            ("Sở Nội vụ", pytest.approx(0.4 * 98.2 + 0.2 * 97 + 0.4 * 93.7), "Xuất sắc"),
            ("Sở Tài chính", pytest.approx(0.4 * 94.1 + 0.2 * 85 + 0.4 * 86), "Tốt"),
            ("Sở Y tế", pytest.approx(0.4 * 93 + 0.2 * 90 + 0.4 * 77.4), "Tốt"),
            ("Sở Xây dựng", pytest.approx(0.4 * 91.6 + 0.2 * 78 + 0.4 * 80.3), "Tốt"),
        ]

    def test_withholds_what_lacks_a_part(self, run, tmp_path):
        path = tmp_path / "bang_diem.parquet"
        run("score", EXAMPLES / "khung_rieng", EXAMPLES / "so_do.csv", "-o", path)
        found = pl.read_parquet(path).filter(node="khung_rieng", period="2024", unit="Sở Y tế")
        assert found.select("score", "rank", "status").row(0) == (None, None, "withheld")

    def test_gives_the_fewest_days_late_the_best_rank(self, run, tmp_path):
        path = tmp_path / "bang_diem.parquet"
        run("score", EXAMPLES / "khung_rieng", EXAMPLES / "so_do.csv", "-o", path)
        late = pl.read_parquet(path).filter(node="khung_rieng/tre_hen", period="2025")
        assert late.filter(rank=1)["unit"].to_list() == ["Sở Nội vụ"]

    def test_knows_a_framework_by_name_too(self, run, tmp_path):
        (tmp_path / "a.csv").write_text("unit,period,node,value\n01,2023,papi/1.1,1.5\n", "utf-8")
        done = run("score", "papi", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
        assert done.code == 0

    def test_tells_every_mistake_and_writes_nothing(self, run, tmp_path):
        text = "unit,period,node,value\nHà Giangg,2023,1.1,1.5\nHuế,2023,1.1,khá\n"
        (tmp_path / "a.csv").write_text(text, encoding="utf-8")
        done = run("score", "papi", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
        assert done.code == 2
        assert done.err.count("Lỗi: ") == 2
        assert "dòng 2" in done.err
        assert "dòng 3" in done.err
        assert not (tmp_path / "b.csv").exists()

    def test_shows_the_first_fifty_mistakes_and_counts_the_others(self, run, tmp_path):
        rows = "".join(f"Huế,2023,1.{i},khá\n" for i in range(1, 100))
        (tmp_path / "a.csv").write_text(f"unit,period,node,value\n{rows}", encoding="utf-8")
        done = run("score", "papi", tmp_path / "a.csv", "-o", tmp_path / "b.csv")
        assert done.err.count("Lỗi: ") == 50
        assert "lỗi khác" in done.err

    def test_of_a_folder_without_a_framework_says_what_is_missing(self, run, tmp_path):
        (tmp_path / "khung").mkdir()
        done = run("score", tmp_path / "khung", "a.csv", "-o", "b.csv")
        assert done.code == 2
        assert "framework.yaml" in done.err


class TestUnitsFind:
    def test_tells_who_it_was_on_a_day(self, run):
        done = run("units", "find", "ha giang", "--on", "01/01/2023")
        assert done.code == 0
        assert "Tỉnh Hà Giang" in done.out
        assert "Trung du và miền núi phía Bắc" in done.out
        assert "tỉnh, thành phố" in done.out
        assert "30/06/2025" in done.out

    def test_says_where_it_went_and_ends_with_2(self, run):
        done = run("units", "find", "Hà Giang")
        assert (done.code, done.out) == (2, "")
        assert "Hà Giang nhập vào Tuyên Quang từ 01/07/2025" in done.err

    def test_suggests_a_name_close_by(self, run):
        done = run("units", "find", "Hà Giangg")
        assert done.code == 2
        assert "Hà Giang" in done.err

    def test_finds_a_district_where_the_tier_is_said(self, run):
        done = run("units", "find", "Sa Pa", "--level", "huyện", "--on", "2025-02-01")
        assert done.code == 0
        assert "quận, huyện" in done.out

    def test_gives_days_to_a_program_as_iso(self, run):
        (found,) = json.loads(run("units", "find", "01", "--format", "json").out)
        assert (found["unit"], found["since"], found["until"]) == ("01", "2008-08-01", None)


class TestUnitsHistory:
    def test_follows_a_unit_that_is_gone(self, run):
        done = run("units", "history", "Hà Tây")
        assert done.code == 0
        assert "01/08/2008" in done.out

    def test_tells_what_a_unit_was_made_of(self, run):
        assert "Nam Định" in run("units", "history", "Ninh Bình").out

    def test_of_nobody_ends_with_2(self, run):
        assert run("units", "history", "Atlantis").code == 2


class TestDefinitions:
    def test_list_shows_the_frameworks_and_ones_own(self, run):
        assert run("definitions", "list").out.count("\n") > 4
        done = run("definitions", "list", "--definitions", EXAMPLES, "--format", "csv")
        assert [line.split(",")[0] for line in done.out.splitlines()[1:]] == [
            "papi", "par_index", "pci", "sipas", "khung_rieng",
        ]  # fmt: skip

    def test_show_gives_the_tree_of_a_year_with_scales(self, run):
        done = run("definitions", "show", "papi", "--year", "2018")
        assert "6–60" not in done.out
        assert "8–80" in done.out
        assert "0,25–2,5" in done.out
        assert "papi/8.3" not in done.out
        assert "unconfirmed" not in done.out
        assert "chưa đối chiếu" in done.out

    def test_show_gives_weights_where_there_are_any(self, run):
        assert "Trọng số" in run("definitions", "show", "pci", "--year", "2016").out
        assert "Trọng số" not in run("definitions", "show", "papi").out

    def test_show_gives_numbers_to_a_program(self, run):
        records = json.loads(run("definitions", "show", "pci", "--format", "json").out)
        assert (records[0]["scale_min"], records[0]["scale_max"]) == (0, 100)

    def test_check_finds_the_package_right_units_included(self, run):
        done = run("definitions", "check")
        assert done.code == 0
        assert "papi: đúng" in done.err
        assert "units: đúng" in done.err

    def test_check_finds_the_example_right(self, run):
        assert run("definitions", "check", EXAMPLES).code == 0

    def test_check_ends_with_1_and_every_mistake(self, run, tmp_path):
        text = (EXAMPLES / "khung_rieng" / "framework.yaml").read_text(encoding="utf-8")
        wrong = text.replace("dung_han: 40", "dung_han: 50").replace("[90, 80, 70]", "[90, 80]")
        (tmp_path / "framework.yaml").write_text(wrong, encoding="utf-8")
        done = run("definitions", "check", tmp_path)
        assert done.code == 1
        assert "110" in done.out
        assert len(done.out.splitlines()) == 2
        assert "2 lỗi" in done.err

    def test_check_of_units_that_are_wrong_ends_with_1(self, run, tmp_path):
        (tmp_path / "units").mkdir()
        (tmp_path / "units" / "provinces.yaml").write_text("since: hôm qua\n", encoding="utf-8")
        (tmp_path / "units" / "regions.yaml").write_text("systems: []\n", encoding="utf-8")
        done = run("definitions", "check", tmp_path)
        assert done.code == 1
        assert "provinces.yaml" in done.out

    def test_check_of_nothing_ends_with_2(self, run, tmp_path):
        assert run("definitions", "check", tmp_path).code == 2

    def test_schema_is_json(self, run):
        assert json.loads(run("definitions", "schema").out)["$defs"]
