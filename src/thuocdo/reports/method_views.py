"""What the page of a method says, before it is laid out: frozen, in the reader's language."""

from dataclasses import dataclass
from datetime import date

from thuocdo.reports.views import Band


@dataclass(frozen=True, slots=True)
class Basis:
    """Where an entry of a definition can be read, and how sure we are of it."""

    source: str
    status: str  # the code: confirmed, derived or unconfirmed
    certainty: str  # the same in words
    note: str | None = None

    @property
    def unsure(self) -> bool:
        """Whether nobody has checked it against the original text."""
        return self.status == "unconfirmed"


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A node of the tree; `weight` is its own in the node above, None where parts count alike."""

    path: str
    code: str
    number: str
    name: str
    level: str
    depth: int
    leaf: bool
    scale_min: float | None
    scale_max: float | None
    scale_from: str
    weight: float | None
    measures: str | None
    basis: Basis

    @property
    def title(self) -> str:
        """`2.1 Tiếp cận thông tin`."""
        return f"{self.number} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule that some nodes share, in sentences; in force from `since`."""

    nodes: tuple[str, ...]
    said: tuple[str, ...]
    since: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Cuts:
    """The groups of a node as the published scores cut them, best first."""

    node: str
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class BreakLine:
    """From `period` on, scores of `nodes` are not, or only with care, compared with earlier."""

    period: str
    stops: bool
    nodes: tuple[str, ...]
    reason: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A node that was printed under other numbers than its code: (first period, number)."""

    code: str
    name: str
    numbers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DutyLine:
    """Who is proposed to lead and to support the work on a node."""

    node: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source and what rests on it; `legal` where it names a legal document."""

    text: str
    legal: bool
    uses: tuple[str, ...]
    certainties: tuple[str, ...]
    unsure: bool


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """What is known of the publication of a period, and on whose territory it measures."""

    published: date | None
    complete: bool
    withheld: tuple[str, ...]
    territory: date
    units: int | None
    basis: Basis | None
    territory_basis: Basis | None


@dataclass(frozen=True, slots=True)
class Method:
    """How an index is computed in a period."""

    framework: str
    abbreviation: str
    label: str
    owner: str
    period: str
    basis: Basis
    levels: tuple[tuple[str, int], ...]
    edition: EditionFacts
    nodes: tuple[NodeLine, ...]
    compositions: tuple[RuleLine, ...]
    preparations: tuple[RuleLine, ...]
    groups: tuple[RuleLine, ...]
    cuts: tuple[Cuts, ...]
    breaks: tuple[BreakLine, ...]
    printed: tuple[PrintedLine, ...]
    duties: tuple[DutyLine, ...]
    duties_day: date
    sources: tuple[SourceLine, ...]

    @property
    def unsure(self) -> int:
        """How many entries nobody has checked against the original text."""
        rules = (*self.nodes, *self.compositions, *self.preparations, *self.groups, *self.breaks)
        facts = (self.edition.basis, self.edition.territory_basis, self.basis)
        found = [rule.basis for rule in rules] + [basis for basis in facts if basis]
        return sum(basis.unsure for basis in found)
