"""`thuocdo check-claims` and `thuocdo check-text`: which published statements are true."""

from pathlib import Path
from typing import Annotated

import typer

from thuocdo.cli.options import How, Output
from thuocdo.cli.show import Format, emit, say
from thuocdo.kernel.language import _

app = typer.Typer()


@app.command(name="check-claims", help=_("Đối chiếu bảng các phát biểu về chỉ số với số liệu."))
def check_claims(
    claims: Annotated[Path, typer.Argument(metavar="CLAIMS", help=_("Tệp phát biểu"))],
    sheet: Annotated[str | None, typer.Option("--sheet", help=_("Trang tính Excel"))] = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Check a table of claims. Exit code 1 when one is contradicted."""
    from thuocdo import runs  # noqa: PLC0415 - the table library loads only when needed

    found = runs.check_claims(claims, sheet)
    headers = {
        "claim_id": _("Mã"),
        "index": _("Chỉ số"),
        "unit_name": _("Đơn vị"),
        "year": _("Năm"),
        "check_result": _("Kết luận"),
        "details": _("Chi tiết"),
    }
    shown = {name: header for name, header in headers.items() if name in found.columns}
    emit(found, how, output, shown)
    _end(found["check_result"].to_list())


@app.command(name="check-text", help=_("Tìm và đối chiếu phát biểu trong bài viết, báo cáo."))
def check_text(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="txt, docx, html, pdf")],
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Find claims in a text and check them. Exit code 1 when one is contradicted."""
    from thuocdo import runs  # noqa: PLC0415

    table, unread = runs.check_text(file)
    if how is Format.TABLE and output is None:
        for line in runs.claims_in_their_sentences(table):
            typer.echo(line)
    else:
        emit(table, how, output)
    for text in unread:
        say("• " + _("Không đọc được: {text}").format(text=text))
    _end(table["verdict"].to_list())


def _end(verdicts: list[str]) -> None:
    counts = {name: verdicts.count(name) for name in sorted(set(verdicts))}
    if not verdicts:
        say(_("Không thấy phát biểu nào về các chỉ số."))
    say(", ".join(f"{_verdict(name)}: {count}" for name, count in counts.items()))
    raise typer.Exit(1 if "contradicted" in counts else 0)


def _verdict(name: str) -> str:
    from thuocdo.runs import verdict_word  # noqa: PLC0415

    return verdict_word(name)
