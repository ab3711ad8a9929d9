"""A sentence into tagged tokens: the longest match wins, at a tie the rule named first."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from thuocdo.catalog.framework import Framework
from thuocdo.claims.normalise import lower
from thuocdo.claims.places import PlaceNames
from thuocdo.claims.tokens import GroupNamed, Kind, Token
from thuocdo.claims.vocabulary import Vocabulary, vocabulary

Meaning = Callable[[re.Match[str]], object]
Match = tuple[int, int, int, Kind, object]

_NO_LETTER_BEFORE, _NO_LETTER_AFTER = r"(?<![^\W_])", r"(?![^\W_])"
_NUMBER = r"\d+(?:[.,]\d+)*"
# Kinds made of plain phrases, in order of precedence at a tie.
_PHRASES = (
    *("mean", "average", "country", "other_subjects", "not_top", "top", "bottom", "rise", "fall"),
    *("since", "published", "last_year", "target", "respectively", "equals", "beside", "approx"),
    *("from", "to", "until", "out_of", "and", "points", "percent", "places", "rank", "attain"),
    *("whole_index", "region_words", "counted", "of"),
)
_MARKS = {",": "comma", ";": "semicolon", ":": "colon", "|": "colon", "(": "open", ")": "close"}
_SMALLEST_COUNTRY = 30  # PAPI 2010 had 30 provinces; a region has 14 at most
_LARGEST_REGION = 14


class Lexer:
    """Tags sentences with the vocabulary of some frameworks."""

    def __init__(self, frameworks: Iterable[Framework]):
        self._words: Vocabulary = vocabulary(frameworks)
        self._places = PlaceNames()

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a clean sentence, in order, without gaps but spaces."""
        low = lower(text)
        found = sorted(self._matches(text, low), key=lambda m: (m[0], -m[1], m[2]))
        tokens, end = [], 0
        for start, stop, _order, kind, value in found:
            if start >= end:
                tokens.append(Token(kind, start, stop, text[start:stop], value))
                end = stop
        return tokens

    def _matches(self, text: str, low: str) -> Iterator[Match]:
        for start, end, kind, name in self._places.find(text):
            yield start, end, 0, kind, name
        for order, (kind, pattern, meaning) in enumerate(self._rules, start=1):
            for match in pattern.finditer(low):
                value = meaning(match)
                actual = value[0] if isinstance(value, tuple) else kind
                yield match.start(), match.end(), order, actual, value

    @cached_property
    def _rules(self) -> list[tuple[Kind, re.Pattern[str], Meaning]]:
        return [*self._not_claims(), *self._names(), *self._numbers(), *self._phrases()]

    def _not_claims(self):
        months = "|".join(self._words.words["months"])
        documents = "|".join(self._words.words["documents"])
        patterns = (
            r"(?:ngày\s+)?\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}",
            r"ngày\s+\d{1,2}(?:/\d{1,2})?(?:\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?)?",
            r"tháng\s+\d{1,2}(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?",
            r"quý\s+(?:[ivx]+|\d)(?:\s*/\s*\d{4}|\s+năm\s+\d{4})?",
            r"(?:giai đoạn|nhiệm kỳ|period)?\s*\b20\d\d\s*-\s*20\d\d\b",
            rf"(?:{months})(?:\s+\d{{1,2}})?(?:,?\s+\d{{4}})?|\d{{1,2}}\s+(?:{months})(?:\s+\d{{4}})?",
            r"\d+(?:/\d{4})?/[a-zđ]{2,}[\w\-]*",
            rf"(?:{documents})\s+(?:số\s+)?\d+(?:/[\w\-]+)*",
            r"\d+\s+tháng(?:\s+(?:đầu|cuối)\s+năm(?:\s+\d{4})?)?",
            r"\d+-point scale|thang(?: điểm)? \d+",
        )
        for pattern in patterns:
            yield Kind.NOT_A_CLAIM, _whole(pattern), lambda match: match[0]

    def _names(self):
        words = self._words
        yield Kind.INDEX, _any(words.indices), lambda m: words.indices[_spaced(m[0])]
        yield Kind.OTHER_INDEX, _any(words.other_indices), lambda m: m[0]
        yield Kind.NODE, _any(words.nodes), lambda m: words.nodes[_spaced(m[0])]
        number = (
            f"(?:{_alternatives(words.words['node_number'])})\\s+(?:thứ\\s+)?([1-9])(?![\\d/.,])"
        )
        yield Kind.NODE, _whole(number), lambda m: dict.fromkeys(("papi", "par_index"), m[1])
        yield Kind.REGION, _any(words.regions), lambda m: words.regions[_spaced(m[0])]
        yield from ((Kind.GROUP, _whole(pattern), self._group) for pattern in self._groups())

    def _groups(self) -> tuple[str, str]:
        labels = _alternatives(self._words.groups)
        words = _alternatives(label for label in self._words.groups if len(label) > 2)
        between = r"(?:\s+(?!cao\b|thấp\b|trung\b)[^\s.;:()]+){0,9}?"
        return (
            rf"nhóm{between}\s*[\"'(]?\s*({labels})\b[\"')]?",
            rf"(?:the\s+)?({words})[\s\-]+(?:group|tier|category)|whose scores are ({words})",
        )

    def _group(self, match: re.Match[str]) -> GroupNamed:
        named = _any(self._words.indices).search(match[0])
        index = self._words.indices[_spaced(named[0])] if named else None
        year = re.search(r"\b20\d\d\b", match[0])
        labels = self._words.groups[_spaced(match[match.lastindex])]
        return GroupNamed(labels, index, int(year[0]) if year else None)

    def _numbers(self):
        yield (
            Kind.YEAR,
            _whole(r"(?:(?:năm|year|in)\s*:?\s+)?(20[0-3]\d)(?![.,]\d|/)"),
            lambda m: int(m[1]),
        )
        yield Kind.FRACTION, _whole(rf"({_NUMBER})\s?/\s?(\d+)(?!/)"), _fraction
        yield Kind.ORDINAL, _whole(r"(\d{1,2})(?:st|nd|rd|th)"), lambda m: m[1]
        yield (
            Kind.SIGNED,
            _whole(rf"(?<![\w.,%)])[+\-]\s?{_NUMBER}"),
            lambda m: m[0].replace(" ", ""),
        )
        yield Kind.DECIMAL, _whole(rf"{_NUMBER}"), _number
        words = self._words.numbers
        yield Kind.NUMBER_WORD, _any(words), lambda m: str(words[m[0]])

    def _phrases(self):
        for name in _PHRASES:
            yield Kind(name), _after_digits(self._words.words[name]), lambda m: m[0]
        for mark, name in _MARKS.items():
            yield Kind(name), re.compile(re.escape(mark)), lambda m: m[0]
        yield Kind.WORD, re.compile(r"[^\W\d_]+|\S"), lambda m: m[0]


