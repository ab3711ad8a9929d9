"""The claims of a text, each in its sentence, with what was found of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from thuocdo.claims.values import CheckedClaim, Verdict
from thuocdo.kernel.language import _


@dataclass(frozen=True, slots=True)
class FoundClaim:
    """A claim of a sentence; `spans` are the places of its fields in the sentence."""

    checked: CheckedClaim
    spans: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Unread:
    """A number near an index that was not taken: where, its text, and the code of the reason."""

    span: tuple[int, int]
    text: str
    reason: str

    @property
    def message(self) -> str:
        """The reason in the reader's language."""
        return _reasons().get(self.reason, _("Chưa có quy tắc đọc số này."))


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence with claims, or with numbers that were not read.

    `paragraph` counts from 0; `start` is the offset of the sentence in its paragraph.
    """

    sentence: str
    paragraph: int
    start: int
    claims: tuple[FoundClaim, ...]
    unread: tuple[Unread, ...]


@dataclass(frozen=True, slots=True)
class ClaimsReport:
    """What a text claims; `source` is the file, `sentences` how many were read."""

    source: str
    sentences: int
    findings: tuple[Finding, ...]

    @property
    def claims(self) -> tuple[CheckedClaim, ...]:
        """Every claim, in the order of the text."""
        return tuple(found.checked for finding in self.findings for found in finding.claims)

    @property
    def unread(self) -> tuple[Unread, ...]:
        """Every number that was seen and not read."""
        return tuple(one for finding in self.findings for one in finding.unread)

    def count(self, verdict: Verdict) -> int:
        """How many claims have that overall verdict."""
        return sum(claim.verdict is verdict for claim in self.claims)

    def table(self) -> pl.DataFrame:
        """One row a thing said: where, about whom, the verdict, our value and its source.

        Columns: paragraph, sentence, index, node, unit, unit_name, year, field, said,
        result, ours, detail, explanation, source. Paragraphs count from 1.
        """
        rows = [
            _table_row(finding, found.checked, field)
            for finding in self.findings
            for found in finding.claims
            for field in found.checked.fields
        ]
        return pl.DataFrame(rows, schema=_SCHEMA)

    def unread_table(self) -> pl.DataFrame:
        """One row a number that was not read: paragraph, sentence, text, reason, message."""
        rows = [
            (finding.paragraph + 1, finding.sentence, one.text, one.reason, one.message)
            for finding in self.findings
            for one in finding.unread
        ]
        columns = ("sentence", "text", "reason", "message")
        schema = {"paragraph": pl.Int64} | dict.fromkeys(columns, pl.String)
        return pl.DataFrame(rows, schema=schema, orient="row")


_INTEGERS = ("paragraph", "year")
_COLUMNS = (
    *("paragraph", "sentence", "index", "node", "unit", "unit_name", "year", "field", "said"),
    *("result", "ours", "detail", "explanation", "source"),
)
_SCHEMA = {name: pl.Int64 if name in _INTEGERS else pl.String for name in _COLUMNS}


def _table_row(finding: Finding, checked: CheckedClaim, field) -> dict[str, object]:
    claim = checked.claim
    return {
        "paragraph": finding.paragraph + 1,
        "sentence": finding.sentence,
        "index": claim.index,
        "node": f"{claim.index}/{claim.node}" if claim.node else claim.index,
        "unit": claim.unit,
        "unit_name": checked.unit_name,
        "year": claim.year,
        "field": field.field,
        "said": field.said,
        "result": field.verdict.value,
        "ours": field.ours,
        "detail": field.detail,
        "explanation": field.explanation,
        "source": field.source,
    }


def _reasons() -> dict[str, str]:
    return {
        "approximate": _("Số ước chừng (gần, khoảng, trên): không có gì để đối chiếu."),
        "range": _("Một khoảng điểm, không phải điểm của một đơn vị."),
        "target": _("Mục tiêu phấn đấu, không phải kết quả."),
        "other-subject": _("Có lẽ là số của chuyện khác (tỷ lệ, hồ sơ …)."),
        "respectively": _("Nhiều đơn vị “lần lượt”: chưa đọc được số nào của ai."),
        "percent": _("Chỉ số này không tính theo phần trăm."),
        "too-large": _("Lớn hơn điểm tối đa."),
        "part-unknown": _("Quá nhỏ so với điểm tổng hợp: có lẽ là của một nội dung chưa nhận ra."),
        "no-year": _("Không rõ năm nào."),
        "no-unit": _("Không rõ của tỉnh nào."),
        "no-direction": _("Không rõ tăng hay giảm."),
        "no-number": _("Không đọc được số này."),
    }
