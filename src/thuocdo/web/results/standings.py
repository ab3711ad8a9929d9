"""Where a unit last stood at each index: score, rank and how sure it is, or why there is none."""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import F

from thuocdo.catalog.framework import Tree
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import Status
from thuocdo.reports.country import group_steps
from thuocdo.web.results import books
from thuocdo.web.results.models import Edition, Framework, Score


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit at an index in the last period in which it has a score, or in the last of all.

    `reason` says why there is no score, no rank, or no range beside the rank; `later` the last
    period in which it was measured without getting a score.
    """

    edition: Edition
    index: str
    label: str
    period: str
    first_period: str
    row: Score
    group: str | None
    step: int | None
    reason: str
    later: str = ""

    @property
    def carried_over(self) -> bool:
        """Whether the score is an estimate for another territory, not what was published."""
        return self.row.status == Status.RECONSTRUCTED


def standings(unit: str) -> list[Standing]:
    """One for each edition in force that has the unit (its id). Two queries."""
    rows = Score.objects.filter(unit=unit, edition__current=True, node=F("edition__framework"))
    known = list(rows.select_related("edition"))
    order = dict(Framework.objects.values_list("name", "position"))
    known.sort(key=lambda row: (order.get(row.edition.framework, len(order)), row.edition_id))
    return [_standing(list(mine)) for _id, mine in groupby(known, lambda row: row.edition_id)]


def _standing(rows: list[Score]) -> Standing:
    rows.sort(key=lambda row: Period.parse(row.period))
    scored = [row for row in rows if row.score is not None]
    row = scored[-1] if scored else rows[-1]
    framework = books.definition(row.edition.framework)
    tree = framework.on(Period.parse(row.period))
    group, step = group_steps(tree, "").get(row.group, (row.group, None))
    return Standing(
        edition=row.edition,
        index=framework.document.abbreviation,
        label=framework.label,
        period=row.period,
        first_period=rows[0].period,
        row=row,
        group=group,
        step=step,
        reason=reason(row, tree),
        later="" if row is rows[-1] else rows[-1].period,
    )


def reason(row: Score, tree: Tree) -> str:
    """Why a number is missing beside the score; empty where none is."""
    if row.score is None:
        return _("không công bố điểm")
    if not tree.complete:
        return _("không xếp hạng: kỳ này chỉ có số liệu của một phần các đơn vị")
    if row.rank is None:
        return _("không xếp hạng")
    if row.rank_low is None:
        return _("không có khoảng: số công bố không kèm sai số chuẩn")
    return ""
