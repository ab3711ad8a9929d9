"""Commands that diagnose: profile, lost-points, explain-change, target, what-if, quality."""

from pathlib import Path
from typing import Annotated

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
    Territory,
    To,
    Unit,
    Year,
    read_period,
)
from thuocdo.cli.show import Format, emit, say
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _

app = typer.Typer()


def _panel(index: str, definitions: Path | None, data: Path | None, territory=None):
    from thuocdo import runs  # noqa: PLC0415 - the table library loads only when needed

    return runs.panel_of(index, definitions, data, territory)


def _uncertain(index: str, told, definitions: Path | None, data: Path | None, territory):
    from thuocdo import runs  # noqa: PLC0415
    from thuocdo.runs.profiles import uncertain_panel  # noqa: PLC0415

    return uncertain_panel(index, runs.uncertainty_of(*told), definitions, data, territory)


@app.command(help=_("Hồ sơ một đơn vị trong một năm: trang HTML, sổ Excel, báo cáo Word."))
def profile(
    index: Index,
    unit: Unit,
    year: Year,
    html: Annotated[Path | None, typer.Option("--html", help=_("Ghi trang HTML"))] = None,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help=_("Ghi sổ Excel"))] = None,
    docx: Annotated[Path | None, typer.Option("--docx", help=_("Ghi báo cáo Word"))] = None,
    joint: Joint = None,
    assume_se: AssumeSe = None,
    level: ConfidenceLevel = 0.95,
    territory: Territory = None,
    data: Data = None,
    definitions: Definitions = None,
) -> None:
    """Write the profile of a unit and year; without a file, print its headline."""
    from thuocdo import runs  # noqa: PLC0415

    made = _uncertain(index, (joint, assume_se, level), definitions, data, territory)
    paths = {"html": html, "xlsx": xlsx, "docx": docx}
    errors = made.errors(str(read_period(year)))
    view = runs.write_profile(made.panel, unit, year, **paths, known=made.known, errors=errors)
    typer.echo(view.headline)
    for text in (
        *((view.notice,) if view.notice else ()),
        *view.explanation,
        view.uncertainty,
        *view.succession,
    ):
        typer.echo(f"• {text}")
    for path in (html, xlsx, docx):
        if path is not None:
            say(_("Đã ghi {path}.").format(path=path))


@app.command(name="lost-points", help=_("Điểm mất ở từng nội dung, so với một mốc."))
def lost_points(
    index: Index,
    unit: Unit,
    year: Year,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            help="max | best | median | region | own-best | group:NAME | peers:A,B",
        ),
    ] = "max",
    by: Annotated[str | None, typer.Option("--by", help=_("agency: gộp theo cơ quan"))] = None,
    responsibility: Annotated[
        Path | None, typer.Option("--responsibility", help=_("Tệp phân công riêng của tỉnh"))
    ] = None,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print what a unit lost at every node, or by agency."""
    from thuocdo import runs  # noqa: PLC0415

    panel = _panel(index, definitions, data)
    if by not in (None, "agency"):
        raise typer.BadParameter(_("chỉ gộp được theo “agency”."), param_hint="--by")
    if by:
        table = runs.lost_by_agency_table(panel, unit, year, against, responsibility)
        headers = [_("Cơ quan"), _("Điểm mất"), _("Nội dung")]
        emit(table, how, output, dict(zip(("agency_name", "lost", "nodes"), headers, strict=True)))
        say("• " + _("Phân công là đề xuất; tỉnh đưa tệp riêng bằng --responsibility."))
        return
    table = runs.lost_points_table(panel, unit, year, against)
    headers = {
        "node": _("Mã"),
        "label": _("Nội dung"),
        "score": _("Điểm"),
        "reference": _("Mốc"),
        "lost": _("Điểm mất"),
        "share": _("Tỷ trọng"),
        "holder": _("Thuộc về"),
    }
    if table["holder"].null_count() == table.height:
        del headers["holder"]
    emit(table, how, output, headers)


@app.command(name="explain-change", help=_("Thay đổi giữa hai năm, chia tới từng nội dung."))
def explain_change(
    index: Index,
    unit: Unit,
    start: From,
    end: To,
    node: NodeOption = "",
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print a waterfall from one year to another."""
    _waterfall("explain_change", (index, unit, start, end), node, (data, definitions), how, output)


