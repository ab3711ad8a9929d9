"""What somebody said about an index, and what we found of it: frozen values."""

from dataclasses import dataclass, fields
from enum import StrEnum

FIELDS = (
    *("score", "rank", "rank_of", "score_change", "rank_change"),
    *("region_rank", "region_size", "group"),
)
LAST = "last"  # the rank of whoever is said to be at the bottom


class Verdict(StrEnum):
    """What became of a statement; `PARTLY_CHECKED` is for whole claims only."""

    REPRODUCED = "reproduced"
    WITHIN_ROUNDING = "within_rounding"
    CONTRADICTED = "contradicted"
    PARTLY_CHECKED = "partly_checked"
    NOT_CHECKABLE = "not_checkable"


class Scope(StrEnum):
    """Of whom something is said."""

    PROVINCE = "province"
    NATIONAL_MEAN = "national_mean"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement about one node of one index, one unit (or the country) and one year.

    The numbers are texts, as they were printed: `40,62` says less than `40,6200`. `unit` is
    a code or a name, `node` a number (`1`), a path or a name, empty for the index itself.
    Changes are against `base_year`, the year before unless given. `rank` may be `LAST`.
    `region` is the code of the region that was named with `region_rank`, if one was.
    """

    index: str
    year: int
    unit: str | None = None
    node: str = ""
    scope: Scope = Scope.PROVINCE
    base_year: int | None = None
    region: str | None = None
    score: str | None = None
    rank: str | None = None
    rank_of: str | None = None
    score_change: str | None = None
    rank_change: str | None = None
    region_rank: str | None = None
    region_size: str | None = None
    group: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """What it says, by field; fields it says nothing of are left out."""
        return {name: text for name in FIELDS if (text := getattr(self, name)) is not None}

    @property
    def previous(self) -> int:
        """The year that changes are counted from."""
        return self.base_year if self.base_year is not None else self.year - 1


CLAIM_FIELDS = tuple(field.name for field in fields(Claim))


@dataclass(frozen=True, slots=True)
class FieldVerdict:
    """What was found of one field: `ours` as shown to a reader, None where there is nothing.

    `detail` is a sentence in the reader's language. `explanation` is the code of the likely
    cause of a contradiction (`other-year`, `quartile-rule`, …); `source` says where ours
    is from.
    """

    field: str
    said: str
    verdict: Verdict
    detail: str
    ours: str | None = None
    explanation: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim with the verdict on each thing it says; `unit_name` as of that year."""

    claim: Claim
    fields: tuple[FieldVerdict, ...]
    unit_name: str | None = None

    @property
    def verdict(self) -> Verdict:
        """The worst of its fields; what could not be checked does not hide what could."""
        found = {field.verdict for field in self.fields} or {Verdict.NOT_CHECKABLE}
        for bad in (Verdict.CONTRADICTED, Verdict.NOT_CHECKABLE):
            if bad in found:
                whole = bad is Verdict.CONTRADICTED or found == {bad}
                return bad if whole else Verdict.PARTLY_CHECKED
        worst = Verdict.WITHIN_ROUNDING
        return worst if worst in found else Verdict.REPRODUCED
