"""Official Word layout (thể thức văn bản): Nghị định 30/2020/NĐ-CP, Phụ lục I and model 1.4.

Only the form is here: page, header block, title, headings, tables, signature block. What an
official must fill in (number, day, signer) is left as dotted blanks, never invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
BODY_SIZE, TABLE_SIZE = 13, 11
CENTRE, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the document, where, and of which kind (`BÁO CÁO`, symbol `BC`)."""

    superior: str
    agency: str
    place: str
    kind: str
    symbol: str
    subject: str


def new_document(letterhead: Letterhead) -> Word:
    """An A4 document with header block and title; margins 20/20/30/15 mm, pages numbered."""
    word = Document()
    _page(word)
    _body_style(word)
    _header_block(word, letterhead)
    title = paragraph(word, letterhead.kind, bold=True, size=14, align=CENTRE)
    title.paragraph_format.space_before = Pt(12)
    subject = paragraph(word, letterhead.subject, bold=True, size=14, align=CENTRE)
    section = word.sections[0]
    _rule_after(subject, section.page_width - section.left_margin - section.right_margin, 0.35)
    return word


def _page(word: Word) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    # The number stands in the top margin, and not on the first page.
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    _page_number(number)


def _page_number(where: Paragraph) -> None:
    run = where.add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            part.text = text
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)
    _font(run, 13)


def _body_style(word: Word) -> None:
    style = word.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(BODY_SIZE)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    style.paragraph_format.space_after = Pt(6)
    style.paragraph_format.line_spacing = 1.15


def _font(run, size: float, bold: bool = False, italic: bool = False) -> None:
    run.font.name, run.font.size, run.bold, run.italic = FONT, Pt(size), bold, italic


def paragraph(
    where, text: str, *, bold=False, italic=False, size=BODY_SIZE, align=None, indent=False
) -> Paragraph:
    """One paragraph in `where` (document or cell); `indent` sets the first line 10 mm in."""
    added = where.add_paragraph()
    _font(added.add_run(text), size, bold, italic)
    added.alignment = align
    if indent:
        added.paragraph_format.first_line_indent = Mm(10)
    return added


def body(word: Word, text: str) -> Paragraph:
    """A paragraph of running text: justified, first line indented."""
    return paragraph(word, text, align=JUSTIFY, indent=True)


def heading(word: Word, text: str, level: int = 1) -> Paragraph:
    """`I. …` in bold capitals (level 1) or `1. …` in bold (level 2), kept with what follows."""
    added = paragraph(word, text.upper() if level == 1 else text, bold=True, indent=True)
    added.paragraph_format.keep_with_next = True
    added.paragraph_format.space_before = Pt(6)
    return added


def _rule_after(above: Paragraph, width: int, share: float) -> None:
    """A short centred line under `above`: a border on an empty paragraph indented alike."""
    line = above._p.makeelement(qn("w:p"), {})
    above._p.addnext(line)
    thin = Paragraph(line, above._parent)
    thin.paragraph_format.space_after = Pt(4)
    thin.paragraph_format.line_spacing = Pt(3)
    thin.paragraph_format.left_indent = thin.paragraph_format.right_indent = int(
        width * (1 - share) / 2
    )
    border = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    border.append(bottom)
    line.get_or_add_pPr().append(border)


def _header_block(word: Word, letterhead: Letterhead) -> None:
    table = word.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    left, right = _two_columns(table, 65, 100)
    _lines(
        left,
        (letterhead.superior.upper(), 12, False, False),
        (letterhead.agency.upper(), 12, True, False),
        (f"Số:       /{letterhead.symbol}-…", 13, False, False),
    )
    _lines(
        right,
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False),
        (f"{letterhead.place}, ngày      tháng      năm      ", 13, False, True),
    )
    _rule_after(left.paragraphs[1], left.width, 0.4)
    _rule_after(right.paragraphs[1], right.width, 0.55)


def _two_columns(table, *widths_mm: float):
    """The two cells of a borderless block; widths go on the grid too, or Writer ignores them."""
    for column, cell, width in zip(table.columns, table.rows[0].cells, widths_mm, strict=True):
        column.width = cell.width = Mm(width)
    return table.rows[0].cells


def _lines(cell, *lines: tuple[str, float, bool, bool]) -> None:
    for number, (text, size, bold, italic) in enumerate(lines):
        added = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        _font(added.add_run(text), size, bold, italic)
        added.alignment = CENTRE
        added.paragraph_format.space_after = Pt(0)
        added.paragraph_format.line_spacing = 1.0


def table(
    word: Word, headers: Sequence[str], rows: Sequence[Sequence[str]], widths_mm: Sequence[float]
) -> None:
    """A bordered table whose header row repeats on every page; numbers to the right."""
    made = word.add_table(rows=1, cols=len(headers), style="Table Grid")
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    for column, width in zip(made.columns, widths_mm, strict=True):
        column.width = Mm(width)
    _repeat(made.rows[0])
    _fill(made.rows[0], headers, widths_mm, bold=True)
    for row in rows:
        _fill(made.add_row(), row, widths_mm)
    word.add_paragraph().paragraph_format.space_after = Pt(4)


def _repeat(row) -> None:
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _fill(row, texts: Sequence[str], widths_mm: Sequence[float], bold: bool = False) -> None:
    for cell, text, width in zip(row.cells, texts, widths_mm, strict=True):
        cell.width = Mm(width)
        only = cell.paragraphs[0]
        _font(only.add_run(text), TABLE_SIZE, bold)
        only.paragraph_format.space_after = Pt(2)
        only.paragraph_format.line_spacing = 1.0
        numeric = bool(text) and text.strip("+-−–.,0123456789/ %") == ""
        only.alignment = CENTRE if bold else (WD_ALIGN_PARAGRAPH.RIGHT if numeric else None)


def closing(word: Word, recipients: Sequence[str], authority: str, position: str) -> None:
    """`Nơi nhận` on the left, signature block on the right; the name is left to be written."""
    made = word.add_table(rows=1, cols=2)
    made.autofit = False
    left, right = _two_columns(made, 85, 80)
    whole = OxmlElement("w:cantSplit")  # recipients and signature stay on one page
    made.rows[0]._tr.get_or_add_trPr().append(whole)
    _font(left.paragraphs[0].add_run("Nơi nhận:"), 12, True, True)
    for item in recipients:
        added = paragraph(left, f"- {item}", size=11)
        added.paragraph_format.space_after = Pt(0)
    _lines(right, (authority.upper(), 13, True, False), (position.upper(), 13, True, False))
    for _blank in range(4):
        right.add_paragraph()
