"""What the home page says: every index at a glance, and one of them on the map."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Count, Q

from thuocdo.kernel import Level
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period
from thuocdo.reports import figures, sentences
from thuocdo.reports.country import Country, country_of, head_of
from thuocdo.reports.figures import Figure
from thuocdo.reports.views import Band, Head, Mark
from thuocdo.web.results import addresses, books
from thuocdo.web.results.models import Edition, Framework, Score

SHOWN = "papi"  # the index on the map, where it is published
ENDS = 8  # units at each end of the ranking


@dataclass(frozen=True, slots=True)
class Covered:
    """A period of an index: how many units have a score, and where they stand."""

    period: str
    scored: int
    href: str


@dataclass(frozen=True, slots=True)
class IndexCard:
    """An index: who publishes it, its last period, and the last one with all units."""

    name: str
    label: str
    owner: str
    last: Covered
    complete: Covered | None

    @property
    def partial(self) -> bool:
        """Whether the last period lacks units, so that nobody is ranked."""
        return self.complete is None or self.complete.period != self.last.period


@dataclass(frozen=True, slots=True)
class Ranked:
    """A unit of the ranking with the addresses of its profile and of its reasons."""

    mark: Mark
    href: str
    why: str


@dataclass(frozen=True, slots=True)
class Overview:
    """An index in its last period: the map, the ranking, how sure it is."""

    edition: Edition
    head: Head
    figure: Figure
    bands: tuple[Band, ...]
    units: tuple[Ranked, ...]
    digits: int
    scored: int
    uncertainty: str
    href: str

    @property
    def ranked(self) -> tuple[Ranked, ...]:
        """Those with a score, the best first."""
        return tuple(each for each in self.units if each.mark.score is not None)

    @property
    def withheld(self) -> tuple[Ranked, ...]:
        """Those without one."""
        return tuple(each for each in self.units if each.mark.score is None)

    @property
    def top(self) -> tuple[Ranked, ...]:
        """The highest."""
        return self.ranked[:ENDS]

    @property
    def bottom(self) -> tuple[Ranked, ...]:
        """The lowest, none of them among the highest."""
        return self.ranked[ENDS:][-ENDS:]


def index_cards(editions: Iterable[Edition]) -> list[IndexCard]:
    """A card for each index published on the units as they were. Two queries."""
    own = [edition for edition in editions if edition.territory is None]
    spans = {edition: (edition.periods[-1], _last_complete(edition)) for edition in own}
    scored = _scored(spans)
    order = dict(Framework.objects.values_list("name", "position"))
    own.sort(key=lambda edition: order.get(edition.framework, len(order)))
    return [_card(edition, *spans[edition], scored) for edition in own]


def _last_complete(edition: Edition) -> str | None:
    framework = books.definition(edition.framework)
    complete = (p for p in reversed(edition.periods) if framework.on(Period.parse(p)).complete)
    return next(complete, None)


def _scored(spans: dict[Edition, tuple[str, str | None]]) -> dict[tuple[int, str], int]:
    asked = [
        Q(edition=edition, period=period, node=edition.framework)
        for edition, periods in spans.items()
        for period in periods
        if period
    ]
    if not asked:
        return {}
    rows = Score.objects.filter(reduce(or_, asked)).values_list("edition_id", "period")
    return {(edition, period): n for edition, period, n in rows.annotate(n=Count("score"))}


def _card(edition: Edition, last: str, complete: str | None, scored: dict) -> IndexCard:
    def covered(period: str) -> Covered:
        href = addresses.index(edition, period)
        return Covered(period, scored.get((edition.pk, period), 0), href)

    framework = books.definition(edition.framework)
    return IndexCard(
        name=framework.document.abbreviation,
        label=framework.label,
        owner=pick(framework.document.owner.model_dump()),
        last=covered(last),
        complete=covered(complete) if complete else None,
    )


def shown_edition(editions: Iterable[Edition], territory: date | None) -> Edition | None:
    """The edition that goes on the map; None where no index of provinces is published."""
    here = [
        edition
        for edition in editions
        if edition.territory == territory
        and books.definition(edition.framework).document.unit_level == Level.PROVINCE
    ]
    return min(here, key=lambda edition: (edition.framework != SHOWN, edition.pk), default=None)


def overview(edition: Edition) -> Overview:
    """The last period of an edition. One query."""
    country = country_of(books.panel(edition), edition.periods[-1])
    head, period = head_of(country), str(country.period)
    units = _units(country, edition)
    title = _("Bản đồ nhóm điểm {index} {period}")
    title = title.format(index=head.abbreviation, period=period)
    links = {each.mark.unit: each.href for each in units}
    return Overview(
        edition=edition,
        head=head,
        figure=figures.map_figure(head, country.marks, title, links),
        bands=country.bands,
        units=units,
        digits=country.digits,
        scored=sum(mark.score is not None for mark in country.marks),
        uncertainty=sentences.uncertainty(country, edition.level),
        href=addresses.index(edition, period),
    )


def _units(country: Country, edition: Edition) -> tuple[Ranked, ...]:
    snapshot = country.snapshot
    ids = dict(zip(snapshot.units, snapshot.identities, strict=True))
    slugs, period = addresses.slugs(ids.values()), country.period
    return tuple(
        Ranked(
            mark,
            addresses.profile(edition, period, slugs[ids[mark.unit]]),
            addresses.why(edition, period, slugs[ids[mark.unit]]),
        )
        for mark in country.marks
    )
