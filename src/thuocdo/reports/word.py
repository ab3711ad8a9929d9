"""The Word report of lost points, ready for an official to edit and sign."""

from collections.abc import Callable
from io import BytesIO

from docx.document import Document as Word

from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal, percent, rank_of, signed, signed_whole
from thuocdo.reports.official import (
    Letterhead,
    body,
    closing,
    heading,
    new_document,
    paragraph,
    table,
)
from thuocdo.reports.views import NodeRow, ProfileView

NUMERALS = ("I", "II", "III", "IV", "V", "VI", "VII")


def letterhead_of(view: ProfileView) -> Letterhead:
    """The head of a report by the province's own Sở Nội vụ; place and number are blanks."""
    subject = _("Phân tích điểm mất {name} năm {period}")
    return Letterhead(
        superior=_("UBND {unit}").format(unit=view.official_name),
        agency=_("Sở Nội vụ"),
        place="………",
        kind=_("BÁO CÁO"),
        symbol="BC",
        subject=subject.format(name=view.head.abbreviation, period=view.head.period),
    )


def lost_points_docx(view: ProfileView, letterhead: Letterhead | None = None) -> bytes:
    """The report of a unit and period as .docx, laid out after Nghị định 30/2020/NĐ-CP.

    Result, lost points, change, lasting weaknesses, agencies, notes; a section that cannot
    be told says why. Number, day and signer are left for the official to fill in.
    """
    word = new_document(letterhead or letterhead_of(view))
    sections: tuple[tuple[str, Callable[[Word, ProfileView], None]], ...] = (
        (_("Kết quả"), _result),
        (_("Điểm mất theo nội dung, nội dung thành phần"), _losses),
        (_("Thay đổi so với kỳ trước"), _change),
        (_("Mặt mạnh; tồn tại, hạn chế"), _findings),
        (_("Điểm mất theo cơ quan phụ trách (đề xuất)"), _duties),
        (_("Nguồn số liệu và cách tính"), _notes),
    )
    if view.notice:
        _notice(word, view.notice)
    for numeral, (title, write) in zip(NUMERALS, sections, strict=False):
        heading(word, f"{numeral}. {title}")
        write(word, view)
    _close(word)
    stream = BytesIO()
    word.save(stream)
    return stream.getvalue()


def _notice(word: Word, notice: str) -> None:
    """The notice before the text, and in the header of every page."""
    paragraph(word, notice, bold=True)
    section = word.sections[0]
    for header in (section.first_page_header, section.header):
        paragraph(header, notice, bold=True, size=10)


def _close(word: Word) -> None:
    # Every model of the decree ends the text with "./."
    last = word.paragraphs[-1].runs[-1]
    last.text = last.text.rstrip(".") + "./."
    recipients = [_("UBND tỉnh (để báo cáo);"), _("Các sở, ban, ngành;"), _("Lưu: VT, ….")]
    closing(word, recipients, "", _("GIÁM ĐỐC"))


def _result(word: Word, view: ProfileView) -> None:
    body(word, view.headline)
    for text in (*view.explanation, view.uncertainty, *view.succession):
        body(word, text)
    if view.standing.printed_group and view.standing.printed_group != view.standing.group:
        told = _("Nhóm đã công bố là “{group}”, khác nhóm tính theo quy tắc.")
        body(word, told.format(group=view.standing.printed_group))
    for goal in view.goals:
        told = _("Còn thiếu {points} điểm để tới {goal}, theo điểm cắt {score} của năm {period}.")
        body(
            word,
            told.format(
                points=decimal(goal.points, view.digits),
                goal=goal.label,
                score=decimal(goal.needed_score, view.digits),
                period=goal.period,
            ),
        )


def _losses(word: Word, view: ProfileView) -> None:
    if view.withheld and not view.partial:
        body(word, _("Không có điểm nên không phân tích được điểm mất."))
        return
    headers = [_("Nội dung"), _("Điểm"), _("Tối đa"), _("Điểm mất"), _("Hạng"), _("Trung vị")]
    rows = [_node_cells(row, view.digits) for row in view.nodes]
    table(word, headers, rows, [66, 20, 18, 20, 20, 21])
    worst = sorted((r for r in view.leaves if r.lost is not None), key=lambda r: -r.lost)[:5]
    total = sum(row.lost for row in view.leaves if row.lost is not None)
    if worst and total > 0:
        told = _("Mất nhiều điểm nhất: {list}; cộng lại bằng {share} số điểm mất.")
        names = ", ".join(f"{row.code} {row.name} ({decimal(row.lost, 2)})" for row in worst)
        share = percent(sum(row.lost for row in worst) / total)
        body(word, told.format(list=names, share=share))


def _node_cells(row: NodeRow, digits: int) -> list[str]:
    name = f"{row.code} {row.name}"
    return [
        name.upper() if row.depth == 1 and not row.leaf else name,
        decimal(row.score, digits),
        decimal(row.scale_max, 2),
        decimal(row.lost, digits),
        _ranged(row),
        decimal(row.median, digits),
    ]


def _ranged(row: NodeRow) -> str:
    shown = rank_of(row.rank, row.ranked_units)
    return shown if row.rank_low is None else f"{shown} ({row.rank_low}–{row.rank_high})"


def _change(word: Word, view: ProfileView) -> None:
    if view.change_missing:
        body(word, view.change_missing)
    if view.change is None:
        return
    rows = [[s.label, signed(s.amount, view.digits), s.reason or ""] for s in view.change.steps]
    total = view.change.end - view.change.start
    span = f"{view.change.start_label} → {view.change.end_label}"
    rows.append([_("Cộng"), signed(total, view.digits), span])
    table(word, [_("Nội dung"), _("Thay đổi"), _("Ghi chú")], rows, [85, 24, 56])
    moved = sorted((r for r in view.leaves if r.change is not None), key=lambda r: r.change)
    for label, chosen in ((_("Giảm nhiều nhất"), moved[:3]), (_("Tăng nhiều nhất"), moved[-3:])):
        fit = [r for r in chosen if (r.change < 0) == (label == _("Giảm nhiều nhất"))]
        if fit:
            body(word, f"{label}: " + "; ".join(_moved(row, view.digits) for row in fit) + ".")


def _moved(row: NodeRow, digits: int) -> str:
    places = f", {signed_whole(row.rank_change)} {_('bậc')}" if row.rank_change else ""
    return f"{row.code} {row.name} ({signed(row.change, digits)}{places})"


def _findings(word: Word, view: ProfileView) -> None:
    said: dict[str, list[str]] = {}
    for finding in view.findings:
        said.setdefault(finding.text, []).append(f"{finding.code} {finding.name}")
    for text, names in said.items():
        body(word, f"- {text[:1].upper()}{text[1:]}: {'; '.join(names)}.")
    if not said:
        body(word, _("Không có nội dung nào nổi bật theo các ngưỡng đang dùng."))


def _duties(word: Word, view: ProfileView) -> None:
    if not view.duties:
        body(word, _("Chưa có bảng phân công cho bộ chỉ số này."))
        return
    rows = [[d.agency, decimal(d.lost, view.digits), "; ".join(d.nodes)] for d in view.duties]
    table(word, [_("Cơ quan"), _("Điểm mất"), _("Nội dung")], rows, [50, 22, 93])
    body(word, _("Phân công này là đề xuất, tỉnh sửa theo chức năng, nhiệm vụ được giao."))


def _notes(word: Word, view: ProfileView) -> None:
    for note in view.notes:
        body(word, f"{note.title}: {note.text}")
