"""`python -m thuocdo.web …` is Django's manage.py, which works where the package is installed."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command with the settings of the site."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "thuocdo.web.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
