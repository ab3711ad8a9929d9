"""What a row of tokens says: named patterns, one meaning each.

A pattern is read from left to right:

    KIND            a token of that kind          KIND|KIND     of one of these kinds
    KIND?           or none                       ~3            up to three filling words
    !KIND           what follows must not be      name@KIND     the token says `name`

The names are fields of a claim; `change` and `places` are `score_change` and `rank_change`
without their sign, which the last word of rising or falling gives; `before_…` is said of
the year that is compared with. The first pattern that fits at a place is taken.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from thuocdo.claims.tokens import Kind, Token

_LETTER = {kind: chr(0x4E00 + place) for place, kind in enumerate(Kind)}
_FILLING = (Kind.WORD, Kind.OF, Kind.REGION_WORDS, Kind.COUNTED, Kind.COUNTRY, Kind.OUT_OF)
_SHORT = {
    "NUMBER": "DECIMAL|INTEGER",
    "RANKED": "INTEGER|PLACE|ORDINAL|NUMBER_WORD",
    "MOVE": "RISE|FALL",
    "UNITS": "POINTS|PERCENT",
    "STEPS": "PLACES|RANK",
    "COUNT": "INTEGER|NUMBER_WORD",
}


@dataclass(frozen=True)
class Rule:
    """A named pattern. `skip` is the reason why what it fits is no claim."""

    name: str
    pattern: str
    skip: str | None = None

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern over one letter a token."""
        return re.compile("".join(_item(item) for item in self.pattern.split()))


