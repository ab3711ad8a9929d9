"""Sensitivity to the method, as a person types it."""

import csv
import io

import pytest


def rows(text: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(text)))


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

    def test_choices_come_as_a_list_or_one_by_one(self, run):
        short = ("sensitivity", "papi", "--year", "2024", "--replications", "20", "--format", "csv")
        listed = run(*short, "--vary", "weights, aggregation")
        repeated = run(*short, "--vary", "weights", "--vary", "aggregation")
        assert listed == repeated and listed.code == 0
        assert "cách gộp: như định nghĩa; trung bình nhân" in listed.err
        assert "bỏ một nội dung" not in listed.err

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (("papi", "--year", "2024", "--vary", "x"), "leave-out"),
            (("pci", "--year", "2016"), "không thử được cách tính khác"),
            (("sipas", "--year", "2023", "--vary", "aggregation"), "không đủ các đơn vị"),
            (("papi", "--year", "2024", "--sobol", "--joint", "j.npz"), "bỏ --joint"),
        ],
    )
    def test_what_has_no_answer_is_a_message(self, run, options, said):
        done = run("sensitivity", *options)
        assert done.code == 2 and said in done.err and not done.out


class TestSobol:
    def test_a_row_for_every_choice_with_intervals(self, run):
        done = run("sensitivity", "papi", "--year", "2024", "--sobol", "--vary",
                   "weights,aggregation", "--replications", "50", "--format", "csv")  # fmt: skip
        table = rows(done.out)
        assert [row["choice"] for row in table] == ["weights", "aggregation"]
        for row in table:
            assert float(row["total_low"]) <= float(row["total"]) <= float(row["total_high"])

    def test_a_person_is_told_what_is_explained(self, run):
        done = run("sensitivity", "papi", "--year", "2024", "--sobol", "--replications", "50")
        assert "Bậc một" in done.out and "bỏ một nội dung" in done.out
        assert "thay đổi hạng trung bình" in done.err and "bootstrap" in done.err


class TestWithJointErrors:
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
