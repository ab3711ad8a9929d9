"""Who is measured: the identity of an administrative unit."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Level(StrEnum):
    """The tier of an administrative unit. Districts ended on 2025-06-30."""

    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"


@dataclass(frozen=True, slots=True, order=True)
class UnitId:
    """An administrative unit as it was from a certain day. A code alone is ambiguous.

    Code 24 was Bắc Giang until 2025-06-30 and is Bắc Ninh since 2025-07-01. Written
    `24@2025-07-01`. The length of the code tells the tier: 2 digits for a province, 3 for
    a district, 5 for a commune (codes of the National Statistics Office).
    """

    code: str
    since: date

    @property
    def level(self) -> Level:
        """The tier that the length of the code tells."""
        tiers = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.COMMUNE}
        return tiers[len(self.code)]

    @classmethod
    def parse(cls, text: str) -> "UnitId":
        """Read `24@2025-07-01`. Raises `ValueError` for anything else."""
        code, _, since = text.partition("@")
        return cls(code, date.fromisoformat(since))

    def __str__(self) -> str:
        return f"{self.code}@{self.since.isoformat()}"
