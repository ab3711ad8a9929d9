"""Ranks with ranges, groups, comparisons and changes, as a person types them."""

import csv
import io
import json

import pytest

from thuocdo.runs.estimates import Asked, write_estimates
from thuocdo.runs.simulations import write_simulated_survey
from thuocdo.survey.measures_check import load_measures


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


class TestRanks:
    def test_published_scores_alone_give_no_range(self, run):
        done = run("ranks", "papi", "--year", "2024")
        assert done.code == 2 and "--assume-se" in done.err

    @pytest.mark.parametrize("method", ["marginal", "mrsw", "kww", "percentile"])
    def test_an_assumption_gives_one_that_holds_the_rank(self, run, method):
        done = run("ranks", "papi", "--year", "2024", "--assume-se", "0.4", "--method", method,
                   "--format", "csv")  # fmt: skip
        ranked = [row for row in rows(done.out) if row["rank"]]
        assert len(ranked) == 61
        for row in ranked:
            assert int(row["rank_low"]) <= int(row["rank"]) <= int(row["rank_high"])

    def test_the_assumption_is_printed_on_every_output(self, run, tmp_path):
        for command in (
            ["ranks", "papi", "--year", "2024"],
            ["ranking", "papi", "--year", "2024"],
        ):
            assert "GIẢ ĐỊNH" in run(*command, "--assume-se", "0.4").err

    def test_percentile_ranges_come_with_their_warning(self, run):
        done = run("ranks", "papi", "--year", "2024", "--assume-se", "0.4", "--method",
                   "percentile")  # fmt: skip
        assert "không phải khoảng tin cậy" in done.err

    def test_an_unknown_method_names_the_known_ones(self, run):
        done = run("ranks", "papi", "--year", "2024", "--assume-se", "0.4", "--method", "x")
        assert done.code == 2 and "mrsw" in done.err

    def test_a_ranking_shows_the_range_beside_the_rank(self, run):
        done = run("ranking", "papi", "--year", "2024", "--assume-se", "0.4")
        assert "Khoảng hạng" in done.out and "1–4" in done.out


ASSUMED = ("--year", "2024", "--assume-se", "0.4")


class TestGroups:
    def test_a_person_sees_words_and_the_names_of_the_groups(self, run):
        done = run("groups", "papi", *ASSUMED)
        assert "chắc chắn" in done.out and "trung bình cao" in done.out
        assert "PAPI 2024" in done.err and "GIẢ ĐỊNH" in done.err

    def test_a_program_sees_the_documented_columns(self, run):
        table = rows(run("groups", "papi", *ASSUMED, "--format", "csv").out)
        assert list(table[0]) == [
            *("unit", "unit_name", "score", "se", "group", "best_group", "worst_group", "surely"),
            *(f"probability_{place}" for place in range(1, 5)),
        ]
        assert (table[0]["unit_name"], table[0]["surely"]) == ("Quảng Ninh", "true")

    def test_json_and_a_file_hold_the_same(self, run, tmp_path):
        told = json.loads(run("groups", "papi", *ASSUMED, "--format", "json").out)
        assert run("groups", "papi", *ASSUMED, "-o", tmp_path / "g.xlsx").code == 0
        assert len(told) == 63 and (tmp_path / "g.xlsx").stat().st_size > 0

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("groups", "papi", "--year", "2024"), "--assume-se"),
            (("groups", "papi", *ASSUMED, "--method", "percentile"), "marginal, mrsw, kww"),
            (("groups", "papi", *ASSUMED, "--node", "papi/2"), "cần --joint"),
            (("compare-units", "papi", "02", "--year", "2024"), "--assume-se"),
            (("compare-units", "papi", "Atlantis", *ASSUMED), "Atlantis"),
            (("compare-units", "papi", "Vĩnh Phúc", *ASSUMED), "không phải 0 điểm"),
            (("compare-units", "papi", "02", *ASSUMED, "--control", "x"), "holm, all, own"),
        ],
    )
    def test_what_cannot_be_told_says_why_and_what_to_do(self, run, arguments, said):
        done = run(*arguments)
        assert done.code == 2 and said in done.err and not done.out


class TestCompareUnits:
    def test_says_who_is_above_who_below_and_who_cannot_be_told(self, run):
        done = run("compare-units", "papi", "ha giang", *ASSUMED)
        for words in ("cao hơn", "không phân biệt được", "thấp hơn", "< 0,0001"):
            assert words in done.out
        assert "Holm" in done.err and "5 đơn vị cao hơn" in done.err

    def test_a_program_sees_codes(self, run):
        table = rows(run("compare-units", "papi", "02", *ASSUMED, "--format", "csv").out)
        assert {row["verdict"] for row in table} == {
            *("better", "worse", "not_distinguishable", ""),
        }

    def test_it_answers_in_english(self, run):
        done = run("--lang", "en", "compare-units", "papi", "02", *ASSUMED)
        assert done.code == 0 and "Quảng Ninh" in done.out


