"""Ranks with their ranges, and how far they hang on the choice of method."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework
from thuocdo.catalog.node_names import find_node
from thuocdo.index.percentile_ranges import percentile_ranges
from thuocdo.index.rank import NO_RANK, rank_units
from thuocdo.index.rank_sets import RankSets, kww, mrsw
from thuocdo.index.sampling import LEVEL, Uncertainty, uncertain_node
from thuocdo.index.scorebook import ScoredPeriod, score_period_of
from thuocdo.index.tau_sets import tau_best
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent, plain
from thuocdo.kernel.period import Period
from thuocdo.runs.joint_files import read_joint

METHODS = ("marginal", "mrsw", "kww", "percentile")


def uncertainty_of(
    joint: Path | None = None, assumed_se: float | None = None, level: float = LEVEL
) -> Uncertainty:
    """What the user told of sampling error. Raises `InputError` for a wrong joint file."""
    return Uncertainty(read_joint(joint) if joint else {}, assumed_se, level)


def assumptions(known: Uncertainty | None) -> Iterator[str]:
    """What must stand on every output that rests on an assumption."""
    if known is not None and known.assumed_se is not None:
        yield _(
            "GIẢ ĐỊNH của người dùng: sai số chuẩn {se} điểm cho mọi đơn vị, độc lập với nhau; "
            "khoảng thứ hạng mức {level} dựa trên giả định này, không phải số liệu công bố."
        ).format(se=plain(known.assumed_se), level=percent(known.level))


def rank_table(
    framework: Framework,
    measurements: pl.DataFrame,
    period: Period,
    known: Uncertainty,
    node: str | None = None,
    method: str = "marginal",
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Ranks of a node with their ranges by `method` (one of `METHODS`), and what to say of it.

    Columns: unit, unit_name, score, se, rank, rank_low, rank_high, surely_best,
    possibly_best (quarter). Raises `RequestError` where no standard errors are known.
    """
    made = score_period_of(framework, period, measurements, known)
    code = find_node(framework, node) if node else ""
    scores = uncertain_node(made.scores, made.sampling, code)
    row = made.scores.codes.index(code)
    if method == "percentile":
        return _percentiles(made, row, scores, known.level)
    sets = _sets(method, scores, known.level)
    quarter = max(1, sets.ranked_units // 4)
    best = tau_best(sets, quarter)
    table = _table(made, row, sets.low, sets.high).with_columns(
        surely_best=pl.Series(best.surely), possibly_best=pl.Series(best.possibly)
    )
    said = _("Phương pháp {method}, mức {level}; một phần tư cao nhất là {quarter} đơn vị.")
    first = said.format(method=method, level=percent(known.level), quarter=quarter)
    return _sorted(table), (*assumptions(known), first, *sets.remarks())


def _sets(method: str, scores, level: float) -> RankSets:
    if method not in METHODS:
        message = _("không có phương pháp “{method}”.").format(method=method)
        hint = _("Dùng một trong: {known}.").format(known=", ".join(METHODS))
        raise RequestError(Problem("rank-method", message, hint=hint))
    return kww(scores, level) if method == "kww" else mrsw(
        scores, level, simultaneous=method == "mrsw"
    )  # fmt: skip


def _percentiles(made: ScoredPeriod, row: int, scores, level: float):
    errors = np.random.default_rng(1).standard_normal((1000, made.scores.score.shape[1]))
    draws = made.scores.score[row] + errors * made.sampling.se[row]
    found = percentile_ranges(made.scores.score[row], draws, level)
    return _sorted(_table(made, row, found.low, found.high)), (found.warning,)


def _table(made: ScoredPeriod, row: int, low: np.ndarray, high: np.ndarray) -> pl.DataFrame:
    values = made.scores.score[row]
    ranks = {"rank": rank_units(values).ranks, "rank_low": low, "rank_high": high}
    table = pl.DataFrame(
        {
            "unit": list(made.units),
            "unit_name": [unit.name for unit in made.units.values()],
            "score": values,
            "se": made.sampling.se[row],
            **ranks,
        }
    )
    return table.with_columns(
        pl.col("score", "se").fill_nan(None),
        *(pl.when(pl.col(name) != NO_RANK).then(name).alias(name) for name in ranks),
    )


def _sorted(table: pl.DataFrame) -> pl.DataFrame:
    return table.sort("score", descending=True, nulls_last=True)
