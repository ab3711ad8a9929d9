"""A claim placed: who and what it is about, and the data it is held against."""

from dataclasses import dataclass

from thuocdo import units
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.node_names import find_node
from thuocdo.claims.shelf import Row, Shelf
from thuocdo.claims.values import Claim, Scope
from thuocdo.kernel import AmbiguousUnit, Level, Period, RequestError, UnitNotInForce
from thuocdo.kernel.language import _, pick
from thuocdo.units import Unit


class NotCheckable(Exception):
    """A claim cannot be checked; the text says why, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A claim placed: `node` is a path, `tokens` the names of the unit in a scorebook.

    `row` is the scorebook's row of that year (None for the national mean), `before` that of
    the year which changes are counted from, None where there is none.
    """

    framework: Framework
    node: str
    unit: Unit | None
    tokens: tuple[str, ...]
    row: Row | None
    before: Row | None
    complete: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A claim with its subject and the shelf: what every rule looks at."""

    claim: Claim
    subject: Subject
    shelf: Shelf

    @property
    def year(self) -> int:
        """The year of the claim."""
        return self.claim.year

    @property
    def code(self) -> str:
        """The code of the node, without the framework."""
        return self.subject.node[len(self.claim.index) + 1 :]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every unit at the node and year, also those without a score."""
        return self.shelf.year(self.claim.index, self.subject.node, self.claim.year)

    @property
    def scores(self) -> list[float]:
        """The scores of every unit that has one."""
        return [row["score"] for row in self.rows if row["score"] is not None]

    def row(self, year: int) -> Row | None:
        """The row of the same unit and node in another year."""
        return self.shelf.row(self.claim.index, self.subject.node, self.subject.tokens, year)

    def printed(self, year: int) -> Row | None:
        """What a page printed of the same unit and node."""
        return self.shelf.printed(self.claim.index, self.subject.node, self.subject.tokens, year)


def place(claim: Claim, shelf: Shelf) -> Subject:
    """The subject of a claim. Raises `NotCheckable`, or `UnknownUnit` for a made-up name."""
    framework = shelf.frameworks[claim.index]
    code = _node(framework, claim)
    path = f"{claim.index}/{code}" if code else claim.index
    if not shelf.year(claim.index, path, claim.year):
        raise NotCheckable(_no_data(framework, claim, path, shelf))
    complete = shelf.complete(claim.index, claim.year)
    if claim.scope is Scope.NATIONAL_MEAN:
        return Subject(framework, path, None, (), None, None, complete)
    unit = find_unit(claim, framework)
    tokens = (str(unit.id), unit.code)
    row = shelf.row(claim.index, path, tokens, claim.year)
    before = shelf.row(claim.index, path, tokens, claim.previous)
    return Subject(framework, path, unit, tokens, row, before, complete)


def find_unit(claim: Claim, framework: Framework) -> Unit:
    """The province of a claim on the territory of its year.

    Raises `NotCheckable` where it did not exist then, `UnknownUnit` where it never did.
    """
    day = framework.territory(Period.parse(claim.year))
    try:
        return units.find_unit(claim.unit or "", day, Level.PROVINCE)
    except (AmbiguousUnit, UnitNotInForce) as error:
        raise NotCheckable(error.problems[0].message) from None


def _node(framework: Framework, claim: Claim) -> str:
    """The code of the node a claim names, if it was in force in its year."""
    period = Period.parse(claim.year)
    try:
        tree = framework.on(period)
    except RequestError as error:
        raise NotCheckable(error.problems[0].message) from None
    code = find_code(framework, claim.node)
    if code not in tree.nodes:
        label = pick(framework.nodes[code].label.model_dump())
        message = _("“{node}” không có trong bộ chỉ số {index} năm {year}.")
        abbreviation = framework.document.abbreviation
        raise NotCheckable(message.format(node=label, index=abbreviation, year=claim.year))
    return code


def find_code(framework: Framework, node: str) -> str:
    """The code of a node by path, number or name. Raises `RequestError`."""
    return find_node(framework, node) if node.strip() else ""


def _no_data(framework: Framework, claim: Claim, path: str, shelf: Shelf) -> str:
    name = framework.document.abbreviation
    if claim.index not in shelf.books:
        return _("Không có số liệu của bộ chỉ số {index}.").format(index=name)
    message = _("Không có số liệu {index} năm {year} cho “{node}”.")
    return message.format(index=name, year=claim.year, node=path)
