"""Commands on the next survey: plan-sample, draw-sample, small-areas."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import isfinite, isnan
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import polars as pl
import typer

from thuocdo.cli.options import How, On, Output, Sheet, read_day
from thuocdo.cli.show import Format, emit, print_table, say
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import plain, whole

if TYPE_CHECKING:
    from thuocdo.survey.sample_size import Fieldwork, Plan

app = typer.Typer()

DAY = {"parser": read_day, "metavar": _("NGÀY")}


@app.command(name="plan-sample", help=_("Cỡ mẫu và sai số: cả tỉnh, từng xã, thay đổi, chi phí."))
def plan_sample(
    place: Annotated[
        str | None,
        typer.Argument(metavar="[PLACE]", help=_("Tỉnh, thành phố: lấy số dân và số xã")),
    ] = None,
    margin: Annotated[float, typer.Option("--margin", help=_("Sai số cần đạt"))] = 0.03,
    share: Annotated[float, typer.Option("--share", help=_("Tỷ lệ dự kiến, 0–1"))] = 0.5,
    sd: Annotated[
        float | None, typer.Option("--sd", help=_("Độ lệch chuẩn, khi ước lượng trung bình"))
    ] = None,
    size: Annotated[int | None, typer.Option("--size", help=_("Sai số của cỡ mẫu này"))] = None,
    deff: Annotated[float, typer.Option("--deff", help=_("Hệ số thiết kế"))] = 1.5,
    weight_effect: Annotated[
        float, typer.Option("--weight-effect", help=_("Phần của quyền số, dùng cùng --costs"))
    ] = 1.0,
    response: Annotated[float, typer.Option("--response", help=_("Tỷ lệ trả lời, 0–1"))] = 1.0,
    level: Annotated[float, typer.Option("--level", help=_("Độ tin cậy"))] = 0.95,
    population: Annotated[float | None, typer.Option("--population", help=_("Số dân"))] = None,
    change: Annotated[
        float | None, typer.Option("--change", help=_("Thay đổi giữa hai năm cần phát hiện"))
    ] = None,
    power: Annotated[
        float | None, typer.Option("--power", help=_("Lực kiểm định, ví dụ 0.8"))
    ] = None,
    correlation: Annotated[
        float, typer.Option("--correlation", help=_("Tương quan hai năm (mẫu lặp lại)"))
    ] = 0.0,
    costs: Annotated[
        str | None, typer.Option("--costs", help=_("Chi phí XÃ,THÔN,PHỎNG-VẤN"))
    ] = None,
    icc: Annotated[str, typer.Option("--icc", help=_("Tương quan nội bộ XÃ,THÔN"))] = "0.03,0.02",
    budget: Annotated[float | None, typer.Option("--budget", help=_("Ngân sách"))] = None,
    on: On = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print sizes and margins for each purpose, and the cheapest field work."""
    from thuocdo.survey import sample_size as room  # noqa: PLC0415

    people, communes, title = _place(place, population, on)
    spread = room.proportion_spread(share) if sd is None else sd**2
    plan = room.Plan(spread, deff, people, response, level)
    purposes = list(room.purposes(plan, margin, size, communes, sd is None))
    if change is not None:
        found = room.size_for_change(plan, change, power, correlation)
        purposes.append((_("mỗi năm, để thấy thay đổi {d}").format(d=plain(change)), found, 2))
    field = None
    if costs is not None:
        spent = room.Costs(*_list(costs, 3, "--costs"))
        wanted = {"budget": budget} if budget is not None else {"margin": margin}
        clustered = replace(plan, design_effect=weight_effect)
        field = room.fieldwork(clustered, spent, *_list(icc, 2, "--icc"), **wanted)
    emit(room.purpose_table(purposes), how, output, _plan_headers(), title)
    registered = place is not None and population is None
    say(*(f"• {note}" for note in _plan_notes(plan, sd is None, registered)))
    if field is not None:
        _print_field(field, communes)


def _plan_headers() -> dict[str, str]:
    return {
        "purpose": _("Mục đích"),
        "answers": _("Người trả lời"),
        "approached": _("Người cần mời"),
        "in_all": _("Tổng số trả lời"),
        "margin": _("Sai số (±)"),
    }


