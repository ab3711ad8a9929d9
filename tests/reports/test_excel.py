"""The Excel workbook of a profile: numbers as numbers, gaps as gaps."""

from io import BytesIO

import openpyxl
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel
from thuocdo.index.scorebook import score
from thuocdo.reports import profile_view, profile_workbook


@pytest.fixture(scope="module")
def panel():
    papi = framework("papi")
    return Panel.of(papi, score(papi, bundled.measurements("papi")))


def opened(panel, unit: str):
    return openpyxl.load_workbook(BytesIO(profile_workbook(profile_view(panel, unit, "2023"))))


def test_the_sheets_have_vietnamese_names_and_frozen_headers(panel):
    book = opened(panel, "02")
    assert book.sheetnames == ["Đọc trước", "Nội dung", "Các năm", "Các đơn vị", "Thay đổi",
                               "Cơ quan"]  # fmt: skip
    assert all(book[name].freeze_panes == "B2" for name in book.sheetnames[1:])


def test_scores_are_unrounded_numbers(panel):
    rows = list(opened(panel, "02")["Nội dung"].iter_rows(values_only=True))
    poverty = next(row for row in rows if row[0] == "Danh sách hộ nghèo")
    assert poverty[2] == pytest.approx(1.9035, abs=5e-5) and poverty[2] != 1.9035
    assert len(rows) == 1 + 8 + 28


def test_what_is_withheld_is_an_empty_cell(panel):
    rows = list(opened(panel, "22")["Nội dung"].iter_rows(values_only=True))[1:]
    assert {row[2] for row in rows} == {None}


def test_the_first_sheet_tells_that_no_range_can_be_given(panel):
    told = [row[1] for row in opened(panel, "02")["Đọc trước"].iter_rows(values_only=True)]
    assert any("không nêu được khoảng thứ hạng" in text for text in told)
