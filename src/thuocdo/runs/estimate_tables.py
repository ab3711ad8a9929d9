"""Estimates as tables: measurements for the index, indicators for the analyst, joint values."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import MEASUREMENTS, Status, names
from thuocdo.survey.measures_check import MeasureSet
from thuocdo.survey.node_estimates import NodeEstimates

EXTRA = {"n_eff": pl.Float64, "deff": pl.Float64, "df": pl.Int64, "domain": pl.String}


@dataclass(frozen=True, slots=True)
class Cells:
    """What the rows and columns of estimates stand for: units × splits, and nodes."""

    measures: MeasureSet
    period: Period
    units: tuple[str, ...]
    splits: tuple[str, ...]
    nodes: tuple[str, ...]
    source: str

    @property
    def domains(self) -> list[tuple[str, str]]:
        """(unit, split) of each domain, in order; the split is empty where there is none."""
        return [(unit, split) for unit in self.units for split in self.splits]

    def path(self, code: str) -> str:
        """The path of a node."""
        name = self.measures.framework.name
        return f"{name}/{code}" if code else name


def _full(cells: Cells, array: np.ndarray, fill=np.nan) -> np.ndarray:
    """Rows for the last domains too, should nobody be in them."""
    missing = len(cells.domains) - array.shape[0]
    return array if not missing else np.concatenate(
        [array, np.full((missing, *array.shape[1:]), fill)]
    )  # fmt: skip


def node_table(cells: Cells, result: NodeEstimates) -> pl.DataFrame:
    """Measurements, with effective n, design effect, df and the domain."""
    value, se = _full(cells, result.value), _full(cells, result.se)
    people = _full(cells, result.simple.people, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        deff = _finite(se**2 / _full(cells, result.simple.variance))
        n_eff = _finite(people / deff)
    df = np.repeat(_full(cells, result.df, 0), len(cells.nodes))
    withheld = np.isnan(value).ravel()
    reason = _("không đủ câu trả lời: {source}").format(source=cells.source)
    frame = pl.DataFrame(
        {
            **_keys(cells, [cells.path(code) for code in cells.nodes], "node"),
            "value": value.ravel(),
            "se": se.ravel(),
            "n": people.ravel().astype(np.int64),
            "n_eff": n_eff.ravel(),
            "deff": deff.ravel(),
            "df": df.astype(np.int64),
        }
    ).with_columns(
        pl.col("value", "se", "n_eff", "deff").fill_nan(None),
        status=pl.Series(np.where(withheld, Status.WITHHELD.value, Status.ESTIMATED.value)),
        source=pl.Series(np.where(withheld, reason, cells.source)),
    )
    extra = list(EXTRA) if cells.splits != ("",) else [n for n in EXTRA if n != "domain"]
    return frame.select(*names(MEASUREMENTS), *extra)


def indicator_table(cells: Cells, result: NodeEstimates) -> pl.DataFrame:
    """One row an indicator × unit: mean, se, answers, on the indicator's own scale."""
    codes = [measure.code for measure in cells.measures.indicators]
    nodes = [cells.path(code) for code in cells.measures.nodes]
    keys = _keys(cells, codes, "indicator")
    return pl.DataFrame(
        {
            **keys,
            "node": nodes * len(cells.domains),
            "mean": _full(cells, result.means).ravel(),
            "se": _full(cells, result.means_se).ravel(),
            "n": _full(cells, result.answers, 0).ravel().astype(np.int64),
            "df": np.repeat(_full(cells, result.df, 0), len(codes)).astype(np.int64),
        }
    ).with_columns(pl.col("mean", "se").fill_nan(None))


def _keys(cells: Cells, inner: list[str], name: str) -> dict[str, list[str]]:
    many = len(inner)
    rows = len(cells.domains) * many
    return {
        "framework": [cells.measures.framework.name] * rows,
        name: inner * len(cells.domains),
        "unit": [unit for unit, _split in cells.domains for _ in range(many)],
        "domain": [split for _unit, split in cells.domains for _ in range(many)],
        "period": [str(cells.period)] * rows,
    }


def _finite(values: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(values), values, np.nan)


def joint_estimates(cells: Cells, result: NodeEstimates) -> JointEstimates:
    """What the index needs: estimates that there are, with their joint covariance.

    A split is written after the unit: `01/sex=1`.
    """
    labels = [f"{unit}/{split}" if split else unit for unit, split in cells.domains]
    there = np.flatnonzero(~np.isnan(result.value).ravel())
    keys = [
        (cells.measures.framework.name, cells.path(code), label, str(cells.period))
        for label in labels[: result.value.shape[0]]
        for code in cells.nodes
    ]
    return JointEstimates(
        tuple(keys[i] for i in there),
        result.value.ravel()[there],
        result.influence[:, there],
        np.repeat(result.df, len(cells.nodes))[there].astype(float),
        None if result.draws is None else result.draws[:, there],
        result.draw_scale,
    )
