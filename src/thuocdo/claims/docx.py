"""The text of a Word file: its paragraphs and tables, in order."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from thuocdo.claims.grid import rows_as_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PART = "word/document.xml"
_MOST_BYTES = 200_000_000


class NotWordError(Exception):
    """Not a Word file, or a broken one."""


def paragraphs(data: bytes) -> list[str]:
    """Paragraphs; each row of a table is one. Raises `NotWordError`."""
    body = _root(data).find(f"{_W}body")
    if body is None:
        raise NotWordError
    return list(_blocks(body))


def unpacked(data: bytes) -> int:
    """How many bytes the text of a Word file unpacks to; 0 where it is no Word file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return archive.getinfo(_PART).file_size
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError):
        return 0


def _root(data: bytes) -> ET.Element:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if archive.getinfo(_PART).file_size > _MOST_BYTES:
                raise NotWordError
            xml = archive.read(_PART)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError) as error:
        raise NotWordError from error
    # Word writes neither: an entity can blow up in memory or reach for other files. Without
    # its zeros UTF-16 shows the word as well.
    if b"<!DOCTYPE" in xml.replace(b"\x00", b"") or b"<!ENTITY" in xml.replace(b"\x00", b""):
        raise NotWordError
    try:
        return ET.fromstring(xml)
    except ET.ParseError as error:
        raise NotWordError from error


def _blocks(parent: ET.Element) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tbl":
            yield from rows_as_text([_cells(row) for row in child.iter(f"{_W}tr")])
        elif child.tag != _FALLBACK:  # the same text once more, for older programs
            yield from _blocks(child)


def _cells(row: ET.Element) -> list[str]:
    cells = (cell for cell in row if cell.tag == f"{_W}tc")
    return [" ".join(_text(p) for p in cell.iter(f"{_W}p")).strip() for cell in cells]


def _text(element: ET.Element) -> str:
    """What is printed: inserted text yes, deleted text no."""
    parts = []
    for child in element:
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif child.tag != _FALLBACK:
            parts.append(_text(child))
    return "".join(parts)
