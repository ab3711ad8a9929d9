"""The text of a PDF, line by line."""

import io
from itertools import islice

import pypdf

_MOST_PAGES = 500


class NotPdfError(Exception):
    """Not a PDF, a broken one, or one behind a password."""


def lines(data: bytes) -> list[str]:
    """The printed lines of the first 500 pages. Raises `NotPdfError`."""
    try:
        pages = islice(pypdf.PdfReader(io.BytesIO(data)).pages, _MOST_PAGES)
        return [line for page in pages for line in (page.extract_text() or "").splitlines()]
    except Exception as error:  # each kind of damage raises an error of its own
        raise NotPdfError from error
