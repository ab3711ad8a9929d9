"""What parameters mean: editions, periods, nodes, units, as people and programs write them."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Q
from pydantic import Field

from thuocdo.catalog.framework import Framework, Tree
from thuocdo.catalog.node_names import find_node
from thuocdo.kernel.errors import Problem, RequestError, ThuocDoError, UnknownUnit
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import percent
from thuocdo.kernel.tables import N_
from thuocdo.web.api.value import Asked, Day, Value, shown
from thuocdo.web.results import books
from thuocdo.web.results.mirror import spaced
from thuocdo.web.results.models import Edition, Unit

NAME = 120  # signs of the longest name that is taken
MANY = 100  # values of a repeated parameter


class EditionAsked(Asked):
    """Which edition."""

    framework: str = Field(
        max_length=60,
        description=N_("Bộ chỉ số: papi, par_index, sipas, pci, …"),
        json_schema_extra=shown("papi"),
    )
    territory: Day | None = Field(
        None,
        description=N_("Điểm quy về các đơn vị của ngày này (2025-07-01: 34 tỉnh); không ghi: "
                       "đơn vị như trong kỳ đo"),
    )  # fmt: skip

    @property
    def edition(self) -> Edition:
        """The edition in force. Raises `RequestError`."""
        return books.current(self.framework.lower(), self.territory)


class UnitAsked(EditionAsked):
    """A unit in an edition."""

    unit: str = Field(
        max_length=NAME,
        description=N_("Đơn vị: tên, mã, định danh (02@2004-01-01) hoặc tên trong địa chỉ trang"),
        json_schema_extra=shown("Hà Giang"),
    )

    @property
    def token(self) -> str:
        """The unit as a panel finds it."""
        known = Unit.objects.filter(slug=self.unit).values_list("id", flat=True).first()
        return known or self.unit


PERIOD = Field(
    None,
    max_length=10,
    description=N_("Kỳ: 2024, 2024-Q2 hoặc 2024-06; không ghi: kỳ mới nhất"),
    json_schema_extra=shown("2024"),
)


class EditionNote(Value):
    """Where numbers come from."""

    framework: str = Field(description=N_("Bộ chỉ số"))
    territory: date | None = Field(
        description=N_("Ngày của địa giới mà điểm được quy về; null: đơn vị như trong kỳ đo")
    )
    number: int = Field(description=N_("Số thứ tự của lần công bố"))
    code_version: str = Field(description=N_("Phiên bản mã nguồn đã tính"))
    notice: str = Field(
        description=N_("Các số này dựa trên điều gì (mô phỏng, giả định); có thể rỗng")
    )


def note(edition: Edition) -> EditionNote:
    """The edition of an answer."""
    return EditionNote.model_validate(edition)


def rank_range(edition: Edition, ranged: bool) -> str:
    """What ranges of ranks mean, where an answer has them, or why it has none."""
    if ranged:
        text = _("Khoảng thứ hạng đúng đồng thời cho mọi đơn vị ở mức {level}.")
        return text.format(level=percent(edition.level))
    return _("Số liệu công bố không kèm sai số chuẩn nên không nêu được khoảng thứ hạng.")


def periods(edition: Edition, texts: Iterable[str]) -> list[str]:
    """Periods of the edition. Raises `RequestError` with each that is not."""
    return _each(texts, lambda text: str(books.read_period(edition, text)))


def paths(definition: Framework, texts: Iterable[str]) -> list[str]:
    """Paths of nodes. Raises `RequestError` with each that is not."""
    return _each(texts, lambda text: path(definition, find_node(definition, text)))


def path(definition: Framework, code: str) -> str:
    """The path of a code."""
    return f"{definition.name}/{code}" if code else definition.name


def label(tree: Tree, code: str) -> str:
    """What a node is called, in the reader's language."""
    return pick(tree.nodes[code].node.label.model_dump())


def _each(texts: Iterable[str], read_one: Callable[[str], str]) -> list[str]:
    found, problems = [], []
    for text in texts:
        try:
            found.append(read_one(text))
        except ThuocDoError as error:
            problems += error.problems
    if problems:
        raise RequestError(problems)
    return found


def unit_ids(definition: Framework, texts: Iterable[str]) -> list[str]:
    """Ids of all units, of any day, that bear such a slug, id, code or name.

    Raises `UnknownUnit` with each text that nobody bears; free units are their own ids.
    """
    wanted = list(dict.fromkeys(text.strip() for text in texts))
    if definition.document.unit_level == "free":
        return wanted
    bearers = _bearers(wanted)
    message = _("không có đơn vị nào mang tên hoặc mã “{text}”.")
    hint = _("Tra tên và mã ở /api/v1/units?q=…")
    unknown = [
        Problem("unit-unknown", message.format(text=text), column="unit", hint=hint)
        for text, ids in bearers.items()
        if not ids
    ]
    if unknown:
        raise UnknownUnit(unknown)
    return list(dict.fromkeys(id_ for ids in bearers.values() for id_ in ids))


def _bearers(texts: list[str]) -> dict[str, list[str]]:
    """Ids by text; the names of all units are searched only for what is no slug, id or code."""
    where = Q(id__in=texts) | Q(slug__in=texts) | Q(code__in=texts)
    rows = list(Unit.objects.filter(where).values_list("id", "slug", "code"))
    found = {text: [row[0] for row in rows if text in row] for text in texts}
    keys = {text: f"|{key}|" for text in texts if not found[text] and (key := spaced(text))}
    if keys:
        named = reduce(or_, (Q(folded__contains=key) for key in keys.values()))
        rows = list(Unit.objects.filter(named).values_list("id", "folded"))
    return found | {text: [row[0] for row in rows if key in row[1]] for text, key in keys.items()}
