"""`thuocdo ranks` and `thuocdo sensitivity`: how sure a rank is."""

from pathlib import Path
from typing import Annotated

import typer

from thuocdo.cli.diagnose import Data, Index, Year
from thuocdo.cli.options import (
    AssumeSe,
    ConfidenceLevel,
    Definitions,
    How,
    Joint,
    Output,
    read_period,
)
from thuocdo.cli.show import Format, emit, say
from thuocdo.kernel.language import _

app = typer.Typer()


@app.command(help=_("Thứ hạng kèm khoảng mà mẫu khảo sát cho phép."))
def ranks(
    index: Index,
    year: Year,
    node: Annotated[str | None, typer.Option("--node", help=_("Nội dung, ví dụ papi/2"))] = None,
    method: Annotated[
        str, typer.Option("--method", help="marginal | mrsw | kww | percentile")
    ] = "marginal",
    level: ConfidenceLevel = 0.95,
    joint: Joint = None,
    assume_se: AssumeSe = None,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print ranks with confidence sets."""
    from thuocdo import runs  # noqa: PLC0415 - the table library loads only when needed

    definition, measured = _read(index, definitions, data)
    known = runs.uncertainty_of(joint, assume_se, level)
    table, notes = runs.rank_table(definition, measured, read_period(year), known, node, method)
    headers = {
        "rank": _("Hạng"),
        "rank_low": _("Tốt nhất"),
        "rank_high": _("Kém nhất"),
        "unit_name": _("Đơn vị"),
        "score": _("Điểm"),
        "se": _("Sai số chuẩn"),
        "surely_best": _("Chắc chắn nhóm đầu"),
        "possibly_best": _("Có thể nhóm đầu"),
    }
    shown = {name: header for name, header in headers.items() if name in table.columns}
    emit(table, how, output, shown)
    say(*(f"• {note}" for note in notes))


@app.command(help=_("Thứ hạng đổi ra sao khi trọng số và cách chọn nội dung thay đổi."))
def sensitivity(
    index: Index,
    year: Year,
    noise: Annotated[
        float, typer.Option("--weights", min=0, max=0.99, help=_("Biên độ đổi trọng số"))
    ] = 0.25,
    replications: Annotated[
        int, typer.Option("--replications", min=10, max=100_000, help=_("Số lần tính lại"))
    ] = 500,
    seed: Annotated[int, typer.Option("--seed", help=_("Hạt giống ngẫu nhiên"))] = 1,
    joint: Joint = None,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print how ranks move with the method."""
    from thuocdo import runs  # noqa: PLC0415

    definition, measured = _read(index, definitions, data)
    period = read_period(year)
    sampled = runs.uncertainty_of(joint).joint.get(str(period))
    plan = runs.Runs(noise, replications, seed)
    table, notes = runs.sensitivity_table(definition, measured, period, plan, sampled)
    headers = {
        "rank": _("Hạng"),
        "unit_name": _("Đơn vị"),
        "score": _("Điểm"),
        "rank_mean": _("Hạng trung bình"),
        "rank_05": _("5 %"),
        "rank_95": _("95 %"),
        "sample_05": _("mẫu 5 %"),
        "sample_95": _("mẫu 95 %"),
        "both_05": _("cả hai 5 %"),
        "both_95": _("cả hai 95 %"),
    }
    shown = {name: header for name, header in headers.items() if name in table.columns}
    emit(table, how, output, shown)
    say(*(f"• {note}" for note in notes))


def _read(index: str, definitions: Path | None, data: Path | None):
    from thuocdo import runs  # noqa: PLC0415
    from thuocdo.catalog.load import framework  # noqa: PLC0415

    definition = framework(index, definitions)
    return definition, runs.measurements_of(definition, data)
