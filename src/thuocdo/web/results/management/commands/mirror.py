"""`mirror`: the tables of units and definitions equal to the YAML."""

from django.core.management.base import BaseCommand
from django.db import transaction

from thuocdo.web.results import mirror
from thuocdo.web.site import stamp


class Command(BaseCommand):
    """Copy units and definitions into the database."""

    help = "Copy units and definitions into the database; rows that are the same stay."

    def handle(self, *arguments, **options) -> None:
        """Run it."""
        with transaction.atomic():
            tables = mirror.mirror()
            stamp.renew()
        for name, rows in tables.items():
            self.stdout.write(f"{name}: {rows}")
