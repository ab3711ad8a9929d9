"""Ranks with ranges, and sensitivity, as a person types them."""

import csv
import io

import pytest


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


class TestSensitivity:
    def test_tells_where_each_rank_goes(self, run):
        done = run("sensitivity", "papi", "--year", "2024", "--replications", "50", "--format",
                   "csv")  # fmt: skip
        ranked = [row for row in rows(done.out) if row["rank"]]
        assert len(ranked) == 61
        assert all(float(row["rank_05"]) <= float(row["rank_95"]) for row in ranked)

    def test_without_noise_only_leaving_out_moves_ranks(self, run):
        done = run("sensitivity", "papi", "--year", "2024", "--weights", "0", "--replications",
                   "20", "--format", "csv")  # fmt: skip
        assert done.code == 0


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

    def test_with_joint_errors_sample_and_method_are_told_apart(self, run, tmp_path):
        assert run("simulate-survey", "-o", tmp_path, "--seed", "3").code == 0
        measures, data = tmp_path / "simulated.measures.yaml", tmp_path / "survey.parquet"
        out, joint = tmp_path / "m.parquet", tmp_path / "j.npz"
        assert run("estimate", measures, data, "-o", out, "--joint", joint).code == 0
        done = run("sensitivity", "papi", "--year", "2024", "--data", out, "--joint", joint,
                   "--replications", "60", "--format", "csv")  # fmt: skip
        table = rows(done.out)
        width = {
            name: sum(float(r[f"{name}_95"]) - float(r[f"{name}_05"]) for r in table)
            for name in ("rank", "sample", "both")
        }
        assert width["both"] >= 0.9 * max(width["rank"], width["sample"]) > 0
