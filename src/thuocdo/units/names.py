"""How names are compared: two keys, and the word for the type that may stand in front.

Tier 1, `exact_key`: accents count, but not their encoding (NFC, NFD), the case, hyphens,
dots and spaces, nor where the tone stands in a word (hoà = hòa, thuỷ = thủy).
Tier 2, `folded_key`: accents do not count (ha giang, dak lak).
"""

import re
import unicodedata
from functools import lru_cache

from thuocdo.kernel import Level

_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # grave, acute, tilde, hook above, dot below
_SEPARATORS = re.compile(r"[\s\-‐‑‒–—.,;:/()_]+")
_SILENT = re.compile(r"['’‘ʼ`\"“”]")  # Ea H'leo, Ea H’Leo
_NUMBERED = re.compile(r"^([a-z]+?)(\d+)$")  # P1, Q11

# Written forms of the type, without accents and dots, and the types they may mean.
PREFIXES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("thanh", "pho"): ("thành phố",),
    ("t", "p"): ("thành phố",),
    ("tp",): ("thành phố",),
    ("tinh",): ("tỉnh",),
    ("thi", "xa"): ("thị xã",),
    ("t", "x"): ("thị xã",),
    ("tx",): ("thị xã",),
    ("thi", "tran"): ("thị trấn",),
    ("t", "t"): ("thị trấn",),
    ("tt",): ("thị trấn",),
    ("dac", "khu"): ("đặc khu",),
    ("huyen",): ("huyện",),
    ("quan",): ("quận",),
    ("q",): ("quận",),
    ("phuong",): ("phường",),
    ("p",): ("phường",),
    ("xa",): ("xã",),
}

LEVELS_OF_TYPE: dict[str, tuple[Level, ...]] = {
    "tỉnh": (Level.PROVINCE,),
    "thành phố": (Level.PROVINCE, Level.DISTRICT),
    "huyện": (Level.DISTRICT,),
    "quận": (Level.DISTRICT,),
    "thị xã": (Level.DISTRICT,),
    "xã": (Level.COMMUNE,),
    "phường": (Level.COMMUNE,),
    "thị trấn": (Level.COMMUNE,),
    "đặc khu": (Level.COMMUNE,),
}


def words(text: str) -> list[str]:
    """Lower-case words in NFD, each with its tone mark moved to the end."""
    plain = _SILENT.sub("", unicodedata.normalize("NFD", text).casefold())
    return [_tone_last(word) for word in _SEPARATORS.split(plain) if word]


def exact_key(text: str) -> str:
    """The key under which names with the same letters and tones meet."""
    return "".join(words(text))


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """`text` without accents; đ becomes d."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in letters if not unicodedata.combining(c)).replace("đ", "d")


def folded_key(text: str) -> str:
    """The key under which names with the same letters meet, whatever the accents."""
    return folded(exact_key(text))


def split_type(text: str) -> tuple[tuple[str, ...], str] | None:
    """The types that the first words name, and the rest; None when there is no such word.

    `split_type("TP. Huế")` is `(("thành phố",), "huế")`, the rest in NFD lower case.
    """
    parts = _separate_number(words(text))
    plain = [folded(part) for part in parts]
    for length in (2, 1):
        types = PREFIXES.get(tuple(plain[:length]))
        if types and len(parts) > length and _accents_agree(parts[:length], types[0]):
            return types, " ".join(parts[length:])
    return None


def _tone_last(word: str) -> str:
    tones = [c for c in word if c in _TONES]
    return "".join(c for c in word if c not in _TONES) + "".join(tones) if tones else word


def _separate_number(parts: list[str]) -> list[str]:
    found = _NUMBERED.match(parts[0]) if parts else None
    return [found[1], found[2], *parts[1:]] if found else parts


def _accents_agree(parts: list[str], type_: str) -> bool:
    # "Quan Hóa" begins with a name, "quận Hóa" with a type: a word that carries accents, or
    # an abbreviation, must not be read as a type that is spelled with other accents.
    written = "".join(parts)
    return written == exact_key(type_) or written == folded(written)