def _plan_notes(plan: "Plan", share: bool, registered: bool) -> Iterator[str]:
    if registered and isfinite(plan.population):
        yield _(
            "Số dân {n} là tổng số dân; nếu chỉ hỏi người từ 18 tuổi, dùng --population."
        ).format(n=whole(plan.population))
    if share:
        yield _("Yamane: tỷ lệ 50%, độ tin cậy 95,45%, mẫu ngẫu nhiên đơn giản, ai cũng trả lời; "
                "mẫu nhiều bước cần nhiều hơn.")  # fmt: skip
    yield _("Sai số chỉ kể phần do chọn mẫu, không kể người không trả lời và câu hỏi chưa tốt.")


def _print_field(field: "Fieldwork", communes: int | None) -> None:
    rows = {
        _("Số xã, phường"): field.communes,
        _("Thôn trong mỗi xã"): field.villages,
        _("Phỏng vấn trong mỗi thôn"): field.interviews,
        _("Tổng số trả lời"): field.answers,
        _("Hệ số thiết kế"): field.design_effect,
        _("Sai số (±)"): field.margin,
        _("Chi phí"): field.cost,
    }
    table = pl.DataFrame({"what": list(rows), "value": [plain(each) for each in rows.values()]})
    print_table(table, {"what": _("Cách làm ít tốn kém nhất"), "value": _("Giá trị")})
    if communes is not None and field.communes > communes:
        text = _(
            "• Cần {n} xã nhưng chỉ có {there}: khảo sát mọi xã, hoặc chấp nhận sai số lớn hơn."
        )
        say(text.format(n=field.communes, there=communes))


def _place(
    place: str | None, population: float | None, on: date | None
) -> tuple[float, int | None, str]:
    """People, communes and a title; the register's people where none are given."""
    if place is None:
        return (float("inf") if population is None else population), None, _("Kế hoạch cỡ mẫu")
    from thuocdo.runs.sampling import population_of  # noqa: PLC0415

    name, known, communes = population_of(place, on or date.today())
    people = known if population is None else population
    title = _("Kế hoạch cỡ mẫu: {place}").format(place=name)
    return (float("inf") if isnan(people) else people), communes, title


def _list(text: str, wanted: int, option: str) -> list[float]:
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) != wanted:
        message = _("{option} cần {n} số, cách nhau bằng dấu phẩy, không phải “{text}”.")
        asked = message.format(option=option, n=wanted, text=text)
        raise RequestError(
            Problem("sample-plan", asked, hint=_("Dùng dấu chấm thập phân: 0.03,0.02."))
        )
    return values


