"""Where one may go from a profile: other years, other indices, the other territory."""

from collections.abc import Iterator
from dataclasses import dataclass

from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day
from thuocdo.web.results import addresses, books
from thuocdo.web.results.located import Located, predecessors, successors
from thuocdo.web.results.models import Edition, Score, Unit


@dataclass(frozen=True, slots=True)
class Way:
    """A link; `here` where it leads to the page itself."""

    text: str
    href: str
    here: bool = False


@dataclass(frozen=True, slots=True)
class Ways:
    """The links of a profile."""

    years: tuple[Way, ...]
    indices: tuple[Way, ...]
    territories: tuple[Way, ...]


def ways_of(found: Located) -> Ways:
    """The profiles that there are of this unit, and of what it became elsewhere."""
    editions = books.editions()
    held = Score.objects.filter(edition__in=editions, unit=found.place.identity)
    known: dict[int, list[str]] = {}
    for edition, period in held.order_by("period").values_list("edition", "period").distinct():
        known.setdefault(edition, []).append(period)
    return Ways(
        tuple(_years(found, known)),
        tuple(_indices(found, editions, known)),
        tuple(_territories(found, editions, known)),
    )


def _years(found: Located, known: dict[int, list[str]]) -> Iterator[Way]:
    for period in known.get(found.edition.pk, []):
        href = addresses.profile(found.edition, period, found.slug)
        yield Way(period, href, period == found.period)


def _indices(found: Located, editions: list[Edition], known) -> Iterator[Way]:
    """At the other indices in the same period, else in the last one that there is."""
    for edition in editions:
        periods = known.get(edition.pk, [])
        if not periods or edition.territory != found.edition.territory:
            continue
        period = found.period if found.period in periods else periods[-1]
        name = books.definition(edition.framework).document.abbreviation
        text = name if period == found.period else f"{name} {period}"
        href = addresses.profile(edition, period, found.slug)
        yield Way(text, href, edition.pk == found.edition.pk)


def _territories(found: Located, editions: list[Edition], known) -> Iterator[Way]:
    """The same index on other territories: this unit where it is, else its relatives."""
    for edition in editions:
        if edition.framework != found.edition.framework or found.period not in edition.periods:
            continue
        about = _territory(edition)
        if found.period in known.get(edition.pk, []):
            href = addresses.profile(edition, found.period, found.slug)
            yield Way(about, href, edition.pk == found.edition.pk)
            continue
        for name, slug in _relatives(found, edition):
            href = addresses.profile(edition, found.period, slug)
            yield Way(f"{about}: {name}", href)


def _territory(edition: Edition) -> str:
    if edition.territory is None:
        return _("như khi công bố")
    return _("quy về ngày {day}").format(day=day(edition.territory))


def _relatives(found: Located, edition: Edition) -> list[tuple[str, str]]:
    unit = UnitId.parse(found.place.identity)
    ids = [str(one) for one in (*successors(unit), *predecessors(unit))]
    there = Score.objects.filter(edition=edition, period=found.period, unit__in=ids)
    shown = Unit.objects.filter(id__in=there.values("unit")).order_by("name")
    return list(shown.values_list("name", "slug"))
