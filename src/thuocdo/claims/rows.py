"""One row of a claims file, read: a claim, or every mistake in it."""

from collections.abc import Mapping

from thuocdo.catalog.headers import fold
from thuocdo.catalog.node_names import find_node
from thuocdo.catalog.reading import did_you_mean
from thuocdo.claims.printed_numbers import read_printed
from thuocdo.claims.shelf import Shelf
from thuocdo.claims.values import FIELDS, LAST, Claim, Scope
from thuocdo.claims.vocabulary import index_names
from thuocdo.kernel import (
    AmbiguousUnit,
    Level,
    Period,
    Problem,
    RequestError,
    UnitNotInForce,
    UnknownUnit,
)
from thuocdo.kernel.language import _
from thuocdo.units import find_unit

Cells = Mapping[str, str | None]
_PLACES = ("rank", "rank_of", "region_rank", "region_size")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


def read_row(cells: Cells, shelf: Shelf) -> tuple[Claim | None, list[Problem]]:
    """The claim of a row (None when something is wrong) and its problems, without place."""
    problems: list[Problem] = []
    index = _taken(_index, cells, shelf, problems)
    scope = _taken(_scope, cells, shelf, problems)
    year = _taken(_year, cells, shelf, problems)
    base = _taken(_base_year, cells, shelf, problems)
    unit = None if scope is Scope.NATIONAL_MEAN else _unit(cells, index, year, shelf, problems)
    node = _node(cells, index, shelf, problems)
    values = _values(cells, problems)
    if problems:
        return None, problems
    claim = Claim(
        index=index, year=year, base_year=base, scope=scope, unit=unit, node=node, **values
    )
    return claim, []


def _taken(read, cells: Cells, shelf: Shelf, problems: list[Problem]):
    found = read(cells, shelf)
    if isinstance(found, Problem):
        problems.append(found)
        return None
    return found


def _index(cells: Cells, shelf: Shelf) -> str | Problem:
    text = cells["index"] or ""
    if name := index_names(shelf.frameworks.values()).get(fold(text)):
        return name
    shown = [framework.document.abbreviation for framework in shelf.frameworks.values()]
    hint = did_you_mean(text, shown) or _("Đang có: {known}.").format(known=", ".join(shown))
    message = _("Không có chỉ số “{text}”.").format(text=text)
    return Problem("index-unknown", message, column="index", hint=hint)


def _scope(cells: Cells, _shelf: Shelf) -> Scope | Problem:
    text = (cells.get("scope") or Scope.PROVINCE).strip().lower()
    if text in set(Scope):
        return Scope(text)
    message = _("Không có phạm vi “{text}”.").format(text=text)
    hint = did_you_mean(text, list(Scope)) or _("Dùng province hoặc national_mean.")
    return Problem("scope-unknown", message, column="scope", hint=hint)


def _year(cells: Cells, _shelf: Shelf) -> int | Problem:
    return _a_year(cells["year"], "year")


def _base_year(cells: Cells, _shelf: Shelf) -> int | Problem | None:
    text = cells.get("base_year")
    return _a_year(text, "base_year") if text else None


def _a_year(text: str | None, column: str) -> int | Problem:
    if text and text.isdecimal() and _FIRST_YEAR <= int(text) < _LAST_YEAR:
        return int(text)
    message = _("“{text}” không phải là năm.").format(text=text or "")
    return Problem("bad-year", message, column=column, hint=_("Viết năm bốn chữ số, như 2023."))


def _unit(cells: Cells, index, year, shelf: Shelf, problems: list[Problem]) -> str | None:
    text = (cells["province_code"] or "").strip()
    text = text.zfill(2) if text.isdecimal() else text
    try:
        known = year is not None and index is not None
        day = shelf.frameworks[index].territory(Period.parse(year)) if known else None
        find_unit(text, day, Level.PROVINCE)
    except (UnitNotInForce, AmbiguousUnit):
        pass  # it can be said, only not checked
    except UnknownUnit as error:
        problems += [problem.at(column="province_code") for problem in error.problems]
    return text


def _node(cells: Cells, index, shelf: Shelf, problems: list[Problem]) -> str:
    text = (cells.get("dimension") or "").strip()
    if not text or index is None:
        return text
    try:
        find_node(shelf.frameworks[index], text)
    except RequestError as error:
        problems += [problem.at(column="dimension") for problem in error.problems]
    return text


def _values(cells: Cells, problems: list[Problem]) -> dict[str, str]:
    """The fields that the row gives, as printed."""
    values = {}
    for field in FIELDS:
        text = cells.get(field)
        if text and _readable(field, text):
            values[field] = text.strip()
        elif text:
            problems.append(_not_a_number(field, text))
    return values


def _readable(field: str, text: str) -> bool:
    if field == "group" or (field == "rank" and text.strip().lower() == LAST):
        return True
    try:
        number = read_printed(text)
    except ValueError:
        return False
    return field not in _PLACES or (number == int(number) and number > 0)


def _not_a_number(field: str, text: str) -> Problem:
    hint = _("Viết số như 44,2479 hoặc 44.2479; để trống ô nếu không có số liệu.")
    if field in _PLACES:
        hint = _("Viết số nguyên, như 11; mẫu số ghi ở cột riêng.")
    message = _("“{text}” không phải là số.").format(text=text)
    return Problem("not-a-number", message, column=field, hint=hint)