class TestChangeParts:
    def test_a_change_is_signal_noise_and_method(self, run):
        done = run("change-parts", "papi", "--from", "2023", "--to", "2024", "--assume-se", "0.4")
        for header in ("Phần thật", "Nhiễu mẫu", "Đổi cách tính", "p hiệu chỉnh"):
            assert header in done.out
        assert "Benjamini–Hochberg" in done.err and "18 trong 59" in done.err

    def test_years_that_are_not_compared_say_so_and_end_well(self, run):
        done = run("change-parts", "papi", "--from", "2017", "--to", "2018", "--assume-se", "0.4")
        assert done.code == 0 and "thêm hai nội dung" in done.out
        assert "Phần thật" not in done.out

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("--from", "2023", "--to", "2024"), "--assume-se"),
            (("--from", "2024", "--to", "2023", "--assume-se", "0.4"), "phải trước"),
            (("--from", "x", "--to", "2023", "--assume-se", "0.4"), "không phải một kỳ"),
            (("--from", "2023", "--to", "2024", "--assume-se", "-1"), "lớn hơn 0"),
            (
                ("--from", "2023", "--to", "2024", "--assume-se", "1", "--unit", "Atlantis"),
                "Atlantis",
            ),
        ],
    )
    def test_what_cannot_be_told_says_why_and_what_to_do(self, run, options, said):
        done = run("change-parts", "papi", *options)
        assert done.code == 2 and said in done.err and not done.out


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    """Options for simulated answers of two years with their joint covariance."""
    folder = tmp_path_factory.mktemp("sampled")
    write_simulated_survey(
        folder, count=63, respondents=8000, questions=550, indicators=130, years=2, seed=3
    )
    places = {"measurements": folder / "m.parquet", "joint": folder / "j.npz"}
    places |= {"indicators": None, "tally": None}
    measures = load_measures(folder / "simulated.measures.yaml")
    write_estimates(measures, folder / "survey.parquet", Asked(), places)
    return ("--data", folder / "m.parquet", "--joint", folder / "j.npz")


class TestWithJointErrors:
    @pytest.mark.parametrize("node", ["papi", "papi/2", "papi/2.3"])
    def test_groups_may_be_told_at_every_node(self, run, sampled, node):
        done = run("groups", "papi", "--year", "2024", "--node", node, *sampled, "--format", "csv")
        table = rows(done.out)
        assert len(table) == 63 and all(row["best_group"] for row in table)
        assert len({row["se"] for row in table}) > 1

    def test_few_degrees_of_freedom_are_warned_of(self, run, sampled):
        done = run("groups", "papi", "--year", "2024", *sampled)
        assert "phân phối Student" in done.err and "bậc tự do" in done.err

    def test_a_unit_is_compared_with_each_pair_s_own_error(self, run, sampled):
        done = run("compare-units", "papi", "01", "--year", "2024", *sampled, "--format", "csv")
        table = rows(done.out)
        assert len({row["se"] for row in table}) > 1
        assert all(float(row["p"]) <= float(row["p_adjusted"]) for row in table)

    def test_every_node_of_a_unit_is_taken_apart(self, run, sampled):
        done = run("change-parts", "papi", "--from", "2023", "--to", "2024", "--unit", "01",
                   *sampled, "--format", "csv")  # fmt: skip
        table = rows(done.out)
        assert len(table) == 37 and not any(row["reason"] for row in table)
        for row in table:
            parts = sum(float(row[name]) for name in ("method", "signal", "noise"))
            assert parts == pytest.approx(float(row["change"]))

    @pytest.mark.parametrize(
        "command",
        [
            ("groups", "papi", "--year", "2024"),
            ("compare-units", "papi", "01", "--year", "2024"),
            ("change-parts", "papi", "--from", "2023", "--to", "2024"),
        ],
    )
    def test_an_assumption_beside_them_is_refused(self, run, sampled, command):
        done = run(*command, *sampled, "--assume-se", "0.4")
        assert done.code == 2 and "bỏ giả định --assume-se" in done.err


class TestFromAnswersToRanks:
    def test_simulated_answers_end_in_a_scorebook_with_ranges(self, run, tmp_path):
        assert run("simulate-survey", "-o", tmp_path, "--seed", "3").code == 0
        measures, data = tmp_path / "simulated.measures.yaml", tmp_path / "survey.parquet"
        out, joint = tmp_path / "m.parquet", tmp_path / "j.npz"
        assert run("estimate", measures, data, "-o", out, "--joint", joint).code == 0
        book = tmp_path / "book.csv"
        assert run("index", "papi", out, "--joint", joint, "-o", book).code == 0
        index = [row for row in rows(book.read_text("utf-8")) if row["node"] == "papi"]
        assert len(index) == 63
        assert all(row["se"] and row["rank_low"] and row["rank_high"] for row in index)
        assert {row["status"] for row in index} == {"estimated"}

    def test_a_joint_file_that_is_none_is_refused(self, run, tmp_path):
        wrong = tmp_path / "j.npz"
        wrong.write_text("x")
        done = run("ranks", "papi", "--year", "2024", "--joint", wrong)
        assert done.code == 2 and "hiệp phương sai chung" in done.err
