"""`thuocdo definitions …`: list, show and check frameworks."""

from pathlib import Path
from typing import Annotated

import polars as pl
import typer

from thuocdo.catalog import load
from thuocdo.catalog.framework import Framework
from thuocdo.cli.options import Definitions, How, Output
from thuocdo.cli.show import Format, emit, say
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period

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
    name: Annotated[str, typer.Argument(metavar="FRAMEWORK")],
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
    tree = item.on(Period.parse(year) if year else item.periods[-1])
    table = pl.DataFrame([_node_row(node) for node in _downwards(tree)])
    headers = {
        "node": _("Mã"),
        "printed_code": _("Số in"),
        "label": _("Nội dung"),
        "scale": _("Thang điểm"),
        "weight": _("Trọng số"),
        "status": _("Xác nhận"),
    }
    title = f"{item.document.abbreviation} {tree.period} – {item.label}"
    emit(table, how, output, headers, title)
    say(*(f"• {note}" for note in _unconfirmed(tree)))


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
        "scale": f"{node.scale_min:.4g}–{node.scale_max:.4g}",
        "weight": weight,
        "status": node.node.status.value,
        "source": node.node.source,
    }


def _unconfirmed(tree):
    for node in tree.nodes.values():
        rule = node.composition
        if rule is not None and rule.status != "confirmed":
            note = _("{node}: cách tính ở mức “{status}” – {source}.")
            yield note.format(node=node.path, status=rule.status.value, source=rule.source)


@app.command(help=_("Kiểm tra định nghĩa: báo mọi lỗi một lần, kèm tệp, mục, dòng và gợi ý."))
def check(
    path: Annotated[
        Path | None, typer.Argument(metavar="[PATH]", help=_("Thư mục; mặc định: bộ đi kèm"))
    ] = None,
) -> None:
    """Check definitions. Exit code 1 when something is wrong."""
    root = path or load.bundled_definitions()
    folders = load.framework_folders(root.resolve())
    if not folders:
        load.frameworks(root)  # says what is missing
    problems = []
    for folder in folders:
        _item, found = load.check_folder(folder)
        problems += found
        say(_("{name}: {verdict}").format(
            name=folder.name,
            verdict=_("đúng") if not found else _("{n} lỗi").format(n=len(found)),
        ))  # fmt: skip
    for problem in problems:
        typer.echo(str(problem))
    raise typer.Exit(1 if problems else 0)


@app.command(help=_("In JSON Schema để trình soạn thảo gợi ý và kiểm tra khi gõ YAML."))
def schema() -> None:
    """Print the JSON Schema of definitions."""
    from thuocdo.catalog.schema import schema_text  # noqa: PLC0415

    typer.echo(schema_text(), nl=False)
