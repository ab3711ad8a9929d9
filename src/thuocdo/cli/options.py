"""Options that several commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from thuocdo.catalog.headers import fold
from thuocdo.cli.show import Format
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.identity import Level
from thuocdo.kernel.language import _, use_language
from thuocdo.kernel.period import Period

LEVELS = {
    Level.PROVINCE: ("tỉnh", "thành phố"),
    Level.DISTRICT: ("huyện", "quận", "thị xã"),
    Level.COMMUNE: ("xã", "phường", "thị trấn", "đặc khu"),
}


def read_day(text: str) -> date:
    """A day as `2025-07-01` or `01/07/2025`; `typer.BadParameter` for anything else."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()
        except ValueError:
            continue
    message = _("“{text}” không phải một ngày; viết 2025-07-01 hoặc 01/07/2025.")
    raise typer.BadParameter(message.format(text=text))


def read_level(text: str) -> Level:
    """A tier as `tỉnh`, `huyện`, `xã` or our code; `typer.BadParameter` for anything else."""
    for level, words in LEVELS.items():
        if fold(text) in {fold(word) for word in (level, *words)}:
            return level
    message = _("“{text}” không phải một cấp; viết tỉnh, huyện hoặc xã.")
    raise typer.BadParameter(message.format(text=text))


def choose_language(code: str | None) -> str | None:
    """Set the language for the rest of the command."""
    if code is not None and code not in ("vi", "en"):
        raise typer.BadParameter(_("chọn vi hoặc en."))
    if code:
        use_language(code)
    return code


def read_period(text: str) -> Period:
    """The period a person typed. Raises `RequestError` for anything else."""
    try:
        return Period.parse(text)
    except ValueError as error:
        message = _("“{text}” không phải một kỳ.").format(text=text)
        hint = _("Viết năm (2024), quý (2024-Q2) hoặc tháng (2024-06).")
        raise RequestError(Problem("period-format", message, hint=hint)) from error


Index = Annotated[str, typer.Argument(metavar="INDEX", help="papi, pci, par_index, sipas, …")]
Unit = Annotated[str, typer.Argument(metavar="UNIT", help=_("Tên hoặc mã đơn vị"))]
Year = Annotated[str, typer.Option("--year", "--period", help=_("Năm, quý hoặc tháng"))]
From = Annotated[str, typer.Option("--from", help=_("Năm đầu"))]
To = Annotated[str, typer.Option("--to", help=_("Năm cuối"))]
NodeOption = Annotated[str | None, typer.Option("--node", help=_("Nội dung, ví dụ papi/2"))]
Data = Annotated[Path | None, typer.Option("--data", help=_("Tệp số đo riêng"))]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help=_("Ghi vào tệp .csv, .xlsx, .parquet, .json"))
]
How = Annotated[Format, typer.Option("--format", help=_("Cách in bảng"))]
Definitions = Annotated[
    Path | None,
    typer.Option("--definitions", help=_("Thư mục bộ chỉ số riêng"), show_default=False),
]
Territory = Annotated[
    date | None,
    typer.Option(
        "--territory",
        parser=read_day,
        metavar=_("NGÀY"),
        help=_("Quy số liệu về địa giới của ngày này (ví dụ 2025-07-01: 34 tỉnh, thành phố)"),
    ),
]
Joint = Annotated[
    Path | None,
    typer.Option("--joint", help=_("Hiệp phương sai chung (.npz) do “estimate --joint” ghi")),
]
AssumeSe = Annotated[
    float | None,
    typer.Option("--assume-se", help=_("Giả định sai số chuẩn của điểm tổng hợp, ví dụ 0.4")),
]
ConfidenceLevel = Annotated[
    float, typer.Option("--level", min=0.5, max=0.999, help=_("Mức tin cậy của khoảng thứ hạng"))
]
On = Annotated[
    date | None,
    typer.Option("--on", parser=read_day, metavar=_("NGÀY"), help=_("Ngày hỏi; mặc định: hôm nay")),
]
Sheet = Annotated[str | None, typer.Option("--sheet", help=_("Trang tính Excel"))]
