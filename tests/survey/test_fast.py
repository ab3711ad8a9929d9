"""The fast engine gives what the general estimator and R give."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from thuocdo.survey import fast
from thuocdo.survey.answers import answer_matrix
from thuocdo.survey.build import design
from thuocdo.survey.estimate import estimate
from thuocdo.survey.fast_parquet import means_from_parquet
from thuocdo.survey.lonely import LonelyRule
from thuocdo.survey.means import Mean
from thuocdo.survey.variance import centred_unit_totals

GOLDEN = Path(__file__).parents[1] / "golden" / "survey"
ITEMS = [f"I00{j}" for j in range(1, 9)]


def sample(seed=1, rows=600, units=40, strata=9, domains=4, crossing=False):
    """Answers in no order; domains are unions of units unless `crossing`."""
    rng = np.random.default_rng(seed)
    stratum_of = rng.permutation(np.r_[np.arange(strata), np.arange(strata),
                                       rng.integers(0, strata, units - 2 * strata)])  # fmt: skip
    unit = np.r_[np.arange(units), rng.integers(0, units, rows - units)]
    domain = rng.integers(0, domains, rows) if crossing else rng.integers(0, domains, units)[unit]
    values = rng.normal(3, 1, (rows, 5)) + unit[:, None] / units
    values[rng.random(values.shape) < 0.2] = np.nan
    values[:, 4][rng.random(rows) < 0.7] = np.nan
    frame = pl.DataFrame(
        {
            "w": rng.lognormal(0, 0.5, rows), "stratum": stratum_of[unit], "unit": unit,
            "domain": domain, "population": np.full(rows, 30),
        }
    )  # fmt: skip
    return frame, values


def by_fast(made, values, domain, adjust=False):
    stage = made.stages[0]
    layout = fast.lay_out(stage.strata, stage.units, domain, made.weights, stage.population)
    means = fast.unit_means(fast.cell_sums(layout, values.T, values.shape[1]))
    return means, np.sqrt(fast.variances(layout, means.influence, adjust))


@pytest.mark.parametrize("crossing", [False, True])
@pytest.mark.parametrize("fpc", [None, "population"])
def test_means_and_se_equal_those_of_the_general_estimator(crossing, fpc):
    frame, values = sample(crossing=crossing)
    made = design(frame, "w", "stratum", "unit", fpc)
    domain = frame["domain"].to_numpy()
    means, se = by_fast(made, values, domain)
    for d in range(4):
        other = estimate(made, Mean(answer_matrix(values, domain == d)))
        assert means.value[d] == pytest.approx(other.value, rel=1e-12)
        assert se[d] == pytest.approx(other.se, rel=1e-12)
        assert means.answers[d].tolist() == other.counts.tolist()


@pytest.mark.parametrize("rule", ["adjust", "certainty", "remove"])
def test_lonely_units_count_as_in_the_general_estimator(rule):
    frame, values = sample()
    alone = pl.when(pl.col("stratum") < 3).then(pl.col("stratum")).otherwise("unit")
    made = design(frame.with_columns(unit=alone), "w", "stratum", "unit")
    domain = np.zeros(frame.height, dtype=int)
    means, se = by_fast(made, values, domain, rule == "adjust")
    other = estimate(made, Mean(values), rule)
    assert means.sums.layout.lonely.tolist() == [0, 1, 2]
    assert se[0] == pytest.approx(other.se, rel=1e-12)


def test_joint_covariance_across_domains_is_that_of_the_influence_values():
    frame, values = sample(crossing=True)
    made = design(frame, "w", "stratum", "unit")
    domain = frame["domain"].to_numpy()
    means, _se = by_fast(made, values, domain)
    joint = fast.centred(means.sums.layout, means.influence)
    columns = [Mean(answer_matrix(values, domain == d)).influence(made.weights) for d in (0, 3)]
    totals = centred_unit_totals(made, np.hstack(columns), LonelyRule())
    places = np.r_[0:5, 15:20]
    assert (joint.T @ joint)[np.ix_(places, places)] == pytest.approx(
        totals.T @ totals, rel=1e-10, abs=1e-15
    )


def test_provinces_agree_with_r_survey():
    texts = dict.fromkeys(("case", "stat", "variable", "domain", "note"), pl.String)
    golden = pl.read_csv(GOLDEN / "estimates.csv", schema_overrides=texts).filter(
        pl.col("case") == "lin_wr",
        pl.col("stat") == "mean",
        pl.col("domain").str.contains(r"^province=?\d+$"),
    )
    frame = pl.read_csv(GOLDEN / "input.csv")
    frame = frame.filter(pl.col("year") == frame["year"].min())
    made = design(frame, "wt", "stratum", "village")
    places = frame["province"].rank("dense").to_numpy() - 1
    values = frame.select(ITEMS).cast(pl.Float64).to_numpy()
    means, se = by_fast(made, values, places.astype(int))
    codes = sorted(set(frame["province"]))
    assert golden.height >= len(codes)
    for row in golden.iter_rows(named=True):
        d = codes.index(int(row["domain"].removeprefix("province").removeprefix("=")))
        j = ITEMS.index(row["variable"])
        assert means.value[d, j] == pytest.approx(row["est"], rel=1e-9)
        assert se[d, j] == pytest.approx(row["se"], rel=1e-9, abs=1e-15)


def test_people_of_no_domain_still_tell_that_their_unit_was_drawn():
    strata, units = np.zeros(4, int), np.array([0, 1, 2, 3])
    layout = fast.lay_out(strata, units, np.array([0, 0, -1, -1]), np.ones(4))
    means = fast.unit_means(fast.cell_sums(layout, [np.array([1.0, 3, 9, 9])], 1))
    assert layout.sizes.tolist() == [4]
    assert means.value.tolist() == [[2.0]]
    # z = ±1/2 and two zeros: 4/3 · 1/2
    assert fast.variances(layout, means.influence)[0, 0] == pytest.approx(2 / 3)


def test_an_indicator_nobody_answered_in_a_domain_has_no_mean():
    layout = fast.lay_out(np.zeros(4, int), np.arange(4), np.array([0, 0, 1, 1]), np.ones(4))
    means = fast.unit_means(fast.cell_sums(layout, [np.array([1.0, 2, np.nan, np.nan])], 1))
    assert means.value[0, 0] == 1.5
    assert np.isnan(means.value[1, 0])
    assert means.answers.ravel().tolist() == [2, 0]
    assert means.weight.ravel().tolist() == [2, 0]


def test_degrees_of_freedom_are_units_less_strata_of_the_domain():
    strata = np.array([0, 0, 0, 1, 1, 2, 2])
    layout = fast.lay_out(strata, np.arange(7), np.array([0, 0, 0, 0, 0, 1, 1]), np.ones(7))
    assert fast.degrees(layout).tolist() == [3, 1]


@pytest.mark.parametrize("kind", [pl.Float32, pl.Int8, pl.Float64])
def test_a_parquet_file_gives_the_same_whatever_its_types_and_however_it_is_read(
    tmp_path, monkeypatch, kind
):
    frame, values = sample()
    whole = np.round(np.nan_to_num(values)).astype(int)
    table = frame.with_columns(
        pl.Series(f"x{j}", whole[:, j]).cast(kind) for j in range(5)
    ).with_columns(x1=pl.when(pl.col("unit") % 3 == 0).then(None).otherwise("x1"))
    table.write_parquet(tmp_path / "s.parquet")
    asked = (tmp_path / "s.parquet", [f"x{j}" for j in range(5)], "w", ["stratum"], "unit")
    at_once = means_from_parquet(*asked, ["domain"])
    monkeypatch.setattr("thuocdo.survey.fast_parquet.BLOCK_BYTES", 8 * frame.height * 2)
    in_blocks = means_from_parquet(*asked, ["domain"])
    assert at_once.domains == ((0,), (1,), (2,), (3,))
    assert np.array_equal(at_once.means.value, in_blocks.means.value)
    made = design(frame, "w", "stratum", "unit")
    blank = table.select(f"x{j}" for j in range(5)).cast(pl.Float64).to_numpy()
    means, se = by_fast(made, blank, frame["domain"].to_numpy())
    assert at_once.means.value == pytest.approx(means.value, rel=1e-12)
    layout = at_once.means.sums.layout
    assert np.sqrt(fast.variances(layout, at_once.means.influence)) == pytest.approx(se, rel=1e-12)
