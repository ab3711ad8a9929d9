"""Claims checked against the bundled scorebooks."""

from functools import cache
from pathlib import Path

import polars as pl

from thuocdo import claims
from thuocdo.catalog import bundled
from thuocdo.claims import ClaimsReport, Finding
from thuocdo.claims.values import FIELDS, Verdict
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import N_
from thuocdo.runs.diagnoses import panel_of

VERDICTS = {
    Verdict.REPRODUCED: N_("đúng"),
    Verdict.WITHIN_ROUNDING: N_("đúng trong phạm vi làm tròn"),
    Verdict.CONTRADICTED: N_("không khớp"),
    Verdict.PARTLY_CHECKED: N_("đúng phần đối chiếu được"),
    Verdict.NOT_CHECKABLE: N_("không đối chiếu được"),
}

FIELD_WORDS = {
    "score": N_("điểm"),
    "rank": N_("hạng"),
    "rank_of": N_("trong số"),
    "score_change": N_("thay đổi điểm"),
    "rank_change": N_("thay đổi hạng"),
    "region_rank": N_("hạng trong vùng"),
    "region_size": N_("số đơn vị của vùng"),
    "group": N_("nhóm"),
}


@cache
def bundled_books() -> dict[str, pl.DataFrame]:
    """The scorebook of every bundled framework, by name."""
    return {name: panel_of(name).book for name in bundled.bundled_names()}


def check_claims(path: Path, sheet: str | None = None) -> pl.DataFrame:
    """A file of claims with a verdict on each; `details` gathers what was found of each field."""
    found = claims.check_file(path, bundled_books(), sheet=sheet)
    told = [pl.col(f"{name}_detail") for name in FIELDS if f"{name}_detail" in found.columns]
    return found.with_columns(details=pl.concat_str(told, separator=" ", ignore_nulls=True))


def check_text(path: Path) -> ClaimsReport:
    """The claims that a text makes, each checked."""
    return claims.check_text(path, bundled_books())


def in_its_sentence(finding: Finding) -> list[str]:
    """A sentence with its claims as lines to print: what is said, the verdict, our value."""
    lines = [f"“{finding.sentence.strip()}”"]
    for found in finding.claims:
        claim, unit = found.checked.claim, found.checked.unit_name or _("cả nước")
        where = f"{claim.index}/{claim.node}" if claim.node else claim.index
        lines.append(f"  {unit}, {where.upper()} {claim.year}:")
        for field in found.checked.fields:
            what = _(FIELD_WORDS[field.field])
            lines.append(f"    {what} {field.said}: {field.detail}")
    lines += [f"  ? {one.text}: {one.message}" for one in finding.unread]
    return lines


def verdict_word(verdict: str) -> str:
    """A verdict in the reader's language."""
    return _(VERDICTS[Verdict(verdict)])
