"""One unit against all others: which ones the sample tells apart from it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework
from thuocdo.diagnosis import refusals
from thuocdo.index.pairwise import CONTROLS, HOLM, Comparison, compare
from thuocdo.index.sampling import Uncertainty
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent
from thuocdo.kernel.period import Period
from thuocdo.runs.inference import assumptions
from thuocdo.runs.uncertain_nodes import UncertainNode, control_unknown, uncertain_node_of

BETTER, ALIKE, WORSE = "better", "not_distinguishable", "worse"


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """`table`: the others by score, columns unit, unit_name, score, difference (other − own),
    se of the difference, p, p_adjusted (Holm's control alone has one), verdict (`better`,
    `not_distinguishable` or `worse`, than the unit asked); all empty without a score.
    """

    title: str
    table: pl.DataFrame
    notes: tuple[str, ...]


def compare_units(
    framework: Framework,
    measurements: pl.DataFrame,
    unit: str,
    period: Period,
    known: Uncertainty,
    node: str | None = None,
    control: str = HOLM,
) -> UnitComparison:
    """`unit` (name or code) against every other at a node (default: the index).

    `control` of the number of comparisons, see `index.pairwise`: "holm", "own" or "all".
    Raises `RequestError` where no standard errors are known or the unit has no score,
    `UnitError` for a unit that there was not.
    """
    if control not in CONTROLS:
        raise control_unknown(control, CONTROLS[::-1])
    found = uncertain_node_of(framework, measurements, period, known, node)
    own = found.panel.at(unit, str(period))
    place = list(found.made.units).index(own.unit)
    if np.isnan(found.values[place]):
        raise refusals.withheld(own.name, found.node, period)
    made = compare(found.scores, place, known.level, control=control)
    table = _table(found, made).filter(pl.col("unit") != own.unit)
    notes = (*assumptions(known), *_said(made, table, own.name, found.made.tree.complete))
    return UnitComparison(found.title, table, notes)


def _table(found: UncertainNode, made: Comparison) -> pl.DataFrame:
    verdicts = np.select([np.isnan(made.p), made.better, made.worse], ["", BETTER, WORSE], ALIKE)
    numbers = {
        "difference": made.difference,
        "se": made.sd,
        "p": made.p,
        "p_adjusted": made.adjusted,
    }
    return (
        found.table()
        .drop("se")
        .with_columns(pl.Series(name, values).fill_nan(None) for name, values in numbers.items())
        .with_columns(verdict=pl.Series(verdicts.tolist()).replace("", None))
        .sort("score", descending=True, nulls_last=True)
    )


def _said(made: Comparison, table: pl.DataFrame, name: str, complete: bool) -> Iterator[str]:
    counts = {verdict: table.filter(verdict=verdict).height for verdict in (BETTER, ALIKE, WORSE)}
    yield _(
        "So với {unit}: {better} đơn vị cao hơn, {alike} không phân biệt được, {worse} thấp hơn "
        "(trong {n} đơn vị khác có điểm)."
    ).format(
        unit=name,
        better=counts[BETTER],
        alike=counts[ALIKE],
        worse=counts[WORSE],
        n=sum(counts.values()),
    )
    yield _control_said(made)
    yield _("“Không phân biệt được” không có nghĩa là bằng nhau: mẫu chưa đủ để nói.")
    if not complete:
        yield _("Số liệu kỳ này chỉ có một phần các đơn vị.")


def _control_said(made: Comparison) -> str:
    texts = {
        "holm": _(
            "Kiểm soát nhiều phép so sánh: Holm, mức {level} cho mọi so sánh của đơn vị này."
        ),
        "own": _(
            "Kiểm soát nhiều phép so sánh: giá trị tới hạn từng bước, mức {level} cho mọi so sánh "
            "của đơn vị này."
        ),
        "all": _(
            "Kiểm soát nhiều phép so sánh: giá trị tới hạn từng bước, mức {level} cho mọi cặp đơn "
            "vị, nên tra cứu bao nhiêu đơn vị cũng được."
        ),
    }
    return texts[made.control].format(level=percent(made.level))
