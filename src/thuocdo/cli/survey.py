"""Commands on surveys: estimate, compare-years, simulate-survey, survey describe."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from thuocdo.cli.options import Definitions, How, Output, Sheet, read_period
from thuocdo.cli.show import Format, cell, emit, print_table, say
from thuocdo.kernel.language import _

if TYPE_CHECKING:
    from thuocdo.survey.describe import Description

SHOWN_STRATA = 40

app = typer.Typer()
survey = typer.Typer(no_args_is_help=True, help=_("Số liệu khảo sát: mô tả thiết kế mẫu."))
app.add_typer(survey, name="survey")

Data = Annotated[Path, typer.Argument(metavar="DATA", help=_("Tệp trả lời: .parquet, .csv, …"))]


@app.command(help=_("Ước lượng số đo và sai số chuẩn từ tệp chỉ tiêu và câu trả lời khảo sát."))
def estimate(
    measures: Annotated[
        Path, typer.Argument(metavar="MEASURES", help=_("Tệp chỉ tiêu ….measures.yaml"))
    ],
    data: Data,
    output: Annotated[Path, typer.Option("--output", "-o", help=_("Tệp số đo"))],
    by: Annotated[str | None, typer.Option("--by", help=_("Cột đơn vị hành chính"))] = None,
    domain: Annotated[
        str | None, typer.Option("--domain", help=_("Chia nhỏ theo cột này, ví dụ sex"))
    ] = None,
    variance: Annotated[
        str, typer.Option("--variance", help="linear | jkn | bootstrap:500")
    ] = "linear",
    steps: Annotated[
        list[str] | None,
        typer.Option("--weights-step", help="poststrat:FILE | rake:F,F | calibrate:F | trim:A,B"),
    ] = None,
    indicators: Annotated[
        Path | None, typer.Option("--indicators", help=_("Ghi bảng từng chỉ tiêu"))
    ] = None,
    tally: Annotated[
        Path | None, typer.Option("--tally", help=_("Ghi bảng đếm câu trả lời từng chỉ tiêu"))
    ] = None,
    joint: Annotated[
        Path | None, typer.Option("--joint", help=_("Ghi hiệp phương sai chung (.npz)"))
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help=_("Mã ngoài khoảng là lỗi, không phải cảnh báo"))
    ] = False,
    seed: Annotated[int, typer.Option("--seed", help=_("Hạt giống của bootstrap"))] = 1,
    sheet: Sheet = None,
    definitions: Definitions = None,
) -> None:
    """Estimate measurements from answers; what became of every row goes to standard error."""
    from thuocdo.runs.estimates import Asked, write_estimates  # noqa: PLC0415
    from thuocdo.survey.measures_check import load_measures  # noqa: PLC0415
    from thuocdo.survey.node_estimates import read_variance  # noqa: PLC0415

    how = read_variance(variance, seed)
    asked = Asked(by, domain, how, tuple(steps or ()), strict, sheet, indicators is not None)
    places = {"measurements": output, "indicators": indicators, "tally": tally, "joint": joint}
    done = write_estimates(load_measures(measures, definitions), data, asked, places)
    say(*(f"• {note}" for note in done.notes))
    for path in places.values():
        if path is not None:
            say(_("Đã ghi {path}.").format(path=path))


@app.command(name="compare-years", help=_("Thay đổi giữa hai kỳ: sai số chuẩn, t, p, Holm, BH."))
def compare_years(
    measurements: Annotated[
        Path, typer.Argument(metavar="MEASUREMENTS", help=_("Bảng số đo có sai số chuẩn"))
    ],
    first: Annotated[str, typer.Argument(metavar="A", help=_("Kỳ đầu"))],
    last: Annotated[str, typer.Argument(metavar="B", help=_("Kỳ cuối"))],
    node: Annotated[str | None, typer.Option("--node", help=_("Nội dung, ví dụ papi/2"))] = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print differences between two periods with their tests."""
    from thuocdo.runs.survey_changes import compare_years as compare  # noqa: PLC0415

    table = compare(measurements, read_period(first), read_period(last), node, definitions)
    headers = {
        "node": _("Nội dung"),
        "unit": _("Đơn vị"),
        "domain": _("Nhóm người"),
        "difference": _("Thay đổi"),
        "se": _("Sai số chuẩn"),
        "t": "t",
        "df": _("Bậc tự do"),
        "p": "p",
        "p_holm": _("p (Holm)"),
        "p_bh": _("p (BH)"),
        "not_comparable": _("Không so sánh"),
    }
    empty = {name for name in headers if table[name].dtype == "String" and not _filled(table, name)}
    emit(table, how, output, {k: v for k, v in headers.items() if k not in empty})


