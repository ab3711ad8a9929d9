"""YAML read with the line of every key, so that a mistake can be pointed at.

All scalars are text: `2.10` stays `2.10`, `01` stays `01`, `no` stays `no`.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from thuocdo.kernel.errors import DefinitionError, Problem
from thuocdo.kernel.language import _

Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
Path_ = tuple[str | int, ...]


@dataclass(slots=True)
class YamlFile:
    """The data of one file, the line of each key or item, and keys written twice."""

    path: Path
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, where: Path_) -> int:
        """The line of `where`, or of the nearest thing around it that has one."""
        while where and where not in self.lines:
            where = where[:-1]
        return self.lines.get(where, 1)


def read_yaml(path: Path, name: str | None = None) -> YamlFile:
    """Read one file; `name` is how messages call it.

    Raises `DefinitionError` for a file that is not readable text or not YAML at all.
    """
    shown = name or str(path)
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=Loader)
    except UnicodeDecodeError as error:
        hint = _("Lưu lại tệp với bảng mã UTF-8.")
        raise DefinitionError(
            Problem("yaml-encoding", _("tệp không phải UTF-8."), shown, hint=hint)
        ) from error
    except yaml.YAMLError as error:
        raise DefinitionError(_syntax_problem(error, shown)) from error
    except OSError as error:
        raise DefinitionError(
            Problem("yaml-unreadable", _("không đọc được tệp."), shown, hint=error.strerror)
        ) from error
    return _with_lines(root, path, shown)


def _with_lines(root: yaml.Node | None, path: Path, shown: str) -> YamlFile:
    file = YamlFile(path, None)
    try:
        file.data = _plain(root, (), file, shown) if root is not None else {}
    except RecursionError as error:  # an alias inside what it stands for
        raise DefinitionError(_syntax_problem(error, shown)) from error
    return file


def _syntax_problem(error: Exception, shown: str) -> Problem:
    marks = (getattr(error, name, None) for name in ("problem_mark", "context_mark"))
    mark = next((mark for mark in marks if mark), None)
    told = getattr(error, "problem", None) or getattr(error, "context", None) or str(error)
    return Problem(
        "yaml-syntax",
        _("viết sai cú pháp YAML ({detail}).").format(detail=told.splitlines()[0]),
        shown,
        row=mark.line + 1 if mark else None,
        hint=_("Xem lại thụt đầu dòng, dấu hai chấm và dấu ngoặc ở dòng này và dòng trên."),
    )


def _plain(node: yaml.Node, where: Path_, file: YamlFile, shown: str) -> Any:
    file.lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, file, shown)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*where, index), file, shown) for index, item in enumerate(node.value)]
    return node.value


def _mapping(node: yaml.MappingNode, where: Path_, file: YamlFile, shown: str) -> dict:
    result = {}
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in result:
            file.problems.append(
                Problem(
                    "yaml-duplicate-key",
                    _("mục này được viết hai lần (dòng {first} và dòng {second}).").format(
                        first=file.lines[(*where, key)], second=line
                    ),
                    shown,
                    line,
                    key,
                    _("Giữ lại một mục."),
                )
            )
        file.lines[(*where, key)] = line
        result[key] = _plain(value_node, (*where, key), file, shown)
    return result
