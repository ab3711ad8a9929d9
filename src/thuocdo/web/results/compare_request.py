"""Which units a reader wants to see side by side, and what could not be had."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from thuocdo.catalog.framework import Tree
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.panel import Snapshot
from thuocdo.kernel.errors import Problem, UnknownUnit
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day
from thuocdo.reports.comparison import too_many
from thuocdo.reports.comparison_views import MOST
from thuocdo.web.results import addresses, asked, books, located
from thuocdo.web.results.models import Edition, Unit
from thuocdo.web.site.errors import FilterError

DAY_AT_END = re.compile(r"-\d{8}$")
FIRST = "papi"  # the index shown where none is asked for


@dataclass(frozen=True, slots=True)
class Link:
    """Where a reader may go."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What was asked for and is not shown, and what may be shown in its place."""

    text: str
    instead: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the address asks for: `chosen` are slugs of units that the period has, in order;
    `slugs` those of all its units, by identity.
    """

    edition: Edition
    editions: tuple[Edition, ...]
    panel: Panel
    period: str
    slugs: dict[str, str]
    chosen: tuple[str, ...]
    notices: tuple[Notice, ...]

    @property
    def snapshot(self) -> Snapshot:
        """All units of the period."""
        return self.panel.on(self.period)

    @property
    def identities(self) -> dict[str, str]:
        """The identity of each slug."""
        return {slug: identity for identity, slug in self.slugs.items()}

    @property
    def units(self) -> tuple[str, ...]:
        """The tokens of the chosen units."""
        snapshot, identities = self.snapshot, self.identities
        columns = (snapshot.by_identity[identities[slug]] for slug in self.chosen)
        return tuple(snapshot.units[column] for column in columns)

    def address(self, slugs: Sequence[str], **query: object) -> str:
        """The same comparison of other units."""
        return _address(self.edition, self.period, slugs, **query)


def wanted(request: HttpRequest) -> Wanted:
    """What the address asks for.

    Raises `RequestError` for an index or period that there is not, `UnknownUnit` for a unit that
    never was, `FilterError` for too many units. A unit that is not in the period is left out with
    a notice, as is the second mention of one.
    """
    editions = tuple(books.editions())
    edition = books.current(_framework(request, editions), asked.territory(request))
    period = str(books.read_period(edition, asked.word(request, "period")))
    panel = books.panel(edition)
    snapshot = panel.on(period)
    slugs = addresses.slugs(snapshot.identities)
    given = _given(request, slugs)
    asked_for = list(dict.fromkeys(given))
    if len(asked_for) > MOST:
        raise FilterError(too_many(len(asked_for)))
    known = set(slugs.values())
    chosen = tuple(slug for slug in asked_for if slug in known)
    strange = [slug for slug in asked_for if slug not in known]
    notices = (
        *_doubled(given, snapshot, slugs),
        *_absent(edition, snapshot, slugs, chosen, strange),
    )
    return Wanted(edition, editions, panel, period, slugs, chosen, notices)


def _framework(request: HttpRequest, editions: Sequence[Edition]) -> str:
    known = [edition.framework for edition in editions]
    first = known[0] if known and FIRST not in known else FIRST
    return asked.word(request, "framework") or first


def _given(request: HttpRequest, slugs: dict[str, str]) -> list[str]:
    """The slugs as written; within a period a code is one unit, so the day may be left out."""
    undated = {DAY_AT_END.sub("", slug): slug for slug in slugs.values()}
    given = [slug.strip() for slug in request.GET.getlist("unit") if slug.strip()]
    return [undated.get(slug, slug) for slug in given]


def _doubled(given: Sequence[str], snapshot: Snapshot, slugs: dict[str, str]) -> Iterator[Notice]:
    names = {slugs[i]: n for i, n in zip(snapshot.identities, snapshot.names, strict=True)}
    for slug in dict.fromkeys(slug for slug in given if given.count(slug) > 1 and slug in names):
        text = _("{unit} được chọn hơn một lần; chỉ hiện một lần.")
        yield Notice(text.format(unit=names[slug]))


def _absent(
    edition: Edition,
    snapshot: Snapshot,
    slugs: dict[str, str],
    chosen: Sequence[str],
    strange: Sequence[str],
) -> Iterator[Notice]:
    found = dict(Unit.objects.filter(slug__in=strange).values_list("slug", "id")) if strange else {}
    names = dict(zip(snapshot.identities, snapshot.names, strict=True))
    tree = snapshot.tree
    for slug in strange:
        if slug not in found:
            raise _unknown(slug)
        unit = UnitId.parse(found[slug])
        others = map(str, (*located.successors(unit), *located.predecessors(unit)))
        links = [
            Link(names[other], _address(edition, str(tree.period), [*chosen, slugs[other]]))
            for other in others
            if other in names and slugs[other] not in chosen and len(chosen) < MOST
        ]
        yield Notice(_not_there(unit, edition, tree), tuple(links[:MOST]))


def _not_there(unit: UnitId, edition: Edition, tree: Tree) -> str:
    index, name = tree.framework.document.abbreviation, located.last_name(unit)
    about = {"unit": name, "index": index, "period": tree.period}
    if edition.territory is None:
        return _("{unit} không có trong {index} {period}.").format(**about)
    text = _("{unit} không có trong {index} {period} quy về địa giới ngày {day}.")
    return text.format(**about, day=day(edition.territory))


def _unknown(slug: str) -> UnknownUnit:
    message = _("không có đơn vị nào ở địa chỉ “{slug}”.").format(slug=slug[: asked.LONGEST])
    hint = _("Chọn đơn vị trong danh sách của trang so sánh.")
    return UnknownUnit(Problem("unit-unknown", message, column="unit", hint=hint))


def _address(edition: Edition, period: str, slugs: Sequence[str], **query: object) -> str:
    return addresses.with_query(
        reverse("compare"),
        framework=edition.framework,
        period=period,
        territory=edition.territory,
        unit=list(slugs),
        **query,
    )
