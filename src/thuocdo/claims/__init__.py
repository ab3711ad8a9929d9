"""Which published statements about the indices are true: from a table, or from a text."""

from thuocdo.claims.context import Context
from thuocdo.claims.reader import Document
from thuocdo.claims.report import ClaimsReport, Finding, FoundClaim, Unread
from thuocdo.claims.table import check_file, check_table
from thuocdo.claims.text import check_text
from thuocdo.claims.values import CheckedClaim, Claim, FieldVerdict, Scope, Verdict

__all__ = [
    "CheckedClaim",
    "Claim",
    "ClaimsReport",
    "Context",
    "Document",
    "FieldVerdict",
    "Finding",
    "FoundClaim",
    "Scope",
    "Unread",
    "Verdict",
    "check_file",
    "check_table",
    "check_text",
]
