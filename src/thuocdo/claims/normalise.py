"""Text as it is searched: one kind of space, dash and quote, composed letters.

Every step after composing keeps the length, so that a place found in the clean text is the
same place in the text that is shown.
"""

import unicodedata

_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\t\r\n\x0b\x0c"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES = "“”„«»‟″"
_TICKS = "‘’‚‛′"
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_PLAIN = str.maketrans(
    {
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_QUOTES, '"'),
        **dict.fromkeys(_TICKS, "'"),
    }
)


def clean(text: str) -> str:
    """Composed letters, plain spaces, dashes and quotes, nothing invisible."""
    composed = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    return " ".join(composed.translate(_PLAIN).split())


def lower(text: str) -> str:
    """Lower case, letter for letter."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def bare(text: str) -> str:
    """Lower case without accents, letter for letter: `Đắk Lắk` becomes `dak lak`."""
    return "".join(_bare_letter(letter) for letter in lower(text))


def _bare_letter(letter: str) -> str:
    return "d" if letter == "đ" else unicodedata.normalize("NFD", letter)[0]
