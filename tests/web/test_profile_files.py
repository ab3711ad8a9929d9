"""The files of a profile: Word and Excel, as the command line writes them."""

import io

import pytest
from docx import Document
from openpyxl import load_workbook

pytestmark = pytest.mark.django_db
HA_GIANG = "/don-vi/ha-giang-02/papi/2023/"


def test_the_word_report_is_that_of_the_unit(client):
    answer = client.get(f"{HA_GIANG}diem-mat.docx")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["Content-Disposition"] == (
        'attachment; filename="diem-mat_ha-giang-02_papi_2023.docx"'
    )
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "Hà Giang – PAPI 2023: 44,2479/80 điểm, hạng 11 trong 61 tỉnh có điểm" in text


def test_the_workbook_holds_numbers_as_numbers(client):
    answer = client.get(f"{HA_GIANG}ho-so.xlsx")
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert 'filename="ho-so_ha-giang-02_papi_2023.xlsx"' in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.content))
    values = [cell for row in book["Nội dung"].iter_rows(values_only=True) for cell in row]
    assert any(isinstance(v, float) and abs(v - 1.903466344) < 1e-9 for v in values)


def test_carried_over_scores_bear_their_day_in_the_name(client):
    path = "/don-vi/tuyen-quang-08-20250701/papi/2023/ho-so.xlsx"
    answer = client.get(path, {"territory": "2025-07-01"})
    assert "_papi_2023_2025-07-01.xlsx" in answer["Content-Disposition"]


def test_english_headers_under_the_english_address(client):
    book = load_workbook(io.BytesIO(client.get(f"/en{HA_GIANG}ho-so.xlsx").content))
    assert "Nội dung" not in book.sheetnames


def test_a_withheld_unit_has_a_report_that_says_so(client):
    answer = client.get("/don-vi/quang-ninh-22/papi/2023/diem-mat.docx")
    text = "\n".join(p.text for p in Document(io.BytesIO(answer.content)).paragraphs)
    assert "không công bố điểm của Quảng Ninh" in text


@pytest.mark.parametrize("name", ["diem-mat.docx", "ho-so.xlsx"])
def test_what_there_is_not_is_a_page_and_no_file(client, name):
    for path in ("/don-vi/ha-giang-02/papi/2031/", "/don-vi/tuyen-quang-08-20250701/papi/2023/"):
        answer = client.get(f"{path}{name}")
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith("text/html")
        assert "Content-Disposition" not in answer
