"""`prepare`: everything a start needs; does only what is not done yet."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from thuocdo.kernel.language import _
from thuocdo.web.results.publish import prepare


class Command(BaseCommand):
    """Tables, static files, mirrors of units and definitions, the bundled indices."""

    help = "Tables, units, definitions and the bundled indices; run it as often as you like."

    def handle(self, *arguments, **options) -> None:
        """Run it."""
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for edition in prepare():
            told = _("Đã công bố {framework}, số {number}: {rows} dòng.")
            self.stdout.write(
                told.format(framework=edition.framework, number=edition.number, rows=edition.rows)
            )
