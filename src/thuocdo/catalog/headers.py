"""Which column of a person's table is which column of ours."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from thuocdo.kernel import Column, Problem
from thuocdo.kernel.language import _

_UNIT_NAMES = ("tên tỉnh", "tên đơn vị", "tên tỉnh, thành phố", "province name", "unit name")
# Compared without case, accents and punctuation, so that one spelling stands for many.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "framework": ("bộ chỉ số", "framework"),
    "node": ("nội dung", "chỉ số", "tiêu chí", "chỉ tiêu", "mã nội dung", "indicator", "criterion"),
    "unit": (
        *("đơn vị", "mã đơn vị", "tỉnh", "mã tỉnh", "tỉnh thành", "tỉnh, thành phố", "địa phương"),
        *("tỉnh, TP", "province", "province code", "unit code"),
    ),
    "unit_name": _UNIT_NAMES,
    "period": ("kỳ", "năm", "kỳ đánh giá", "năm đánh giá", "year"),
    "value": ("giá trị", "điểm", "điểm số", "score"),
    "se": ("sai số chuẩn", "sai số", "standard error", "std error"),
    "n": ("số trả lời", "số mẫu", "cỡ mẫu", "số người trả lời", "sample size"),
    "status": ("trạng thái", "tình trạng"),
    "source": ("nguồn", "nguồn số liệu"),
}
# A name that often stands beside a code: used only where nothing else means that column.
FALLBACKS: Mapping[str, tuple[str, ...]] = {"unit": _UNIT_NAMES}


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """The headers of a file set against our columns.

    `matched` maps a header as written in the file to the name of our column; `unmatched`
    are the other headers, in file order. `problems` holds one `duplicate-column` for each
    column that several headers mean (the first of them is in `matched`). `columns` and
    `known` (folded spelling to name) are what the headers were compared with.
    """

    matched: dict[str, str]
    unmatched: tuple[str, ...]
    problems: tuple[Problem, ...]
    columns: tuple[Column, ...]
    known: Mapping[str, str]


def match_columns(
    found: Sequence[str],
    columns: tuple[Column, ...],
    extra_aliases: Mapping[str, str] | None = None,
) -> HeaderMatch:
    """Match the headers `found` in a file to `columns`; raises nothing.

    A header may be our English name, an extra alias (spelling → name of a column), our
    Vietnamese header or a usual alias, in that order of precedence, in any case, with or
    without accents, and with spaces, underscores or hyphens between words.
    """
    known = _known(columns, extra_aliases or {})
    fallbacks = _spellings(columns, FALLBACKS)
    groups = _grouped(found, known, fallbacks)
    taken = {header for headers in groups.values() for header in headers}
    return HeaderMatch(
        matched={headers[0]: name for name, headers in groups.items()},
        unmatched=tuple(header for header in found if header not in taken),
        problems=tuple(_duplicate(name, hs) for name, hs in groups.items() if len(hs) > 1),
        columns=columns,
        known=fallbacks | known,
    )


def missing_columns(
    required: Iterable[str], match: HeaderMatch, file: str | None = None
) -> list[Problem]:
    """One `missing-column` problem for each name of `required` that no header means."""
    missing = [name for name in required if name not in match.matched.values()]
    return [_missing(name, match, file) for name in missing]


def clean_header(header: str | None) -> str:
    """A header on one line, single spaces; empty for None."""
    return " ".join((header or "").split())


def header_problems(titles: Mapping[int, str], row: int) -> list[Problem]:
    """`empty-header` and `duplicate-header` among `titles` (place from 0 → clean header)."""
    problems, seen = [], set()
    for i, title in titles.items():
        if not title:
            message = _("Cột thứ {number} có số liệu nhưng không có tiêu đề.").format(number=i + 1)
            hint = _("Đặt tên cho cột; dòng đầu tiên phải là tiêu đề, không phải tên bảng.")
            problems.append(Problem("empty-header", message, row=row, hint=hint))
        elif title in seen:
            message = _("Tiêu đề “{title}” xuất hiện nhiều lần.").format(title=title)
            hint = _("Mỗi cột cần một tiêu đề riêng.")
            problems.append(Problem("duplicate-header", message, row=row, column=title, hint=hint))
        seen.add(title)
    return problems


def ragged_rows(
    header: Sequence[str | None], least: int, body: Iterable[tuple[int, Sequence[str | None]]]
) -> list[Problem]:
    """`ragged-row` for each (row number, cells) with under `least` cells, or with content
    beyond the header.
    """
    hint = _(
        "Ô có chứa dấu phân cách (như dấu phẩy thập phân trong tệp phân cách bằng dấu phẩy) "
        "phải đặt trong ngoặc kép; hoặc lưu lại tệp dưới dạng .xlsx."
    )
    message = _("Dòng có {cells} ô, trong khi tiêu đề có {columns} cột.")
    return [
        Problem(
            "ragged-row",
            message.format(cells=len(cells), columns=least),
            row=number,
            hint=hint,
        )
        for number, cells in body
        if len(cells) < least or any(cells[len(header) :])
    ]


def fold(header: str) -> str:
    """A header without case, accents and punctuation: `Đơn_vị ` becomes `don vi`."""
    letters = unicodedata.normalize("NFD", header.casefold()).replace("đ", "d")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


def _known(columns: tuple[Column, ...], extra: Mapping[str, str]) -> dict[str, str]:
    """Every folded spelling and the column it means; what is said earlier wins."""
    names = {column.name for column in columns}
    layers = (
        {fold(column.name): column.name for column in columns},
        {fold(alias): name for alias, name in extra.items() if name in names},
        {fold(column.header): column.name for column in columns},
        _spellings(columns, ALIASES),
    )
    return {key: name for layer in reversed(layers) for key, name in layer.items()}


def _grouped(
    found: Sequence[str], known: Mapping[str, str], fallbacks: Mapping[str, str]
) -> dict[str, list[str]]:
    """Each column that is meant, with the headers that mean it, in file order."""
    groups: dict[str, list[str]] = {}
    for header in found:
        if name := known.get(fold(header)):
            groups.setdefault(name, []).append(header)
    for header in found:
        name = fallbacks.get(key := fold(header))
        if name and key not in known and name not in groups:
            groups[name] = [header]
    return groups


def _spellings(
    columns: tuple[Column, ...], aliases: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """The folded aliases of those columns that are asked for."""
    return {fold(a): column.name for column in columns for a in aliases.get(column.name, ())}


def _duplicate(name: str, headers: list[str]) -> Problem:
    return Problem(
        "duplicate-column",
        _("Các cột {headers} cùng được hiểu là cột “{name}”.").format(
            headers=_quoted(headers), name=name
        ),
        column=name,
        hint=_("Giữ một cột; xóa hoặc đổi tên các cột còn lại."),
    )


def _missing(name: str, match: HeaderMatch, file: str | None) -> Problem:
    label = next((_(column.header) for column in match.columns if column.name == name), name)
    headers = [*match.matched, *match.unmatched]
    close = _closest(name, match)
    if close:
        hint = _("Có phải cột “{close}” không? Nếu đúng, hãy đổi tên cột ấy thành “{name}”.")
    else:
        hint = _("Thêm cột “{name}” vào dòng tiêu đề.")
    return Problem(
        "missing-column",
        _("Thiếu cột “{name}” ({label}). Tệp có các cột: {headers}.").format(
            name=name, label=label, headers=_quoted(headers) or _("không có cột nào")
        ),
        file=file,
        column=name,
        hint=hint.format(close=close, name=name),
    )


def _closest(name: str, match: HeaderMatch) -> str | None:
    """The unmatched header most like a spelling of `name`, or holding one as whole words."""
    spellings = [key for key, column in match.known.items() if column == name] or [fold(name)]
    folded = {fold(header): header for header in match.unmatched}
    for spelling in spellings:
        if close := get_close_matches(spelling, folded, n=1, cutoff=0.75):
            return folded[close[0]]
    for key, header in folded.items():
        if any(f" {spelling} " in f" {key} " for spelling in spellings):
            return header
    return None


def _quoted(headers: Iterable[str]) -> str:
    return ", ".join(f"“{header}”" for header in headers)