RULES = (
    Rule("about so many points", "APPROX|OUT_OF ~1 NUMBER|SCORE UNITS|PLACES", "approximate"),
    Rule("so many points or more", "NUMBER UNITS ~1 APPROX", "approximate"),
    Rule("moved about so much", "MOVE ~1 APPROX COUNT|DECIMAL UNITS|STEPS", "approximate"),
    # From … to …
    Rule("from group to group", "FROM before_group@GROUP ~1 TO|UNTIL group@GROUP"),
    Rule("from rank to rank", "FROM RANK before_rank@RANKED ~1 TO|UNTIL ~1 RANK? rank@RANKED"),
    Rule("from place to place", "FROM RANK? before_rank@PLACE ~1 TO|UNTIL ~1 RANK? rank@PLACE"),
    Rule(
        "moved from score to score",
        "MOVE ~2 FROM ATTAIN? before_score@NUMBER UNITS? TO|UNTIL ATTAIN? score@NUMBER UNITS?",
    ),
    Rule(
        "from score up to score", "FROM ATTAIN? before_score@NUMBER UNITS? TO score@NUMBER UNITS?"
    ),
    Rule("a range", "FROM NUMBER UNITS? UNTIL NUMBER UNITS?", "range"),
    Rule("moved from the score of a year", "MOVE ~2 FROM score@NUMBER UNITS? OPEN year@YEAR CLOSE"),
    Rule("moved to a rank", "MOVE ~1 TO|UNTIL RANK? rank@PLACE"),
    Rule("moved to a rank in words", "MOVE ~1 TO|UNTIL RANK rank@RANKED"),
    Rule("moved to a score", "MOVE ~1 TO|UNTIL ATTAIN? score@DECIMAL|SCORE UNITS?"),
    # Changes
    Rule("beside the score of a year", "MOVE ATTAIN? ~1 score@DECIMAL UNITS? OF? year@YEAR"),
    Rule("moved places and points", "MOVE ~2 places@COUNT STEPS AND change@NUMBER UNITS"),
    Rule("moved so many places", "MOVE ~2 places@COUNT STEPS"),
    Rule("moved so many points", "MOVE ~2 change@NUMBER UNITS"),
    Rule("moved by a signed number", "MOVE ~1 change@SIGNED UNITS"),
    Rule("so many points fewer", "change@NUMBER UNITS post@RISE|FALL !INTEGER"),
    Rule("so many places lower", "places@COUNT PLACES post@RISE|FALL !INTEGER"),
    Rule("a signed number of points", "change@SIGNED UNITS"),
    Rule("a signed number of places", "places@SIGNED STEPS"),
    Rule("a signed number alone", "OPEN signed@SIGNED CLOSE"),
    # Places
    Rule("a place in a named region", "RANK? COLON? region_rank@REGIONAL ~4 region@REGION"),
    Rule("a rank in a named region", "RANK region_rank@RANKED ~3 region@REGION"),
    Rule("a place in the region", "RANK? region_rank@REGIONAL ~2 REGION_WORDS"),
    Rule("a place among few", "RANK COLON? region_rank@REGIONAL"),
    Rule("first of a region", "top_of@TOP ~3 region@REGION"),
    Rule(
        "ranked among so many",
        "RANK COLON? rank@INTEGER|ORDINAL|NUMBER_WORD OUT_OF rank_of@INTEGER",
    ),
    Rule("ranked", "RANK COLON? rank@RANKED"),
    Rule("in third place", "rank@ORDINAL RANK|PLACES"),
    Rule("a place", "rank@PLACE"),
    Rule("not the first of all", "NOT_TOP", "not_top"),
    Rule("the first", "top@TOP"),
    Rule("the last", "bottom@BOTTOM"),
    Rule("a group", "group@GROUP"),
    # Scores
    Rule("a number of things", "INTEGER|FRACTION|REGIONAL|NUMBER_WORD COUNTED", "count"),
    Rule("a score of a maximum", "ATTAIN? score@SCORE UNITS?"),
    Rule("a score out of a maximum", "score@DECIMAL POINTS? OUT_OF INTEGER"),
    Rule("the score of a year", "ATTAIN? score@DECIMAL UNITS? OF? year@YEAR"),
    Rule("the score of a year in brackets", "ATTAIN? score@DECIMAL UNITS? OPEN year@YEAR CLOSE"),
    Rule("points", "score@NUMBER UNITS"),
    Rule("points in words", "POINTS COLON|ATTAIN? score@DECIMAL"),
    Rule("a total of so many", "WHOLE_INDEX OF|ATTAIN|COLON score@NUMBER|SCORE UNITS?"),
    Rule("reached a number", "ATTAIN ~3 score@DECIMAL UNITS?"),
    Rule("a number after its subject", "UNIT|YEAR|NODE COLON? score@DECIMAL"),
    Rule("the same on another scale", "EQUALS score@DECIMAL UNITS?"),
    # After “tăng 3,1 điểm và …”: the direction is carried on.
    Rule("and so many places", "places@COUNT STEPS"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A rule that fits: which tokens (from, to) it takes, and the token of each name."""

    rule: Rule
    start: int
    end: int
    says: dict[str, int]


def readings(tokens: Sequence[Token]) -> list[Reading]:
    """What the tokens say, in order, no token read twice."""
    letters = "".join(_LETTER[token.kind] for token in tokens)
    found, place = [], 0
    while place < len(letters):
        reading = _read_at(letters, place)
        if reading:
            found.append(reading)
        place = reading.end if reading else place + 1
    return found


def _read_at(letters: str, place: int) -> Reading | None:
    for rule in RULES:
        if match := rule.compiled.match(letters, place):
            says = {name: match.start(name) for name, text in match.groupdict().items() if text}
            return Reading(rule, place, match.end(), says)
    return None


def _item(item: str) -> str:
    if item.startswith("~"):
        return f"[{_class(_FILLING)}]{{0,{item[1:]}}}"
    if item.startswith("!"):
        return f"(?![{_kinds(item[1:])}])"
    name, at, kinds = item.rpartition("@")
    optional, kinds = kinds.endswith("?"), kinds.removesuffix("?")
    body = f"[{_kinds(kinds)}]"
    body = f"(?P<{name}>{body})" if at else body
    return f"(?:{body})?" if optional else body


def _kinds(names: str) -> str:
    full = "|".join(_SHORT.get(name, name) for name in names.split("|"))
    return _class(Kind[name] for name in full.split("|"))


def _class(kinds) -> str:
    return "".join(_LETTER[kind] for kind in kinds)
