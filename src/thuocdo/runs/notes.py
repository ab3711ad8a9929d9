"""What must be said beside a ranking, each sentence only when it applies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from thuocdo.catalog.framework import Tree
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.tables import Status


@dataclass(frozen=True, slots=True)
class Notes:
    """The facts behind the notes of one ranking.

    `measurements` are those of the period, on the territory shown; `rows` and `previous`
    the scorebook at the node in the period and in the one before, all units; `shown` what
    is printed of `rows`, with the published ranks and groups.
    """

    tree: Tree
    code: str
    measurements: pl.DataFrame
    rows: pl.DataFrame
    previous: pl.DataFrame
    shown: pl.DataFrame
    territory: date | None

    def all(self) -> Iterator[str]:
        """The notes, in the reader's language, most important first."""
        yield from self._denominator()
        yield from self._withheld()
        yield from self._territory()
        if self.rows["se"].null_count() == self.rows.height:
            yield _("Số liệu không kèm sai số chuẩn: không nêu được khoảng thứ hạng.")
        yield from self._comparability()
        yield from self._groups()

    def _denominator(self) -> Iterator[str]:
        if not self.tree.complete:
            yield _("Số liệu kỳ này không đủ các đơn vị: không xếp hạng, chỉ nêu hạng đã công bố.")
            return
        now = self.rows["ranked_units"].max() or 0
        yield _("Thứ hạng tính trên {n} đơn vị có điểm.").format(n=now)
        before = self.previous["ranked_units"].max() if self.previous.height else None
        if before is None or before == now:
            return
        if self.rows["rank_change"].null_count() < self.rows.height:
            yield _("Mẫu số kỳ trước là {n}: thay đổi hạng tính trên hai mẫu số khác nhau.").format(
                n=before
            )
        else:
            yield _("Mẫu số kỳ trước là {n}.").format(n=before)

    def _withheld(self) -> Iterator[str]:
        gone = self.rows.filter(status=Status.WITHHELD.value)
        for reason, names in self._by_reason(gone).items():
            text = _("Không có điểm (không công bố hoặc thiếu thành phần): {units}.")
            if reason:
                text = _("Không có điểm: {units} – {reason}.")
            yield text.format(units=", ".join(names), reason=reason.rstrip("."))

    def _by_reason(self, gone: pl.DataFrame) -> dict[str, list[str]]:
        """Names of units without a score, by what the measurements say of the gap."""
        below = [self.tree.nodes[part].path for part in subtree(self.tree, self.code)]
        told = self.measurements.filter(
            pl.col("node").is_in(below), pl.col("status") == Status.WITHHELD.value
        )
        reasons = told.group_by("unit").agg(pl.col("source").drop_nulls().unique().sort())
        by_unit = dict(reasons.iter_rows())
        found: dict[str, list[str]] = {}
        for unit, name in gone.select("unit", "unit_name").iter_rows():
            # A file names itself as the source of a blank cell: that is no reason.
            why = by_unit.get(unit, []) if self.territory else []
            found.setdefault("; ".join(why), []).append(name)
        return found

    def _territory(self) -> Iterator[str]:
        if self.territory is None:
            return
        yield _(
            "Quy về địa giới ngày {day}: điểm các đơn vị hợp nhất là bình quân theo dân số "
            "trung bình 2020, là ước tính của công cụ này, không phải điểm công bố."
        ).format(day=f"{self.territory:%d/%m/%Y}")

    def _comparability(self) -> Iterator[str]:
        period = self.tree.period
        if self.previous.is_empty():
            return
        verdict = self.tree.framework.comparability(self.code, period, period.previous)
        if not verdict.comparable:
            reason = pick(verdict.reason.model_dump()) if verdict.reason else ""
            yield _("Không so sánh với kỳ {previous}: {reason}.").format(
                previous=period.previous, reason=reason
            )
        for caution in verdict.cautions:
            yield _("So với kỳ {previous} cần thận trọng: {reason}.").format(
                previous=period.previous, reason=pick(caution.model_dump())
            )

    def _groups(self) -> Iterator[str]:
        rule = self.tree.nodes[self.code].groups
        if rule is None or self.rows["group"].null_count() == self.rows.height:
            return
        if rule.status != "confirmed":
            yield _("Quy tắc chia nhóm chưa đối chiếu được văn bản gốc ({source}).").format(
                source=rule.source
            )
        names = group_names(self.tree, self.code)
        differs = self.shown.filter(
            pl.col("printed_group").is_not_null() & (pl.col("printed_group") != pl.col("group"))
        )
        for row in differs.iter_rows(named=True):
            yield _("{unit}: nhóm đã công bố “{printed}”, nhóm tính “{ours}”.").format(
                unit=row["unit_name"],
                printed=names.get(row["printed_group"], row["printed_group"]),
                ours=names[row["group"]],
            )


def subtree(tree: Tree, code: str) -> Iterator[str]:
    """`code` and the codes of everything below it."""
    yield code
    for part in tree.nodes[code].parts:
        yield from subtree(tree, part)


def group_names(tree: Tree, code: str) -> dict[str, str]:
    """The groups of a node: as they stand in tables, and in the reader's language."""
    rule = tree.nodes[code].groups
    return {label.vi: pick(label.model_dump()) for label in rule.labels} if rule else {}
