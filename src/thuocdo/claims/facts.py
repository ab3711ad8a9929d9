"""From readings to facts: one thing said each, with its sign, not yet with its subject."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from thuocdo.claims.grammar import Reading
from thuocdo.claims.tokens import GroupNamed, Kind, Token
from thuocdo.claims.values import LAST

_NUMBERS = (Kind.DECIMAL, Kind.INTEGER, Kind.SCORE, Kind.SIGNED, Kind.REGIONAL)
_SIGNS = {Kind.RISE: 1, Kind.FALL: -1}
_QUIET = ("count", "not_top")  # no claim at all, nothing to tell


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said: a field, its text (or the group named), and where.

    `place` is the place of its token; `previous` whether it is of the year compared with,
    `year` the year it is tied to by its rule, `region` that of a place in a region.
    """

    field: str
    text: str | GroupNamed
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
class _Named:
    """A token under its name in a rule, with what was said before it."""

    name: str
    token: Token
    sign: int | None
    facts: Sequence[Fact]


Said = list[tuple[str, str | GroupNamed]]  # fields and their texts


def facts_of(
    tokens: Sequence[Token], readings: Sequence[Reading]
) -> tuple[list[Fact], list[Refused]]:
    """The facts that readings say, and the numbers that no fact took."""
    facts, refused, sign = [], [], None
    for reading in readings:
        if reading.rule.skip:
            told = () if reading.rule.skip in _QUIET else _numbers(tokens, reading)
            refused += [Refused(span, reading.rule.skip) for span in told]
            continue
        sign = _direction(tokens, reading) or sign
        new = [f for name in reading.says for f in _facts(name, tokens, reading, sign, facts)]
        facts += new
        if not new:
            refused += [Refused(span, "no-direction") for span in _numbers(tokens, reading)]
    return facts, [*refused, *_untaken(tokens, readings)]


def _facts(name: str, tokens, reading: Reading, sign: int | None, before) -> list[Fact]:
    """The facts behind one name of a rule."""
    place, field = reading.says[name], name.removeprefix("before_")
    token = tokens[place]
    year = tokens[reading.says["year"]].value if "year" in reading.says else None
    region = tokens[reading.says["region"]].value if "region" in reading.says else None
    say = _FIELDS.get(field)
    said = say(_Named(field, token, sign, before)) if say else []
    return [
        Fact(
            field=each,
            text=text,
            span=(token.start, token.end),
            place=place,
            previous=name.startswith("before_"),
            year=year,
            region=region if each == "region_rank" else None,
        )
        for each, text in said
    ]


def _score(named: _Named) -> Said:
    return [("score", _digits(named.token))]


def _rank(named: _Named) -> Said:
    return _place(named.token, "rank", "rank_of")


def _region_rank(named: _Named) -> Said:
    return _place(named.token, "region_rank", "region_size")


def _place(token: Token, field: str, size: str) -> Said:
    """`11/63` is a rank and a denominator, `17th` and `third` a rank."""
    if token.kind in (Kind.PLACE, Kind.REGIONAL):
        return [(field, str(int(token.value[1]))), (size, str(int(token.value[2])))]
    return [(field, str(int(_digits(token))))]


def _change(named: _Named) -> Said:
    digits, sign, name = _digits(named.token), named.sign, named.name
    if name == "signed":  # “(+2,26)” behind a score, “(-6)” behind a rank
        last = named.facts[-1].field if named.facts else "score"
        name = "places" if digits.lstrip("+-").isdecimal() and last != "score" else "change"
    if named.token.kind is Kind.SIGNED:
        sign, digits = (-1 if digits.startswith("-") else 1), digits.lstrip("+-")
    if sign is None or (name == "places" and not digits.isdecimal()):
        return []
    text = str(int(digits)) if name == "places" else digits
    field = "rank_change" if name == "places" else "score_change"
    return [(field, f"-{text}" if sign < 0 and text.strip("0.") else text)]


_FIELDS: dict[str, Callable[[_Named], Said]] = {
    "score": _score,
    "rank": _rank,
    "rank_of": lambda named: [("rank_of", str(int(named.token.text)))],
    "region_rank": _region_rank,
    "change": _change,
    "places": _change,
    "signed": _change,
    "top": lambda _named: [("rank", "1")],
    "bottom": lambda _named: [("rank", LAST)],
    "top_of": lambda _named: [("region_rank", "1")],
    "group": lambda named: [("group", named.token.value)],
}


def _digits(token: Token) -> str:
    """The number as printed, with a decimal dot."""
    text = token.value[1] if isinstance(token.value, tuple) else str(token.value)
    return text.replace(",", ".")


def _direction(tokens: Sequence[Token], reading: Reading) -> int | None:
    """+1 or −1, where the reading holds a word of rising or falling."""
    kinds = (token.kind for token in tokens[reading.start : reading.end])
    return next((_SIGNS[kind] for kind in kinds if kind in _SIGNS), None)


def _numbers(tokens: Sequence[Token], reading: Reading) -> list[tuple[int, int]]:
    inside = tokens[reading.start : reading.end]
    return [(token.start, token.end) for token in inside if token.kind in _NUMBERS]


def _untaken(tokens: Sequence[Token], readings: Iterable[Reading]) -> list[Refused]:
    """Numbers with a word such as “điểm” or “hạng” beside them that no rule took."""
    taken = {i for reading in readings for i in range(reading.start, reading.end)}
    beside = {Kind.POINTS, Kind.PLACES, Kind.RANK, Kind.PERCENT}
    refused = []
    for i, token in enumerate(tokens):
        near = {t.kind for t in (*tokens[max(0, i - 1) : i], *tokens[i + 1 : i + 2])}
        if i not in taken and token.kind in _NUMBERS and near & beside:
            refused.append(Refused((token.start, token.end), "no-rule"))
    return refused
