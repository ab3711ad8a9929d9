"""Which group a unit is in, how likely each group is, and which ones the sample allows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.documents import Groups
from thuocdo.catalog.framework import Framework
from thuocdo.diagnosis import refusals
from thuocdo.index.group_probability import (
    GroupProbability,
    GroupSets,
    drawn_group_probability,
    possible_groups,
)
from thuocdo.index.groups import NO_GROUP
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.standing import group_labels
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent, whole
from thuocdo.kernel.period import Period
from thuocdo.runs.inference import assumptions
from thuocdo.runs.notes import group_names
from thuocdo.runs.uncertain_nodes import not_ranked, rank_sets_by, uncertain_node_of

# Below this many degrees of freedom a normal tail is visibly too thin.
FEW_DF = 30


@dataclass(frozen=True, slots=True)
class GroupPage:
    """`table`: unit, unit_name, score, se, group, best_group, worst_group, surely (whether
    these two are one), probability_1 … of each group, best first. `group_names` maps the
    groups of the table, in that order, to their names in the reader's language.
    """

    title: str
    table: pl.DataFrame
    notes: tuple[str, ...]
    group_names: Mapping[str, str]


def group_page(
    framework: Framework,
    measurements: pl.DataFrame,
    period: Period,
    known: Uncertainty,
    node: str | None = None,
    method: str = "marginal",
) -> GroupPage:
    """Groups of a node (default: the index) as far as the sample tells them apart.

    `method` is one of `SETS`; under a rule of thresholds the groups come from joint intervals
    of the scores instead. Raises `RequestError` where no standard errors are known, and for a
    node without groups.
    """
    found = uncertain_node_of(framework, measurements, period, known, node)
    rule = found.node.groups
    if rule is None:
        raise refusals.no_groups(found.node.path, period)
    if rule.rule != "thresholds" and not found.made.tree.complete:
        raise not_ranked(period)
    sets = rank_sets_by(method, found.scores, known.level)
    allowed = possible_groups(found.scores, rule, known.level, sets)
    drawn = drawn_group_probability(found.scores, rule)
    groups = pl.Series("group", group_labels(found.values, rule), dtype=pl.String)
    table = found.table().with_columns(
        groups, *_allowed(allowed, rule, found.scores.size), *_probabilities(drawn)
    )
    said = _said(rule, drawn, allowed, method, found.scores.df)
    return GroupPage(
        found.title,
        table.sort("score", descending=True, nulls_last=True),
        (*assumptions(known), *said, *sets.remarks()),
        group_names(found.made.tree, found.code),
    )


def _allowed(allowed: GroupSets | None, rule: Groups, units: int) -> Iterator[pl.Series]:
    labels = np.array([*(label.vi for label in rule.labels), None], dtype=object)
    none = np.full(units, NO_GROUP)
    best, worst = (none, none) if allowed is None else (allowed.best, allowed.worst)
    yield pl.Series("best_group", labels[best].tolist(), dtype=pl.String)
    yield pl.Series("worst_group", labels[worst].tolist(), dtype=pl.String)
    surely = np.where(best == NO_GROUP, None, best == worst)
    yield pl.Series("surely", surely.tolist(), dtype=pl.Boolean)


def _probabilities(drawn: GroupProbability) -> Iterator[pl.Series]:
    for place, shares in enumerate(drawn.probability.T, start=1):
        yield pl.Series(f"probability_{place}", shares).fill_nan(None)


def _said(
    rule: Groups, drawn: GroupProbability, allowed: GroupSets | None, method: str, df
) -> Iterator[str]:
    yield _meaning(rule, allowed, method)
    yield _(
        "Xác suất nhóm: tỷ lệ trong {draws} lần rút điểm theo sai số, mỗi lần chia nhóm lại; "
        "không phải mức tin cậy."
    ).format(draws=whole(drawn.draws))
    if df is not None and np.min(df) < FEW_DF:
        yield _(
            "Sai số chuẩn dựa trên ít điểm mẫu, nên điểm rút theo phân phối Student; để kết luận, "
            "dựa vào “chắc chắn” và “có thể”."
        )
    if rule.status != "confirmed":
        yield _("Quy tắc chia nhóm chưa đối chiếu được văn bản gốc ({source}).").format(
            source=rule.source
        )


def _meaning(rule: Groups, allowed: GroupSets | None, method: str) -> str:
    if allowed is None:
        return _("Nhóm cắt theo điểm gãy tự nhiên: không có tập nhóm tin cậy, chỉ có xác suất.")
    if rule.rule == "thresholds":
        text = _("Nhóm theo ngưỡng điểm: nhóm có thể đúng đồng thời cho mọi đơn vị, mức {level}.")
        return text.format(level=percent(allowed.level))
    together = _(
        "“Chắc chắn”: mẫu chỉ cho phép một nhóm; “có thể”: từ nhóm tốt nhất tới nhóm kém nhất mà "
        "mẫu cho phép. Phương pháp {method}, mức {level}, đúng đồng thời cho mọi đơn vị."
    )
    alone = _(
        "“Chắc chắn”: mẫu chỉ cho phép một nhóm; “có thể”: từ nhóm tốt nhất tới nhóm kém nhất mà "
        "mẫu cho phép. Phương pháp {method}, mức {level}, đúng cho riêng từng đơn vị."
    )
    text = together if allowed.simultaneous else alone
    return text.format(method=method, level=percent(allowed.level))
