"""Ranks with their ranges, and how far they hang on the choice of method."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework
from thuocdo.index.percentile_ranges import percentile_ranges
from thuocdo.index.rank import NO_RANK, rank_units
from thuocdo.index.sampling import LEVEL, Uncertainty
from thuocdo.index.tau_sets import tau_best
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent, plain
from thuocdo.kernel.period import Period
from thuocdo.runs.joint_files import read_joint
from thuocdo.runs.uncertain_nodes import SETS, UncertainNode, rank_sets_by, ranked_node_of

METHODS = (*SETS, "percentile")


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
    found = ranked_node_of(framework, measurements, period, known, node)
    if method == "percentile":
        return _percentiles(found, known)
    sets = rank_sets_by(method, found.scores, known.level, METHODS)
    quarter = max(1, sets.ranked_units // 4)
    best = tau_best(sets, quarter)
    table = _table(found, sets.low, sets.high).with_columns(
        surely_best=pl.Series(best.surely), possibly_best=pl.Series(best.possibly)
    )
    said = _("Phương pháp {method}, mức {level}; một phần tư cao nhất là {quarter} đơn vị.")
    first = said.format(method=method, level=percent(known.level), quarter=quarter)
    return _sorted(table), (*assumptions(known), first, *sets.remarks())


def _percentiles(found: UncertainNode, known: Uncertainty):
    errors = np.random.default_rng(1).standard_normal((1000, found.values.size))
    sd = found.scores.spread(np.sqrt(found.scores.variance), np.nan)
    ranges = percentile_ranges(found.values, found.values + errors * sd, known.level)
    table = _sorted(_table(found, ranges.low, ranges.high))
    return table, (*assumptions(known), ranges.warning)


def _table(found: UncertainNode, low: np.ndarray, high: np.ndarray) -> pl.DataFrame:
    ranks = {"rank": rank_units(found.values).ranks, "rank_low": low, "rank_high": high}
    return found.table().with_columns(
        pl.when(pl.Series(numbers) != NO_RANK).then(pl.Series(numbers)).alias(name)
        for name, numbers in ranks.items()
    )


def _sorted(table: pl.DataFrame) -> pl.DataFrame:
    return table.sort("score", descending=True, nulls_last=True)
