"""One node of one period with its scores and their errors: what every inference starts from."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework, NodeInForce
from thuocdo.diagnosis import Panel, refusals
from thuocdo.index.rank_sets import RankSets, kww, mrsw
from thuocdo.index.sampling import Uncertainty, uncertain_node
from thuocdo.index.scorebook import ScoredPeriod, score, score_period_of
from thuocdo.index.uncertain import UncertainScores
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period

SETS = ("marginal", "mrsw", "kww")


@dataclass(frozen=True, slots=True)
class UncertainNode:
    """A node of a scored period: its `code`, its `scores` with their errors.

    `panel` holds the periods asked for, to find units and to compare by.
    """

    panel: Panel
    made: ScoredPeriod
    code: str
    scores: UncertainScores

    @property
    def node(self) -> NodeInForce:
        """The node as it stands in that period."""
        return self.made.tree.nodes[self.code]

    @property
    def values(self) -> np.ndarray:
        """Scores (units,), NaN where withheld."""
        return self.made.scores.score[self.made.scores.codes.index(self.code)]

    def table(self) -> pl.DataFrame:
        """Columns unit, unit_name, score, se: the units in the order of the period."""
        se = self.made.sampling.se[self.made.scores.codes.index(self.code)]
        named = [unit.name for unit in self.made.units.values()]
        return pl.DataFrame(
            {"unit": list(self.made.units), "unit_name": named, "score": self.values, "se": se}
        ).with_columns(pl.col("score", "se").fill_nan(None))

    @property
    def title(self) -> str:
        """`PAPI 2024 – PAPI index`: what the numbers are of."""
        label = pick(self.node.node.label.model_dump())
        return f"{self.panel.framework.document.abbreviation} {self.made.tree.period} – {label}"


def panel_over(framework: Framework, measurements: pl.DataFrame, *periods: Period) -> Panel:
    """A panel of some periods. Raises `RequestError` where one of them has no data."""
    known = {Period.parse(text) for text in measurements["period"].unique()}
    for period in periods:
        framework.on(period)  # raises where it is not defined
        if period not in known:
            raise refusals.no_data(framework, period, tuple(sorted(known)))
    asked = measurements.filter(measurements["period"].is_in([str(p) for p in periods]))
    # Who and what there is, without the ranges of ranks that standard errors would ask for.
    bare = asked.with_columns(se=pl.lit(None, pl.Float64))
    return Panel.of(framework, score(framework, bare))


def uncertain_node_of(
    framework: Framework,
    measurements: pl.DataFrame,
    period: Period,
    known: Uncertainty,
    node: str | None = None,
) -> UncertainNode:
    """The node that was named (default: the index) in `period`.

    Raises `RequestError` for a period without data, a node not in force, and where the
    standard errors are not known.
    """
    panel = panel_over(framework, measurements, period)
    made = score_period_of(framework, period, measurements, known)
    code = panel.node(node or "", made.tree)
    if code and known.assumed_se is not None:
        raise se_unknown(known, code)
    return UncertainNode(panel, made, code, uncertain_node(made.scores, made.sampling, code))


def ranked_node_of(framework: Framework, measurements, period, known, node=None) -> UncertainNode:
    """As `uncertain_node_of`; raises `RequestError` where only some units are in the data."""
    found = uncertain_node_of(framework, measurements, period, known, node)
    if not found.made.tree.complete:
        raise not_ranked(period)
    return found


def rank_sets_by(
    method: str, scores: UncertainScores, level: float, known: tuple[str, ...] = SETS
) -> RankSets:
    """Rank sets by one of `SETS`. Raises `RequestError`, naming those `known`."""
    if method not in SETS:
        message = _("không có phương pháp “{method}”.").format(method=method)
        hint = _("Dùng một trong: {known}.").format(known=", ".join(known))
        raise RequestError(Problem("rank-method", message, hint=hint))
    if method == "kww":
        return kww(scores, level)
    return mrsw(scores, level, simultaneous=method == "mrsw")


def not_ranked(period: Period) -> RequestError:
    """Only some units of the period are in the data."""
    message = _("số liệu kỳ {period} không đủ các đơn vị: không có hạng, nhóm.")
    hint = _("Chọn kỳ có số liệu của mọi đơn vị.")
    return RequestError(Problem("units-not-ranked", message.format(period=period), hint=hint))


def se_unknown(known: Uncertainty, code: str) -> RequestError:
    """Nothing can be told of a node, and what would help."""
    message = _("chưa biết sai số chuẩn của nội dung này nên không nói được gì chắc chắn.")
    hint = _("Đưa hiệp phương sai chung (--joint), hoặc nêu giả định (--assume-se).")
    if code and known.assumed_se is not None:
        hint = _("--assume-se chỉ nói về điểm tổng hợp; nội dung bên dưới cần --joint.")
    return RequestError(Problem("se-unknown", message, hint=hint))


def control_unknown(control: str, known: tuple[str, ...]) -> RequestError:
    """No such way to allow for many tests."""
    message = _("không có cách kiểm soát nhiều phép so sánh “{control}”.").format(control=control)
    hint = _("Dùng một trong: {known}.").format(known=", ".join(known))
    return RequestError(Problem("control-unknown", message, hint=hint))
