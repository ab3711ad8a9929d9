"""Post-stratification: within each cell of the population, weights scaled to its total.

w_i = d_i · N_c / Σ_c d. Holt and Smith (1979), JRSS-A 142; variance from deviations around
the means of the cells (Deville and Särndal 1992, with cells as calibration variables).
"""

import numpy as np
import polars as pl

from thuocdo.survey.calibrated import Calibrated, calibrated, margin_table
from thuocdo.survey.design import AnyDesign, ReplicateDesign
from thuocdo.survey.margins import Margin, read_margins
from thuocdo.survey.projections import CellProjection, cell_sums


def post_stratify(
    design: AnyDesign, frame: pl.DataFrame, table: pl.DataFrame, total: str = "total"
) -> Calibrated:
    """Weights that reproduce the one `table` of totals; `frame` has a row each respondent."""
    (margin,) = read_margins(frame, design.weights, [table], total)
    weights = _to_totals(design.weights[:, None], margin)[:, 0]
    replicates = None
    if isinstance(design, ReplicateDesign):
        replicates = _to_totals(design.replicates, margin)
    sums = [cell_sums(margin.cells, w[:, None], len(margin.totals))[:, 0]
            for w in (design.weights, weights)]  # fmt: skip
    report = margin_table(margin.labels, margin.totals, *sums)
    projection = CellProjection(margin.cells, design.weights, weights)
    return calibrated(design, weights, projection, replicates, report)


def _to_totals(weights: np.ndarray, margin: Margin) -> np.ndarray:
    """Weights (n, R) scaled; all NaN for a column in which a cell with population is empty."""
    sums = cell_sums(margin.cells, weights, len(margin.totals))
    wanted = np.broadcast_to(margin.totals[:, None], sums.shape)
    factors = np.divide(wanted, sums, out=np.zeros(sums.shape), where=sums > 0)
    impossible = ((sums <= 0) & (wanted > 0)).any(axis=0)
    scaled = weights * factors[margin.cells]
    scaled[:, impossible] = np.nan
    return scaled
