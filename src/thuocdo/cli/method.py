"""`thuocdo sensitivity`: how ranks hang on the choices of method."""

from typing import Annotated

import typer

from thuocdo.cli.inference import read, show
from thuocdo.cli.options import Data, Definitions, How, Index, Joint, Output, Year, read_period
from thuocdo.cli.show import Format
from thuocdo.kernel.language import _

app = typer.Typer()

VARY = "weights | normalisation | aggregation | imputation | leave-out"


@app.command(help=_("Thứ hạng đổi ra sao khi cách tính thay đổi, và lựa chọn nào quyết định."))
def sensitivity(
    index: Index,
    year: Year,
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", help=f"{VARY}; a,b,…", show_default="weights,leave-out"),
    ] = None,
    sobol: Annotated[
        bool, typer.Option("--sobol", help=_("Chỉ số Sobol: lựa chọn nào làm đổi hạng nhiều nhất"))
    ] = False,
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
    """Print how ranks move with the method, or which choice moves them."""
    from thuocdo import runs  # noqa: PLC0415 - the table library loads only when needed

    if sobol and joint is not None:
        raise typer.BadParameter(
            _("--sobol chỉ nói về cách tính; bỏ --joint."), param_hint="--joint"
        )
    definition, measured = read(index, definitions, data)
    period = read_period(year)
    asked = [name.strip() for text in vary or () for name in text.split(",") if name.strip()]
    plan = runs.Runs(noise, replications, seed, *((tuple(dict.fromkeys(asked)),) if asked else ()))
    if sobol:
        table, notes = runs.sobol_table(definition, measured, period, plan)
        show(table, notes, _sobol_headers(), how, output)
        return
    sampled = runs.uncertainty_of(joint).joint.get(str(period))
    table, notes = runs.sensitivity_table(definition, measured, period, plan, sampled)
    show(table, notes, _headers(), how, output)


def _headers() -> dict[str, str]:
    return {
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


def _sobol_headers() -> dict[str, str]:
    return {
        "label": _("Lựa chọn"),
        "alternatives": _("Số phương án"),
        "first": _("Bậc một"),
        "first_low": _("từ"),
        "first_high": _("đến"),
        "total": _("Toàn phần"),
        "total_low": _("từ"),
        "total_high": _("đến"),
    }
