"""Addresses of pages: one function a page, so that templates never build one by hand.

Query names are English and the same everywhere: `node`, `region`, `territory` (a day, for the
scores carried over to the units of that day), `sort`, `page`, `format`, `q`, `unit`.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse

from thuocdo.web.results.models import Edition, Unit


def slugs(ids: Iterable[str]) -> dict[str, str]:
    """The slug of each unit id, in one query; a free unit is its own slug."""
    wanted = set(ids)
    known = dict(Unit.objects.filter(id__in=wanted).values_list("id", "slug"))
    return {id_: known.get(id_, id_) for id_ in wanted}


def with_query(path: str, **query: object) -> str:
    """`path` with the parameters that are neither None nor empty; lists repeat their name."""
    kept = {name: value for name, value in query.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path


def index(edition: Edition, period: object, **query: object) -> str:
    """The ranking of an index in a period."""
    path = reverse("index", args=[edition.framework, str(period)])
    return with_query(path, territory=edition.territory, **query)


def node(edition: Edition, period: object, code: str, **query: object) -> str:
    """A node among all units; the index itself has the page of the index."""
    if not code:
        return index(edition, period, **query)
    path = reverse("node", args=[edition.framework, str(period), code])
    return with_query(path, territory=edition.territory, **query)


def unit(slug: str) -> str:
    """A unit: what it was and became, and its indices."""
    return reverse("unit", args=[slug])


def profile(edition: Edition, period: object, slug: str, **query: object) -> str:
    """A unit at an index in a period."""
    path = reverse("profile", args=[slug, edition.framework, str(period)])
    return with_query(path, territory=edition.territory, **query)


def part_of_profile(name: str, edition: Edition, period: object, slug: str, **query) -> str:
    """What hangs on a profile: `what-if`, `target`, `profile-word`, `profile-excel`."""
    path = reverse(name, args=[slug, edition.framework, str(period)])
    return with_query(path, territory=edition.territory, **query)


def why(edition: Edition, period: object, slug: str, code: str = "", **query: object) -> str:
    """Where a number comes from."""
    parts = [edition.framework, str(period), slug, *([code] if code else [])]
    return with_query(
        reverse("why-node" if code else "why", args=parts), territory=edition.territory, **query
    )


def method(framework: str, period: object | None = None) -> str:
    """How an index is computed."""
    parts = [framework, str(period)] if period else [framework]
    return reverse("method-period" if period else "method-framework", args=parts)


def download(folder: str, name: str, **query: object) -> str:
    """A file of a framework (its name), or of the register of units (`don-vi`)."""
    return with_query(reverse("download", args=[folder, name]), **query)


def edition_file(edition: Edition, name: str, kept: bool = False) -> str:
    """A published table: of the edition in force, or `kept` the very edition for ever."""
    number = edition.number if kept else None
    return download(edition.framework, name, territory=edition.territory, edition=number)


def changelog(**query: object) -> str:
    """What was published when, and what it changed."""
    return with_query(reverse("changelog"), **query)
