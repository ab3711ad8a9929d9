"""How sure a result is: ranks, groups, compare-units, change-parts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from thuocdo.cli.options import (
    AssumeSe,
    ConfidenceLevel,
    Data,
    Definitions,
    From,
    How,
    Index,
    Joint,
    NodeOption,
    Output,
    To,
    Unit,
    Year,
    read_period,
)
from thuocdo.cli.show import Format, emit, say
from thuocdo.kernel.language import _

if TYPE_CHECKING:
    from thuocdo.runs import GroupPage

app = typer.Typer()


@app.command(help=_("Thứ hạng kèm khoảng mà mẫu khảo sát cho phép."))
def ranks(
    index: Index,
    year: Year,
    node: NodeOption = None,
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

    definition, measured = read(index, definitions, data)
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
    show(table, notes, headers, how, output)


@app.command(help=_("Nhóm của từng đơn vị: xác suất mỗi nhóm, nhóm chắc chắn và nhóm có thể."))
def groups(
    index: Index,
    year: Year,
    node: NodeOption = None,
    method: Annotated[str, typer.Option("--method", help="marginal | mrsw | kww")] = "marginal",
    level: ConfidenceLevel = 0.95,
    joint: Joint = None,
    assume_se: AssumeSe = None,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print the groups that the sample allows, with the probability of each."""
    from thuocdo import runs  # noqa: PLC0415

    definition, measured = read(index, definitions, data)
    known = runs.uncertainty_of(joint, assume_se, level)
    page = runs.group_page(definition, measured, read_period(year), known, node, method)
    table = _groups_in_words(page) if how is Format.TABLE and output is None else page.table
    headers = {
        "unit_name": _("Đơn vị"),
        "score": _("Điểm"),
        "group": _("Nhóm"),
        "surely": _("Mức chắc"),
        "best_group": _("Nhóm tốt nhất"),
        "worst_group": _("Nhóm kém nhất"),
    }
    chances = dict(enumerate(page.group_names.values(), start=1))
    headers |= {f"probability_{place}": name for place, name in chances.items()}
    show(table, (page.title, *page.notes), headers, how, output)


def _groups_in_words(page: "GroupPage") -> pl.DataFrame:
    sure = {True: _("chắc chắn"), False: _("có thể")}
    return page.table.with_columns(
        pl.col("group", "best_group", "worst_group").replace(page.group_names),
        pl.col("surely").replace_strict(sure, return_dtype=pl.String),
    )


@app.command(
    name="compare-units", help=_("Đơn vị nào cao hơn, không phân biệt được, thấp hơn đơn vị này.")
)
def compare_units(
    index: Index,
    unit: Unit,
    year: Year,
    node: NodeOption = None,
    control: Annotated[str, typer.Option("--control", help="holm | own | all")] = "holm",
    level: ConfidenceLevel = 0.95,
    joint: Joint = None,
    assume_se: AssumeSe = None,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print a unit against all others, with the tests."""
    from thuocdo import runs  # noqa: PLC0415

    definition, measured = read(index, definitions, data)
    known = runs.uncertainty_of(joint, assume_se, level)
    period = read_period(year)
    found = runs.compare_units(definition, measured, unit, period, known, node, control)
    headers = {
        "unit_name": _("Đơn vị"),
        "score": _("Điểm"),
        "verdict": _("Kết luận"),
        "difference": _("Chênh lệch"),
        "se": _("Sai số chuẩn"),
        "p": "p",
        "p_adjusted": _("p hiệu chỉnh"),
    }
    table = found.table
    if how is Format.TABLE and output is None:
        table = table.with_columns(pl.col("verdict").replace(_verdict_words()))
    show(table, (found.title, *found.notes), headers, how, output)


def _verdict_words() -> dict[str, str]:
    return {
        "better": _("cao hơn"),
        "not_distinguishable": _("không phân biệt được"),
        "worse": _("thấp hơn"),
    }


@app.command(
    name="change-parts", help=_("Thay đổi giữa hai kỳ: phần thật, nhiễu mẫu, đổi cách tính.")
)
def change_parts(
    index: Index,
    start: From,
    end: To,
    unit: Annotated[
        str | None, typer.Option("--unit", help=_("Mọi nội dung của một đơn vị"))
    ] = None,
    node: NodeOption = None,
    control: Annotated[str, typer.Option("--control", help="bh | holm | none")] = "bh",
    level: ConfidenceLevel = 0.95,
    joint: Joint = None,
    assume_se: AssumeSe = None,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print changes taken apart, with their tests."""
    from thuocdo import runs  # noqa: PLC0415

    definition, measured = read(index, definitions, data)
    known = runs.uncertainty_of(joint, assume_se, level)
    asked = runs.ChangeAsked(read_period(start), read_period(end), unit, node, control)
    table, notes = runs.change_parts_table(definition, measured, asked, known)
    headers = {
        **({"unit_name": _("Đơn vị")} if unit is None else {"label": _("Nội dung")}),
        "score_first": _("Điểm kỳ đầu"),
        "score_last": _("Điểm kỳ cuối"),
        "change": _("Thay đổi"),
        "se": _("Sai số chuẩn"),
        "p_adjusted": _("p hiệu chỉnh"),
        "significant": _("Có ý nghĩa"),
        "method": _("Đổi cách tính"),
        "signal": _("Phần thật"),
        "noise": _("Nhiễu mẫu"),
        "reason": _("Ghi chú"),
    }
    show(table, notes, headers, how, output)


def read(index: str, definitions: Path | None, data: Path | None):
    """The framework called `index`, and its measurements."""
    from thuocdo import runs  # noqa: PLC0415
    from thuocdo.catalog.load import framework  # noqa: PLC0415

    definition = framework(index, definitions)
    return definition, runs.measurements_of(definition, data)


def show(
    table: pl.DataFrame,
    notes: tuple[str, ...],
    headers: dict[str, str],
    how: Format,
    output: Path | None,
) -> None:
    """Print or write `table`; a person sees the columns that have something in them."""
    filled = {name for name in table.columns if table[name].null_count() < table.height}
    shown = {name: header for name, header in headers.items() if name in filled}
    emit(table, how, output, shown)
    say(*(f"• {note}" for note in notes))
