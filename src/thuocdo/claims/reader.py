"""Articles and reports as people keep them, into clean paragraphs."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from os import PathLike
from pathlib import Path
from typing import NoReturn

from thuocdo.claims import docx, html_text
from thuocdo.claims.normalise import clean
from thuocdo.kernel import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import whole

_MOST_BYTES = 50_000_000
_TYPED = ".txt"
_FILE_NAME = re.compile(r"\S+\.[A-Za-z]\w{1,4}")
_GOES_ON = re.compile(r"[^.!?:;…]$")
_NEW_ITEM = re.compile(r"^(?:[-+•*]\s|\d+(?:\.\d+)*[.)]\s|[a-zđ][.)]\s|[IVX]+\.\s)")


@dataclass(frozen=True, slots=True)
class Document:
    """A text that a stranger sent: its name tells the format, and nothing of it is trusted.

    `most_unpacked` bounds the bytes that a Word file may unpack to, `most_letters` the text.
    A name without an ending is that of a text that was typed.
    """

    name: str
    data: bytes
    most_unpacked: int = 20_000_000
    most_letters: int = 60_000


def read_document(document: Document) -> list[str]:
    """The paragraphs of a document. Raises `InputError`, as `read_paragraphs` does."""
    name, suffix = document.name, Path(document.name).suffix.lower() or _TYPED
    if suffix not in READERS:
        _unsupported(name, suffix)
    if suffix == ".docx" and docx.unpacked(document.data) > document.most_unpacked:
        hint = _("Chép phần cần kiểm tra sang một tệp mới.")
        _fail("file-too-large", name, _("Tệp Word bung ra quá lớn."), hint)
    found = [text for line in READERS[suffix](name, document.data) if (text := clean(line))]
    if not found:
        _fail("empty-text", name, _("Văn bản không có chữ nào."), _("Kiểm tra lại nội dung."))
    if sum(map(len, found)) > document.most_letters:
        message = _("Văn bản dài quá {most} chữ cái.").format(most=whole(document.most_letters))
        _fail("text-too-long", name, message, _("Gửi từng phần một."))
    return found


def read_paragraphs(source: str | PathLike[str]) -> tuple[str, list[str]]:
    """The name of a text and its paragraphs; `source` is a file, or the text itself.

    A `str` is a file when it looks like the name of one. Raises `InputError` for a file
    that is not there, cannot be read, or holds no text.
    """
    if isinstance(source, str) and not _is_name(source):
        name, paragraphs = _("văn bản"), source.splitlines()
    else:
        name, paragraphs = str(source), _read(Path(source))
    found = [text for paragraph in paragraphs if (text := clean(paragraph))]
    if not found:
        _fail("empty-text", name, _("Văn bản không có chữ nào."), _("Kiểm tra lại nội dung."))
    return name, found


def _is_name(text: str) -> bool:
    if "\n" in text or len(text) > 500:
        return False
    return bool(_FILE_NAME.fullmatch(text.strip())) or _exists(text)


def _exists(text: str) -> bool:
    try:
        return bool(text.strip()) and Path(text).is_file()
    except OSError:
        return False


def _read(path: Path) -> list[str]:
    _check_place(path)
    try:
        data = path.read_bytes()
    except OSError:
        hint = _("Đóng tệp nếu đang mở ở chương trình khác; kiểm tra đường dẫn và quyền đọc.")
        _fail("unreadable-file", str(path), _("Không mở được tệp."), hint)
    if len(data) > _MOST_BYTES:
        _fail(
            "file-too-large", str(path), _("Tệp lớn hơn 50 MB."), _("Tách tệp rồi kiểm từng phần.")
        )
    if not data.strip():
        hint = _("Kiểm tra lại xem tệp đã được lưu đủ nội dung chưa.")
        _fail("empty-file", str(path), _("Tệp trống."), hint)
    return READERS[path.suffix.lower()](str(path), data)


def _check_place(path: Path) -> None:
    if path.is_dir():
        hint = _("Chỉ rõ một tệp trong thư mục.")
        _fail("is-a-folder", str(path), _("Đây là thư mục, không phải tệp."), hint)
    if not path.exists():
        _fail("file-not-found", str(path), _("Không tìm thấy tệp."), _similar(path))
    if path.suffix.lower() not in READERS:
        _unsupported(str(path), path.suffix)


def _unsupported(name: str, suffix: str) -> NoReturn:
    message = _("Không đọc được định dạng “{suffix}”.").format(suffix=suffix)
    hint = _("Các định dạng đọc được: {known}.").format(known=", ".join(READERS))
    _fail("unsupported-format", name, message, hint)


def _similar(path: Path) -> str:
    names = [entry.name for entry in path.parent.iterdir()] if path.parent.is_dir() else []
    close = get_close_matches(path.name, names, n=1)
    if not close:
        return _("Kiểm tra lại tên tệp và thư mục.")
    return _("Có phải “{close}”?").format(close=close[0])


def _fail(code: str, file: str, message: str, hint: str) -> NoReturn:
    raise InputError(Problem(code, message, file=file, hint=hint))


# Formats


def _txt(file: str, data: bytes) -> list[str]:
    return _decode(file, data).splitlines()


def _html(file: str, data: bytes) -> list[str]:
    return html_text.paragraphs(_decode(file, data))


def _docx(file: str, data: bytes) -> list[str]:
    try:
        return docx.paragraphs(data)
    except docx.NotWordError:
        message = _("Không mở được tệp Word: tệp bị hỏng hoặc được bảo vệ bằng mật khẩu.")
        hint = _("Mở bằng Word rồi lưu lại dưới dạng .docx.")
        _fail("unreadable-file", file, message, hint)


def _pdf(file: str, data: bytes) -> list[str]:
    from thuocdo.claims import pdf  # noqa: PLC0415 - only a PDF needs the PDF library

    try:
        lines = pdf.lines(data)
    except pdf.NotPdfError:
        message = _("Không mở được tệp PDF: tệp bị hỏng hoặc được bảo vệ bằng mật khẩu.")
        _fail("unreadable-file", file, message, _("Bỏ mật khẩu, hoặc xuất lại tệp PDF."))
    if not any(line.strip() for line in lines):
        message = _("Tệp PDF chỉ có ảnh, không có chữ.")
        hint = _("Nhận dạng chữ (OCR) trước, hoặc dùng bản Word, bản web của bài.")
        _fail("pdf-without-text", file, message, hint)
    return rejoined(lines)


READERS: dict[str, Callable[[str, bytes], list[str]]] = {
    ".txt": _txt,
    ".docx": _docx,
    ".html": _html,
    ".htm": _html,
    ".pdf": _pdf,
}


def _decode(file: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    hint = _("Lưu lại dưới dạng văn bản UTF-8.")
    _fail("undecodable-text", file, _("Không nhận ra bảng mã chữ của tệp."), hint)


def rejoined(lines: list[str]) -> list[str]:
    """Paragraphs from printed lines: a line that ends without a mark goes on in the next."""
    joined: list[str] = []
    for line in (line.strip() for line in lines):
        if line and joined and _GOES_ON.search(joined[-1]) and not _NEW_ITEM.match(line):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return joined
