"""Paragraphs cut into sentences."""

import re
from dataclasses import dataclass

_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+(?=[\"'(\[\-+•]*[^\W_])")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(.])(?:TP|Tp|TT|TX|TS|ThS|PGS|GS|T\.T|St|Mr|Mrs|No|vs|[A-Z])\.$"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its text, and where it stands (paragraph from 0, offset in it)."""

    text: str
    paragraph: int
    start: int


def split(text: str, paragraph: int = 0) -> list[Sentence]:
    """The sentences of a clean paragraph.

    A dot ends a sentence only before a capital letter or a digit; the dot of `TP. Huế` and
    of `43.83` does not.
    """
    starts = [0, *(found.end() for found in _END.finditer(text) if _ends(text, found))]
    ends = [*starts[1:], len(text)]
    pieces = ((text[a:b].rstrip(), a) for a, b in zip(starts, ends, strict=True))
    return [Sentence(piece, paragraph, start) for piece, start in pieces if piece]


def _ends(text: str, found: re.Match[str]) -> bool:
    following = text[found.end() :].lstrip("\"'([-+•")[:1]
    before = text[: found.start()]
    return not following.islower() and not _ABBREVIATION.search(before)
