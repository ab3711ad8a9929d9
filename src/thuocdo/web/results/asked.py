"""What an address asks for after `?`, by the names that `addresses` writes.

Nothing asked for is None (or the default); what cannot be is a `FilterError`, with what can.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from thuocdo.catalog.framework import Tree
from thuocdo.catalog.node_names import find_node
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.web.results.models import Edition
from thuocdo.web.site.errors import FilterError

LONGEST = 60  # signs of a wrong word that a message repeats
DIGITS = 6  # of a page number


@dataclass(frozen=True, slots=True)
class Order:
    """By which column a table stands, from the highest or from the lowest."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


def word(request: HttpRequest, name: str) -> str:
    """A parameter as it was written, stripped; empty where there is none."""
    return request.GET.get(name, "").strip()


def territory(request: HttpRequest) -> date | None:
    """The day onto whose units scores were carried over; only days with an edition in force."""
    text = word(request, "territory")
    if not text:
        return None
    editions = Edition.objects.filter(current=True, territory__isnull=False)
    known = sorted(set(editions.values_list("territory", flat=True)))
    found = next((day for day in known if day.isoformat() == text), None)
    if found is not None:
        return found
    message = _("không có số liệu quy về địa giới ngày “{text}”.").format(text=_cut(text))
    days = ", ".join(day.isoformat() for day in known)
    hint = _("Bỏ mục này để xem các đơn vị như khi công bố, hoặc dùng: {known}.")
    problem = Problem("territory-unknown", message, column="territory", hint=_known(hint, days))
    raise FilterError(problem)


def node(request: HttpRequest, tree: Tree) -> str:
    """The code of the node named by `node`; empty (the index itself) where none is."""
    text = word(request, "node")
    try:
        return node_in_force(tree, text) if text else ""
    except RequestError as error:
        raise FilterError(problem.at(column="node") for problem in error.problems) from error


def node_in_force(tree: Tree, text: str) -> str:
    """The code of the node that `text` names (a code, concept or label) in that period.

    Raises `RequestError`, for a node that is a part of a page's own address.
    """
    try:
        code = find_node(tree.framework, text)
    except RequestError:
        raise RequestError(_unknown_node(tree, text)) from None
    if code in tree.nodes:
        return code
    framework = tree.framework
    message = _("{framework} kỳ {period} không có nội dung “{node}”.")
    names = {"framework": framework.document.abbreviation, "period": tree.period, "node": code}
    measured = ", ".join(str(p) for p in framework.periods if code in framework.on(p).nodes)
    hint = _known(_("Các kỳ có nội dung này: {known}."), measured) if measured else None
    raise RequestError(Problem("node-not-in-force", message.format(**names), hint=hint))


def region(request: HttpRequest, known: Mapping[str, str]) -> str | None:
    """The code of a region of the table; `known` maps codes to labels."""
    text = word(request, "region")
    if not text or text in known:
        return text or None
    message = _("bảng này không có vùng “{text}”.").format(text=_cut(text))
    labels = "; ".join(f"{code} ({label})" for code, label in known.items())
    hint = _("Các vùng: {known}.").format(known=labels) if known else _no_regions()
    raise FilterError(Problem("region-unknown", message, column="region", hint=hint))


def sort(request: HttpRequest, known: Iterable[str], default: str) -> Order:
    """How the table is to be ordered: `change`, or `-change` from the highest."""
    text, known = word(request, "sort") or default, list(known)
    order = Order(text.removeprefix("-"), text.startswith("-"))
    if order.column in known:
        return order
    message = _("không xếp theo “{text}” được.").format(text=_cut(text))
    hint = _("Xếp theo một trong: {known}; thêm dấu “-” ở trước để xếp từ cao xuống.")
    hint = _known(hint, ", ".join(known))
    raise FilterError(Problem("sort-unknown", message, column="sort", hint=hint))


def page_number(request: HttpRequest, pages: int) -> int:
    """Which of so many `pages` (one at least), counted from 1."""
    text, last = word(request, "page") or "1", max(pages, 1)
    readable = text.isascii() and text.isdigit() and len(text) <= DIGITS
    if readable and 1 <= int(text) <= last:
        return int(text)
    message = _("không có trang “{text}” của bảng này.").format(text=_cut(text))
    hint = _("Bảng có {n} trang, đánh số từ 1.").format(n=last)
    raise FilterError(Problem("page-number", message, column="page", hint=hint))


def choice(
    request: HttpRequest, name: str, known: Iterable[str], default: str | None = None
) -> str | None:
    """The parameter `name`, which must be one of `known`."""
    text, known = word(request, name), list(known)
    if not text or text in known:
        return text or default
    message = _("không có lựa chọn “{text}”.").format(text=_cut(text))
    hint = _("Dùng một trong: {known}.").format(known=", ".join(known))
    raise FilterError(Problem("option-unknown", message, column=name, hint=hint))


def _unknown_node(tree: Tree, text: str) -> Problem:
    message = _("không có nội dung “{text}” trong bộ chỉ số “{framework}”.")
    message = message.format(text=_cut(text), framework=tree.framework.name)
    hint = _("Các nội dung của kỳ này: {known}.")
    return Problem("node-unknown", message, hint=_known(hint, ", ".join(filter(None, tree.nodes))))


def _no_regions() -> str:
    return _("Sáu vùng kinh tế – xã hội chỉ áp dụng cho 63 tỉnh, đến 30/06/2025.")


def _known(text: str, known: str) -> str:
    return text.format(known=known)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
