"""The order of the Vietnamese alphabet: a, ă, â, b …; tones decide between the same letters."""

import unicodedata

LETTERS = " -0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = ("\u0300", "\u0309", "\u0303", "\u0301", "\u0323")  # huyền, hỏi, ngã, sắc, nặng
_PLACE = {letter: place for place, letter in enumerate(LETTERS)}


def alphabetical(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The key by which names are sorted: Bà Rịa, Bạc Liêu, Bắc Giang, Đà Nẵng after Daklak."""
    pairs = [_letter_and_tone(sign) for sign in unicodedata.normalize("NFC", text.casefold())]
    return tuple(letter for letter, _ in pairs), tuple(tone for _, tone in pairs)


def _letter_and_tone(sign: str) -> tuple[int, int]:
    marks = unicodedata.normalize("NFD", sign)
    tone = next((place for place, mark in enumerate(TONES, start=1) if mark in marks), 0)
    letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    return _PLACE.get(letter, len(LETTERS) + ord(letter[0]) if letter else 0), tone
