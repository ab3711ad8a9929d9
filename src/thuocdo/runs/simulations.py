"""A simulated survey written to a folder: data, code book, measure file, truth."""

from pathlib import Path

import numpy as np
import polars as pl

from thuocdo.kernel.period import Period
from thuocdo.runs.files import staged
from thuocdo.survey.measures_check import load_measures
from thuocdo.survey.nodes import node_rules
from thuocdo.survey.simulate import SimulatedSurvey, simulate_survey

DATA, CODEBOOK, TRUTH = "survey.parquet", "codebook.csv", "truth.csv"
MEASURES = "simulated.measures.yaml"


def write_simulated_survey(folder: Path, **options) -> tuple[Path, ...]:
    """Simulate (options of `simulate_survey`) and write; all files appear together or none."""
    made = simulate_survey(**options)
    with staged(folder) as stage:
        write_answers(made, stage)
        made.codebook.write_csv(stage / CODEBOOK)
        true_values(made, stage / MEASURES).write_csv(stage / TRUTH)
    return tuple(folder / name for name in (DATA, CODEBOOK, MEASURES, TRUTH))


def write_answers(made: SimulatedSurvey, folder: Path) -> None:
    """Write what an estimate needs, without the truth: the data and the measure file."""
    made.data.write_parquet(folder / DATA, compression="zstd")
    (folder / MEASURES).write_text(made.measures, encoding="utf-8")


def true_values(made: SimulatedSurvey, measures: Path) -> pl.DataFrame:
    """True values of indicators and of nodes: year, province, indicator (or null), node, value."""
    loaded = load_measures(measures)
    parts = [made.truth.with_columns(node=pl.lit("papi/") + pl.col("node"))]
    for (year,), one in made.truth.partition_by("year", as_dict=True, maintain_order=True).items():
        rules = node_rules(loaded, Period.parse(year))
        codes = one["province"].unique(maintain_order=True)
        names = [measure.code for measure in loaded.indicators]
        wide = one.pivot("indicator", index="province", values="value").select(names).to_numpy()
        values = rules.values(rules.shares(np.ones(wide.shape)), wide)
        parts.append(
            pl.DataFrame(
                {
                    "province": [code for code in codes for _ in rules.codes],
                    "node": [f"papi/{code}" for code in rules.codes] * len(codes),
                    "value": values.ravel(),
                }
            ).with_columns(year=pl.lit(year), indicator=pl.lit(None, pl.String))
        )
    return pl.concat(part.select("year", "province", "indicator", "node", "value")
                     for part in parts)  # fmt: skip
