"""The page that holds a text against the published numbers."""

import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db
RIGHT = "Năm 2023, PAPI của Hà Giang đạt 44,2479 điểm."
WRONG = "Năm 2023, PAPI của Hà Giang đạt 43,08 điểm, xếp thứ 3 cả nước."


def post(client, **fields):
    return client.post("/kiem-chung/", fields)


def word(text, padding=0):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "word/document.xml",
            '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            f"<w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p>{' ' * padding}</w:body></w:document>",
        )
    return data.getvalue()


def test_a_right_number_is_marked_right_at_its_place(client):
    text = post(client, text=RIGHT).text
    assert '<mark class="verdict reproduced">44,2479' in text
    assert "<strong>Hà Giang, PAPI 2023, điểm</strong>: Đúng" in text


def test_a_wrong_number_is_marked_with_ours_and_its_source(client):
    text = post(client, text=WRONG).text
    assert '<mark class="verdict contradicted">43,08' in text
    assert "44,25" in text or "44,2479" in text
    assert "Nguồn:" in text


def test_the_text_stays_in_the_form_and_is_escaped(client):
    text = post(client, text=f"<script>alert(1)</script> {RIGHT}").text
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_a_text_without_claims_says_so(client):
    assert "Không thấy phát biểu nào" in post(client, text="Hôm nay trời đẹp.").text


def test_a_word_file_is_read(client):
    file = SimpleUploadedFile("bài.docx", word(RIGHT))
    assert "verdict reproduced" in post(client, file=file).text


def test_the_verdicts_can_be_taken_away_as_excel(client):
    answer = post(client, text=WRONG, format="xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[1]][:2] == ["Đoạn", "Câu"]
    assert "contradicted" in {row[9].value for row in sheet.iter_rows(min_row=2)}


@pytest.mark.parametrize("text", ["", " \n "])
def test_an_empty_form_says_what_to_do(client, text):
    answer = post(client, text=text)
    assert answer.status_code == 400
    assert "Chưa có văn bản nào" in answer.text


@pytest.mark.parametrize("name", ["/etc/passwd.txt", "../../secret_key", "pyproject.toml"])
def test_a_pasted_path_is_a_text_and_opens_no_file(client, name):
    answer = post(client, text=name)
    assert answer.status_code == 200
    assert "root:" not in answer.text


def test_a_text_that_is_too_long_is_refused_with_a_way_out(client):
    answer = post(client, text="PAPI " * 20_000)
    assert answer.status_code == 400
    assert "dài quá 60.000" in answer.text


def test_fifty_megabytes_are_refused_before_they_are_read(client):
    answer = post(client, text="a" * 50_000_000)
    assert answer.status_code in {400, 413}
    assert "Traceback" not in answer.text
    assert 'href="/"' in answer.text


def test_a_file_that_is_too_large_is_refused(client):
    answer = post(client, file=SimpleUploadedFile("to.txt", b"a" * 3_000_000))
    assert answer.status_code == 413
    assert "tệp lớn hơn" in answer.text


def test_a_word_file_that_unpacks_without_end_is_refused(client):
    answer = post(client, file=SimpleUploadedFile("bom.docx", word(RIGHT, padding=30_000_000)))
    assert answer.status_code == 400
    assert "bung ra quá lớn" in answer.text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ảnh.png", b"\x89PNG"),
        ("hỏng.pdf", b"%PDF-1.4"),
        ("hỏng.docx", b"PK"),
        ("không đuôi", b"\0"),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(client, name, data):
    answer = post(client, file=SimpleUploadedFile(name, data))
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_a_form_from_elsewhere_is_refused(client):
    answer = Client(enforce_csrf_checks=True).post("/kiem-chung/", {"text": RIGHT})
    assert answer.status_code == 403
    assert "Mở lại trang rồi gửi lại" in answer.text


def test_other_methods_are_refused(client):
    assert client.delete("/kiem-chung/").status_code == 405


def test_nothing_that_was_sent_is_written_to_disk(client, settings, monkeypatch):
    import tempfile

    def refuse(*_, **__):
        raise AssertionError("a temporary file was made")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    file = SimpleUploadedFile("bài.docx", word(RIGHT))
    assert post(client, file=file).status_code == 200


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_reader_pastes_a_text_and_sees_the_verdicts(visit, assert_sound, width):
    page = visit("/kiem-chung/", width)
    page.fill("#text", f"{WRONG} {RIGHT}")
    page.get_by_role("button", name="Đối chiếu", exact=True).click()
    page.wait_for_selector("mark.verdict")
    assert_sound(page)
