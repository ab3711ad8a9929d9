"""The commands that diagnose and check claims, as a person types them."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

CLAIMS = Path(__file__).parents[1] / "golden" / "claims" / "published_claims.csv"


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


class TestProfile:
    def test_writes_html_excel_and_word_and_prints_the_headline(self, run, tmp_path):
        paths = {kind: tmp_path / f"a.{kind}" for kind in ("html", "xlsx", "docx")}
        options = [word for kind, path in paths.items() for word in (f"--{kind}", path)]
        done = run("profile", "papi", "Hà Giang", "--year", "2023", *options)
        assert done.code == 0
        assert "hạng 11 trong 61" in done.out
        assert all(path.stat().st_size > 5_000 for path in paths.values())
        assert "<!doctype html>" in paths["html"].read_text("utf-8").lower()

    def test_a_withheld_province_is_explained(self, run):
        done = run("profile", "papi", "Quảng Ninh", "--year", "2023")
        assert done.code == 0 and "Không công bố không phải là 0 điểm" in done.out

    @pytest.mark.parametrize(
        ("unit", "year", "told"),
        [
            ("Hà Tây", "2012", "nhập vào Hà Nội từ 01/08/2008"),
            ("Hà Giang", "2031", "2031"),
            ("Atlantis", "2023", "Atlantis"),
        ],
    )
    def test_what_cannot_be_told_ends_with_2_and_the_reason(self, run, unit, year, told):
        done = run("profile", "papi", unit, "--year", year)
        assert done.code == 2 and told in done.err and "Traceback" not in done.err

    def test_in_english(self, run):
        done = run("--lang", "en", "profile", "papi", "Hà Giang", "--year", "2023")
        assert "44.2479/80" in done.out and "rank" in done.out.lower()


class TestLostPoints:
    def test_against_the_maximum_adds_up_over_sub_dimensions(self, run):
        done = run("lost-points", "papi", "02", "--year", "2023", "--format", "csv")
        table = {row["node"]: row for row in rows(done.out)}
        leaves = [float(r["lost"]) for r in table.values() if r["level"] == "subdimension"]
        assert sum(leaves) == pytest.approx(float(table["papi"]["lost"]), abs=1e-9)

    @pytest.mark.parametrize(
        "against", ["best", "median", "region", "own-best", "group:cao nhất", "peers:19,24"]
    )
    def test_other_references(self, run, against):
        done = run("lost-points", "papi", "02", "--year", "2023", "--against", against,
                   "--format", "json")  # fmt: skip
        assert done.code == 0 and len(json.loads(done.out)) == 37

    def test_by_agency(self, run):
        done = run("lost-points", "papi", "02", "--year", "2023", "--by", "agency")
        assert done.code == 0
        assert "Sở Nội vụ" in done.out and "đề xuất" in done.err

    def test_an_unknown_reference_names_the_known_ones(self, run):
        done = run("lost-points", "papi", "02", "--year", "2023", "--against", "worst")
        assert done.code == 2 and "median" in done.err


class TestChangesTargetsAndTrials:
    def test_a_change_is_decomposed_exactly(self, run):
        done = run("explain-change", "papi", "Hà Giang", "--from", "2022", "--to", "2023",
                   "--format", "csv")  # fmt: skip
        table = rows(done.out)
        parts = [float(row["amount"]) for row in table if row["kind"] != "total"]
        assert sum(parts) == pytest.approx(float(table[-1]["amount"]), abs=1e-9)
        assert round(sum(parts), 4) == 3.1009

    def test_what_cannot_be_compared_is_told_with_its_reason(self, run):
        done = run("explain-change", "papi", "Hà Giang", "--from", "2017", "--to", "2018")
        assert "nội dung mới, kỳ trước chưa đo" in done.out
        assert "“Tiếp cận dịch vụ tư pháp” thay" in done.out

    def test_a_gap_to_another_province(self, run):
        done = run("explain-gap", "papi", "Hà Giang", "--year", "2023", "--to", "Thái Nguyên")
        assert done.code == 0 and "Cộng" in done.out

    def test_a_target_and_its_path(self, run):
        done = run("target", "papi", "Hà Giang", "--year", "2024", "--reach", "rank:20",
                   "--years", "2")  # fmt: skip
        assert done.code == 0 and "2026" in done.out and "Mục tiêu tương đối" in done.err

    def test_a_target_out_of_reach_ends_with_1(self, run):
        done = run("target", "papi", "Đắk Nông", "--year", "2024", "--reach", "score:70")
        assert done.code == 1 and "Không với tới" in done.err

    def test_a_target_below_the_score_of_today_ends_with_2(self, run):
        done = run("target", "papi", "Hà Giang", "--year", "2024", "--reach", "score:20")
        assert done.code == 2 and "đã đạt" in done.err

    def test_a_trial_with_a_decimal_comma(self, run):
        done = run("what-if", "papi", "02", "--year", "2023", "--set", "papi/2.2=2,1")
        assert (done.code == 0 and "9/61" in done.out) or "10/61" in done.out

    @pytest.mark.parametrize("setting", ["papi/2.2", "papi/2.2=abc", "papi/9.9=1", "papi/2.2=99"])
    def test_a_setting_that_cannot_be_is_refused(self, run, setting):
        assert run("what-if", "papi", "02", "--year", "2023", "--set", setting).code == 2

    def test_quality_to_excel(self, run, tmp_path):
        path = tmp_path / "q.xlsx"
        assert run("quality", "papi", "--year", "2024", "-o", path).code == 0
        header = [cell.value for cell in next(openpyxl.load_workbook(path).active.rows)]
        assert header[:2] == ["node", "label"]


class TestReports:
    def test_national_and_five_years(self, run, tmp_path):
        national, five = tmp_path / "n.html", tmp_path / "f.html"
        assert run("report", "papi", "--year", "2024", "--html", national).code == 0
        done = run("report", "papi", "--year", "2024", "--unit", "Hà Giang", "--html", five)
        assert done.code == 0
        assert "Quảng Ninh" in national.read_text("utf-8")
        assert "PCI" in five.read_text("utf-8")

    def test_five_years_with_an_assumption_have_ranges_and_print_it(self, run, tmp_path):
        page = tmp_path / "f.html"
        done = run("report", "papi", "--year", "2024", "--unit", "Hà Giang", "--html", page,
                   "--assume-se", "0.4")  # fmt: skip
        assert done.code == 0
        text = page.read_text("utf-8")
        assert "PAPI: GIẢ ĐỊNH" in text  # of that index alone
        assert '30/61</span> <span class="range">(8–45)' in text
        assert "<strong>+3,10</strong>" in text  # 2023; −0.52 of 2024 is not significant
        assert "<strong>−0,52" not in text

    def test_five_years_of_one_of_the_34_say_that_they_are_reconstructed(self, run, tmp_path):
        page = tmp_path / "f.html"
        done = run("report", "papi", "--year", "2024", "--unit", "Cần Thơ", "--territory",
                   "2025-07-01", "--html", page)  # fmt: skip
        text = page.read_text("utf-8")
        assert done.code == 0 and "21/32</span>" in text
        assert "Số quy về địa giới ngày 01/07/2025" in text

    def test_a_profile_with_an_assumption_says_how_sure_the_group_is(self, run, tmp_path):
        page = tmp_path / "p.html"
        command = ("profile", "papi", "Hà Giang", "--year", "2024", "--html", page)
        assert run(*command, "--assume-se", "0.4").code == 0
        text = page.read_text("utf-8")
        assert "Có thể thuộc nhóm: " in text and "GIẢ ĐỊNH" in text
        assert "Sai số của điểm đến từ nội dung nào" not in text  # nothing is assumed of parts
        assert run(*command).code == 0
        assert "Có thể thuộc nhóm" not in page.read_text("utf-8")

    def test_on_the_map_of_34(self, run, tmp_path):
        page = tmp_path / "a.html"
        done = run("profile", "papi", "Tuyên Quang", "--year", "2024", "--territory",
                   "2025-07-01", "--html", page)  # fmt: skip
        assert done.code == 0 and "08@2025-07-01" not in done.out


class TestClaims:
    def test_a_table_with_contradictions_ends_with_1(self, run, tmp_path):
        out = tmp_path / "checked.csv"
        done = run("check-claims", CLAIMS, "-o", out)
        assert done.code == 1 and "không khớp" in done.err
        assert len(rows(out.read_text("utf-8"))) == 94

    def test_a_text_is_checked_sentence_by_sentence(self, run, tmp_path):
        text = tmp_path / "bai.txt"
        text.write_text("PAPI năm 2023 của Thái Bình đạt 43,6 điểm, hạng 17.", "utf-8")
        done = run("check-text", text)
        assert done.code == 1
        assert "số liệu là 43,7585" in done.out

    def test_a_text_without_claims(self, run, tmp_path):
        text = tmp_path / "bai.txt"
        text.write_text("Hôm nay trời đẹp.", "utf-8")
        done = run("check-text", text)
        assert done.code == 0 and "Không thấy phát biểu nào" in done.err

    @pytest.mark.parametrize("command", ["check-claims", "check-text"])
    def test_a_file_that_is_not_there(self, run, command):
        done = run(command, "khong-co.csv" if command == "check-claims" else "khong-co.txt")
        assert done.code == 2 and "khong-co" in done.err
