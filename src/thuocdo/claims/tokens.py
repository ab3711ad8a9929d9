"""The kinds of tokens that the grammar speaks of."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Kind(StrEnum):
    """What a piece of a sentence is."""

    # Whom and what it is about
    INDEX = auto()
    OTHER_INDEX = auto()
    NODE = auto()
    WHOLE_INDEX = auto()
    UNIT = auto()
    OTHER_PLACE = auto()
    REGION = auto()
    REGION_WORDS = auto()
    YEAR = auto()
    LAST_YEAR = auto()
    MEAN = auto()
    AVERAGE = auto()
    COUNTRY = auto()
    # Numbers
    DECIMAL = auto()  # 44,2479
    INTEGER = auto()  # 29, 06
    SIGNED = auto()  # -1,61
    ORDINAL = auto()  # 17th
    NUMBER_WORD = auto()  # hai, third
    SCORE = auto()  # 44,2479/80
    PLACE = auto()  # 11/63
    REGIONAL = auto()  # 4/14
    FRACTION = auto()  # 1/3
    NOT_A_CLAIM = auto()  # dates, document numbers
    # Words that say what a number is
    POINTS = auto()
    PERCENT = auto()
    PLACES = auto()
    RANK = auto()
    TOP = auto()
    NOT_TOP = auto()
    BOTTOM = auto()
    GROUP = auto()
    RISE = auto()
    FALL = auto()
    ATTAIN = auto()
    EQUALS = auto()
    COUNTED = auto()
    APPROX = auto()
    # Words that bind
    SINCE = auto()
    PUBLISHED = auto()
    FROM = auto()
    TO = auto()
    UNTIL = auto()
    OF = auto()
    AND = auto()
    OUT_OF = auto()
    BESIDE = auto()
    TARGET = auto()
    RESPECTIVELY = auto()
    OTHER_SUBJECTS = auto()
    COMMA = auto()
    SEMICOLON = auto()
    COLON = auto()
    OPEN = auto()
    CLOSE = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class GroupNamed:
    """A group as named: its label by framework; index and year where the name holds them.

    “Nhóm 14 tỉnh có chỉ số PAPI năm 2023 thấp nhất” is one name.
    """

    labels: dict[str, str]
    index: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A tagged piece of a sentence: `value` is what it means, `text` how it is written."""

    kind: Kind
    start: int
    end: int
    text: str
    value: object = None
