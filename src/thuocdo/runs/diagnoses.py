"""Diagnoses as tables: what the commands print and write."""

from dataclasses import asdict
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl

from thuocdo import diagnosis
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel, PathYear, Reference, Target, Waterfall, WhatIf
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import decimal
from thuocdo.reports.tree_rows import walk
from thuocdo.runs.scorebooks import measurements_of, scorebook_of


def panel_of(
    index: str,
    definitions: Path | None = None,
    data: Path | None = None,
    territory: date | None = None,
) -> Panel:
    """The framework called `index` with its scorebook, all periods, ready for diagnosis."""
    if definitions is None and data is None:
        return _bundled_panel(framework(index).name, territory)
    return _panel(framework(index, definitions), data, territory)


@cache
def _bundled_panel(name: str, territory: date | None) -> Panel:
    return _panel(framework(name), None, territory)


def _panel(definition: Framework, data: Path | None, territory: date | None) -> Panel:
    measurements = measurements_of(definition, data)
    return Panel.of(definition, scorebook_of(definition, measurements, territory))


def lost_points_table(panel: Panel, unit: str, period: str, against: str = "max") -> pl.DataFrame:
    """Columns: node, label, level, score, reference, lost, share, holder."""
    reference, options = read_reference(against)
    found = diagnosis.lost_points(panel, unit, period, reference, **options)
    by_node = {loss.node: loss for loss in found.losses}
    return _frame(
        [
            {**asdict(by_node[path]), "label": label(panel, path)}
            for path in downwards(panel, period)
            if path in by_node
        ],
        ("node", "label", "level", "score", "reference", "lost", "share", "holder"),
    )


def lost_by_agency_table(
    panel: Panel, unit: str, period: str, against: str = "max", override: Path | None = None
) -> pl.DataFrame:
    """Columns: agency, agency_name, lost, nodes."""
    reference, options = read_reference(against)
    losses = diagnosis.lost_by_agency(panel, unit, period, reference, override, **options)
    rows = [{**asdict(loss), "nodes": ", ".join(loss.nodes)} for loss in losses]
    return _frame(rows, ("agency", "agency_name", "lost", "nodes"))


def read_reference(text: str) -> tuple[Reference, dict]:
    """`max`, `own-best`, `group:cao nhất`, `peers:01,48` as the diagnosis takes them."""
    name, _colon, detail = text.strip().partition(":")
    if name not in list(Reference):
        known = ", ".join(Reference)
        message = _("“{text}” không phải một mốc so sánh.").format(text=text)
        hint = _("Dùng một trong: {known}.").format(known=known)
        raise RequestError(Problem("reference-unknown", message, hint=hint))
    reference = Reference(name)
    if reference is Reference.GROUP:
        return reference, {"group": detail}
    if reference is Reference.PEERS:
        return reference, {"peers": tuple(part.strip() for part in detail.split(",") if part)}
    return reference, {}


def waterfall_table(panel: Panel, fall: Waterfall) -> pl.DataFrame:
    """Columns: node, label, amount, kind, reason; the last row is the sum."""
    rows = [
        {**asdict(step), "kind": step.kind.value, "label": label(panel, step.node)}
        for step in fall.steps
    ]
    span = f"{decimal(fall.start, 4)} → {decimal(fall.end, 4)}"
    total = {"node": fall.node, "label": _("Cộng"), "amount": fall.end - fall.start}
    rows.append({**total, "kind": "total", "reason": span})
    return _frame(rows, ("node", "label", "amount", "kind", "reason"))


def target_table(panel: Panel, found: Target) -> pl.DataFrame:
    """Columns: node, label, score, gain, percentile, observed."""
    rows = [{**asdict(step), "label": label(panel, step.node)} for step in found.steps]
    return _frame(rows, ("node", "label", "score", "gain", "percentile", "observed"))


def target_sentences(found: Target) -> tuple[str, ...]:
    """What a target says in words."""
    if found.reachable:
        first = _("Đạt {goal} cần tổng {score}; bước khó nhất ở bách phân vị {demand}.")
        text = first.format(
            goal=found.goal, score=decimal(found.needed_score, 4), demand=decimal(found.demand, 0)
        )
    else:
        first = _("Không với tới {goal} (cần {score}) trong một năm: cao nhất là {best}.")
        text = first.format(
            goal=found.goal, score=decimal(found.needed_score, 4), best=decimal(found.best_score, 4)
        )
    return (text, *found.caveats)


def path_table(path: tuple[PathYear, ...]) -> pl.DataFrame:
    """One row a year of a target's path, columns as in `PathYear`."""
    return _frame([asdict(year) for year in path], tuple(PathYear.__dataclass_fields__))


def path_headers() -> dict[str, str]:
    """Headers of `path_table`, in the reader's language where there is a word."""
    known = {
        "year": _("Năm thứ"),
        "score": _("Điểm"),
        "gain": _("Tăng"),
        "share": _("Tỷ lệ đã đạt"),
    }
    return {name: known.get(name, name) for name in PathYear.__dataclass_fields__}


def what_if_table(panel: Panel, found: WhatIf) -> pl.DataFrame:
    """Columns: what, before, after (as text: scores, ranks and groups in one table)."""
    rows = [
        (label(panel, node), decimal(before, 4), decimal(after, 4))
        for node, before, after in found.changed
    ]
    rows += [
        (_("Điểm tổng hợp"), decimal(found.score_before, 4), decimal(found.score_after, 4)),
        (_("Hạng"), _rank(found.rank_before, found), _rank(found.rank_after, found)),
        (_("Nhóm"), found.group_before, found.group_after),
    ]
    return pl.DataFrame(rows, schema=["what", "before", "after"], orient="row")


def _rank(rank: int | None, found: WhatIf) -> str | None:
    return None if rank is None else f"{rank}/{found.ranked_units}"


def quality_table(panel: Panel, period: str) -> pl.DataFrame:
    """Columns as in `NodeQuality`, with the label of the node."""
    found = {node.node: node for node in diagnosis.node_quality(panel, period)}
    rows = [
        {**asdict(found[path]), "label": label(panel, path)}
        for path in downwards(panel, period)
        if path in found
    ]
    columns = ("node", "label", "units", "at_maximum", "spread", "correlation")
    return _frame(rows, (*columns, "rank_changes", "largest_rank_change"))


def downwards(panel: Panel, period: str) -> list[str]:
    """The paths of a period's tree, each node followed by its parts."""
    tree = panel.on(period).tree
    return [tree.nodes[""].path, *(node.path for node, _depth in walk(tree))]


def label(panel: Panel, path: str) -> str:
    """The label of a node in the reader's language; its path where it has none."""
    node = panel.framework.nodes.get(path.partition("/")[2])
    return pick(node.label.model_dump()) if node else path


def _frame(rows: list[dict], columns: tuple[str, ...]) -> pl.DataFrame:
    if not rows:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.DataFrame(rows, infer_schema_length=None).select(columns)
