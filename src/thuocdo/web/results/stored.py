"""The files of an edition as they were published: whole, by slices, with their digests."""

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Literal

import polars as pl
from django.http import HttpRequest

from thuocdo.web.results import asked, books
from thuocdo.web.results.models import Edition

A_SLICE = 100_000  # rows held in memory at a time

Which = Literal["scorebook", "measurements"]


def edition_asked(request: HttpRequest, framework: str) -> Edition:
    """The edition that `territory` and `edition` (a number) name, by default the one in force.

    Raises `RequestError` for a framework without one, `FilterError` for another territory or
    number.
    """
    in_force = books.current(framework, asked.territory(request))
    if not asked.word(request, "edition"):
        return in_force
    family = Edition.objects.filter(framework=framework, territory=in_force.territory)
    known = {str(edition.number): edition for edition in family.order_by("number")}
    return known[asked.choice(request, "edition", known)]


def digest(edition: Edition, which: Which) -> str:
    """The SHA-256 sum of a file of an edition."""
    return edition.sha256 if which == "scorebook" else _measured(edition.pk)


def height(edition: Edition, which: Which) -> int:
    """How many rows a table of an edition has."""
    if which == "scorebook":
        return edition.rows
    return scan(edition, which).select(pl.len()).collect().item()


def scan(edition: Edition, which: Which) -> pl.LazyFrame:
    """A table of an edition, not yet read."""
    return pl.scan_parquet(getattr(edition, which).path)


def slices(edition: Edition, which: Which) -> Iterator[pl.DataFrame]:
    """A table of an edition, `A_SLICE` rows after `A_SLICE` rows; one empty for an empty table."""
    table = scan(edition, which)
    for start in range(0, max(height(edition, which), 1), A_SLICE):
        yield table.slice(start, A_SLICE).collect()


@cache
def _measured(edition: int) -> str:
    """An edition never changes, so its file is summed once."""
    with Edition.objects.get(pk=edition).measurements.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
