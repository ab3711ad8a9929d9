"""Numbers that an edition changed: which are asked for, and what they were before."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_

import polars as pl
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from thuocdo import units
from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.web.results import asked, books, stored
from thuocdo.web.results.corrections import KEY
from thuocdo.web.results.mirror import spaced
from thuocdo.web.results.models import Correction, Edition, Unit
from thuocdo.web.site.errors import FilterError

TYPES = {
    "edition_id": pl.Int64,
    **dict.fromkeys((*KEY, "unit_name"), pl.String),
    "old_score": pl.Float64,
    "new_score": pl.Float64,
    "old_rank": pl.Int64,
    "new_rank": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which corrections are asked for; nothing chosen means all of them."""

    framework: str | None
    edition: Edition | None
    unit: str

    @property
    def found(self) -> QuerySet[Correction]:
        """The corrections, the newest first. Raises `FilterError` for an unknown unit."""
        rows = Correction.objects.all()
        if self.edition:
            rows = rows.filter(edition=self.edition)
        elif self.framework:
            rows = rows.filter(edition__framework=self.framework)
        if self.unit:
            rows = rows.filter(_of_unit(self.unit))
        return rows.order_by("-edition_id", "-period", "node", "unit_name", "id")


def wanted(request: HttpRequest, editions: list[Edition]) -> Wanted:
    """What `framework`, `territory`, `edition` and `unit` choose. Raises `FilterError`."""
    framework = asked.choice(request, "framework", sorted({e.framework for e in editions}))
    chosen = None
    if number := asked.word(request, "edition"):
        if framework is None:
            raise FilterError(_whose_edition(number))
        day = asked.territory(request)
        family = [e for e in editions if (e.framework, e.territory) == (framework, day)]
        known = {str(each.number): each for each in family}
        chosen = known[asked.choice(request, "edition", sorted(known))]
    return Wanted(framework, chosen, asked.word(request, "unit"))


def _whose_edition(number: str) -> Problem:
    message = _("không rõ lần công bố “{text}” là của chỉ số nào.")
    message = message.format(text=number[: asked.LONGEST])
    hint = _("Ghi cả chỉ số, ví dụ ?framework=papi&edition=2: mỗi chỉ số đếm riêng.")
    return Problem("edition-without-framework", message, column="edition", hint=hint)


def with_statuses(rows: QuerySet[Correction], editions: list[Edition]) -> pl.DataFrame:
    """Corrections with the status and the denominator of the rank before and after.

    Columns: edition_id, node, unit, period, unit_name, old_score, new_score, old_rank, new_rank,
    old_status, old_ranked_units, new_status, new_ranked_units; no status where there was no
    such row.
    """
    found = pl.DataFrame(list(rows.values_list(*TYPES)), schema=TYPES, orient="row")
    parts = [
        _joined(changed, edition, editions)
        for (edition,), changed in found.group_by("edition_id", maintain_order=True)
    ]
    return pl.concat([_beside(_beside(found.clear(), "old", None), "new", None), *parts])


def _joined(changed: pl.DataFrame, key: int, editions: list[Edition]) -> pl.DataFrame:
    edition = next(each for each in editions if each.pk == key)
    return _beside(_beside(changed, "old", _before(edition, editions)), "new", edition)


def _beside(changed: pl.DataFrame, side: str, edition: Edition | None) -> pl.DataFrame:
    """`changed` with what the scorebook of `edition` says of its rows."""
    said = {"status": pl.String, "ranked_units": pl.Int64}
    if edition is None:
        nothing = (pl.lit(None, of).alias(f"{side}_{name}") for name, of in said.items())
        return changed.with_columns(nothing)
    columns = (pl.col(name).cast(of).alias(f"{side}_{name}") for name, of in said.items())
    there = stored.scan(edition, "scorebook").select(*KEY, *columns)
    known = there.join(changed.lazy().select(KEY), on=KEY, how="semi").collect()
    return changed.join(known, on=KEY, how="left", maintain_order="left")


def _before(edition: Edition, editions: list[Edition]) -> Edition | None:
    family = (edition.framework, edition.territory)
    earlier = [
        each
        for each in editions
        if (each.framework, each.territory) == family and each.number < edition.number
    ]
    return max(earlier, key=lambda each: each.number, default=None)


def identity(edition: Edition, period: str, token: str) -> str:
    """The id of the unit that a token of a scorebook means; the token where it is none."""
    framework = books.definition(edition.framework)
    if "@" in token or framework.document.unit_level == "free":
        return token
    day = edition.territory or framework.territory(Period.parse(period))
    return str(units.which_unit(token, day).id)


def _of_unit(text: str) -> Q:
    """The rows of every unit called `text` (a name, a code, an id or a slug)."""
    name = f"|{spaced(text)}|"
    same = Q(id=text) | Q(slug=text) | Q(code=text) | Q(folded__contains=name)
    ids = dict(Unit.objects.filter(same).values_list("id", "code"))
    if not ids and not Correction.objects.filter(unit=text).exists():
        message = _("không tìm thấy đơn vị “{text}”.").format(text=text[: asked.LONGEST])
        hint = _("Viết tên, mã hoặc địa chỉ của đơn vị, ví dụ Hà Giang hoặc ha-giang-02.")
        raise FilterError(Problem("unit-unknown", message, column="unit", hint=hint))
    return reduce(or_, _by_code(ids), Q(unit__in=[*ids, text]))


def _by_code(ids: dict[str, str]) -> Iterator[Q]:
    """A bare code means another unit in another period: each is told by its own."""
    bare = Correction.objects.filter(unit__in=set(ids.values())).select_related("edition")
    pairs = bare.values_list("edition_id", "period", "unit").distinct()
    editions = Edition.objects.in_bulk({edition for edition, _period, _unit in pairs})
    for edition, period, token in pairs:
        if identity(editions[edition], period, token) in ids:
            yield Q(edition=edition, period=period, unit=token)
