"""Publishing a scorebook: a new edition with its files, rows and corrections, then the switch.

All of it happens in one transaction: a reader sees the old edition whole or the new one whole.
"""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import QuerySet

from thuocdo import runs, units
from thuocdo.catalog import bundled, load
from thuocdo.catalog.framework import Framework
from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.period import Period
from thuocdo.version import __version__
from thuocdo.web.results import books, bulk, mirror
from thuocdo.web.results.corrections import corrections
from thuocdo.web.results.models import Correction, Edition, Score
from thuocdo.web.site import stamp

TERRITORY_OF_34 = date(2025, 7, 1)
KEPT_EDITIONS = 2  # of each framework and territory have their rows in the database
ROWS_TOGETHER = 20_000  # in a file, so that one period can be read without the others


@dataclass(frozen=True, slots=True)
class Publication:
    """What is to be published: a scorebook, what it was computed from, and what it rests on.

    `source` says where the measurements are from (title, publisher, licence, …); the key
    `bundled` marks those that come with the package.
    """

    framework: Framework
    scorebook: pl.DataFrame
    measurements: pl.DataFrame
    territory: date | None = None
    notice: str = ""
    level: float = 0.95
    source: dict = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the framework."""
        return self.framework.name


def bundled_publications() -> Iterator[Publication]:
    """Every bundled index: on the units as they were, and carried over to the 34 provinces."""
    for name in bundled.bundled_names():
        framework = load.framework(name, settings.DEFINITIONS)
        measured, source = bundled.measurements(name), bundled.provenance()[name]
        for territory in (None, TERRITORY_OF_34):
            book = runs.scorebook_of(framework, measured, territory)
            yield Publication(
                framework, book, measured, territory, source=source | {"bundled": True}
            )


def prepare() -> list[Edition]:
    """Mirror units and definitions, publish every bundled index. Does only what is not done:
    an edition that somebody published of other measurements stays in force.
    """
    with transaction.atomic():
        mirror.mirror()
        stamp.renew()
    own = {(e.framework, e.territory) for e in _in_force() if not e.source.get("bundled")}
    ours = (each for each in bundled_publications() if (each.name, each.territory) not in own)
    return [made for each in ours if (made := publish(each))]


def publish(publication: Publication) -> Edition | None:
    """Publish, unless the same scorebook is already in force: then None."""
    content = _parquet(publication.scorebook)
    digest = hashlib.sha256(content).hexdigest()
    previous = (
        _in_force().filter(framework=publication.name, territory=publication.territory).first()
    )
    if previous and (previous.sha256, previous.notice) == (digest, publication.notice):
        return None
    with transaction.atomic():
        edition = _new_edition(publication, content, digest)
        bulk.insert(Score, _rows(publication, edition))
        if previous:
            found = corrections(books.scorebook(previous), publication.scorebook)
            bulk.insert(Correction, found.with_columns(edition_id=pl.lit(edition.pk)))
        _switch(edition)
        stamp.renew()
    return edition


def _in_force() -> QuerySet[Edition]:
    return Edition.objects.filter(current=True)


def _new_edition(publication: Publication, content: bytes, digest: str) -> Edition:
    name, territory = publication.framework.name, publication.territory
    earlier = Edition.objects.filter(framework=name, territory=territory)
    place = f"{name}/{territory or 'own'}/{digest[:16]}"
    edition = Edition(
        framework=name,
        territory=territory,
        number=1 + (earlier.order_by("-number").values_list("number", flat=True).first() or 0),
        code_version=__version__,
        sha256=digest,
        rows=publication.scorebook.height,
        periods=sorted(publication.scorebook["period"].unique(), key=Period.parse),
        source=publication.source,
        notice=publication.notice,
        level=publication.level,
    )
    measured = ContentFile(_parquet(publication.measurements))
    edition.scorebook.save(f"{place}/scorebook.parquet", ContentFile(content), save=False)
    edition.measurements.save(f"{place}/measurements.parquet", measured, save=False)
    edition.save()
    return edition


def _switch(edition: Edition) -> None:
    family = Edition.objects.filter(framework=edition.framework, territory=edition.territory)
    family.filter(current=True).update(current=False)
    edition.current = True
    edition.save(update_fields=["current"])
    kept = family.order_by("-number").values_list("pk", flat=True)[:KEPT_EDITIONS]
    Score.objects.filter(edition__in=family.exclude(pk__in=list(kept))).delete()


def _rows(publication: Publication, edition: Edition) -> pl.DataFrame:
    """The scorebook with the identities of its units, for the table `Score`."""
    book = publication.scorebook
    pairs = book.select("period", "unit").unique()
    identities = [
        _identity(publication.framework, Period.parse(period), token, publication.territory)
        for period, token in pairs.iter_rows()
    ]
    named = pairs.with_columns(identity=pl.Series(identities, dtype=pl.String))
    return (
        book.join(named, on=["period", "unit"])
        .drop("framework", "unit")
        .rename({"identity": "unit"})
        .with_columns(edition_id=pl.lit(edition.pk))
    )


def _identity(framework: Framework, period: Period, token: str, territory: date | None) -> str:
    if framework.document.unit_level == "free":
        return token
    code, _, since = token.partition("@")
    if since:
        return str(UnitId.parse(token))
    return str(units.which_unit(code, territory or framework.territory(period)).id)


def _parquet(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", row_group_size=ROWS_TOGETHER)
    return buffer.getvalue()
