"""Values that a decree changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from thuocdo.kernel.period import Period

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value with a history: in force is the latest entry not after the period asked.

    `history` pairs the first period in force with the value, oldest first.
    """

    history: tuple[tuple[Period, T], ...]

    @classmethod
    def of(cls, entries: Mapping[Period, T]) -> "Dated[T]":
        """From a mapping in any order."""
        return cls(tuple(sorted(entries.items(), key=lambda entry: entry[0])))

    def on(self, period: Period) -> T | None:
        """The value in force in `period`; None before the first entry."""
        in_force = [value for start, value in self.history if start.start <= period.start]
        return in_force[-1] if in_force else None
