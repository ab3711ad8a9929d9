"""`thuocdo check-claims` and `thuocdo check-text`: which published statements are true."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from thuocdo.cli.options import How, Output, Sheet
from thuocdo.cli.show import Format, emit, say
from thuocdo.kernel.language import _

app = typer.Typer()


@app.command(name="check-claims", help=_("Đối chiếu bảng các phát biểu về chỉ số với số liệu."))
def check_claims(
    claims: Annotated[Path, typer.Argument(metavar="CLAIMS", help=_("Tệp phát biểu"))],
    sheet: Sheet = None,
    how: How = Format.TABLE,
    output: Output = None,
) -> None:
    """Check a table of claims. Exit code 1 when one is contradicted."""
    from thuocdo import runs  # noqa: PLC0415 - the table library loads only when needed

    found = runs.check_claims(claims, sheet)
    headers = {
        "claim_id": _("Mã"),
        "index": _("Chỉ số"),
        "province_code": _("Đơn vị"),
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

    report = runs.check_text(file)
    if how is Format.TABLE and output is None:
        for finding in report.findings:
            typer.echo("\n".join(runs.in_its_sentence(finding)))
    else:
        emit(report.table(), how, output)
        for one in report.unread:
            say(_("Không đọc được “{text}”: {why}").format(text=one.text, why=one.message))
    _end([claim.verdict.value for claim in report.claims])


def _end(verdicts: list[str]) -> None:
    from thuocdo.runs import verdict_word  # noqa: PLC0415

    if not verdicts:
        say(_("Không thấy phát biểu nào về các chỉ số."))
    counts = sorted(Counter(verdicts).items())
    say(", ".join(f"{verdict_word(name)}: {count}" for name, count in counts))
    raise typer.Exit(1 if "contradicted" in verdicts else 0)
