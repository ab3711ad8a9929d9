"""The table of a ranking: its columns, the units in an order, a page at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from thuocdo.catalog.framework import Tree
from thuocdo.kernel.alphabet import alphabetical
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import Status
from thuocdo.reports.country import group_steps
from thuocdo.web.results import addresses
from thuocdo.web.results.asked import Order
from thuocdo.web.results.ranking_data import Found

A_PAGE = 100
ANY = "-any-unit-"  # stands for a slug in an address
# By which columns a table may stand, and how it stands first when one is chosen.
ORDERS = {
    "name": Order("name"),
    "rank": Order("rank"),
    "printed_rank": Order("printed_rank"),
    "score": Order("score", descending=True),
    "group": Order("group"),
    "change": Order("change", descending=True),
    "rank_change": Order("rank_change", descending=True),
    "region_rank": Order("region_rank"),
}
FIRST = str(ORDERS["score"])


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the table. `unlike` says why it has no change; `address` leads to its profile,
    `why` to the reasons of its numbers. No score: withheld.
    """

    name: str
    address: str
    why: str
    score: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    printed_rank: int | None
    group: str | None
    step: int | None
    printed_group: str | None
    change: float | None
    change_significant: bool | None
    unlike: str
    rank_change: int | None
    region: str
    region_rank: int | None
    region_size: int | None
    carried_over: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `address` orders by it, `sorted` is the value of aria-sort."""

    name: str
    label: str
    address: str
    sorted: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """One page of the table, out of `total` units; `pages` are the addresses of all pages."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: int
    page: int
    pages: tuple[str, ...]

    @property
    def shown(self) -> frozenset[str]:
        """The names of the columns."""
        return frozenset(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a ranking is asked for; `link` makes the address of it with other choices."""

    order: Order
    page: int
    link: Callable[..., str]
    region: str | None = None


def pages_of(units: int) -> int:
    """How many pages so many units fill."""
    return max(-(-units // A_PAGE), 1)


def table_of(found: Found, rows: list[dict], wanted: Wanted) -> Table:
    """The page wanted of `rows`: of all units, or of those of a region."""
    ordered = in_order(rows, wanted.order, found.tree, found.code)
    here = ordered[A_PAGE * (wanted.page - 1) : A_PAGE * wanted.page]
    return Table(
        columns=tuple(_columns(found, rows, wanted)),
        lines=tuple(_lines(found, here)),
        total=len(rows),
        page=wanted.page,
        pages=tuple(wanted.link(page=n + 1 if n else None) for n in range(pages_of(len(rows)))),
    )


def in_order(rows: list[dict], order: Order, tree: Tree, code: str) -> list[dict]:
    """The rows by a column; those without a score last, those without the value before them."""
    steps = group_steps(tree, code)
    key = {
        "name": lambda row: alphabetical(row["unit_name"]),
        "group": lambda row: steps[row["group"]][1] if row["group"] in steps else None,
    }.get(order.column, lambda row: row[order.column])
    valued = [row for row in rows if row["score"] is not None and key(row) is not None]
    valueless = [row for row in rows if row["score"] is not None and key(row) is None]
    withheld = [row for row in rows if row["score"] is None]
    withheld.sort(key=lambda row: alphabetical(row["unit_name"]))
    return [*sorted(valued, key=key, reverse=order.descending), *valueless, *withheld]


def _columns(found: Found, rows: list[dict], wanted: Wanted) -> Iterator[Column]:
    filled = {name for row in rows for name, value in row.items() if value is not None}
    if not found.regions:
        filled.discard("region_rank")
    if "rank" in filled:
        filled.discard("printed_rank")
    labels = {
        "name": _("Đơn vị"),
        "rank": _("Hạng"),
        "printed_rank": _("Hạng đã công bố"),
        "score": _("Điểm"),
        "group": _("Nhóm"),
        "printed_group": _("Nhóm đã công bố"),
        "change": _("Thay đổi điểm"),
        "rank_change": _("Thay đổi hạng"),
        "region_rank": _("Hạng trong vùng"),
    }
    for name, label in labels.items():
        if name in {*filled, "name", "score"}:
            yield _column(name, label, wanted)


def _column(name: str, label: str, wanted: Wanted) -> Column:
    here = wanted.order
    first = ORDERS.get(name)
    if first is None:
        return Column(name, label, "", None)
    chosen = Order(name, not here.descending) if here.column == name else first
    direction = "descending" if here.descending else "ascending"
    text = None if str(chosen) == FIRST else str(chosen)
    address = wanted.link(sort=text, page=None)
    return Column(name, label, address, direction if here.column == name else None)


def _lines(found: Found, rows: list[dict]) -> Iterator[Line]:
    edition, period, code = found.edition, found.tree.period, found.code
    slugs = addresses.slugs(found.ids[row["unit"]] for row in rows)
    steps = group_steps(found.tree, code)
    # One address each is made and then told to every unit: making them takes long.
    profile = addresses.profile(edition, period, ANY)
    why = addresses.why(edition, period, ANY, code)
    for row in rows:
        slug = slugs[found.ids[row["unit"]]]
        group, step = steps.get(row["group"], (row["group"], None))
        yield Line(
            name=row["unit_name"],
            address=profile.replace(ANY, slug, 1),
            why=why.replace(ANY, slug, 1),
            group=group,
            step=step,
            printed_group=steps.get(row["printed_group"], (row["printed_group"],))[0],
            unlike=_unlike(row),
            region=found.regions.get(row["region"], ""),
            carried_over=row["status"] == Status.RECONSTRUCTED,
            **{name: row[name] for name in _AS_THEY_ARE},
        )


_AS_THEY_ARE = (
    *("score", "rank", "rank_low", "rank_high", "printed_rank", "change", "change_significant"),
    *("rank_change", "region_rank", "region_size"),
)


def _unlike(row: Mapping) -> str:
    """Why a unit that has a score has no change."""
    if row["change"] is not None:
        return ""
    if row["previous_score"] is None:
        return _("thiếu điểm kỳ trước")
    return _("không so sánh được")
