"""A text held against the published scores, with each verdict at its place in the text."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from thuocdo import claims
from thuocdo.claims import ClaimsReport, Document, Finding
from thuocdo.claims.reader import read_document
from thuocdo.claims.values import FieldVerdict
from thuocdo.kernel.language import _
from thuocdo.runs.claims import FIELD_WORDS, VERDICTS
from thuocdo.web.results import books

TOLD = tuple(VERDICTS)


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; `kind` is a verdict, `unread`, or empty; `number` its remark."""

    text: str
    kind: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said of a marked number; `about` is whom and what it speaks of."""

    number: int
    about: str
    text: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it was given, cut where something is marked."""

    segments: tuple[Segment, ...]
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class CheckedText:
    """The whole text with its remarks; `counts` by verdict, in words."""

    paragraphs: tuple[Paragraph, ...]
    counts: tuple[tuple[str, str, int], ...]
    report: ClaimsReport


def check(document: Document) -> CheckedText:
    """Check what a stranger sent. Nothing of it is kept. Raises `InputError`."""
    report = report_on(document)
    findings = {
        place: list(found) for place, found in groupby(report.findings, lambda f: f.paragraph)
    }
    numbers = iter(range(1, 1_000_000))
    paragraphs = [
        _paragraph(text, findings.get(place, ()), numbers)
        for place, text in enumerate(read_document(document))
    ]
    counts = tuple((v.value, _(VERDICTS[v]), n) for v in TOLD if (n := report.count(v)))
    return CheckedText(tuple(paragraphs), counts, report)


def report_on(document: Document) -> ClaimsReport:
    """The claims of a document, checked against the editions in force."""
    editions = [edition for edition in books.editions() if edition.territory is None]
    tables = {edition.framework: books.panel(edition).book for edition in editions}
    known = [books.definition(name) for name in tables]
    return claims.check_text(document, tables, known)


def _paragraph(text: str, findings: Iterable[Finding], numbers: Iterator[int]) -> Paragraph:
    marks = sorted(
        (mark for finding in findings for mark in _marks(finding)), key=lambda mark: mark[:2]
    )
    segments, remarks, at = [], [], 0
    for start, end, kind, about, detail, source in marks:
        number = next(numbers)
        remarks.append(Remark(number, about, detail, source))
        if start < at:  # two things said by one number
            continue
        segments += [Segment(text[at:start]), Segment(text[start:end], kind, number)]
        at = end
    kept = (*segments, Segment(text[at:]))
    return Paragraph(tuple(each for each in kept if each.text), tuple(remarks))


def _marks(finding: Finding) -> Iterator[tuple]:
    for found in finding.claims:
        claim, unit = found.checked.claim, found.checked.unit_name or _("cả nước")
        where = f"{claim.index}/{claim.node}" if claim.node else claim.index
        for field in found.checked.fields:
            start, end = found.spans.get(field.field, (0, 0))
            about = f"{unit}, {where.upper()} {claim.year}, {_(FIELD_WORDS[field.field])}"
            yield (*_moved(finding, start, end), *_verdict(field, about))
    for one in finding.unread:
        place = _moved(finding, *one.span)
        yield (*place, "unread", one.text, one.message, None)


def _moved(finding: Finding, start: int, end: int) -> tuple[int, int]:
    return finding.start + start, finding.start + end


def _verdict(field: FieldVerdict, about: str) -> tuple[str, str, str, str | None]:
    return field.verdict.value, about, field.detail, field.source
