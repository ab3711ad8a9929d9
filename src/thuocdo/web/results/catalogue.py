"""The catalogue of published data: editions in force and earlier, files, licences, citations."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby

import yaml
from django.db.models import Count

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.kernel import numerals
from thuocdo.kernel.language import _, pick
from thuocdo.reports import geometry
from thuocdo.units.register import TABLES as UNIT_TABLES
from thuocdo.web.results import addresses, downloads, registers
from thuocdo.web.results.models import Edition, Framework
from thuocdo.web.site.files import ON_PAGES


@dataclass(frozen=True, slots=True)
class File:
    """A file to download: its kind in words, its address, its size in bytes where known."""

    label: str
    href: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition with its files and how to cite it."""

    edition: Edition
    changed: int
    scorebook: tuple[File, ...]
    measurements: tuple[File, ...]
    citation: str
    changes: str

    @property
    def span(self) -> str:
        """`2011–2024`."""
        first, last = self.edition.periods[0], self.edition.periods[-1]
        return first if first == last else f"{first}–{last}"


@dataclass(frozen=True, slots=True)
class Family:
    """The editions of a framework on a territory: the one in force, and earlier ones."""

    current: Entry
    earlier: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A framework with an edition: on the units as they were, and carried over."""

    framework: str
    abbreviation: str
    label: str
    families: tuple[Family, ...]

    @property
    def source(self) -> dict:
        """Where its measurements come from; empty where the operator gave them."""
        return self.families[0].current.edition.source


@dataclass(frozen=True, slots=True)
class Licence:
    """The terms of something that ships with the site."""

    title: str
    source: str
    licence: str
    sha256: str


DAYS = (date(2025, 7, 1), date(2025, 6, 30))  # after and before the reorganisation
KINDS = {"parquet": "Parquet", "csv": "CSV", "xlsx": "Excel"}


def offers() -> tuple[Offer, ...]:
    """Every framework with an edition, in the order of the site. Two queries."""
    known = {row.name: row for row in Framework.objects.all()}
    editions = list(Edition.objects.annotate(changed=Count("corrections")))
    editions.sort(key=lambda e: (*_place(known, e), str(e.territory or ""), -e.number))
    by_framework = groupby(editions, key=lambda edition: edition.framework)
    return tuple(_offer(name, known.get(name), list(of)) for name, of in by_framework)


def _place(known: dict[str, Framework], edition: Edition) -> tuple[int, str]:
    row = known.get(edition.framework)
    return (row.position if row else len(known), edition.framework)


def _offer(name: str, row: Framework | None, editions: list[Edition]) -> Offer:
    abbreviation = row.abbreviation if row else name
    by_territory = groupby(editions, key=lambda edition: edition.territory)
    return Offer(
        name,
        abbreviation,
        pick({"vi": row.label_vi, "en": row.label_en}) if row else name,
        tuple(_family(list(of), abbreviation) for _territory, of in by_territory),
    )


def _family(editions: list[Edition], abbreviation: str) -> Family:
    entries = {edition: _entry(edition, abbreviation) for edition in editions}
    current = next((e for e in editions if e.current), editions[0])
    return Family(entries.pop(current), tuple(entries.values()))


def _entry(edition: Edition, abbreviation: str) -> Entry:
    territory = edition.territory
    return Entry(
        edition,
        edition.changed,
        tuple(_files(edition, "bang-diem")),
        tuple(_files(edition, "so-do")),
        downloads.citation(edition, abbreviation),
        addresses.changelog(
            framework=edition.framework, territory=territory, edition=edition.number
        ),
    )


def _files(edition: Edition, stem: str) -> Iterator[File]:
    which = downloads.TABLES[stem]
    for kind, label in KINDS.items():
        long = kind == "xlsx" and which == "scorebook" and edition.rows > downloads.EXCEL_ROWS
        if not long:
            href = addresses.edition_file(edition, f"{stem}.{kind}", kept=not edition.current)
            size = _size(edition, which) if kind == "parquet" else None
            yield File(label, href, size)


def _size(edition: Edition, which: str) -> int | None:
    try:
        return getattr(edition, which).size
    except OSError:
        return None


def licences() -> Iterator[tuple[str, tuple[Licence, ...]]]:
    """What each kind of data may be used for, with its origin."""
    yield _("Điểm chỉ số"), tuple(_terms(bundled.provenance()))
    yield _("Danh mục đơn vị hành chính và dân số"), tuple(_terms(_unit_tables()))
    yield _("Ranh giới trên bản đồ"), tuple(_terms(geometry.provenance()))


def _terms(tables: dict[str, dict]) -> Iterable[Licence]:
    for name, facts in tables.items():
        title = facts.get("title", name)
        yield Licence(title, facts["source"], facts["licence"], facts["sha256"])


@cache
def _unit_tables() -> dict[str, dict]:
    return yaml.safe_load((UNIT_TABLES / "provenance.yaml").read_text(encoding="utf-8"))


def registers_offered() -> Iterator[tuple[str, tuple[File, ...]]]:
    """The registers of units, on the days that matter most and for all times."""
    for stem, day in ((stem, day) for stem in ("tinh", "xa") for day in DAYS):
        count = len(units.units_on(day, registers.LEVELS[stem]))
        text = _("{register}, ngày {day}: {n} đơn vị")
        label = text.format(
            register=_(registers.REGISTERS[stem]), day=numerals.day(day), n=numerals.whole(count)
        )
        yield label, _register(stem, day)
    for stem, label in registers.REGISTERS.items():
        yield _("{register}: mọi thời kỳ").format(register=_(label)), _register(stem)


def _register(stem: str, on: date | None = None) -> tuple[File, ...]:
    return tuple(
        File(KINDS[kind], addresses.download(registers.FOLDER, f"{stem}.{kind}", on=on))
        for kind in ON_PAGES
    )
