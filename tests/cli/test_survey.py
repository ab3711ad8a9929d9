"""The commands on surveys, as a person types them."""

import polars as pl
import pytest

SMALL = ("--respondents", 4000, "--questions", 120, "--indicators", 56)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    from thuocdo.runs.simulations import write_simulated_survey

    made = tmp_path_factory.mktemp("survey")
    write_simulated_survey(
        made, count=63, respondents=4000, questions=120, indicators=56, years=2, seed=3
    )
    return made


def test_simulate_estimate_and_score_end_to_end(run, tmp_path):
    made = run("simulate-survey", "-o", tmp_path, "--provinces", 63, "--seed", 1, *SMALL)
    assert made.code == 0
    assert "mô phỏng" in made.err
    files = tmp_path / "simulated.measures.yaml", tmp_path / "survey.parquet"
    out = tmp_path / "m.parquet"
    done = run("estimate", *files, "-o", out, "--indicators", tmp_path / "i.csv",
               "--tally", tmp_path / "t.csv", "--joint", tmp_path / "j.npz")  # fmt: skip
    assert done.code == 0
    assert "56 chỉ tiêu" in done.err
    assert "63 đơn vị, 28 nội dung" in done.err
    assert {"i.csv", "t.csv", "j.npz", "m.parquet"} <= {p.name for p in tmp_path.iterdir()}
    assert run("score", "papi", out, "-o", tmp_path / "book.csv").code == 0
    book = pl.read_csv(tmp_path / "book.csv").filter(level="subdimension")
    assert book["se"].null_count() == 0


def test_a_measure_file_is_checked_with_the_definitions(run, folder, tmp_path):
    assert run("definitions", "check", folder / "simulated.measures.yaml").code == 0
    text = (folder / "simulated.measures.yaml").read_text(encoding="utf-8")
    (tmp_path / "measures.yaml").write_text(text.replace("kind: top2", "kind: top3"), "utf-8")
    done = run("definitions", "check", tmp_path)
    assert done.code == 1
    assert "measures.yaml, dòng" in done.out
    assert "top2" in done.out


def test_the_definitions_of_the_package_include_the_example_measures(run):
    done = run("definitions", "check")
    assert done.code == 0
    assert "measures.yaml: đúng" in done.err


def test_the_schema_of_measure_files_is_printed(run):
    done = run("definitions", "schema", "--measures")
    assert '"indicators"' in done.out


def test_years_are_compared_with_adjusted_p(run, folder, tmp_path):
    files = folder / "simulated.measures.yaml", folder / "survey.parquet"
    assert run("estimate", *files, "-o", tmp_path / "m.csv").code == 0
    done = run("compare-years", tmp_path / "m.csv", 2023, 2024, "--node", "1.1", "--format", "csv")
    assert done.code == 0
    table = pl.read_csv(done.out.encode())
    assert table.height == 63
    assert {"difference", "se", "t", "df", "p", "p_holm", "p_bh"} <= set(table.columns)


def test_a_design_is_described(run, folder):
    plan = "weights=weight,strata=stratum,units=psu+village"
    done = run("survey", "describe", folder / "survey.parquet", "--design", plan)
    assert done.code == 0
    assert "Số tầng bậc một" in done.out
    assert "126" in done.out
    lonely = plan.replace("psu+village", "district")
    done = run("survey", "describe", folder / "survey.parquet", "--design", lonely)
    assert "Tầng chỉ có một đơn vị" in done.out


@pytest.mark.parametrize(
    "change",
    [("--variance", "taylor"), ("--by", "tinh"), ("--domain", "gioi"), ("--weights-step", "x:1")],
)
def test_what_cannot_be_estimated_ends_with_a_message_and_no_file(run, folder, tmp_path, change):
    files = folder / "simulated.measures.yaml", folder / "survey.parquet"
    done = run("estimate", *files, "-o", tmp_path / "m.csv", *change)
    assert done.code == 2
    assert done.err.startswith("Lỗi:")
    assert not (tmp_path / "m.csv").exists()


def test_a_domain_and_bootstrap_may_be_asked_for(run, folder, tmp_path):
    files = folder / "simulated.measures.yaml", folder / "survey.parquet"
    done = run("estimate", *files, "-o", tmp_path / "m.csv", "--domain", "sex",
               "--variance", "bootstrap:20", "--seed", 7)  # fmt: skip
    assert done.code == 0
    assert set(pl.read_csv(tmp_path / "m.csv")["domain"]) == {"sex=1", "sex=2"}
