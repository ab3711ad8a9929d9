"""What can go wrong, as a person would want to be told.

    ThuocDoError              every error we raise on purpose; carries problems
    ├── DefinitionError       a YAML definition is wrong
    ├── InputError            a table that was given is wrong
    ├── UnitError             a unit cannot be resolved
    │   ├── UnknownUnit       nobody by that name or code
    │   ├── AmbiguousUnit     several; the candidates are listed
    │   └── UnitNotInForce    exists, but not on that day; says where it went
    ├── RequestError          asks for what there is not (framework, node, period)
    └── OutputError           a result cannot be written

A problem has a stable `code`, explained in `docs/errors.md`. All problems of one file are
raised together, never the first alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from thuocdo.kernel.identity import UnitId
from thuocdo.kernel.language import _


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in something a person gave us, in that person's language.

    `row` counts as the person's editor or spreadsheet does, from 1, header included.
    `column` is a column name or the key of a definition; `hint` is the next step.
    """

    code: str
    message: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    hint: str | None = None

    def at(self, file: str | None = None, row: int | None = None, column: str | None = None):
        """The same problem, with the place filled in where it was not known yet."""
        return replace(
            self,
            file=self.file or file,
            row=self.row or row,
            column=self.column or column,
        )

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(_("dòng {row}").format(row=self.row))
        if self.column:
            place.append(_("mục “{column}”").format(column=self.column))
        text = f"{', '.join(place)}: {self.message}" if place else self.message
        return f"{text} → {self.hint}" if self.hint else text


class ThuocDoError(Exception):
    """Something a person can mend. Shown without a traceback; never half-done."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class DefinitionError(ThuocDoError):
    """A definition (YAML) is wrong; every mistake found is in `problems`."""


class InputError(ThuocDoError):
    """A table that was given is wrong; every mistake found is in `problems`."""


class UnitError(ThuocDoError):
    """A unit named by a person cannot be resolved."""


class UnknownUnit(UnitError):
    """Nobody has that name or code, on any day."""


class AmbiguousUnit(UnitError):
    """Several units answer to that name on that day."""


class UnitNotInForce(UnitError):
    """The unit exists, but not on the day asked. `units` are those that were meant."""

    def __init__(self, problems: Problem | Iterable[Problem], units: tuple[UnitId, ...] = ()):
        super().__init__(problems)
        self.units = units


class RequestError(ThuocDoError):
    """A framework, node, period or region was asked for that there is not."""


class OutputError(ThuocDoError):
    """A result cannot be written where it was asked for."""
