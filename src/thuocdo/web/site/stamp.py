"""Which publication the site shows: a word that pages are kept under.

Every worker reads it from the database at most once a second, so a new publication is seen
everywhere within a second, and no page ever mixes two.
"""

import time
import uuid
from collections.abc import Callable
from typing import TypeVar

from thuocdo.version import __version__
from thuocdo.web.site.models import Stamp

Made = TypeVar("Made")

SECONDS = 1.0
TRIES = 3
_seen: list[tuple[float, str]] = []


def stamp() -> str:
    """The stamp in force, with the version of the code."""
    now = time.monotonic()
    if not _seen or now - _seen[0][0] > SECONDS:
        word = Stamp.objects.values_list("word", flat=True).first() or "-"
        _seen[:] = [(now, f"{__version__}:{word}")]
    return _seen[0][1]


def renew() -> None:
    """A new stamp. Call it inside the transaction that publishes."""
    Stamp.objects.update_or_create(id=1, defaults={"word": uuid.uuid4().hex})
    forget()


def of_one_publication(make: Callable[[], Made]) -> Made:
    """What `make` gives, made again where something was published while it was being made."""
    for _again in range(TRIES - 1):
        before = stamp()
        try:
            made = make()
        except Exception:
            if _latest() == before:
                raise
            continue
        if _latest() == before:
            return made
    return make()


def _latest() -> str:
    forget()
    return stamp()


def forget() -> None:
    """Read the stamp anew at the next question."""
    _seen.clear()
