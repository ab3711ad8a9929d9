"""What was published when, and what each edition changed in numbers published before."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import day, whole
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import Status
from thuocdo.reports.tree_rows import numbered
from thuocdo.web.results import addresses, asked, books, corrected
from thuocdo.web.results.corrected import Wanted
from thuocdo.web.results.models import Edition, Framework
from thuocdo.web.site.errors import FilterError
from thuocdo.web.site.files import ON_PAGES, table_file, wanted_format
from thuocdo.web.site.page_cache import published
from thuocdo.web.site.pages import page

A_PAGE = 100
MOST = 100_000  # corrections that one file holds


@dataclass(frozen=True, slots=True)
class Release:
    """An edition, how many published numbers it changed, and where they are."""

    edition: Edition
    index: str
    changed: int
    href: str


@dataclass(frozen=True, slots=True)
class Side:
    """A number before or after: its score and rank, or in words why there is none."""

    score: float | None
    rank: int | None
    ranked_units: int | None
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    """A published number that an edition changed."""

    edition: Edition
    index: str
    period: str
    node: str
    unit_name: str
    href: str
    why: str | None
    old: Side
    new: Side


@published
@require_safe
def changelog(request: HttpRequest) -> HttpResponse:
    """Every edition, the newest first, and the corrections asked for."""
    kind = wanted_format(request)
    editions = list(Edition.objects.annotate(changed=Count("corrections")).order_by("-pk"))
    wanted = corrected.wanted(request, editions)
    found, names = wanted.found, dict(Framework.objects.values_list("name", "abbreviation"))
    total = found.count()
    if kind:
        return _file(wanted, editions, total, kind)
    pages = -(-total // A_PAGE)
    number = asked.page_number(request, pages)
    rows = corrected.with_statuses(found[(number - 1) * A_PAGE : number * A_PAGE], editions)
    values = {
        "wanted": wanted,
        "names": names,
        "releases": [r for r in _releases(editions, names) if _shown(r, wanted)],
        "changes": tuple(_changes(rows, editions, names)),
        "total": total,
        "number": number,
        "pages": [_address(wanted, page=n + 1 if n else None) for n in range(pages)],
        "files": {each: _address(wanted, format=each) for each in ON_PAGES},
    }
    return page(request, "results/changelog.html", values)


def _address(wanted: Wanted, **query: object) -> str:
    edition = wanted.edition
    return addresses.changelog(
        framework=wanted.framework,
        territory=edition.territory if edition else None,
        edition=edition.number if edition else None,
        unit=wanted.unit,
        **query,
    )


def _shown(release: Release, wanted: Wanted) -> bool:
    return wanted.framework in (None, release.edition.framework)


def _releases(editions: list[Edition], names: dict[str, str]) -> Iterator[Release]:
    for edition in editions:
        name = edition.framework
        href = addresses.changelog(
            framework=name, territory=edition.territory, edition=edition.number
        )
        yield Release(edition, names.get(name, name), edition.changed, href)


def _changes(
    rows: pl.DataFrame, editions: list[Edition], names: dict[str, str]
) -> Iterator[Change]:
    of = {edition.pk: edition for edition in editions}
    found = [(of[row["edition_id"]], row) for row in rows.iter_rows(named=True)]
    ids = [corrected.identity(edition, row["period"], row["unit"]) for edition, row in found]
    slugs = addresses.slugs(ids)
    for (edition, row), id_ in zip(found, ids, strict=True):
        yield _change(edition, row, slugs[id_], names)


def _change(edition: Edition, row: dict, slug: str, names: dict[str, str]) -> Change:
    period, (_framework, _slash, code) = row["period"], row["node"].partition("/")
    there = edition.current and row["new_status"] is not None
    return Change(
        edition,
        names.get(edition.framework, edition.framework),
        period,
        _node_name(edition, period, row["node"], code),
        row["unit_name"],
        addresses.unit(slug),
        addresses.why(edition, period, slug, code) if there else None,
        _side(row, "old", _("chưa có")),
        _side(row, "new", _("không còn")),
    )


def _side(row: dict, name: str, absent: str) -> Side:
    status = row[f"{name}_status"]
    words = absent if status is None else _("không có điểm")
    if status == Status.WITHHELD:
        words = _("không công bố")
    score, rank, of = (row[f"{name}_{what}"] for what in ("score", "rank", "ranked_units"))
    return Side(score, rank, of, words)


def _node_name(edition: Edition, period: str, path: str, code: str) -> str:
    try:
        tree = books.definition(edition.framework).on(Period.parse(period))
    except RequestError:
        return path
    return numbered(tree.nodes[code]) if code in tree.nodes else path


def _file(wanted: Wanted, editions: list[Edition], total: int, kind: str) -> HttpResponse:
    if total > MOST:
        message = _("có {n} số đã sửa, quá nhiều cho một tệp.").format(n=whole(total))
        hint = _("Chọn một lần công bố hoặc một đơn vị; tệp nhận tới {most} dòng.")
        hint = hint.format(most=whole(MOST))
        raise FilterError(Problem("corrections-too-many", message, hint=hint))
    headers = {name: text for name, (text, _of) in _columns().items()}
    about = pl.DataFrame(
        [{name: of(each) for name, (_text, of) in _columns().items() if of} for each in editions],
        schema={"edition_id": pl.Int64, "framework": pl.String, "territory": pl.Date}
        | {"edition": pl.Int64, "published_on": pl.Date},
    )
    rows = corrected.with_statuses(wanted.found, editions)
    table = rows.join(about, on="edition_id", how="left", maintain_order="left")
    table = table.select(name for name in headers if name != "edition_id")
    return table_file(table, kind, "nhat-ky-so-lieu", headers, _notes(editions))


def _columns() -> dict:
    """Column: its header, and how it is told of an edition where it is."""
    return {
        "edition_id": ("", lambda edition: edition.pk),
        "framework": (_("Bộ chỉ số"), lambda edition: edition.framework),
        "territory": (_("Quy về địa giới ngày"), lambda edition: edition.territory),
        "edition": (_("Lần công bố"), lambda edition: edition.number),
        "published_on": (_("Ngày đưa lên"), lambda edition: edition.published_on),
        "node": (_("Nội dung"), None),
        "unit": (_("Mã đơn vị"), None),
        "unit_name": (_("Đơn vị"), None),
        "period": (_("Kỳ"), None),
        "old_score": (_("Điểm cũ"), None),
        "new_score": (_("Điểm mới"), None),
        "old_rank": (_("Hạng cũ"), None),
        "new_rank": (_("Hạng mới"), None),
        "old_ranked_units": (_("Số đơn vị xếp hạng cũ"), None),
        "new_ranked_units": (_("Số đơn vị xếp hạng mới"), None),
        "old_status": (_("Trạng thái cũ"), None),
        "new_status": (_("Trạng thái mới"), None),
    }


def _notes(editions: list[Edition]) -> list[str]:
    last = max(editions, key=lambda edition: edition.published_at, default=None)
    told = [
        _("Các số đã công bố mà một lần công bố sau đã sửa."),
        _("Trạng thái để trống: bảng điểm của lần đó không có dòng này. withheld: không công bố."),
    ]
    if last:
        told.append(_("Đến ngày {day}.").format(day=day(last.published_on)))
    return told
