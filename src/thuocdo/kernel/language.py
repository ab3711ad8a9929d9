"""The reader's language: Vietnamese is the source text, English comes from gettext.

`_("…")` is called at the moment a text is shown, never at import time, so that one
process can answer one reader in Vietnamese and the next in English.
"""

import gettext
import os
from contextvars import ContextVar
from functools import cache
from pathlib import Path

LANGUAGES = ("vi", "en")
_LOCALE = Path(__file__).parents[1] / "locale"
_current: ContextVar[str | None] = ContextVar("thuocdo_language", default=None)


def language() -> str:
    """The language in use: the one set by `use_language`, else `THUOCDO_LANG`, else `vi`."""
    chosen = _current.get() or os.environ.get("THUOCDO_LANG", "vi")
    return chosen if chosen in LANGUAGES else "vi"


def use_language(code: str) -> None:
    """Show texts in `code` (one of `LANGUAGES`) from here on in this context."""
    _current.set(code)


@cache
def _translations(code: str) -> gettext.NullTranslations:
    return gettext.translation("thuocdo", _LOCALE, languages=[code], fallback=True)


def _(text: str) -> str:
    """`text`, a Vietnamese sentence, in the language in use."""
    return _translations(language()).gettext(text)


def pick(label: dict[str, str]) -> str:
    """The text of a two-language label (`{"vi": …, "en": …}`) in the language in use."""
    return label.get(language()) or label["vi"]
