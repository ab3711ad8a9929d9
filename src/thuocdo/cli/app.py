"""`thuocdo …`: parse arguments, call runs, print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from thuocdo.cli import (
    claims,
    definitions,
    diagnose,
    inference,
    method,
    sampling,
    serve,
    survey,
    units,
    why,
)
from thuocdo.cli.options import (
    AssumeSe,
    ConfidenceLevel,
    Data,
    Definitions,
    How,
    Index,
    Joint,
    NodeOption,
    Output,
    Sheet,
    Territory,
    Year,
    choose_language,
    read_period,
)
from thuocdo.cli.show import Format, emit, print_table, progress, say
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.version import __version__

if TYPE_CHECKING:
    from thuocdo.runs import RankingPage

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help=_("Thước Đo: đo, soi và cải thiện việc phục vụ người dân của các tỉnh, thành phố."),
)
app.add_typer(units.app, name="units")
app.add_typer(definitions.app, name="definitions")
for more in (
    diagnose.app,
    claims.app,
    survey.app,
    inference.app,
    method.app,
    sampling.app,
    serve.app,
    why.app,
):
    app.add_typer(more)

RANKING_COLUMNS = {
    "rank": N_("Hạng"),
    "rank_range": N_("Khoảng hạng"),
    "printed_rank": N_("Hạng đã công bố"),
    "unit_name": N_("Đơn vị"),
    "score": N_("Điểm"),
    "change": N_("Thay đổi"),
    "rank_change": N_("Hạng ±"),
    "group": N_("Nhóm"),
    "region_place": N_("Hạng vùng"),
    "status": N_("Trạng thái"),
}
OPTIONAL = ("rank_range", "region_place", "group", "change", "rank_change")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"thuocdo {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    lang: Annotated[
        str | None,
        typer.Option("--lang", callback=choose_language, metavar="vi|en", help=_("Ngôn ngữ")),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=_("Phiên bản"))
    ] = False,
) -> None:
    pass


@app.command(
    help=_("Việc chính: tính mọi bộ chỉ số có sẵn, ghi bảng điểm và báo cáo, in xếp hạng.")
)
def run(
    out: Annotated[Path, typer.Option("--out", help=_("Thư mục kết quả"))] = Path("out"),
) -> None:
    """Score all bundled frameworks, write the results, show the last PAPI ranking."""
    from thuocdo.runs import main_job  # noqa: PLC0415 - heavy, and only this command needs it

    with progress() as bar:
        task = bar.add_task(_("Tính bảng điểm"), total=main_job.steps())
        done = main_job.run(out, lambda _name: bar.advance(task))
    _print_page(done.page)
    say("", _("Đã ghi:"), *(f"  {path}" for path in done.files))
    say(f"  {out / main_job.PROFILES}/ ({len(done.pages)})", *(f"  {p}" for p in done.examples))
    say("", _("Bắt đầu từ đâu:"))
    say(_("• {path}: bảng điểm kèm ghi chú và nguồn.").format(path=out / main_job.WORKBOOK))
    say(_("• {path}: báo cáo cả nước, mở bằng trình duyệt.").format(path=done.national))
    say(_("• {path}: hồ sơ từng tỉnh.").format(path=done.pages[0].parent))
    told = _("• {path}: ví dụ thứ hạng kèm khoảng, trên SỐ LIỆU MÔ PHỎNG.")
    say(told.format(path=done.examples[0].parent))


@app.command(help=_("Xếp hạng một chỉ số trong một năm (hoặc một nội dung của nó)."))
def ranking(
    index: Index,
    year: Year,
    node: NodeOption = None,
    region: Annotated[str | None, typer.Option("--region", help=_("Vùng: mã hoặc tên"))] = None,
    territory: Territory = None,
    data: Data = None,
    sheet: Sheet = None,
    joint: Joint = None,
    assume_se: AssumeSe = None,
    level: ConfidenceLevel = 0.95,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Rank the units of a framework at a node in a period."""
    from thuocdo import runs  # noqa: PLC0415
    from thuocdo.catalog.load import framework  # noqa: PLC0415

    definition = framework(index, definitions)
    measured = runs.measurements_of(definition, data, sheet)
    known = runs.uncertainty_of(joint, assume_se, level)
    page = runs.ranking(definition, measured, read_period(year), node, region, territory, known)
    if how is Format.TABLE and output is None:
        _print_page(page)
        return
    emit(page.table, how, output)
    say(page.title, *(f"• {note}" for note in page.notes))


@app.command("index", help=_("Như “score”: bảng điểm kèm sai số chuẩn và khoảng thứ hạng."))
@app.command(help=_("Tính bảng điểm từ bộ chỉ số và số đo của riêng mình."))
def score(
    framework: Annotated[
        str, typer.Argument(metavar="FRAMEWORK", help=_("Tên bộ chỉ số, hoặc thư mục chứa nó"))
    ],
    measurements: Annotated[Path, typer.Argument(metavar="MEASUREMENTS", help=_("Tệp số đo"))],
    output: Annotated[
        Path, typer.Option("--output", "-o", help=_("Tệp bảng điểm .csv, .parquet, .xlsx, .json"))
    ],
    joint: Joint = None,
    assume_se: AssumeSe = None,
    level: ConfidenceLevel = 0.95,
    definitions: Definitions = None,
    territory: Territory = None,
    sheet: Sheet = None,
) -> None:
    """Score one's own framework and measurements."""
    from thuocdo import runs  # noqa: PLC0415
    from thuocdo.catalog import load  # noqa: PLC0415

    definition = load.folder_or_name(framework, definitions)
    known = runs.uncertainty_of(joint, assume_se, level)
    book = runs.score_file(definition, measurements, territory, sheet, known)
    runs.write_table(book, output)
    say(_("Đã ghi {rows} dòng vào {path}.").format(rows=book.height, path=output))
    say(*(f"• {note}" for note in runs.assumptions(known)))
    if book["se"].null_count() == book.height:
        say(_("Số liệu không kèm sai số chuẩn: không nêu được khoảng thứ hạng."))


def _print_page(page: "RankingPage") -> None:
    place = pl.concat_str("region_rank", pl.lit("/"), "region_size")
    groups = pl.col("group").replace(page.group_names)
    ranges = pl.concat_str("rank_low", pl.lit("–"), "rank_high")
    table = page.table.with_columns(groups, region_place=place, rank_range=ranges)
    empty = {name for name in table.columns if table[name].null_count() == table.height}
    unranked = "rank" in empty
    hidden = {"rank"} if unranked else {"printed_rank"}
    hidden |= empty & {*OPTIONAL, *(["printed_rank"] if unranked else [])}
    columns = {name: _(header) for name, header in RANKING_COLUMNS.items() if name not in hidden}
    print_table(table, columns, page.title)
    say(*(f"• {note}" for note in page.notes))
