"""The template environment: our words, our numbers, the charts and tables of the reports."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django_htmx.jinja import htmx_script
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    StrictUndefined,
)

from thuocdo.kernel import numerals
from thuocdo.kernel.language import _, pick
from thuocdo.reports.html import furnish
from thuocdo.version import __version__
from thuocdo.web.results import addresses
from thuocdo.web.site.preferences import PREFERENCES

HERE = Path(__file__).parent


def environment(**options) -> Environment:
    """Templates of the apps by `app/name.html`, those of the reports by `reports/name.html`."""
    apps = [str(folder) for folder in sorted(HERE.glob("*/templates"))]
    reports = PackageLoader("thuocdo.reports")
    # Templates of the reports name each other barely, as they do where they stand alone.
    options["loader"] = ChoiceLoader(
        [FileSystemLoader(apps), PrefixLoader({"reports": reports}), reports]
    )
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    furnish(made)
    made.globals.update(
        asset=asset,
        url=_url,
        address=addresses,
        htmx_script=htmx_script,
        language=get_language,
        version=__version__,
        debug=settings.DEBUG,
        preferences=PREFERENCES,
        pick=pick,
        said=_,  # for texts that were marked with N_ where they are written
    )
    made.filters.update(plain=numerals.plain, whole=numerals.whole)
    return made


@cache
def asset(path: str) -> str:
    """The address of a static file, with a digest: a new file is never mistaken for an old one."""
    content = Path(finders.find(path)).read_bytes()
    return f"{static(path)}?{hashlib.blake2b(content, digest_size=6).hexdigest()}"


def _url(name: str, **parts) -> str:
    return reverse(name, kwargs=parts or None)
