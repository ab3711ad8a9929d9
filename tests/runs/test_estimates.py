"""From simulated answers to measurements, a scorebook, and differences between years."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from thuocdo.catalog.load import framework
from thuocdo.catalog.measurements import read_measurements
from thuocdo.index.scorebook import score
from thuocdo.kernel.errors import InputError, OutputError, RequestError
from thuocdo.kernel.period import Period
from thuocdo.runs.estimates import Asked, estimate, write_estimates
from thuocdo.runs.joint_files import read_joint, write_joint
from thuocdo.runs.simulations import write_simulated_survey
from thuocdo.runs.survey_changes import compare_years
from thuocdo.survey.measures_check import load_measures
from thuocdo.survey.node_estimates import read_variance
from thuocdo.survey.simulate_sample import DAYS

SMALL = {"respondents": 4000, "questions": 120, "indicators": 56}


@pytest.fixture(scope="module")
def simulated(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("survey")
    write_simulated_survey(folder, count=63, **SMALL, seed=3)
    return folder


@pytest.fixture(scope="module")
def measures(simulated):
    return load_measures(simulated / "simulated.measures.yaml")


@pytest.fixture(scope="module")
def linear(simulated, measures):
    return estimate(measures, simulated / "survey.parquet")


def changed(folder: Path, tmp_path: Path, change, name="own"):
    """The simulated folder with the measure file or the data changed."""
    text = (folder / "simulated.measures.yaml").read_text(encoding="utf-8")
    path = tmp_path / f"{name}.measures.yaml"
    path.write_text(change(text), encoding="utf-8")
    return load_measures(path)


def test_a_simulated_survey_becomes_a_papi_scorebook_with_se_at_the_leaves(linear, tmp_path):
    linear.measurements.write_parquet(tmp_path / "m.parquet")
    papi = framework("papi")
    book = score(papi, read_measurements(tmp_path / "m.parquet", papi))
    leaves = book.filter(level="subdimension")
    assert (leaves.height, leaves["se"].null_count()) == (63 * 28, 0)
    totals = book.filter(level="index")
    assert totals["score"].null_count() == 0
    assert totals["score"].is_between(8, 80).all()
    assert set(leaves["status"]) == {"estimated"}


def test_every_row_says_that_it_is_simulated_and_how_well_it_is_known(linear):
    table = linear.measurements
    assert table.columns == [
        "framework", "node", "unit", "period", "value", "se", "n", "status", "source",
        "n_eff", "deff", "df",
    ]  # fmt: skip
    assert table["source"].str.contains("mô phỏng").all()
    assert (table["n_eff"] * table["deff"] - table["n"]).abs().max() < 1e-8
    assert 1 < table["deff"].median() < 6
    assert set(table["df"]) == {2, 5}


def test_estimates_are_near_the_truth_within_their_errors(simulated, linear):
    truth = pl.read_csv(simulated / "truth.csv", schema_overrides={"province": pl.String})
    nodes = truth.filter(pl.col("indicator").is_null() | (pl.col("indicator") == ""))
    both = linear.measurements.join(
        nodes.select("node", unit="province", truth="value"), on=["node", "unit"]
    )
    assert both.height == 63 * 28
    away = both["value"] - both["truth"]
    assert abs(away.mean()) < 0.01
    assert np.corrcoef(both["value"], both["truth"])[0, 1] > 0.9
    # With 2 degrees of freedom 95 % of a t lies within 4.3
    assert ((away / both["se"]).abs() < 4.3).mean() > 0.88


def test_the_account_of_rows_is_complete(linear):
    tally = linear.tally
    used = ["valid", "outside_base", "blank", "dont_know", "refused", "out_of_range"]
    assert (tally.select(pl.sum_horizontal(used)).to_series() == tally["rows"]).all()
    assert any("63 đơn vị, 28 nội dung" in note for note in linear.notes)


@pytest.mark.parametrize(("method", "near"), [("jkn", 0.15), ("bootstrap:400", 0.15)])
def test_replicate_errors_are_near_the_linearised_ones(simulated, measures, linear, method, near):
    other = estimate(
        measures, simulated / "survey.parquet", Asked(variance=read_variance(method, seed=2))
    )
    assert other.measurements["value"].equals(linear.measurements["value"])
    ratio = (other.measurements["se"] / linear.measurements["se"]).median()
    assert ratio == pytest.approx(1, abs=near)


def test_bootstrap_draws_are_kept_and_give_the_se(simulated, measures):
    asked = Asked(variance=read_variance("bootstrap:50"))
    one, two = (estimate(measures, simulated / "survey.parquet", asked) for _ in range(2))
    joint = one.joint["2024"]
    assert joint.draws.shape == (50, 63 * 28)
    away = joint.draws - joint.draws.mean(axis=0)
    se = np.sqrt(joint.draw_scale * (away**2).sum(axis=0))
    assert se == pytest.approx(one.measurements["se"].to_numpy(), rel=1e-8)
    assert np.array_equal(joint.draws, two.joint["2024"].draws)


def test_joint_estimates_have_the_se_of_the_table_and_come_back_from_a_file(linear, tmp_path):
    write_joint(linear.joint, tmp_path / "j.npz")
    joint = read_joint(tmp_path / "j.npz")["2024"]
    table = linear.measurements
    assert joint.keys[0] == ("papi", "papi/1.1", "01", "2024")
    assert [key[2] for key in joint.keys] == table["unit"].to_list()
    assert joint.se == pytest.approx(table["se"].to_numpy(), rel=1e-10)
    assert joint.values == pytest.approx(table["value"].to_numpy(), rel=1e-14)
    with pytest.raises(OutputError):
        write_joint(linear.joint, tmp_path / "j.zip")
    (tmp_path / "bad.npz").write_bytes(b"x")
    with pytest.raises(InputError, match="npz"):
        read_joint(tmp_path / "bad.npz")


def test_the_general_engine_gives_the_same_as_the_fast_one(simulated, measures, linear, tmp_path):
    # Without lonely strata the rule `average` changes nothing but takes the other road.
    general = changed(simulated, tmp_path, lambda t: t.replace("lonely: adjust", "lonely: average"))
    other = estimate(general, simulated / "survey.parquet")
    for name in ("value", "se"):
        assert other.measurements[name].to_numpy() == pytest.approx(
            linear.measurements[name].to_numpy(), rel=1e-12
        )
    assert other.indicators["se"].to_numpy() == pytest.approx(
        linear.indicators["se"].to_numpy(), rel=1e-12, abs=1e-14
    )


def test_a_domain_splits_every_unit(simulated, measures, linear):
    by_sex = estimate(measures, simulated / "survey.parquet", Asked(domain="sex"))
    table = by_sex.measurements
    assert set(table["domain"]) == {"sex=1", "sex=2"}
    assert table.height == 2 * linear.measurements.height
    # Not every sex of a province has somebody who answered everything: then it is withheld.
    assert set(table.filter(pl.col("value").is_null())["status"]) <= {"withheld"}
    assert by_sex.joint["2024"].keys[28][2] == "01/sex=2"


def test_steps_change_the_weights_and_the_variance_knows(simulated, measures, linear, tmp_path):
    data = pl.read_parquet(simulated / "survey.parquet")
    totals = data.group_by("province").agg(total=pl.col("weight").sum() * 1.1)
    totals.write_csv(tmp_path / "tinh.csv")
    sexes = data.group_by("sex").agg(total=pl.col("weight").sum()).with_columns(
        total=pl.col("total").sum() * 1.1 / 2
    )  # fmt: skip
    sexes.write_csv(tmp_path / "gioi.csv")
    steps = (f"rake:{tmp_path / 'tinh.csv'},{tmp_path / 'gioi.csv'}", "trim:1,")
    made = estimate(measures, simulated / "survey.parquet", Asked(weights_steps=steps, items=False))
    assert made.indicators["se"].null_count() == made.indicators.height
    assert any(note.startswith("rake:") for note in made.notes)
    ratio = (made.measurements["se"] / linear.measurements["se"]).median()
    assert 0.7 < ratio < 1.1
    only_scaled = Asked(weights_steps=(f"poststrat:{tmp_path / 'tinh.csv'}",), items=False)
    same = estimate(measures, simulated / "survey.parquet", only_scaled)
    assert same.measurements["value"].to_numpy() == pytest.approx(
        linear.measurements["value"].to_numpy()
    )


@pytest.mark.parametrize("step", ["polish:x", "trim:1", "poststrat:", "trim:a,b"])
def test_a_step_that_is_not_known_is_refused(simulated, measures, step):
    with pytest.raises(RequestError) as told:
        estimate(measures, simulated / "survey.parquet", Asked(weights_steps=(step,)))
    assert told.value.problems[0].code in ("weights-step", "weights-bound")


def test_replicates_after_calibration_are_refused_with_a_way_out(simulated, measures, tmp_path):
    data = pl.read_parquet(simulated / "survey.parquet")
    data.group_by("sex").agg(total=pl.col("weight").sum()).write_csv(tmp_path / "s.csv")
    asked = Asked(variance=read_variance("jkn"), weights_steps=(f"poststrat:{tmp_path / 's.csv'}",))
    with pytest.raises(RequestError, match="linear"):
        estimate(measures, simulated / "survey.parquet", asked)


@pytest.mark.parametrize("text", ["taylor", "bootstrap:1", "jkn:3", "bootstrap:x"])
def test_a_variance_that_is_not_known_is_refused(text):
    with pytest.raises(RequestError) as told:
        read_variance(text)
    assert told.value.problems[0].code == "variance-unknown"


def test_a_lonely_stratum_is_refused_unless_a_rule_is_chosen(simulated, tmp_path):
    lonely = changed(
        simulated, tmp_path,
        lambda t: t.replace("lonely: adjust", "lonely: fail").replace("[psu]", "[district]"),
    )  # fmt: skip
    with pytest.raises(InputError) as told:
        estimate(lonely, simulated / "survey.parquet")
    assert told.value.problems[0].code == "lonely-unit"


def test_a_question_or_a_unit_that_is_not_there_is_told(simulated, measures, tmp_path):
    data = pl.read_parquet(simulated / "survey.parquet")
    data.drop("q001").write_parquet(tmp_path / "a.parquet")
    with pytest.raises(InputError, match="q001"):
        estimate(measures, tmp_path / "a.parquet")
    wrong = data.with_columns(province=pl.lit("Xứ Mơ"))
    wrong.write_parquet(tmp_path / "b.parquet")
    with pytest.raises(InputError, match="Xứ Mơ"):
        estimate(measures, tmp_path / "b.parquet")
    with pytest.raises(InputError, match="tinh"):
        estimate(measures, simulated / "survey.parquet", Asked(by="tinh"))


def test_the_labels_of_an_spss_file_tell_the_units(simulated, measures, linear, tmp_path):
    pyreadstat = pytest.importorskip("pyreadstat")
    from thuocdo import units

    data = pl.read_parquet(simulated / "survey.parquet")
    names = {unit.code: unit.name_on(unit.id.since) for unit in units.units_on(DAYS[63])}
    places = {code: i for i, code in enumerate(sorted(names), start=1000)}
    numbered = data.with_columns(province=pl.col("province").replace_strict(places))
    labels = {"province": {place: names[code] for code, place in places.items()}}
    pyreadstat.write_sav(numbered, str(tmp_path / "s.sav"), variable_value_labels=labels)
    made = estimate(measures, tmp_path / "s.sav")
    assert made.measurements["unit"].equals(linear.measurements["unit"])
    assert made.measurements["se"].to_numpy() == pytest.approx(
        linear.measurements["se"].to_numpy(), rel=1e-10
    )


def test_rows_without_a_unit_are_left_out_and_counted(simulated, measures, linear, tmp_path):
    data = pl.read_parquet(simulated / "survey.parquet")
    gone = pl.when(pl.col("province") == "01").then(None).otherwise("province")
    data.with_columns(province=gone).write_parquet(tmp_path / "a.parquet")
    made = estimate(measures, tmp_path / "a.parquet")
    n = data.filter(province="01").height
    assert any(f"{n} dòng không có “province”" in note for note in made.notes)
    rest = linear.measurements.filter(pl.col("unit") != "01")
    assert made.measurements["se"].to_numpy() == pytest.approx(rest["se"].to_numpy(), rel=1e-12)


def test_too_few_answers_withhold_a_node_and_say_so(simulated, tmp_path):
    least = changed(
        simulated,
        tmp_path,
        lambda t: t.replace("refused: [99]", "refused: [99]\nleast_answers: 40"),
    )
    made = estimate(least, simulated / "survey.parquet")
    withheld = made.measurements.filter(status="withheld")
    assert 0 < withheld.height < 63 * 28
    assert withheld["value"].null_count() == withheld["se"].null_count() == withheld.height
    assert withheld["source"].str.contains("không đủ câu trả lời").all()
    assert len(made.joint["2024"].keys) == 63 * 28 - withheld.height


def test_nothing_is_written_when_something_is_wrong(simulated, measures, tmp_path):
    with pytest.raises(InputError):
        write_estimates(
            measures, tmp_path / "none.parquet", Asked(), {"measurements": tmp_path / "m.parquet"}
        )
    assert list(tmp_path.iterdir()) == []


def test_34_provinces_are_estimated_with_the_structure_of_2024(tmp_path):
    write_simulated_survey(tmp_path, count=34, **SMALL, seed=1)
    made = estimate(
        load_measures(tmp_path / "simulated.measures.yaml"), tmp_path / "survey.parquet"
    )
    assert set(made.measurements["period"]) == {"2025"}
    assert made.measurements["unit"].n_unique() == 34
    assert made.measurements["value"].null_count() == 0


@pytest.fixture(scope="module")
def two_years(tmp_path_factory):
    folder = tmp_path_factory.mktemp("years")
    write_simulated_survey(folder, count=63, **SMALL, years=2, seed=3)
    made = estimate(load_measures(folder / "simulated.measures.yaml"), folder / "survey.parquet")
    made.measurements.write_parquet(folder / "m.parquet")
    return folder / "m.parquet", made.measurements


def test_years_in_one_file_are_samples_of_their_own(two_years):
    _path, table = two_years
    assert set(table["period"]) == {"2023", "2024"}
    assert table.height == 2 * 63 * 28


def test_rows_without_a_period_are_left_out_and_counted(two_years, tmp_path):
    folder = two_years[0].parent
    data = pl.read_parquet(folder / "survey.parquet")
    year = pl.when(pl.col("year") == 2023).then(None).otherwise("year")
    data.with_columns(year=year).write_parquet(tmp_path / "s.parquet")
    made = estimate(load_measures(folder / "simulated.measures.yaml"), tmp_path / "s.parquet")
    assert set(made.measurements["period"]) == {"2024"}
    n = data.filter(year=2023).height
    assert any(note.startswith(f"{n} dòng không có kỳ") for note in made.notes)


def compared(path, **options):
    return compare_years(path, Period.parse("2023"), Period.parse("2024"), **options)


def test_differences_have_the_se_of_independent_samples(two_years):
    path, table = two_years
    row = compared(path).row(0, named=True)
    pair = table.filter(node=row["node"], unit=row["unit"]).sort("period")
    assert row["difference"] == pytest.approx(pair["value"][1] - pair["value"][0])
    assert row["se"] == pytest.approx(np.hypot(*pair["se"]))
    assert row["t"] == pytest.approx(row["difference"] / row["se"])
    assert 2 <= row["df"] <= 10
    assert row["p"] <= row["p_bh"] <= row["p_holm"] <= 1


def test_differences_are_rarely_called_real_when_little_changed(two_years):
    table = compared(two_years[0])
    assert (table["p"] < 0.05).mean() < 0.15
    assert (table["p_holm"] < 0.05).mean() < 0.01


def test_one_node_may_be_compared_by_itself(two_years):
    table = compared(two_years[0], node="papi/1.1")
    assert set(table["node"]) == {"papi/1.1"}
    assert table["p_holm"].max() <= 1


def test_what_cannot_be_compared_says_why_and_is_not_tested(two_years, tmp_path):
    table = two_years[1].with_columns(
        period=pl.when(pl.col("period") == "2023").then(pl.lit("2020")).otherwise("period")
    )
    table.write_parquet(tmp_path / "m.parquet")
    found = compare_years(tmp_path / "m.parquet", Period.parse("2020"), Period.parse("2024"))
    scales = found.filter(pl.col("node") == "papi/5.1")
    assert scales["not_comparable"].null_count() == 0
    assert scales["p"].null_count() == scales.height
    moved = table.with_columns(
        period=pl.when(pl.col("period") == "2024").then(pl.lit("2025")).otherwise("period")
    )
    moved.write_parquet(tmp_path / "n.parquet")
    found = compare_years(tmp_path / "n.parquet", Period.parse("2020"), Period.parse("2025"))
    assert "địa giới đã thay đổi" in set(found.filter(unit="24")["not_comparable"])
    assert "địa giới đã thay đổi" not in set(found.filter(unit="01")["not_comparable"])


def test_a_period_or_column_that_is_not_there_is_told(two_years, tmp_path):
    with pytest.raises(RequestError, match="2023, 2024"):
        compare_years(two_years[0], Period.parse("2019"), Period.parse("2024"))
    two_years[1].drop("se").write_csv(tmp_path / "m.csv")
    with pytest.raises(InputError, match="se"):
        compared(tmp_path / "m.csv")


def test_without_df_the_normal_law_is_used(two_years, tmp_path):
    two_years[1].drop("df").write_csv(tmp_path / "m.csv")
    found = compared(tmp_path / "m.csv")
    assert found["df"].is_infinite().all()
    row = found.row(0, named=True)
    from statistics import NormalDist

    assert row["p"] == pytest.approx(2 - 2 * NormalDist().cdf(abs(row["t"])))
