"""What is said of one number: how it was made, where it stands, what it rests on.

See `views.py` for how texts and numbers are held.
"""

from dataclasses import dataclass

from thuocdo.reports.views import Band, Head, Note


@dataclass(frozen=True, slots=True)
class TermView:
    """A part of a formula: a node (`code`) or a unit that another was made of (`unit`)."""

    name: str
    value: float | None
    weight: float
    code: str | None = None
    unit: str | None = None
    imputed: bool = False


@dataclass(frozen=True, slots=True)
class FormulaView:
    """A formula with its values written out; `text` is None where too much is missing.

    `weight_name` heads the weights; None where all parts count alike.
    """

    text: str | None
    terms: tuple[TermView, ...]
    weight_name: str | None


@dataclass(frozen=True, slots=True)
class MeasuredView:
    """A measurement: `value` is None where it was withheld, `status` is a word."""

    value: float | None
    status: str
    source: str
    se: float | None
    n: int | None


@dataclass(frozen=True, slots=True)
class ScoreReason:
    """How a score came to be. `check`: what the parts make where it is not taken from them."""

    said: tuple[str, ...]
    formula: FormulaView | None
    measured: MeasuredView | None
    check: FormulaView | None


@dataclass(frozen=True, slots=True)
class Beside:
    """A unit tied with the one asked, or next above or below it."""

    unit: str
    name: str
    score: float
    rank: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class RankReason:
    """Why a unit has its rank; `beside` in the order of the ranks, the unit among them."""

    rank: int | None
    ranked_units: int | None
    rank_low: int | None
    rank_high: int | None
    said: tuple[str, ...]
    beside: tuple[Beside, ...]


@dataclass(frozen=True, slots=True)
class GroupReason:
    """Why a unit is in its group: `bands` are all groups with their least scores."""

    label: str | None
    step: int | None
    said: tuple[str, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A part of the definition: where it is written, and how sure that is, in words."""

    title: str
    source: str
    certainty: str
    confirmed: bool
    note: str | None


@dataclass(frozen=True, slots=True)
class Why:
    """The reasons of the numbers of one unit at one node in one period.

    `code` is that of the node, empty for the index; `identity` tells which territory the unit
    was. `se` is None where not known, and so is every number that there is not.
    """

    head: Head
    unit: str
    unit_name: str
    identity: str
    code: str
    node_name: str
    level: str
    digits: int
    score: float | None
    max_score: float | None
    se: float | None
    status: str
    reason: ScoreReason
    rank: RankReason
    region: RankReason | None
    group: GroupReason | None
    lost: str | None
    change: tuple[str, ...]
    rules: tuple[Rule, ...]
    notes: tuple[Note, ...]

    @property
    def title(self) -> str:
        """`2.2 Thu nhập …`, or the short name of the index."""
        return self.node_name if self.code else self.head.abbreviation
