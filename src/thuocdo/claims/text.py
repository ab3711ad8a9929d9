"""A text in, the statements about the indices in it out, each checked."""

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike

import polars as pl

from thuocdo.catalog.framework import Framework
from thuocdo.claims.check import check_claim
from thuocdo.claims.context import Context
from thuocdo.claims.extract import Extractor
from thuocdo.claims.facts import Refused
from thuocdo.claims.reader import Document, read_document, read_paragraphs
from thuocdo.claims.report import ClaimsReport, Finding, FoundClaim, Unread
from thuocdo.claims.sentences import Sentence, split
from thuocdo.claims.shelf import Shelf


def check_text(
    source: str | PathLike[str] | Document,
    books: Mapping[str, pl.DataFrame],
    frameworks: Iterable[Framework] | None = None,
    about: Context | None = None,
) -> ClaimsReport:
    """Find the claims in a Vietnamese (or English) article or report, and check them.

    `source` is a file (.txt, .docx, .html, .pdf with text), the text itself, or a `Document`
    that a stranger sent; `books` are the scorebooks by framework name. `about` says what the
    text is about where it does not say so itself (framework name, unit, year). A text without
    claims gives a report without findings. Raises `InputError` for a file that cannot be read,
    an empty text, or a document that is too large.
    """
    if isinstance(source, Document):
        name, paragraphs = source.name, read_document(source)
    else:
        name, paragraphs = read_paragraphs(source)
    shelf = Shelf(books, frameworks)
    sentences = [s for i, paragraph in enumerate(paragraphs) for s in split(paragraph, i)]
    return ClaimsReport(name, len(sentences), tuple(_findings(sentences, shelf, about)))


def _findings(
    sentences: Iterable[Sentence], shelf: Shelf, about: Context | None
) -> Iterator[Finding]:
    extractor, context = Extractor(shelf.frameworks.values()), about or Context()
    for sentence in sentences:
        said, refused, context = extractor.read(sentence.text, context)
        found = tuple(FoundClaim(check_claim(one.claim, shelf), one.spans) for one in said)
        unread = tuple(_unread(sentence, one) for one in refused)
        if found or unread:
            where = (sentence.text, sentence.paragraph, sentence.start)
            yield Finding(*where, found, unread)


def _unread(sentence: Sentence, refused: Refused) -> Unread:
    start, end = refused.span
    return Unread(refused.span, sentence.text[start:end], refused.reason)