@app.command(name="explain-gap", help=_("Khoảng cách tới đơn vị, nhóm hay mốc khác, chia nhỏ."))
def explain_gap(
    index: Index,
    unit: Unit,
    year: Year,
    other: Annotated[
        str, typer.Option("--to", help=_("Đơn vị khác, median, mean, max, group:TÊN"))
    ] = "median",
    node: NodeOption = "",
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print a waterfall from a unit to another, a group or an average."""
    _waterfall("explain_gap", (index, unit, year, other), node, (data, definitions), how, output)


def _waterfall(call: str, asked, node: str, where, how: Format, output: Path | None) -> None:
    from thuocdo import diagnosis, runs  # noqa: PLC0415

    index, unit, first, second = asked
    data, definitions = where
    panel = _panel(index, definitions, data)
    fall = getattr(diagnosis, call)(panel, unit, first, second, node)
    headers = {"label": _("Nội dung"), "amount": _("Điểm"), "reason": _("Ghi chú")}
    title = f"{fall.before} → {fall.after}"
    emit(runs.waterfall_table(panel, fall), how, output, headers, title)


@app.command(help=_("Mục tiêu: tập cải thiện ít đòi hỏi nhất để đạt điểm, hạng hay nhóm."))
def target(
    index: Index,
    unit: Unit,
    year: Year,
    reach: Annotated[
        str,
        typer.Option("--reach", help="score:46.96 | rank:10 | rank+1 | region-rank:4 | group:…"),
    ],
    years: Annotated[int, typer.Option("--years", min=1, max=10, help=_("Lộ trình số năm"))] = 1,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print the least demanding set of improvements. Exit code 1 when it is out of reach."""
    from thuocdo import diagnosis, runs  # noqa: PLC0415

    panel = _panel(index, definitions, data)
    found = diagnosis.target(panel, unit, year, reach)
    headers = {
        "label": _("Nội dung"),
        "score": _("Điểm cần đạt"),
        "gain": _("Cần tăng"),
        "percentile": _("Bách phân vị"),
        "observed": _("Số lần quan sát"),
    }
    emit(runs.target_table(panel, found), how, output, headers)
    say(*(f"• {text}" for text in runs.target_sentences(found)))
    if years > 1:
        path = diagnosis.target_path(panel, unit, year, reach, years)
        emit(runs.path_table(path), how, None, runs.path_headers())
    raise typer.Exit(0 if found.reachable else 1)


@app.command(name="what-if", help=_("Thử đổi điểm vài nội dung: điểm, hạng, nhóm sẽ ra sao."))
def what_if(
    index: Index,
    unit: Unit,
    year: Year,
    changes: Annotated[
        list[str], typer.Option("--set", metavar="NODE=SCORE", help=_("Ví dụ papi/2.2=2,1"))
    ],
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print score, rank and group before and after changing nodes, others unchanged."""
    from thuocdo import diagnosis, runs  # noqa: PLC0415

    panel = _panel(index, definitions, data)
    found = diagnosis.what_if(panel, unit, year, dict(_setting(text) for text in changes))
    headers = {"what": "", "before": _("Trước"), "after": _("Sau")}
    emit(runs.what_if_table(panel, found), how, output, headers)
    say("• " + _("Các đơn vị khác giữ nguyên điểm của năm đó."))


def _setting(text: str) -> tuple[str, float]:
    from thuocdo.catalog.numbers import read_number  # noqa: PLC0415

    node, sign, value = text.partition("=")
    try:
        number = read_number(value) if sign else None
    except ValueError:
        number = None
    if number is None:
        message = _("không đọc được “{text}”.").format(text=text)
        raise RequestError(Problem("setting-format", message, hint=_("Viết papi/2.2=2.1")))
    return node.strip(), number


@app.command(help=_("Chất lượng từng nội dung: mức trần, độ phân tán, sức phân biệt."))
def quality(
    index: Index,
    year: Year,
    data: Data = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print ceiling, spread, discrimination and redundancy of each node."""
    from thuocdo import runs  # noqa: PLC0415

    panel = _panel(index, definitions, data)
    headers = {
        "node": _("Mã"),
        "label": _("Nội dung"),
        "at_maximum": _("Ở mức trần"),
        "spread": _("Độ phân tán"),
        "correlation": _("Tương quan"),
        "rank_changes": _("Đổi hạng"),
        "largest_rank_change": _("Đổi nhiều nhất"),
    }
    emit(runs.quality_table(panel, year), how, output, headers)


@app.command(help=_("Báo cáo cả nước của một năm, hoặc năm năm của một đơn vị, dạng HTML."))
def report(
    index: Index,
    year: Year,
    output: Annotated[Path, typer.Option("--html", "-o", help=_("Tệp HTML"))],
    unit: Annotated[
        str | None, typer.Option("--unit", help=_("Báo cáo năm năm của đơn vị này, mọi chỉ số"))
    ] = None,
    joint: Joint = None,
    assume_se: AssumeSe = None,
    level: ConfidenceLevel = 0.95,
    territory: Territory = None,
    data: Data = None,
    definitions: Definitions = None,
) -> None:
    """Write the national report of a year, or the five-year report of a unit."""
    from thuocdo import runs  # noqa: PLC0415

    period = read_period(year)
    made = _uncertain(index, (joint, assume_se, level), definitions, data, territory)
    if unit is None:
        runs.write_national(made.panel, year, output, made.known, made.scores(str(period)))
    else:
        runs.write_five_years(made, unit, period, output, territory)
    say(_("Đã ghi {path}.").format(path=output))
