"""What a reader may choose on the page of an index, and where a choice leads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from thuocdo import units
from thuocdo.catalog.framework import Tree
from thuocdo.kernel import Level, numerals
from thuocdo.kernel.language import _, pick
from thuocdo.reports.tree_rows import number, walk
from thuocdo.web.results import addresses, asked, books
from thuocdo.web.results.models import Edition
from thuocdo.web.results.ranking_data import Found, measured_nodes

INDENT = "\u2003"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices: what the address says, what the reader reads."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Selector:
    """A list to choose from."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def selectors_of(found: Found, region: str | None) -> Iterator[Selector]:
    """Year, territory, node and region, where there is more than one."""
    periods = reversed(found.edition.periods)
    here = str(found.tree.period)
    yield _selector("period", _("Năm"), ((p, p) for p in periods), here)
    territories = list(_territories(found))
    if len(territories) > 1:
        chosen = str(found.edition.territory or "")
        yield _selector("territory", _("Địa giới"), territories, chosen)
    yield _selector("node", _("Nội dung"), _nodes(found), found.code)
    if found.regions:
        every = [("", _("cả nước")), *found.regions.items()]
        yield _selector("region", _("Vùng"), every, region or "")


def territories_of(found: Found) -> Iterator[Choice]:
    """The same node on each territory that it is published on; `value` is its address."""
    known = list(_territories(found))
    here = addresses.node(found.edition, found.tree.period, found.code).partition("?")[0]
    for text, label in known if len(known) > 1 else ():
        address = addresses.with_query(here, territory=text)
        yield Choice(address, label, text == str(found.edition.territory or ""))


def _selector(name: str, label: str, known, chosen: str) -> Selector:
    choices = (Choice(value, text, value == chosen) for value, text in known)
    return Selector(name, label, tuple(choices))


def _territories(found: Found) -> Iterator[tuple[str, str]]:
    framework, level = found.tree.framework, found.tree.framework.document.unit_level
    editions = Edition.objects.filter(framework=framework.name, current=True)
    for territory in sorted(editions.values_list("territory", flat=True), key=str, reverse=True):
        if territory is None:
            of_then = _("như khi công bố")
            then = framework.territory(found.tree.period)
            yield "", of_then if level == "free" else f"{_units(level, then)}, {of_then}"
        else:
            yield str(territory), _units(level, territory)


def _units(level: str, on: date) -> str:
    if level == Level.PROVINCE:
        count = len(units.units_on(on, Level.PROVINCE))
        return _("{n} tỉnh, thành phố").format(n=count)
    return _("các đơn vị ngày {day}").format(day=numerals.day(on))


def _nodes(found: Found) -> Iterator[tuple[str, str]]:
    tree, measured = found.tree, measured_nodes(found.edition, found.tree.period)
    top = tree.nodes[""]
    if top.path in measured:
        yield "", pick(top.node.label.model_dump())
    for node, depth in walk(tree):
        if node.path in measured:
            name = f"{number(node)} {pick(node.node.label.model_dump())}".strip()
            yield node.code, f"{INDENT * (depth - 1)}{name}"


def chosen_address(request: HttpRequest, edition: Edition) -> str:
    """The page of the year, node and region that the form of an index chose.

    A node or region that there is, but not in that year or territory, falls back to the whole.
    Raises `RequestError` for a year, `FilterError` for a node or region that never was.
    """
    period = books.read_period(edition, asked.word(request, "period"))
    tree = books.definition(edition.framework).on(period)
    code = _node(request, edition, tree)
    return addresses.index(
        edition,
        period,
        node=code,
        region=_region(request, edition, tree, code),
        sort=asked.word(request, "sort"),
    )


def _node(request: HttpRequest, edition: Edition, tree: Tree) -> str:
    text = asked.word(request, "node")
    if text in tree.framework.nodes and text not in tree.nodes:
        return ""
    code = asked.node(request, tree)
    return code if tree.nodes[code].path in measured_nodes(edition, tree.period) else ""


def _region(request: HttpRequest, edition: Edition, tree: Tree, code: str) -> str:
    text = asked.word(request, "region")
    if not text:
        return ""
    region = units.find_region(text)
    day = edition.territory or tree.framework.territory(tree.period)
    rows = books.rows(edition, period=str(tree.period), node=tree.nodes[code].path)
    there = region.in_force_on(day) and rows.filter(region=region.code).exists()
    return region.code if there else ""
