"""The two tables that hold the house together: their columns, and what each means.

Types are named, not imported, so that the kernel needs no table library:
`text`, `number`, `integer`, `boolean`. Headers and meanings are Vietnamese, translated when shown.
"""

from dataclasses import dataclass
from enum import StrEnum


def N_(text: str) -> str:  # noqa: N802 - the usual name for "translate this later"
    """Mark `text` for translation without translating it."""
    return text


class Status(StrEnum):
    """How a value came to be. A withheld value is never 0."""

    PUBLISHED = "published"
    WITHHELD = "withheld"
    ESTIMATED = "estimated"
    SELF = "self"
    APPRAISED = "appraised"
    FINAL = "final"
    RECONSTRUCTED = "reconstructed"


class Certainty(StrEnum):
    """How sure a definition is of what it says."""

    CONFIRMED = "confirmed"
    DERIVED = "derived"
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Column:
    """A documented column: its name in files, its type, its Vietnamese header, its meaning."""

    name: str
    type: str
    header: str
    meaning: str


_STATUSES = "published, withheld, estimated, self, appraised, final, reconstructed"

MEASUREMENTS = (
    Column("framework", "text", N_("Bộ chỉ số"), N_("Bộ chỉ số, ví dụ papi")),
    Column("node", "text", N_("Nội dung"), N_("Đường dẫn nội dung, ví dụ papi/2.3")),
    Column("unit", "text", N_("Đơn vị"), N_("Mã có hiệu lực trong kỳ, hoặc mã@ngày-bắt-đầu")),
    Column("period", "text", N_("Kỳ"), N_("Năm 2024, quý 2024-Q2 hoặc tháng 2024-06")),
    Column("value", "number", N_("Giá trị"), N_("Giá trị đo được; để trống khi không công bố")),
    Column("se", "number", N_("Sai số chuẩn"), N_("Sai số chuẩn; để trống khi không biết")),
    Column("n", "integer", N_("Số trả lời"), N_("Số người trả lời; để trống khi không biết")),
    Column(
        "status",
        "text",
        N_("Trạng thái"),
        _STATUSES,
    ),
    Column("source", "text", N_("Nguồn"), N_("Nơi đọc được giá trị, hoặc lý do không có")),
)

SCOREBOOK = (
    Column("framework", "text", N_("Bộ chỉ số"), N_("Bộ chỉ số, ví dụ papi")),
    Column("node", "text", N_("Nội dung"), N_("Đường dẫn nội dung, ví dụ papi/2.3")),
    Column("level", "text", N_("Cấp nội dung"), N_("Cấp của nội dung trong cây, ví dụ dimension")),
    Column("unit", "text", N_("Mã đơn vị"), N_("Mã có hiệu lực trong kỳ, hoặc mã@ngày-bắt-đầu")),
    Column("unit_name", "text", N_("Đơn vị"), N_("Tên đơn vị trong kỳ đó")),
    Column("period", "text", N_("Kỳ"), N_("Năm 2024, quý 2024-Q2 hoặc tháng 2024-06")),
    Column("score", "number", N_("Điểm"), N_("Điểm chưa làm tròn; để trống khi không công bố")),
    Column("se", "number", N_("Sai số chuẩn"), N_("Sai số chuẩn của điểm, khi biết")),
    Column("max_score", "number", N_("Điểm tối đa"), N_("Điểm cao nhất có thể của nội dung")),
    Column("lost_points", "number", N_("Điểm mất"), N_("Điểm tối đa trừ điểm đạt")),
    Column("rank", "integer", N_("Thứ hạng"), N_("1 là tốt nhất, điểm bằng nhau cùng hạng")),
    Column(
        "rank_low",
        "integer",
        N_("Hạng tốt nhất có thể"),
        N_("Hạng tốt nhất mà mẫu khảo sát cho phép"),
    ),
    Column(
        "rank_high",
        "integer",
        N_("Hạng kém nhất có thể"),
        N_("Hạng kém nhất mà mẫu khảo sát cho phép"),
    ),
    Column(
        "ranked_units",
        "integer",
        N_("Số đơn vị xếp hạng"),
        N_("Mẫu số của thứ hạng: số đơn vị có điểm"),
    ),
    Column("group", "text", N_("Nhóm"), N_("Nhóm theo quy tắc trong định nghĩa")),
    Column("region", "text", N_("Vùng"), N_("Mã vùng của đơn vị trong kỳ đó")),
    Column("region_rank", "integer", N_("Hạng trong vùng"), N_("Thứ hạng trong vùng")),
    Column("region_size", "integer", N_("Số đơn vị của vùng"), N_("Số đơn vị của vùng có điểm")),
    Column("previous_score", "number", N_("Điểm kỳ trước"), N_("Điểm của kỳ liền trước")),
    Column("change", "number", N_("Thay đổi điểm"), N_("Điểm trừ điểm kỳ trước, khi so sánh được")),
    Column(
        "change_comparable",
        "boolean",
        N_("So sánh được"),
        N_("Định nghĩa có cho phép so với kỳ trước không"),
    ),
    Column(
        "change_significant",
        "boolean",
        N_("Có ý nghĩa thống kê"),
        N_("Chỉ có khi số đo kèm sai số chuẩn"),
    ),
    Column("rank_change", "integer", N_("Thay đổi hạng"), N_("Số bậc tăng (+) hoặc giảm (−)")),
    Column(
        "status",
        "text",
        N_("Trạng thái"),
        _STATUSES,
    ),
)


def names(columns: tuple[Column, ...]) -> list[str]:
    """The column names, in file order."""
    return [column.name for column in columns]


_PYTHON_TYPES = {"text": str, "number": float, "integer": int, "boolean": bool}


def types(columns: tuple[Column, ...]) -> dict[str, type]:
    """The Python type of each column by name, in file order: what table libraries read."""
    return {column.name: _PYTHON_TYPES[column.type] for column in columns}
