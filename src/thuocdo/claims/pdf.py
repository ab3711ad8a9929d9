"""The text of a PDF, line by line."""

import io

import pypdf


class NotPdfError(Exception):
    """Not a PDF, a broken one, or one behind a password."""


def lines(data: bytes) -> list[str]:
    """The printed lines of all pages. Raises `NotPdfError`."""
    try:
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        return [line for page in pages for line in (page.extract_text() or "").splitlines()]
    except Exception as error:  # each kind of damage raises an error of its own
        raise NotPdfError from error
