"""`publish`: a scorebook computed elsewhere becomes the edition in force."""

from datetime import date
from pathlib import Path

import polars as pl
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from thuocdo import runs
from thuocdo.catalog import load
from thuocdo.kernel.errors import ThuocDoError
from thuocdo.kernel.language import _
from thuocdo.web.results.publish import Publication, publish


class Command(BaseCommand):
    """Publish a scorebook from measurements, or one that `thuocdo index` wrote."""

    help = "Publish an edition of a framework."

    def add_arguments(self, parser: CommandParser) -> None:
        """What may be given."""
        parser.add_argument("framework", help="papi, pci, … or one of THUOCDO_DEFINITIONS")
        parser.add_argument("measurements", type=Path, help="measurements: csv, parquet, xlsx")
        parser.add_argument("--scorebook", type=Path, help="the scorebook, where it was computed")
        parser.add_argument("--territory", type=date.fromisoformat, help="carry over to this day")
        parser.add_argument("--notice", default="", help="what the numbers rest on")
        parser.add_argument("--source", default="", help="where the measurements are from")
        parser.add_argument("--level", type=float, default=0.95, help="confidence of the ranges")

    def handle(self, *arguments, **options) -> None:
        """Run it."""
        try:
            made = publish(_publication(options))
        except ThuocDoError as error:
            raise CommandError(str(error)) from error
        if made is None:
            self.stdout.write(_("Không có gì mới để công bố."))
            return
        told = _("Đã công bố {framework}, số {number}: {rows} dòng.")
        self.stdout.write(told.format(framework=made.framework, number=made.number, rows=made.rows))


def _publication(options: dict) -> Publication:
    framework = load.framework(options["framework"], settings.DEFINITIONS)
    measured = runs.measurements_of(framework, options["measurements"])
    territory = options["territory"]
    if options["scorebook"]:
        book = pl.read_parquet(options["scorebook"])
    else:
        book = runs.scorebook_of(framework, measured, territory)
    source = {"title": options["source"] or options["measurements"].name}
    return Publication(
        framework, book, measured, territory, options["notice"], options["level"], source
    )
