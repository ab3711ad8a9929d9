"""One ranking: a node in a period, with everything a reader must know beside it."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.node_names import find_node
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import Status
from thuocdo.runs.scorebooks import scorebook_of


@dataclass(frozen=True, slots=True)
class RankingPage:
    """`table`: scorebook rows of one node and period, best first, with `printed_rank` and
    `printed_group` beside ours; `title` and `notes` in the reader's language.
    """

    title: str
    table: pl.DataFrame
    notes: tuple[str, ...]


def ranking(
    framework: Framework,
    measurements: pl.DataFrame,
    period: Period,
    node: str | None = None,
    region: str | None = None,
    territory: date | None = None,
) -> RankingPage:
    """Rank the units of `framework` in `period` at `node` (default: the index).

    `region` shows the units of one region with their national ranks. Raises `RequestError`
    for a node, region or period there is not.
    """
    code = find_node(framework, node) if node else ""
    tree = framework.on(period)
    if code not in tree.nodes:
        _refuse_node(framework, code, period)
    book = scorebook_of(framework, measurements, territory, (period.previous, period))
    here = book.filter(node=tree.nodes[code].path)
    rows = here.filter(period=str(period))
    if rows.is_empty():
        _refuse_empty(framework, measurements, period)
    table = _order(_with_printed(framework, rows, territory))
    if region:
        table = _in_region(table, region, framework.territory(period))
    previous = here.filter(period=str(period.previous))
    notes = _Notes(framework, tree, code, rows, previous, table, territory)
    return RankingPage(_title(framework, tree, code), table, tuple(notes.all()))


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


def _title(framework: Framework, tree, code: str) -> str:
    label = pick(tree.nodes[code].node.label.model_dump())
    name = framework.document.abbreviation
    number = f" {tree.nodes[code].printed_code}." if code else ""
    return f"{name} {tree.period} –{number} {label}"


def _refuse_node(framework: Framework, code: str, period: Period) -> None:
    message = _("nội dung “{node}” không có trong bộ chỉ số ở kỳ {period}.")
    text = message.format(node=f"{framework.name}/{code}", period=period)
    raise RequestError(Problem("node-not-in-force", text))


def _refuse_empty(framework: Framework, measurements: pl.DataFrame, period: Period) -> None:
    known = measurements["period"].unique().sort()
    message = _("không có số liệu {name} ở kỳ {period} cho nội dung này.")
    raise RequestError(
        Problem(
            "period-empty",
            message.format(name=framework.name, period=period),
            hint=_("Các kỳ có số liệu: {known}.").format(known=", ".join(known)),
        )
    )


@dataclass(slots=True)
class _Notes:
    """What must be said beside a ranking, each only when it applies."""

    framework: Framework
    tree: object
    code: str
    rows: pl.DataFrame
    previous: pl.DataFrame
    shown: pl.DataFrame
    territory: date | None

    def all(self):
        yield from self._denominator()
        yield from self._withheld()
        yield from self._territory()
        if self.rows["se"].null_count() == self.rows.height:
            yield _("Số liệu không kèm sai số chuẩn: không nêu được khoảng thứ hạng.")
        yield from self._comparability()
        yield from self._groups()

    def _denominator(self):
        if not self.tree.complete:
            yield _("Số liệu kỳ này không đủ các đơn vị: không xếp hạng, chỉ nêu hạng đã công bố.")
            return
        now = self.rows["ranked_units"].max()
        yield _("Thứ hạng tính trên {n} đơn vị có điểm.").format(n=now)
        before = self.previous["ranked_units"].max() if self.previous.height else None
        if before is not None and before != now:
            yield _("Mẫu số kỳ trước là {n}: thay đổi hạng tính trên hai mẫu số khác nhau.").format(
                n=before
            )

    def _withheld(self):
        gone = self.rows.filter(status=Status.WITHHELD.value)["unit_name"].to_list()
        if gone:
            yield _("Không có điểm (không công bố hoặc thiếu thành phần): {units}.").format(
                units=", ".join(gone)
            )

    def _territory(self):
        if self.territory is None:
            return
        yield _(
            "Quy về địa giới ngày {day}: điểm các đơn vị hợp nhất là bình quân theo dân số "
            "trung bình 2020, là ước tính của công cụ này, không phải điểm công bố."
        ).format(day=f"{self.territory:%d/%m/%Y}")

    def _comparability(self):
        period = self.tree.period
        if self.previous.is_empty():
            return
        verdict = self.framework.comparability(self.code, period, period.previous)
        if not verdict.comparable:
            reason = pick(verdict.reason.model_dump()) if verdict.reason else ""
            yield _("Không so sánh với kỳ {previous}: {reason}.").format(
                previous=period.previous, reason=reason
            )
        for caution in verdict.cautions:
            yield _("So với kỳ {previous} cần thận trọng: {reason}.").format(
                previous=period.previous, reason=pick(caution.model_dump())
            )

    def _groups(self):
        rule = self.tree.nodes[self.code].groups
        if rule is None or self.rows["group"].null_count() == self.rows.height:
            return
        if rule.status != "confirmed":
            yield _("Quy tắc chia nhóm chưa đối chiếu được văn bản gốc ({source}).").format(
                source=rule.source
            )
        differs = self.shown.filter(
            pl.col("printed_group").is_not_null() & (pl.col("printed_group") != pl.col("group"))
        )
        for row in differs.iter_rows(named=True):
            yield _("{unit}: nhóm đã công bố “{printed}”, nhóm tính “{ours}”.").format(
                unit=row["unit_name"], printed=row["printed_group"], ours=row["group"]
            )
