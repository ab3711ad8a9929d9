"""One ranking: a node in a period, with everything a reader must know beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework, Tree
from thuocdo.catalog.node_names import find_node
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import score
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period
from thuocdo.runs.inference import assumptions
from thuocdo.runs.notes import Notes, group_names, subtree
from thuocdo.runs.scorebooks import carried_over


@dataclass(frozen=True, slots=True)
class RankingPage:
    """`table`: scorebook rows of one node and period, best first, with `printed_rank` and
    `printed_group` beside ours; `title` and `notes` in the reader's language, and
    `group_names`, which maps the groups of the table to their names in that language.
    """

    title: str
    table: pl.DataFrame
    notes: tuple[str, ...]
    group_names: Mapping[str, str]


def ranking(
    framework: Framework,
    measurements: pl.DataFrame,
    period: Period,
    node: str | None = None,
    region: str | None = None,
    territory: date | None = None,
    known: Uncertainty | None = None,
) -> RankingPage:
    """Rank the units of `framework` in `period` at `node` (default: the index).

    `region` shows the units of one region with their national ranks; `known` says how
    uncertain the measurements are, and gives ranks their ranges. Raises `RequestError`
    for a node, region or period there is not.
    """
    tree = framework.on(period)
    code = _code(tree, node)
    ours = carried_over(framework, measurements, territory, (period.previous, period))
    here = score(framework, ours, known).filter(node=tree.nodes[code].path)
    rows = here.filter(period=str(period))
    if rows.is_empty():
        _refuse_empty(framework, measurements, tree, code)
    before, measured = here.filter(period=str(period.previous)), ours.filter(period=str(period))
    page = ranking_page(tree, code, rows, before, measured, region, territory)
    return replace(page, notes=(*assumptions(known), *page.notes))


def ranking_page(
    tree: Tree,
    code: str,
    rows: pl.DataFrame,
    before: pl.DataFrame,
    measured: pl.DataFrame,
    region: str | None = None,
    territory: date | None = None,
) -> RankingPage:
    """The ranking of scorebook rows at one node in the period of `tree`.

    `before` holds the rows of the period before, `measured` the measurements of the period on
    the territory shown. Raises `RequestError` for a region without units.
    """
    framework = tree.framework
    table = _order(_with_printed(framework, rows, territory))
    if region:
        day = max(territory or date.min, framework.territory(tree.period))
        table = _in_region(table, region, day)
    notes = tuple(Notes(tree, code, measured, rows, before, table, territory).all())
    return RankingPage(_title(tree, code), table, notes, group_names(tree, code))


def _order(table: pl.DataFrame) -> pl.DataFrame:
    return table.sort(["score", "unit"], descending=[True, False], nulls_last=True)


def _with_printed(framework: Framework, rows: pl.DataFrame, territory) -> pl.DataFrame:
    """Published ranks and groups are data: beside ours, on the territory they were for."""
    columns = {"printed_rank": pl.Int64, "printed_group": pl.String}
    if territory is not None or framework.name not in bundled.bundled_names():
        return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in columns.items())
    printed = bundled.printed(framework.name).select(
        "node",
        "unit",
        "period",
        printed_rank=pl.col("rank").cast(pl.Int64),
        printed_group=pl.col("group"),
    )
    return rows.join(printed, on=["node", "unit", "period"], how="left", maintain_order="left")


def _in_region(table: pl.DataFrame, region: str, day: date) -> pl.DataFrame:
    found = units.find_region(region)
    kept = table.filter(region=found.code)
    if kept.is_empty():
        message = _("vùng “{name}” không có đơn vị nào vào ngày {day}.")
        text = message.format(name=pick(found.label), day=f"{day:%d/%m/%Y}")
        hint = _("Sáu vùng kinh tế – xã hội chỉ áp dụng cho 63 tỉnh, đến 30/06/2025.")
        raise RequestError(Problem("region-empty", text, hint=hint))
    return kept


def _title(tree: Tree, code: str) -> str:
    label = pick(tree.nodes[code].node.label.model_dump())
    name = tree.framework.document.abbreviation
    number = f" {tree.nodes[code].printed_code}." if code else ""
    return f"{name} {tree.period} –{number} {label}"


def _code(tree: Tree, node: str | None) -> str:
    """The code of the node that was named, in force in the period of `tree`."""
    framework = tree.framework
    code = find_node(framework, node) if node else ""
    if code in tree.nodes:
        return code
    message = _("nội dung “{node}” không có trong bộ chỉ số ở kỳ {period}.")
    text = message.format(node=f"{framework.name}/{code}", period=tree.period)
    measured = [str(p) for p in framework.periods if code in framework.on(p).nodes]
    hint = _("Các kỳ có nội dung này: {known}.").format(known=", ".join(measured))
    raise RequestError(Problem("node-not-in-force", text, hint=hint if measured else None))


def _refuse_empty(framework: Framework, measurements: pl.DataFrame, tree: Tree, code: str) -> None:
    below = [tree.nodes[part].path for part in subtree(tree, code)]
    known = measurements.filter(pl.col("node").is_in(below))["period"].unique().sort()
    message = _("không có số liệu {name} ở kỳ {period} cho nội dung này.")
    raise RequestError(
        Problem(
            "period-empty",
            message.format(name=framework.name, period=tree.period),
            hint=_("Các kỳ có số liệu: {known}.").format(known=", ".join(known) or "–"),
        )
    )
