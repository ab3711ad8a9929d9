"""From readings to claims: signs, years and subjects put to numbers, doubtful ones refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from thuocdo.catalog.framework import Framework
from thuocdo.claims.context import Context, Line
from thuocdo.claims.grammar import Reading, readings
from thuocdo.claims.lexer import Lexer
from thuocdo.claims.printed_numbers import read_printed
from thuocdo.claims.tokens import Kind, Token
from thuocdo.claims.values import LAST, Claim, Scope
from thuocdo.kernel import Level, Period, UnitError
from thuocdo.units import find_unit

_IN_PERCENT = ("par_index", "sipas")
_LEAST_PAPI = 6  # the lowest possible total: less is the score of a part nobody named
_LEVEL = 0.2  # “cao hơn mức 42,40 điểm”: a change of a fifth of the scale is a level
_RANKS = ("rank", "region_rank")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said: a field, its text, where, and of which subject."""

    field: str
    text: str
    span: tuple[int, int]
    place: int
    previous: bool = False
    year: int | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A number that was seen and not taken, with the code of the reason."""

    span: tuple[int, int]
    reason: str


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
        facts, refused = _facts(tokens, readings(tokens))
        said: list[Said] = []
        for fact in facts:
            reason = self._add(fact, line, said)
            if reason:
                refused.append(Refused(fact.span, reason))
        return said, _worth_telling(refused, line), line.after(bool(said))

    def _add(self, fact: Fact, line: Line, said: list[Said]) -> str | None:
        """Put a fact to its claim; the reason when it cannot be."""
        index = line.index_at(fact.place)
        if index is None:
            return "no-index"
        scope, name = line.unit_at(fact.place)
        year = fact.year or _named_year(fact) or line.year_at(fact.place)
        if year is None:
            return "no-year"
        node = line.node_at(fact.place, index, fact.field in _RANKS)
        reason = _doubt(fact, line, self.frameworks[index], node, year)
        if reason:
            return reason
        if fact.field == "group":
            fact = replace(fact, text=fact.text.labels[index])
        if scope is Scope.PROVINCE and name is None:
            return "no-unit"
        if fact.previous:
            year = line.base_at(fact.place, year) or year - 1
        changes = fact.field in ("score_change", "rank_change")
        subject = Claim(
            index=index, year=year, node=node, scope=scope,
            unit=self._code(name, index, year) if name else None,
            base_year=line.base_at(fact.place, year) if changes else None,
        )  # fmt: skip
        _put(fact, subject, said)
        return None

    def _code(self, name: str, index: str, year: int) -> str:
        day = self.frameworks[index].territory(Period.parse(year))
        try:
            return find_unit(name, day, Level.PROVINCE).code
        except UnitError:
            return name


def _named_year(fact: Fact) -> int | None:
    return fact.text.year if fact.field == "group" else None


def _put(fact: Fact, subject: Claim, said: list[Said]) -> None:
    """Join a fact to the claim of the same subject, or begin one where it says another number."""
    for i, old in enumerate(said):
        same = replace(_bare(old.claim), base_year=None) == replace(subject, base_year=None)
        bases = {old.claim.base_year, subject.base_year}
        moved = any(name.endswith("_change") for name in old.spans)
        if (
            same
            and getattr(old.claim, fact.field) is None
            and not (moved and len(bases) > 1 and fact.field.endswith("_change"))
        ):
            base = old.claim.base_year or subject.base_year
            said[i] = _with(replace(old.claim, base_year=base), fact, old.spans)
            return
    said.append(_with(subject, fact, {}))


def _bare(claim: Claim) -> Claim:
    kept = ("index", "year", "node", "scope", "unit", "base_year")
    return Claim(**{name: getattr(claim, name) for name in kept})


def _with(claim: Claim, fact: Fact, spans: dict) -> Said:
    new = {fact.field: fact.text} | ({"region": fact.region} if fact.region else {})
    return Said(replace(claim, **new), spans | {fact.field: fact.span})


# From readings to facts


def _facts(tokens: Sequence[Token], found: Iterable[Reading]) -> tuple[list[Fact], list[Refused]]:
    facts, refused, sign = [], [], None
    for reading in found:
        if reading.rule.skip:
            if reading.rule.skip not in ("count", "not_top"):
                refused += _numbers(tokens, reading)
            continue
        sign = _direction(tokens, reading) or sign
        new = [fact for name in reading.says for fact in _said(name, tokens, reading, sign, facts)]
        facts += new
        if not new:
            refused += _numbers(tokens, reading, "no-direction")
    return facts, [*refused, *_untaken(tokens, found)]


def _numbers(tokens, reading: Reading, reason: str | None = None) -> list[Refused]:
    kinds = (Kind.DECIMAL, Kind.INTEGER, Kind.SCORE, Kind.SIGNED)
    inside = tokens[reading.start : reading.end]
    reason = reason or reading.rule.skip
    return [Refused((t.start, t.end), reason) for t in inside if t.kind in kinds]


def _untaken(tokens: Sequence[Token], found: Iterable[Reading]) -> list[Refused]:
    """Numbers with a word such as “điểm” or “hạng” beside them that no rule took."""
    taken = {i for reading in found for i in range(reading.start, reading.end)}
    numbers = (Kind.DECIMAL, Kind.SIGNED, Kind.SCORE, Kind.REGIONAL, Kind.INTEGER)
    beside = (Kind.POINTS, Kind.PLACES, Kind.RANK, Kind.PERCENT)
    refused = []
    for i, token in enumerate(tokens):
        near = {t.kind for t in (*tokens[max(0, i - 1) : i], *tokens[i + 1 : i + 2])}
        if i not in taken and token.kind in numbers and near & set(beside):
            refused.append(Refused((token.start, token.end), "no-rule"))
    return refused


def _direction(tokens: Sequence[Token], reading: Reading) -> int | None:
    """+1 or −1, where the reading holds a word of rising or falling."""
    kinds = [token.kind for token in tokens[reading.start : reading.end]]
    return next(
        ({Kind.RISE: 1, Kind.FALL: -1}[k] for k in kinds if k in (Kind.RISE, Kind.FALL)), None
    )


def _said(name: str, tokens, reading: Reading, sign: int | None, facts: list[Fact]) -> list[Fact]:
    """The facts behind one name of a rule."""
    token, place = tokens[reading.says[name]], reading.says[name]
    year = tokens[reading.says["year"]].value if "year" in reading.says else None
    previous = name.startswith("before_")
    make = lambda field, text, **more: Fact(  # noqa: E731
        field, text, (token.start, token.end), place, previous, year, **more
    )
    region = tokens[reading.says["region"]].value if "region" in reading.says else None
    match name.removeprefix("before_"):
        case "score":
            return [make("score", _digits(token))]
        case "change" | "places" | "signed":
            return _change(name, token, sign, facts, make)
        case "rank":
            return _rank(token, make)
        case "rank_of":
            return [make("rank_of", token.text)]
        case "region_rank":
            return _rank(token, make, "region_rank", "region_size", region=region)
        case "top" | "bottom":
            return [make("rank", "1" if name == "top" else LAST)]
        case "top_of":
            return [make("region_rank", "1", region=region)]
        case "group":
            return [make("group", token.value)]
    return []


def _rank(token: Token, make, field: str = "rank", size: str = "rank_of", **more) -> list[Fact]:
    """`11/63` is a rank and a denominator, `17th` and `third` a rank."""
    if token.kind in (Kind.PLACE, Kind.REGIONAL):
        first, second = token.value[1], token.value[2]
        return [make(field, str(int(first)), **more), make(size, str(int(second)), **more)]
    text = token.value if token.kind is not Kind.INTEGER else token.text
    return [make(field, str(int(text)), **more)]


def _change(name: str, token: Token, sign: int | None, facts: list[Fact], make) -> list[Fact]:
    digits = _digits(token)
    if name == "signed":  # “(+2,26)” behind a score, “(-6)” behind a rank
        last = facts[-1].field if facts else "score"
        name = "places" if digits.lstrip("+-").isdecimal() and last != "score" else "change"
    if token.kind is Kind.SIGNED:
        sign, digits = (-1 if digits.startswith("-") else 1), digits.lstrip("+-")
    if sign is None:
        return []
    text = str(int(digits)) if name == "places" else digits
    field = "rank_change" if name == "places" else "score_change"
    return [make(field, f"-{text}" if sign < 0 and text.strip("0.") else text)]


def _digits(token: Token) -> str:
    """The number as printed, with a decimal dot."""
    if token.kind is Kind.NUMBER_WORD:
        return str(token.value)
    text = token.value[1] if isinstance(token.value, tuple) else str(token.value)
    return text.replace(",", ".")


# Doubts


def _doubt(fact: Fact, line: Line, framework: Framework, node: str, year: int) -> str | None:
    """Why a number is probably not about the index, or None."""
    if line.is_target(fact.place):
        return "target"
    if line.is_of_other_subject(fact.place):
        return "other-subject"
    if line.respectively:
        return "respectively"
    if fact.field == "group":
        return None if framework.name in fact.text.labels else "no-group"
    if fact.field not in ("score", "score_change"):
        return None
    return _doubtful_number(fact, line, framework, node, year)


def _doubtful_number(fact: Fact, line: Line, framework: Framework, node: str, year: int):
    try:
        value = abs(float(read_printed(fact.text)))
    except ValueError:
        return "no-number"
    if line.is_percent(fact.place) and framework.name not in _IN_PERCENT:
        return "percent"
    most = _maximum(framework, node, year)
    if value > most:
        return "too-large"
    low = framework.name == "papi" and not node and value < _LEAST_PAPI
    return "part-unknown" if low and fact.field == "score" else None


def _maximum(framework: Framework, node: str, year: int) -> float:
    period = Period.parse(year)
    nodes = framework.on(period).nodes if framework.defines(period) else {}
    return nodes[node].scale_max if node in nodes else 100.0


def _worth_telling(refused: list[Refused], line: Line) -> list[Refused]:
    """Numbers of sentences that speak of an index, each once, in order."""
    if line.index_at(len(line.tokens)) is None:
        return []
    first: dict[tuple[int, int], Refused] = {}
    for one in sorted(refused, key=lambda r: r.span):
        if one.reason not in ("no-index", "no-group"):
            first.setdefault(one.span, one)
    return list(first.values())
