"""Reads the YAML of `definitions/units` and checks it, every mistake of a file at once.

Every scalar stays text (a code keeps its leading zero), so numbers and dates are read here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from thuocdo.kernel import Certainty, DefinitionError, Level, Problem
from thuocdo.kernel.language import _

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NAME_KEYS = ("code", "name", "official", "type")
RELATIONS = ("whole", "part")


@dataclass(frozen=True, slots=True)
class Origin:
    """One predecessor named in a change."""

    code: str
    relation: str = "whole"
    continues: bool = False
    population_share: float | None = None
    area_share: float | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One entry of a change file: `origins` pass into a new unit, or a unit is renamed.

    `unit` holds code, name, official, type and, where known, en and parent.
    """

    on: date
    level: Level
    unit: dict[str, str]
    origins: tuple[Origin, ...]
    reference: str
    source: str
    status: Certainty
    file: str

    @property
    def renames(self) -> bool:
        """Whether the territory stays and only name or type change."""
        return not self.origins


@dataclass(slots=True)
class Sheet:
    """One YAML file being read; collects what is wrong in it."""

    path: Path
    data: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def open(cls, path: Path) -> "Sheet":
        """Read `path`. Raises `DefinitionError` when it is not YAML or not a mapping."""
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            text = _("tệp không đúng cú pháp YAML: {detail}").format(detail=error)
            row = mark.line + 1 if mark else None
            raise DefinitionError(Problem("yaml-syntax", text, path.name, row)) from None
        sheet = cls(path, data if isinstance(data, dict) else {})
        if not sheet.data:
            sheet.wrong("yaml-empty", _("tệp trống hoặc không có mục nào"))
            sheet.close()
        return sheet

    def wrong(self, code: str, message: str, column: str | None = None, hint: str | None = None):
        """Note a mistake; reading goes on so that all are told together."""
        self.problems.append(Problem(code, message, self.path.name, column=column, hint=hint))

    def close(self) -> None:
        """Raise `DefinitionError` if anything was wrong."""
        if self.problems:
            raise DefinitionError(self.problems)

    def required(self, entry: dict, keys: tuple[str, ...], where: str = "") -> bool:
        """Whether `entry` has all `keys`; notes each that is missing."""
        if not isinstance(entry, dict):
            self.wrong("definition-shape", _("phải là một nhóm khoá: giá trị"), where)
            return False
        missing = [key for key in keys if not entry.get(key)]
        for key in missing:
            self.wrong("definition-missing", _("thiếu mục “{key}”").format(key=key), where or key)
        return not missing

    def value(self, text: Any, read: Callable, where: str, expected: str) -> Any:
        """`read(text)`, or None with a note of what was expected; None stays None."""
        try:
            return None if text in (None, "") else read(text)
        except (ValueError, TypeError):
            message = _("“{text}” không phải là {expected}").format(text=text, expected=expected)
            self.wrong("definition-value", message, where)
            return None

    def day(self, text: Any, where: str) -> date | None:
        """A date written yyyy-mm-dd."""
        return self.value(text, date.fromisoformat, where, _("ngày dạng yyyy-mm-dd"))

    def status(self, text: Any) -> Certainty | None:
        """How sure the entry is."""
        return self.value(text, Certainty, "status", "confirmed | derived | unconfirmed")


def read_changes(path: Path) -> list[Change]:
    """The changes of one file. Raises `DefinitionError` with every mistake in it."""
    sheet = Sheet.open(path)
    sheet.required(sheet.data, ("date", "level", "status", "reference", "source", "changes"))
    on = sheet.day(sheet.data.get("date"), "date")
    expected = "province | district | commune"
    level = sheet.value(sheet.data.get("level"), Level, "level", expected)
    entries = sheet.data.get("changes") or []
    if on and level and isinstance(entries, list):
        changes = [_change(sheet, entry, on, level, i) for i, entry in enumerate(entries, 1)]
        sheet.close()
        return [change for change in changes if change]
    sheet.close()
    return []


def _change(sheet: Sheet, entry: dict, on: date, level: Level, number: int) -> Change | None:
    where = f"changes[{number}]"
    kind = "rename" if isinstance(entry, dict) and "rename" in entry else "into"
    needed = (kind,) if kind == "rename" else ("into", "from")
    if not sheet.required(entry, needed, where):
        return None
    unit = entry[kind]
    if not sheet.required(unit, _NAME_KEYS, f"{where}.{kind}"):
        return None
    origins = [_origin(sheet, part, where) for part in (entry.get("from") or [])]
    told = {key: entry.get(key) or sheet.data.get(key) for key in ("reference", "source")}
    status = sheet.status(entry.get("status") or sheet.data.get("status"))
    known = tuple(origin for origin in origins if origin)
    if kind == "into" and not known:
        return None
    return Change(on, level, unit, known, status=status, file=sheet.path.name, **told)


def _origin(sheet: Sheet, part: str | dict, where: str) -> Origin | None:
    if isinstance(part, str):
        return Origin(part)
    if not sheet.required(part, ("code",), f"{where}.from"):
        return None
    relation = part.get("relation", "whole")
    if relation not in RELATIONS:
        message = _("“{text}” không phải là {expected}")
        text = message.format(text=relation, expected="whole | part")
        sheet.wrong("definition-value", text, f"{where}.from.relation")
    shares = {
        key: sheet.value(part.get(key), _share, f"{where}.from.{key}", _("số từ 0 đến 1"))
        for key in ("population_share", "area_share")
    }
    continues = part.get("continues") == "true"
    return Origin(part["code"], relation, continues, note=part.get("note"), **shares)


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(text)
    return share