@app.command(name="draw-sample", help=_("Rút xã và thôn theo quy mô, kèm biên bản và quyền số."))
def draw_sample(
    place: Annotated[str, typer.Argument(metavar="PLACE", help=_("Tỉnh, thành phố"))],
    communes: Annotated[int, typer.Option("--communes", help=_("Số xã, phường cần rút"))],
    seed: Annotated[int, typer.Option("--seed", help=_("Hạt giống: cùng số, cùng kết quả"))],
    sizes: Annotated[
        Path | None, typer.Option("--sizes", help=_("Bảng quy mô: commune, size, certain"))
    ] = None,
    lists: Annotated[
        Path | None,
        typer.Option("--villages", help=_("Bảng thôn: commune, village, size, certain")),
    ] = None,
    take: Annotated[int, typer.Option("--per-commune", help=_("Số thôn trong mỗi xã"))] = 2,
    interviews: Annotated[
        int | None, typer.Option("--interviews", help=_("Số phỏng vấn trong mỗi thôn"))
    ] = None,
    spare: Annotated[int, typer.Option("--replacements", help=_("Số xã dự phòng"))] = 0,
    spare_villages: Annotated[
        int, typer.Option("--village-replacements", help=_("Số thôn dự phòng trong mỗi xã"))
    ] = 0,
    certain: Annotated[
        list[str] | None, typer.Option("--certain", help=_("Xã luôn được chọn; lặp lại được"))
    ] = None,
    territory: Annotated[
        date | None, typer.Option("--on", help=_("Địa giới của ngày này; mặc định: hôm nay"), **DAY)
    ] = None,
    drawn_on: Annotated[
        date | None, typer.Option("--date", help=_("Ngày rút mẫu, ghi vào biên bản"), **DAY)
    ] = None,
    records: Annotated[
        list[Path] | None, typer.Option("--record", help=_("Ghi biên bản: .html, .txt, .csv, …"))
    ] = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Draw and print the sample; `--record` writes the record of the draw."""
    from thuocdo.runs import sampling as room  # noqa: PLC0415

    record = room.draw_sample(
        room.Drawing(
            place, communes, seed, territory or date.today(), drawn_on, sizes, lists, take,
            interviews, (spare, spare_villages), tuple(certain or ()),
        )
    )  # fmt: skip
    room.write_records(record, records or ())
    say(*(_("Đã ghi {path}.").format(path=path) for path in records or ()))
    table = room.record_table(record).filter(pl.col("status") != "not_drawn")
    emit(_in_words(table) if how is Format.TABLE and output is None else table,
         how, output, _draw_headers(table), record.place)  # fmt: skip
    say(*(f"• {note}" for note in record.notes))


def _in_words(table: pl.DataFrame) -> pl.DataFrame:
    words = {
        "certain": _("chắc chắn"),
        "drawn": _("rút được"),
        "replacement": _("dự phòng"),
    }
    step = {1: _("xã"), 2: _("thôn")}
    if (table["size"] % 1 == 0).all():
        table = table.with_columns(pl.col("size").cast(pl.Int64))
    return table.with_columns(
        pl.col("status").replace(words),
        pl.col("stage").replace_strict(step, return_dtype=pl.String),
    )


def _draw_headers(table: pl.DataFrame) -> dict[str, str]:
    headers = {
        "stage": _("Bước"),
        "parent": _("Thuộc"),
        "unit": _("Mã"),
        "unit_name": _("Đơn vị"),
        "size": _("Quy mô"),
        "status": _("Kết quả"),
        "replacement": _("Thứ tự dự phòng"),
        "probability": _("Xác suất"),
        "weight": _("Quyền số"),
        "person_weight": _("Quyền số một người"),
    }
    empty = {name for name in headers if table[name].null_count() == table.height}
    if table["stage"].max() == 1:
        empty |= {"stage", "parent"}
    return {name: header for name, header in headers.items() if name not in empty}


@app.command(
    name="small-areas", help=_("Ước lượng cho địa bàn ít mẫu: Fay–Herriot, nói rõ phần mượn.")
)
def small_areas(
    data: Annotated[Path, typer.Argument(metavar="DATA", help=_("Bảng unit, value, se"))],
    method: Annotated[str, typer.Option("--method", help="reml | fh | pr")] = "reml",
    covariates: Annotated[
        list[str] | None, typer.Option("--covariate", help=_("Cột biến bổ trợ; lặp lại được"))
    ] = None,
    node: Annotated[str | None, typer.Option("--node", help=_("Chỉ nội dung này"))] = None,
    period: Annotated[str | None, typer.Option("--period", help=_("Chỉ kỳ này"))] = None,
    level: Annotated[
        float, typer.Option("--level", help=_("Độ tin cậy"), min=0.5, max=0.9999)
    ] = 0.95,
    sheet: Sheet = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Print shrinkage estimates with their errors and what each area has borrowed."""
    from thuocdo.runs.sampling import small_area_file  # noqa: PLC0415

    only = {"node": node, "period": period}
    found = small_area_file(data, method, tuple(covariates or ()), only, sheet)
    headers = {
        "area": _("Địa bàn"),
        "direct": _("Từ mẫu"),
        "se": _("Sai số chuẩn"),
        "estimate": _("Ước lượng"),
        "rmse": _("Căn MSE"),
        "low": _("Từ"),
        "high": _("Đến"),
        "borrowed": _("Phần mượn"),
        "model": _("Mô hình"),
    }
    emit(found.table(level), how, output, headers)
    say(*(f"• {note}" for note in found.notes()))
