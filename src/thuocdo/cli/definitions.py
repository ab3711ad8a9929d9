"""`thuocdo definitions …`: list, show and check frameworks."""

from math import isnan
from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from thuocdo.catalog import load
from thuocdo.catalog.check_units import check_units
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.words import word
from thuocdo.cli.options import Definitions, How, Output, read_period
from thuocdo.cli.show import Format, emit, number, print_table, say
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick

UNITS = "units"
_NODE_COLUMNS = {
    "node": pl.String,
    "printed_code": pl.String,
    "label": pl.String,
    "scale_min": pl.Float64,
    "scale_max": pl.Float64,
    "weight": pl.Float64,
    "status": pl.String,
    "source": pl.String,
}

app = typer.Typer(no_args_is_help=True, help=_("Các bộ chỉ số: liệt kê, xem, kiểm tra."))


@app.command("list", help=_("Các bộ chỉ số đang có."))
def list_(definitions: Definitions = None, how: How = Format.TABLE, output: Output = None) -> None:
    """List the frameworks at hand."""
    rows = [_row(item) for item in load.frameworks(definitions)]
    headers = [_("Tên"), _("Viết tắt"), _("Bộ chỉ số"), _("Các kỳ"), _("Nội dung"), _("Xác nhận")]
    table = pl.DataFrame(rows)
    emit(table, how, output, dict(zip(table.columns, headers, strict=True)))


def _row(item: Framework) -> dict:
    periods = [str(period) for period in item.periods]
    return {
        "framework": item.name,
        "abbreviation": item.document.abbreviation,
        "label": item.label,
        "periods": f"{periods[0]}–{periods[-1]}" if periods else "",
        "nodes": len(item.nodes),
        "status": item.document.status.value,
    }


@app.command(help=_("Cây nội dung của một bộ chỉ số trong một kỳ, kèm thang điểm và nguồn."))
def show(
    name: Annotated[str, typer.Argument(metavar="FRAMEWORK", help=_("Tên bộ chỉ số"))],
    year: Annotated[str | None, typer.Option("--year", help=_("Kỳ; mặc định: kỳ cuối"))] = None,
    definitions: Definitions = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Show the tree of a framework in a period."""
    item = load.framework(name, definitions)
    if year is None and not item.periods:
        message = _("bộ chỉ số này không khai báo kỳ nào.")
        raise RequestError(Problem("period-needed", message, hint=_("Thêm mục --year.")))
    tree = item.on(read_period(year) if year else item.periods[-1])
    table = pl.DataFrame([_node_row(node) for node in _downwards(tree)], schema=_NODE_COLUMNS)
    if how is Format.TABLE and output is None:
        _print_tree(table, f"{item.document.abbreviation} {tree.period} – {item.label}")
        say(*(f"• {note}" for note in _unconfirmed(tree)))
    else:
        emit(table, how, output)


def _print_tree(table: pl.DataFrame, title: str) -> None:
    headers = {
        "node": _("Mã"),
        "printed_code": _("Số in"),
        "label": _("Nội dung"),
        "scale": _("Thang điểm"),
        "weight": _("Trọng số"),
        "status": _("Xác nhận"),
    }
    if table["weight"].null_count() == table.height:
        del headers["weight"]
    ends = zip(table["scale_min"], table["scale_max"], strict=True)
    scales = ["–" if None in (low, high) else f"{number(low, '.4g')}–{number(high, '.4g')}"
              for low, high in ends]  # fmt: skip
    weights = [None if weight is None else number(weight, "g") for weight in table["weight"]]
    shown = table.with_columns(scale=pl.Series(scales), weight=pl.Series(weights, dtype=pl.String))
    print_table(shown, headers, title)


def _downwards(tree, code: str = ""):
    node = tree.nodes[code]
    weight = None
    if node.parent is not None:
        above = tree.nodes[node.parent].composition
        weight = above.weights[code] if above.weights else None
    yield node, weight
    for part in node.parts:
        yield from _downwards(tree, part)


def _node_row(found) -> dict:
    node, weight = found
    return {
        "node": node.path,
        "printed_code": node.printed_code,
        "label": pick(node.node.label.model_dump()),
        "scale_min": None if isnan(node.scale_min) else node.scale_min,
        "scale_max": None if isnan(node.scale_max) else node.scale_max,
        "weight": weight,
        "status": node.node.status.value,
        "source": node.node.source,
    }


def _unconfirmed(tree):
    for node in tree.nodes.values():
        rule = node.composition
        if rule is not None and rule.status != "confirmed":
            note = _("{node}: cách tính ở mức “{status}” – {source}.")
            yield note.format(node=node.path, status=word(rule.status), source=rule.source)


@app.command(help=_("Kiểm tra định nghĩa: báo mọi lỗi một lần, kèm tệp, mục, dòng và gợi ý."))
def check(
    path: Annotated[
        Path | None,
        typer.Argument(metavar="[PATH]", help=_("Thư mục, hoặc tệp chỉ tiêu; mặc định: bộ đi kèm")),
    ] = None,
) -> None:
    """Check definitions. Exit code 1 when something is wrong."""
    from thuocdo.survey.measures_check import check_measures, measure_files  # noqa: PLC0415

    root = (path or load.bundled_definitions()).resolve()
    parts = [(folder.name, load.check_folder(folder)[1]) for folder in load.framework_folders(root)]
    if (root / UNITS).is_dir():
        parts.append((UNITS, check_units(root / UNITS)))
    parts += [(file.name, check_measures(file)[1]) for file in measure_files(root)]
    if not parts:
        load.frameworks(path)  # says what is missing
    for name, found in parts:
        verdict = _("{n} lỗi").format(n=len(found)) if found else _("đúng")
        say(_("{name}: {verdict}").format(name=name, verdict=verdict))
    for problem in [problem for _name, found in parts for problem in found]:
        typer.echo(str(problem))
    raise typer.Exit(1 if any(found for _name, found in parts) else 0)


@app.command(help=_("In JSON Schema để trình soạn thảo gợi ý và kiểm tra khi gõ YAML."))
def schema(
    measures: Annotated[bool, typer.Option("--measures", help=_("Của tệp chỉ tiêu"))] = False,
) -> None:
    """Print the JSON Schema of definitions, or of measure files."""
    if measures:
        from thuocdo.survey.measures_schema import schema_text  # noqa: PLC0415
    else:
        from thuocdo.catalog.schema import schema_text  # noqa: PLC0415

    typer.echo(schema_text(), nl=False)
