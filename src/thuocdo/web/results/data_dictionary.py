"""The dictionary of the published tables: columns, statuses, nodes."""

from dataclasses import dataclass

import polars as pl

from thuocdo.catalog.words import word
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.tables import MEASUREMENTS, N_, SCOREBOOK, Column, Status
from thuocdo.web.results import addresses
from thuocdo.web.results.models import Framework, Node

TYPES = {
    "text": N_("chữ"),
    "number": N_("số"),
    "integer": N_("số nguyên"),
    "boolean": N_("đúng hoặc sai"),
}
TABLES = (
    ("scorebook", N_("Bảng điểm"), SCOREBOOK),
    ("measurements", N_("Số đo"), MEASUREMENTS),
)
MEANINGS = {
    Status.PUBLISHED: N_("Bên công bố đã in giá trị này."),
    Status.WITHHELD: N_(
        "Bên công bố không nêu, hoặc thiếu thành phần nên không tính được. Không bao giờ là 0."
    ),
    Status.ESTIMATED: N_("Ước lượng từ câu trả lời của từng người, kèm sai số chuẩn."),
    Status.SELF: N_("Đơn vị tự chấm, chưa ai thẩm định."),
    Status.APPRAISED: N_("Đã thẩm định, còn có thể giải trình."),
    Status.FINAL: N_("Kết quả chính thức sau thẩm định."),
    Status.RECONSTRUCTED: N_(
        "Quy về địa giới khác từ điểm của các đơn vị hợp thành: ước tính, không phải điểm công bố."
    ),
}


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column of a published table, in the reader's language."""

    table: str
    name: str
    type: str
    header: str
    meaning: str


@dataclass(frozen=True, slots=True)
class NodeLine:
    """A node with the periods in which it is measured, and how it is computed."""

    path: str
    label: str
    level: str
    first_period: str
    last_period: str
    href: str


def columns() -> tuple[tuple[str, str, tuple[ColumnLine, ...]], ...]:
    """Name, title and columns of each table."""
    return tuple(
        (name, _(title), tuple(_line(name, column) for column in table))
        for name, title, table in TABLES
    )


def _line(table: str, column: Column) -> ColumnLine:
    return ColumnLine(
        table, column.name, _(TYPES[column.type]), _(column.header), _(column.meaning)
    )


def statuses() -> tuple[tuple[str, str, str], ...]:
    """Code, word and meaning of each status."""
    return tuple((str(code), word(code), _(MEANINGS[code])) for code in Status)


def nodes() -> tuple[tuple[str, str, tuple[NodeLine, ...]], ...]:
    """Abbreviation, name and nodes of each framework. Two queries."""
    found: dict[str, list[NodeLine]] = {}
    for row in Node.objects.order_by("position"):
        found.setdefault(row.framework_id, []).append(_node(row))
    return tuple(
        (row.abbreviation, row.name, tuple(sorted(found.get(row.name, []), key=_in_order)))
        for row in Framework.objects.order_by("position")
    )


def _in_order(line: NodeLine) -> tuple:
    """As in the tree: 2 before 2.1 before 10; words after numbers, as they are."""
    _framework, _slash, code = line.path.partition("/")
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in code.split(".") if p)


def _node(row: Node) -> NodeLine:
    return NodeLine(
        row.path,
        pick({"vi": row.label_vi, "en": row.label_en}),
        row.level,
        row.first_period,
        row.last_period,
        addresses.method(row.framework_id, row.last_period),
    )


def column_table() -> pl.DataFrame:
    """The columns of both tables as a table."""
    lines = [line for _name, _title, of in columns() for line in of]
    names = ("table", "name", "type", "header", "meaning")
    return pl.DataFrame([{name: getattr(line, name) for name in names} for line in lines])


def node_table() -> pl.DataFrame:
    """The nodes of all frameworks as a table."""
    names = ("path", "label", "level", "first_period", "last_period")
    lines = [line for _short, _name, of in nodes() for line in of]
    rows = [{name: getattr(line, name) for name in names} for line in lines]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).rename({"path": "node"})
