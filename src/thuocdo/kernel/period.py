"""When something is measured: a year, a quarter or a month."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

_PATTERN = re.compile(r"^(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?$")


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A year (`2024`), a quarter (`2024-Q2`) or a month (`2024-06`), first and last day."""

    start: date
    end: date

    @classmethod
    def parse(cls, text: str | int) -> "Period":
        """Read a period as it stands in a table. Raises `ValueError` for anything else."""
        found = _PATTERN.match(str(text).strip())
        if not found:
            raise ValueError(f"not a period: {text!r}")
        year = int(found["year"])
        if found["month"]:
            return cls._of_months(year, int(found["month"]), 1)
        if found["quarter"]:
            return cls._of_months(year, 3 * int(found["quarter"]) - 2, 3)
        return cls._of_months(year, 1, 12)

    @classmethod
    def _of_months(cls, year: int, first: int, count: int) -> "Period":
        after = first + count
        next_start = date(year + (after > 12), after - 12 if after > 12 else after, 1)
        return cls(date(year, first, 1), next_start - timedelta(days=1))

    @property
    def year(self) -> int:
        """The calendar year it lies in."""
        return self.start.year

    @property
    def previous(self) -> "Period":
        """The period of the same length just before."""
        months = (self.end.month - self.start.month) + 1
        first = self.start.month - months
        year = self.start.year - (first < 1)
        return Period._of_months(year, first + 12 if first < 1 else first, months)

    def __str__(self) -> str:
        months = (self.end.month - self.start.month) + 1
        if months == 12:
            return f"{self.year:04d}"
        if months == 3:
            return f"{self.year:04d}-Q{(self.start.month + 2) // 3}"
        return f"{self.year:04d}-{self.start.month:02d}"

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.end) < (other.start, other.end)
