"""The Word report of lost points: content from the view, form from Nghị định 30/2020."""

from io import BytesIO

import pytest
from docx import Document
from docx.shared import Mm, Pt

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel
from thuocdo.index.scorebook import score
from thuocdo.reports import lost_points_docx, profile_view


@pytest.fixture(scope="module")
def panel():
    papi = framework("papi")
    return Panel.of(papi, score(papi, bundled.measurements("papi")))


def opened(panel, unit: str, period: str):
    return Document(BytesIO(lost_points_docx(profile_view(panel, unit, period))))


def text_of(word) -> str:
    cells = [c.text for t in word.tables for row in t.rows for c in row.cells]
    return "\n".join([*(p.text for p in word.paragraphs), *cells])


def test_the_page_is_a4_with_the_margins_of_the_decree(panel):
    section = opened(panel, "02", "2023").sections[0]
    page = (section.page_width, section.page_height, section.left_margin, section.right_margin)
    assert [round(x / Mm(1)) for x in page] == [210, 297, 30, 15]
    assert section.different_first_page_header_footer


def test_the_head_and_the_end_are_those_of_an_official_report(panel):
    word = opened(panel, "02", "2023")
    text = text_of(word)
    for needed in ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO",
                   "UBND TỈNH HÀ GIANG", "Nơi nhận:", "Lưu: VT"):  # fmt: skip
        assert needed in text
    assert [p.text for p in word.paragraphs if p.text][-1].endswith("./.")
    assert word.styles["Normal"].font.name == "Times New Roman"
    assert word.styles["Normal"].font.size == Pt(13)


def test_it_tells_the_true_denominator_and_that_no_range_can_be_given(panel):
    text = text_of(opened(panel, "02", "2023"))
    assert "hạng 11 trong 61" in text and "không nêu được khoảng thứ hạng" in text
    assert "Hà Giang nhập vào Tuyên Quang từ 01/07/2025" in text


def test_every_sub_dimension_is_in_the_table_with_its_lost_points(panel):
    losses = opened(panel, "02", "2023").tables[1]
    rows = {row.cells[0].text: [c.text for c in row.cells] for row in losses.rows}
    assert len(rows) == 1 + 8 + 28
    assert rows["2.2 Danh sách hộ nghèo"][1:4] == ["1,9035", "2,50", "0,5965"]


def test_the_change_adds_up_in_its_last_row(panel):
    change = opened(panel, "02", "2023").tables[2]
    assert [c.text for c in change.rows[-1].cells][:2] == ["Cộng", "+3,1009"]


def test_a_withheld_province_is_explained_and_has_no_table_of_zeros(panel):
    word = opened(panel, "22", "2023")
    text = text_of(word)
    assert "không công bố điểm của Quảng Ninh" in text
    assert "Không có điểm nên không phân tích được điểm mất." in text
    assert "0,0000" not in text