def _filled(table, name: str) -> bool:
    return any(table[name].drop_nulls())


@app.command(name="simulate-survey", help=_("Sinh số liệu khảo sát mô phỏng kiểu PAPI."))
def simulate_survey(
    output: Annotated[Path, typer.Option("--output", "-o", help=_("Thư mục kết quả"))],
    provinces: Annotated[int, typer.Option("--provinces", help=_("63 (2024) hoặc 34 (2025)"))] = 63,
    respondents: Annotated[int, typer.Option("--respondents", help=_("Số người mỗi năm"))] = 19311,
    questions: Annotated[int, typer.Option("--questions", min=1, help=_("Số câu hỏi"))] = 550,
    indicators: Annotated[int, typer.Option("--indicators", min=28, help=_("Số chỉ tiêu"))] = 130,
    years: Annotated[int, typer.Option("--years", help=_("Số năm, tới năm cuối"))] = 1,
    seed: Annotated[int, typer.Option("--seed", help=_("Cùng hạt giống, cùng số liệu"))] = 1,
    communes: Annotated[
        int | None,
        typer.Option("--communes", help=_("Số xã rút thẳng ở mỗi tỉnh; bỏ trống: như PAPI")),
    ] = None,
) -> None:
    """Write simulated answers, code book, measure file and true values."""
    from thuocdo.runs.simulations import write_simulated_survey  # noqa: PLC0415

    files = write_simulated_survey(
        output, count=provinces, respondents=respondents, questions=questions,
        indicators=indicators, years=years, seed=seed, communes=communes,
    )  # fmt: skip
    say(_("Số liệu mô phỏng: không ai trả lời những câu hỏi này."))
    say(*(_("Đã ghi {path}.").format(path=path) for path in files))


@survey.command("describe", help=_("Thiết kế mẫu: tầng, đơn vị, tầng lẻ, quyền số, ô trống."))
def describe(
    data: Data,
    design: Annotated[
        str,
        typer.Option("--design", help="weights=wt,strata=stratum,units=district+commune+village"),
    ],
    output: Output = None,
    sheet: Sheet = None,
) -> None:
    """Print the design of a sample; `--output` writes the table of strata."""
    from thuocdo.survey import describe as room  # noqa: PLC0415
    from thuocdo.survey.read_answers import read_answers  # noqa: PLC0415

    plan = room.read_plan(design)
    found = room.describe(read_answers(data, sheet=sheet).frame, plan)
    if output is not None:
        emit(found.strata, Format.TABLE, output)
    _print_description(found)


def _print_description(found: "Description") -> None:
    values = [cell("value", int(v) if v == int(v) else v) for v in found.facts["value"]]
    facts = found.facts.with_columns(value=pl.Series(values))
    print_table(facts, {"what": _("Thiết kế mẫu"), "value": _("Giá trị")})
    lonely = found.strata.filter("lonely")
    strata = lonely if lonely.height else found.strata
    title = _("Tầng chỉ có một đơn vị") if lonely.height else _("Các tầng")
    headers = [_("Tầng"), _("Đơn vị"), _("Người trả lời"), _("Tổng quyền số")]
    names = dict(zip(("stratum", "units", "respondents", "weight"), headers, strict=True))
    print_table(strata.head(SHOWN_STRATA), names, title)
    if found.missing.height:
        blanks = {"column": _("Cột"), "blank": _("Ô trống"), "share": _("Tỷ lệ")}
        print_table(found.missing.head(SHOWN_STRATA), blanks, _("Cột có ô trống"))
