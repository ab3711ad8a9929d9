"""Whom a number is about: the index, node, unit and year that hold at a place in a sentence.

Each is looked for to the left in the sentence, then to the right in the same clause, then in
the sentences before, then anywhere to the right.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from thuocdo.claims.tokens import Kind, Token
from thuocdo.claims.values import Scope

_CLAUSE_ENDS = (Kind.COMMA, Kind.SEMICOLON)
_SHORT = 6  # a heading such as “Năm 2022:” sets the year for what follows


@dataclass(frozen=True, slots=True)
class Context:
    """What was spoken of so far: framework name, unit as written, year."""

    index: str | None = None
    unit: str | None = None
    year: int | None = None


class Line:
    """The tokens of a sentence with the context in which it stands."""

    def __init__(self, tokens: Sequence[Token], before: Context):
        self.tokens = tokens
        self.before = before

    # Index and node

    def index_at(self, place: int) -> str | None:
        """The framework spoken of; None also where it is an index that we do not check."""
        named = self._left(place, lambda i: i in self._indices)
        if named is None:
            named = self._right_in_clause(place, lambda i: i in self._indices)
        if named is not None:
            return self._indices[named]
        if self.before.index:
            return self.before.index
        return next(iter(self._indices.values()), None)

    @cached_property
    def _indices(self) -> dict[int, str | None]:
        """Places that name an index; the name of a group may hold one too."""
        found = {}
        for i, token in enumerate(self.tokens):
            if token.kind in (Kind.INDEX, Kind.OTHER_INDEX):
                found[i] = token.value if token.kind is Kind.INDEX else None
            elif token.kind is Kind.GROUP and token.value.index:
                found[i] = token.value.index
        return found

    def node_at(self, place: int, index: str, ranked: bool) -> str:
        """The code of the part of the index; empty for the index itself.

        A part named behind its number counts only for a rank (“dẫn đầu nội dung 4”).
        """
        named = self._left(place, self._sets_node)
        if named is None and ranked:
            named = self._right_in_clause(place, lambda i: self.tokens[i].kind is Kind.NODE)
        token = None if named is None else self.tokens[named]
        return token.value.get(index, "") if token and token.kind is Kind.NODE else ""

    def _sets_node(self, i: int) -> bool:
        kind = self.tokens[i].kind
        if kind is Kind.INDEX:  # “nội dung 1 của PAPI” is still about the part
            return not any(self.tokens[j].kind is Kind.NODE for j in range(max(0, i - 2), i))
        return kind in (Kind.NODE, Kind.WHOLE_INDEX, Kind.SEMICOLON)

    # Unit

    def unit_at(self, place: int) -> tuple[Scope, str | None]:
        """The scope, and the unit as written (None when it is not told)."""
        named = self._left(place, lambda i: self._is_subject(i, place))
        if named is None and (self._opens_with_a_number or not self.before.unit):
            named = self._right(place, lambda i: self._is_subject(i, place))
        if named is None:
            return Scope.PROVINCE, self.before.unit
        token = self.tokens[named]
        if token.kind is Kind.UNIT:
            return Scope.PROVINCE, token.text
        return Scope.NATIONAL_MEAN, None

    def _is_subject(self, i: int, place: int) -> bool:
        kind = self.tokens[i].kind
        if kind is Kind.UNIT:
            return not self._beside(i) or self._in_brackets_behind(i, place)
        if kind is Kind.COUNTRY:
            nearby = range(max(0, i - 6), i)
            return any(self.tokens[j].kind is Kind.AVERAGE for j in nearby)
        return kind is Kind.MEAN

    def _beside(self, i: int) -> bool:
        """A unit that is only compared with: “xếp sau Thái Nguyên”, “than Ha Noi”."""
        compared = (Kind.BESIDE, Kind.SINCE)
        if any(token.kind in compared for token in self.tokens[max(0, i - 2) : i]):
            return True
        if i and self.tokens[i - 1].kind is Kind.AND:  # “sau Thái Nguyên (45,78) và Bắc Giang”
            named = self._left(i, lambda j: self.tokens[j].kind is Kind.UNIT)
            return named is not None and self._beside(named)
        return False

    def _in_brackets_behind(self, i: int, place: int) -> bool:
        following = self.tokens[i + 1 : i + 2]
        opened = bool(following) and following[0].kind is Kind.OPEN
        return opened and place < self._closing(i + 1)

    @property
    def _opens_with_a_number(self) -> bool:
        """“Với 46,0414 điểm, Thừa Thiên Huế …”: the subject comes after its number."""
        return any(token.kind is Kind.ATTAIN for token in self.tokens[:1])

    # Years

    def year_at(self, place: int) -> int | None:
        """The year a number is of."""
        reference = self._reference_of(place)
        if reference is not None:
            return reference
        named = self._left(place, lambda i: self._is_year(i) and self._reaches(i, place))
        if named is None:
            named = self._right_in_clause(place, self._is_year)
        if named is not None:
            return self.tokens[named].value
        if self.before.year is not None:
            return self.before.year
        named = self._right(place, self._is_year)
        return None if named is None else self.tokens[named].value

    def base_at(self, place: int, year: int) -> int | None:
        """The year a change is counted from; None for the year before, or where not told."""
        found = self._right(place, lambda i: i in self._references, until=Kind.SEMICOLON)
        if found is None:
            found = self._left(place, lambda i: i in self._references)
        base = self._references[found] if found is not None else None
        return base if base not in (None, year - 1) else None

    def _reference_of(self, place: int) -> int | None:
        """The year compared with, for what is said of it: “so với năm 2022 (57/63)”."""
        for i, year in self._references.items():
            after = self.tokens[i + 1].kind if i + 1 < len(self.tokens) else None
            if year is None or place <= i:
                continue
            if after is Kind.OPEN and place < self._closing(i + 1):
                return year
            if after is Kind.ATTAIN and not self._between(i, place, _CLAUSE_ENDS):
                return year
        return None

    @cached_property
    def _references(self) -> dict[int, int | None]:
        """Places of years that are compared with; None for “last year”."""
        found = {}
        for i, token in enumerate(self.tokens):
            if token.kind is Kind.LAST_YEAR:
                found[i] = None
            elif token.kind is Kind.YEAR and self._is_compared(i):
                found[i] = token.value
        return found

    def _is_compared(self, i: int) -> bool:
        before = [token.kind for token in self.tokens[max(0, i - 4) : i]]
        if Kind.SINCE in before and not set(before) & set(_CLAUSE_ENDS):
            return True
        moved = any(token.kind in (Kind.RISE, Kind.FALL) for token in self.tokens[:i])
        return moved and before[-1:] == [Kind.FROM]

    def _is_year(self, i: int) -> bool:
        if self.tokens[i].kind is not Kind.YEAR or i in self._references:
            return False
        return not (self._is_publication(i) or i in self._bound_to_score)

    def _is_publication(self, i: int) -> bool:
        """“Năm 2024, PAPI 2023 …”, “công bố năm 2024”: when it was said, not of when."""
        before = [token.kind for token in self.tokens[max(0, i - 2) : i]]
        if Kind.PUBLISHED in before and Kind.INDEX not in before:
            return True
        bound = [year for year in self._of_an_index if year != i]
        return bool(bound) and self.tokens[i].value > max(self.tokens[j].value for j in bound)

    @cached_property
    def _of_an_index(self) -> list[int]:
        pairs = enumerate(zip(self.tokens, self.tokens[1:], strict=False), start=1)
        return [i for i, (a, b) in pairs if a.kind is Kind.INDEX and b.kind is Kind.YEAR]

    @cached_property
    def _bound_to_score(self) -> set[int]:
        """Years inside brackets right behind a number: of that number alone."""
        found = set()
        for i, token in enumerate(self.tokens[:-3]):
            following = [t.kind for t in self.tokens[i + 1 : i + 4]]
            bracket = following == [Kind.OPEN, Kind.YEAR, Kind.CLOSE]
            if bracket and token.kind in (Kind.DECIMAL, Kind.POINTS, Kind.PERCENT):
                found.add(i + 2)
        return found

    def _reaches(self, i: int, place: int) -> bool:
        """A year inside brackets holds only until they close."""
        opened = self._opening(i)
        return opened is None or place < self._closing(opened)

    # Doubts

    def is_target(self, place: int) -> bool:
        """Behind “phấn đấu”, “mục tiêu”: what is hoped for, not what is."""
        return self._holds(place, Kind.TARGET, (Kind.SEMICOLON,))

    def is_of_other_subject(self, place: int) -> bool:
        """Behind “tỷ lệ hồ sơ …”, with no index or unit named since."""
        return self._holds(
            place, Kind.OTHER_SUBJECTS, (Kind.INDEX, Kind.UNIT, Kind.NODE, Kind.SEMICOLON)
        )

    def _holds(self, place: int, kind: Kind, ends: tuple[Kind, ...]) -> bool:
        found = self._left(place, lambda i: self.tokens[i].kind in (kind, *ends))
        return found is not None and self.tokens[found].kind is kind

    @property
    def respectively(self) -> bool:
        """“A, B lần lượt đạt x, y”: which number is whose cannot be told here."""
        kinds = [token.kind for token in self.tokens]
        return Kind.RESPECTIVELY in kinds and kinds.count(Kind.UNIT) > 1

    def is_percent(self, place: int) -> bool:
        """Whether the number is followed by a per cent sign."""
        following = self.tokens[place + 1 : place + 2]
        return bool(following) and following[0].kind is Kind.PERCENT

    # What is left behind

    def after(self, said_something: bool) -> Context:
        """The context for the next sentence."""
        units = [token.text for token in self._of(Kind.UNIT)]
        years = [self.tokens[i].value for i in range(len(self.tokens)) if self._lasting_year(i)]
        indices = [name for name in self._indices.values() if name]
        unit = self.before.unit
        if len(set(units)) == 1 or (units and unit is None):
            unit = units[0]
        speaks = said_something or bool(indices) or len(self.tokens) <= _SHORT
        year = years[-1] if years and speaks else self.before.year
        return Context(indices[-1] if indices else self.before.index, unit, year)

    def _lasting_year(self, i: int) -> bool:
        return self._is_year(i) and self._opening(i) is None

    # Walking

    def _of(self, kind: Kind) -> Iterator[Token]:
        return (token for token in self.tokens if token.kind is kind)

    def _left(self, place: int, fits: Callable[[int], bool]) -> int | None:
        return next((i for i in range(place - 1, -1, -1) if fits(i)), None)

    def _right(self, place: int, fits, until: Kind | None = None) -> int | None:
        for i in range(place, len(self.tokens)):
            if self.tokens[i].kind is until:
                return None
            if fits(i):
                return i
        return None

    def _right_in_clause(self, place: int, fits: Callable[[int], bool]) -> int | None:
        for i in range(place, len(self.tokens)):
            if self.tokens[i].kind in (*_CLAUSE_ENDS, Kind.OPEN):
                return None
            if fits(i):
                return i
        return None

    def _between(self, a: int, b: int, kinds: tuple[Kind, ...]) -> bool:
        return any(token.kind in kinds for token in self.tokens[a + 1 : b])

    def _closing(self, opened: int) -> int:
        ends = range(opened + 1, len(self.tokens))
        return next((i for i in ends if self.tokens[i].kind is Kind.CLOSE), len(self.tokens))

    def _opening(self, i: int) -> int | None:
        """The bracket that is open at a place."""
        for j in range(i - 1, -1, -1):
            if self.tokens[j].kind is Kind.CLOSE:
                return None
            if self.tokens[j].kind is Kind.OPEN:
                return j
        return None
