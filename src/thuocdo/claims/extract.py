"""From facts to claims: each fact put to its subject, doubtful ones refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from thuocdo.catalog.framework import Framework
from thuocdo.claims.context import Context, Line
from thuocdo.claims.doubts import doubt
from thuocdo.claims.facts import Fact, Refused, facts_of
from thuocdo.claims.grammar import readings
from thuocdo.claims.lexer import Lexer
from thuocdo.claims.values import Claim, Scope
from thuocdo.kernel import Level, Period, UnitError
from thuocdo.units import find_unit

_CHANGES = ("score_change", "rank_change")
_RANKS = ("rank", "region_rank")
_SUBJECT = ("index", "year", "node", "scope", "unit")
_NOT_WORTH_TELLING = ("no-index", "no-group")


@dataclass(frozen=True, slots=True)
class Said:
    """A claim and where in its sentence each field stands."""

    claim: Claim
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)


class Extractor:
    """Reads the claims of sentences, with the vocabulary of some frameworks."""

    def __init__(self, frameworks: Iterable[Framework]):
        self.frameworks = {framework.name: framework for framework in frameworks}
        self._lexer = Lexer(self.frameworks.values())

    def read(self, text: str, before: Context) -> tuple[list[Said], list[Refused], Context]:
        """The claims in a clean sentence, the numbers refused, the context after it."""
        tokens = self._lexer.tokens(text)
        line = Line(tokens, before)
        facts, refused = facts_of(tokens, readings(tokens))
        said: list[Said] = []
        for fact in facts:
            subject = self._subject(fact, line)
            if isinstance(subject, Claim):
                _put(fact, subject, said)
            else:
                refused.append(Refused(fact.span, subject))
        return said, _worth_telling(refused, line), line.after(bool(said))

    def _subject(self, fact: Fact, line: Line) -> Claim | str:
        """What a fact is about, as a claim without fields; the reason when it cannot be told."""
        index = line.index_at(fact.place)
        year = fact.year or _named_year(fact) or line.year_at(fact.place)
        if index is None or year is None:
            return "no-index" if index is None else "no-year"
        node = line.node_at(fact.place, index, fact.field in _RANKS)
        if reason := doubt(fact, line, self.frameworks[index], node, year):
            return reason
        scope, name = line.unit_at(fact.place)
        if scope is Scope.PROVINCE and name is None:
            return "no-unit"
        base = line.base_at(fact.place, year)
        if fact.previous:
            year = base or year - 1
        unit = self._code(name, index, year) if name else None
        base = base if fact.field in _CHANGES else None
        return Claim(index=index, year=year, node=node, scope=scope, unit=unit, base_year=base)

    def _code(self, name: str, index: str, year: int) -> str:
        """The code of a unit in that year; its name where it did not exist then."""
        day = self.frameworks[index].territory(Period.parse(year))
        try:
            return find_unit(name, day, Level.PROVINCE).code
        except UnitError:
            return name


def _named_year(fact: Fact) -> int | None:
    return fact.text.year if fact.field == "group" else None


def _put(fact: Fact, subject: Claim, said: list[Said]) -> None:
    """Join a fact to the claim of its subject; begin one where that says something else."""
    text = fact.text.labels[subject.index] if fact.field == "group" else fact.text
    new = {fact.field: text} | ({"region": fact.region} if fact.region else {})
    for i, old in enumerate(said):
        if _may_join(fact, subject, old.claim):
            base = old.claim.base_year or subject.base_year
            claim = replace(old.claim, base_year=base, **new)
            said[i] = Said(claim, old.spans | {fact.field: fact.span})
            return
    said.append(Said(replace(subject, **new), {fact.field: fact.span}))


def _may_join(fact: Fact, subject: Claim, claim: Claim) -> bool:
    if any(getattr(claim, name) != getattr(subject, name) for name in _SUBJECT):
        return False
    moved = fact.field in _CHANGES and any(name in claim.given for name in _CHANGES)
    same_base = not moved or claim.base_year == subject.base_year
    return same_base and getattr(claim, fact.field) is None


def _worth_telling(refused: list[Refused], line: Line) -> list[Refused]:
    """Numbers of sentences that speak of an index, each once, in order."""
    if line.index_at(len(line.tokens)) is None:
        return []
    first: dict[tuple[int, int], Refused] = {}
    for one in sorted(refused, key=lambda each: each.span):
        if one.reason not in _NOT_WORTH_TELLING:
            first.setdefault(one.span, one)
    return list(first.values())
