"""Names of provinces in running text, old and new, with and without accents."""

import re
from collections import defaultdict
from collections.abc import Iterator

from thuocdo.claims.normalise import bare, lower
from thuocdo.claims.tokens import Kind
from thuocdo.kernel import Level
from thuocdo.units import registry
from thuocdo.units.names import exact_key, folded_key

_BETWEEN = r"[\s\-.,]*"
_SHORTEST = 3  # HN and HP stand for too many things
_LOWER_TIER = re.compile(r"(?<!\w)(?:huyện|quận|thị xã|thị trấn|xã|phường|tx\.?|tt\.)\s*$")
_CITY = re.compile(r"(?<!\w)(?:thành phố|tp\.?)\s*$")
# Words that a name without accents could be, in English or Vietnamese: none at present; a
# name must begin every word with a capital, which keeps “an giang hồ” out.


class PlaceNames:
    """Finds provinces in a text."""

    def __init__(self):
        self._names: dict[str, set[str]] = defaultdict(set)
        self._cities: set[str] = set()
        for text, is_city in _spellings():
            self._names[folded_key(text)].add(exact_key(text))
            if is_city:
                self._cities.add(folded_key(text))
        self._pattern = _pattern(text for text, _is_city in _spellings())

    def find(self, text: str) -> Iterator[tuple[int, int, Kind, str]]:
        """Start, end, kind (`UNIT`, or `OTHER_PLACE` for a district) and name as written."""
        for match in self._pattern.finditer(bare(text)):
            written = text[match.start() : match.end()]
            if self._is_name(written):
                kind = self._kind(text[: match.start()], written)
                yield match.start(), match.end(), kind, written

    def _is_name(self, written: str) -> bool:
        if not all(word[0].isupper() for word in re.findall(r"[^\W\d_]+", written)):
            return False
        plain = bare(written) == lower(written)
        return plain or exact_key(written) in self._names[folded_key(written)]

    def _kind(self, before: str, written: str) -> Kind:
        low = lower(before)
        if _LOWER_TIER.search(low):
            return Kind.OTHER_PLACE
        is_city = folded_key(written) in self._cities
        return Kind.OTHER_PLACE if _CITY.search(low) and not is_city else Kind.UNIT


def _spellings() -> Iterator[tuple[str, bool]]:
    register = registry()
    aliases = register.aliases.get(Level.PROVINCE, {})
    for unit in register.ledger(Level.PROVINCE).units.values():
        for name in unit.names:
            for text in (name.name, *aliases.get(name.name, ())):
                if len(text) >= _SHORTEST:
                    yield text, name.type == "thành phố"


def _pattern(names: Iterator[str]) -> re.Pattern[str]:
    split = {tuple(re.findall(r"[^\W_]+", bare(name))) for name in names}
    ordered = sorted(split, key=lambda words: (-sum(map(len, words)), words))
    joined = (_BETWEEN.join(words) for words in ordered)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(joined)})(?![^\W_])")