def _fraction(match: re.Match[str]) -> tuple[Kind, str, str]:
    """What `a/b` is: a score of a maximum, a place among provinces or in a region."""
    first, second = match[1], int(match[2])
    if not first.isdecimal() or second in (80, 100) or (second == 60 and int(first) > 60):
        return Kind.SCORE, first, match[2]
    if _SMALLEST_COUNTRY <= second < 70 and int(first) <= second:
        return Kind.PLACE, first, match[2]
    if second <= _LARGEST_REGION and int(first) <= second and second != 10:
        return Kind.REGIONAL, first, match[2]
    return (Kind.SCORE if second == 10 else Kind.FRACTION), first, match[2]


def _number(match: re.Match[str]) -> tuple[Kind, str]:
    return (Kind.INTEGER if match[0].isdecimal() else Kind.DECIMAL), match[0]


def _whole(pattern: str) -> re.Pattern[str]:
    return re.compile(f"{_NO_LETTER_BEFORE}(?:{pattern}){_NO_LETTER_AFTER}")


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    return _whole(_alternatives(phrases))


def _after_digits(phrases: Iterable[str]) -> re.Pattern[str]:
    """As `_any`, but a digit may stand right before: 84,6%, 40đ."""
    return re.compile(rf"(?<![^\W\d_])(?:{_alternatives(phrases)}){_NO_LETTER_AFTER}")


def _alternatives(phrases: Iterable[str]) -> str:
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in ordered)


def _spaced(text: str) -> str:
    return " ".join(text.split())
