"""Articles in the formats people keep them in, and files that cannot be read."""

import io
import zipfile

import pypdf
import pytest

from thuocdo.claims.docx import NotWordError, paragraphs
from thuocdo.claims.grid import rows_as_text
from thuocdo.claims.reader import Document, read_document, read_paragraphs, rejoined
from thuocdo.claims.sentences import split
from thuocdo.kernel import InputError

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SENTENCE = "PAPI năm 2023 của Hà Giang đạt 44,2479 điểm."


def _word(body, head='<?xml version="1.0" encoding="UTF-8"?>'):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        xml = f"{head}<w:document {W}><w:body>{body}</w:body></w:document>"
        archive.writestr("word/document.xml", xml)
    return data.getvalue()


def _p(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def _printed(text):
    """A PDF of one page with one line of plain letters."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return bytes(out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


@pytest.fixture
def file(tmp_path):
    def write(name, data):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture
def refused(file):
    def run(name, data):
        with pytest.raises(InputError) as raised:
            read_paragraphs(file(name, data))
        (problem,) = raised.value.problems
        assert problem.file.endswith(name)
        assert problem.hint
        return problem

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_plain_text_in_the_usual_encodings(file, encoding):
    text = SENTENCE
    if encoding == "cp1258":  # its tones stand behind their letters
        text = "Tỉnh".replace("ỉ", "i\u0309") + " 44,2479"
    _name, found = read_paragraphs(file("a.txt", text.encode(encoding)))
    assert found == [SENTENCE if encoding != "cp1258" else "Tỉnh 44,2479"]


def test_a_text_may_be_given_as_it_is():
    name, found = read_paragraphs(f"{SENTENCE}\n\nHết.")
    assert (name, found) == ("văn bản", [SENTENCE, "Hết."])


def test_word_paragraphs_and_tables(file):
    row = lambda *cells: f"<w:tr>{''.join(f'<w:tc>{_p(c)}</w:tc>' for c in cells)}</w:tr>"  # noqa: E731
    table = f"<w:tbl>{row('Năm', 'Điểm', 'Xếp hạng')}{row('2018', '43,2', '43/63')}</w:tbl>"
    split_run = "<w:p><w:r><w:t>44,</w:t></w:r><w:r><w:t>2479</w:t></w:r></w:p>"
    deleted = "<w:p><w:del><w:r><w:delText>xoá</w:delText></w:r></w:del></w:p>"
    boxed = f"<w:sdt><w:sdtContent>{_p('Trong khung')}</w:sdtContent></w:sdt>"
    data = _word(_p(SENTENCE) + table + split_run + deleted + boxed)
    _name, found = read_paragraphs(file("a.docx", data))
    row_text = "Năm: 2018; Điểm: 43,2; Xếp hạng: 43/63"
    assert found == [SENTENCE, row_text, "44,2479", "Trong khung"]


@pytest.mark.parametrize(
    "head", ['<!DOCTYPE x [<!ENTITY a "b">]>', '<?xml version="1.0"?><!DOCTYPE x SYSTEM "y">']
)
def test_a_word_file_with_a_document_type_is_refused(head):
    with pytest.raises(NotWordError):
        paragraphs(_word(_p("a"), head))


def test_a_word_file_that_hides_a_document_type_in_utf_16_is_refused():
    data = io.BytesIO()
    xml = f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><w:document {W}/>'
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("word/document.xml", xml.encode("utf-16"))
    with pytest.raises(NotWordError):
        paragraphs(data.getvalue())


def test_a_web_page_without_its_scripts_and_menus(file):
    page = f"""<html><head><title>Chỉ số PAPI</title><style>p {{}}</style>
      <script>var x = "PAPI 99 điểm";</script></head><body><nav>Trang chủ</nav>
      <p>PAPI n&#259;m 2023 của <b>Hà Giang</b><br>đạt 44,2479 điểm.</p>
      <table><tr><th>Năm</th><th>Hạng</th></tr><tr><td>2018</td><td><p>43/63</p></td></tr></table>
      <div>{SENTENCE}</div></body></html>"""
    _name, found = read_paragraphs(file("a.html", page.encode()))
    assert found[0] == "Chỉ số PAPI"
    assert "Năm: 2018; Hạng: 43/63" in found
    assert found[-1] == SENTENCE
    assert not any("99" in text or "Trang chủ" in text for text in found)


def test_a_pdf_with_text(file):
    _name, found = read_paragraphs(file("a.pdf", _printed("PAPI 2023: Ha Giang 44.2479 points")))
    assert found == ["PAPI 2023: Ha Giang 44.2479 points"]


def test_a_scanned_pdf_says_what_to_do(refused):
    writer, data = pypdf.PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(data)
    problem = refused("a.pdf", data.getvalue())
    assert problem.code == "pdf-without-text"
    assert "OCR" in problem.hint


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.rtf", b"{\\rtf1}", "unsupported-format"),
        ("a.txt", b"", "empty-file"),
        ("a.txt", "\u200b \u00a0\n".encode(), "empty-text"),
        ("a.txt", b"\x00\x01\x00\x02\x00", "undecodable-text"),
        ("a.docx", b"not a zip", "unreadable-file"),
        ("a.docx", _word(""), "empty-text"),
        ("a.docx", _word("<w:p>"), "unreadable-file"),
        ("a.pdf", b"not a pdf", "unreadable-file"),
        ("a.html", b"<script>x</script>", "empty-text"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(refused, name, data, code):
    assert refused(name, data).code == code


def test_a_file_that_is_not_there_is_told_with_the_closest_name(file):
    path = file("bai-bao.txt", b"x")
    with pytest.raises(InputError) as raised:
        read_paragraphs(str(path.with_name("bai-baoo.txt")))
    (problem,) = raised.value.problems
    assert problem.code == "file-not-found"
    assert "bai-bao.txt" in problem.hint


def test_a_folder_is_no_text(tmp_path):
    with pytest.raises(InputError, match="thư mục"):
        read_paragraphs(tmp_path)


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_text_is_refused(text):
    with pytest.raises(InputError) as raised:
        read_paragraphs(text)
    assert [problem.code for problem in raised.value.problems] == ["empty-text"]


@pytest.mark.parametrize(
    ("rows", "texts"),
    [
        ([["Năm", "Điểm"], ["2018", "43,2"]], ["Năm: 2018; Điểm: 43,2"]),
        ([["2018", "43,2", "43/63"]], ["2018 | 43,2 | 43/63"]),
        ([["Cả bài báo nằm trong một ô."]], ["Cả bài báo nằm trong một ô."]),
        ([["", ""]], []),
        ([["Năm", "Điểm"], ["2018", "", "thừa"]], ["Năm: 2018; thừa"]),
    ],
)
def test_a_table_becomes_sentences(rows, texts):
    assert rows_as_text(rows) == texts


def test_printed_lines_become_paragraphs_again():
    lines = ["Chỉ số PAPI năm 2023", "đạt 44,2479 điểm.", "- Năm 2022", "- Năm 2021", ""]
    whole = ["Chỉ số PAPI năm 2023 đạt 44,2479 điểm.", "- Năm 2022", "- Năm 2021", ""]
    assert rejoined(lines) == whole


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("TP. Huế đạt 43.83 điểm. Hà Giang đạt 44 điểm.", 2),
        ("đạt 43.83 điểm ... xếp hạng 14/63", 1),
        ("Tỉnh TT. Huế dẫn đầu! Ai sau? Bắc Ninh.", 3),
        ("Một câu không có dấu chấm", 1),
    ],
)
def test_a_dot_in_a_number_or_an_abbreviation_ends_no_sentence(text, count):
    sentences = split(text)
    assert len(sentences) == count
    assert all(text[s.start : s.start + len(s.text)] == s.text for s in sentences)


def _refusal(document):
    with pytest.raises(InputError) as caught:
        read_document(document)
    [problem] = caught.value.problems
    return problem.code


def test_a_document_that_was_sent_is_read_by_its_name():
    assert read_document(Document("bài.docx", _word(_p(SENTENCE)))) == [SENTENCE]
    assert read_document(Document("dán vào", SENTENCE.encode())) == [SENTENCE]


def test_a_document_that_was_sent_never_names_a_file_of_this_machine(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("không được đọc", encoding="utf-8")
    assert read_document(Document("dán vào", str(secret).encode())) == [str(secret)]


def test_a_word_file_that_unpacks_without_end_is_refused_before_it_is_unpacked():
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 30_000_000)
    assert len(bomb.getvalue()) < 100_000
    assert _refusal(Document("bom.docx", bomb.getvalue())) == "file-too-large"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("dài.txt", b"a " * 40_000, "text-too-long"),
        ("trống.txt", b" \n ", "empty-text"),
        ("hình.png", b"\x89PNG", "unsupported-format"),
        ("hỏng.docx", b"PK\x03\x04", "unreadable-file"),
        ("hỏng.pdf", b"%PDF-1.7", "unreadable-file"),
        ("nhị phân.txt", b"\x00\x01\x02", "undecodable-text"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused(name, data, code):
    assert _refusal(Document(name, data)) == code
