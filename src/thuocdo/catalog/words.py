"""Codes as words for readers. Files and programs keep the codes; people read the words."""

from collections.abc import Mapping

from thuocdo.catalog.headers import fold
from thuocdo.kernel.identity import Level
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_, Certainty, Status

STATUS: Mapping[str, str] = {
    Status.PUBLISHED: N_("công bố"),
    Status.WITHHELD: N_("không công bố"),
    Status.ESTIMATED: N_("ước tính"),
    Status.SELF: N_("tự chấm"),
    Status.APPRAISED: N_("thẩm định"),
    Status.FINAL: N_("chính thức"),
    Status.RECONSTRUCTED: N_("quy đổi"),
}
CERTAINTY: Mapping[str, str] = {
    Certainty.CONFIRMED: N_("đã đối chiếu"),
    Certainty.DERIVED: N_("suy ra từ số liệu"),
    Certainty.UNCONFIRMED: N_("chưa đối chiếu"),
}
LEVEL: Mapping[str, str] = {
    Level.PROVINCE: N_("tỉnh, thành phố"),
    Level.DISTRICT: N_("quận, huyện"),
    Level.COMMUNE: N_("xã, phường"),
}
_WORDS = {str(code): text for words in (STATUS, CERTAINTY, LEVEL) for code, text in words.items()}


def word(code: str) -> str:
    """The word for a status, a certainty or a level; any other text as it is."""
    return _(_WORDS[code]) if code in _WORDS else code


def status_code(text: str) -> str | None:
    """The status that a person wrote, as a code (`withheld`) or a word (`không công bố`)."""
    wanted = fold(text)
    spellings = {fold(spelling): str(code) for code, vi in STATUS.items()
                 for spelling in (code, vi, _(vi))}  # fmt: skip
    return spellings.get(wanted)
