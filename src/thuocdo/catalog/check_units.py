"""Checks a folder of administrative units (`definitions/units`) by building the register."""

from collections.abc import Callable, Iterator
from pathlib import Path

from thuocdo.kernel.errors import Problem, ThuocDoError
from thuocdo.kernel.identity import Level
from thuocdo.kernel.language import _
from thuocdo.units import Registry

NEEDED = ("provinces.yaml", "regions.yaml")


def check_units(folder: Path) -> list[Problem]:
    """Every problem found in `folder`, each told once, with its file."""
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        message = _("thư mục đơn vị hành chính thiếu tệp này.")
        return [Problem("units-incomplete", message, f"{folder.name}/{name}") for name in missing]
    found: dict[str, Problem] = {}
    for step in _steps(Registry(definitions=folder)):
        try:
            step()
        except ThuocDoError as error:
            found |= {str(problem): problem for problem in error.problems}
        except UnicodeDecodeError:
            message = _("có tệp không phải UTF-8.")
            hint = _("Lưu lại tệp với bảng mã UTF-8.")
            problem = Problem("yaml-encoding", message, f"{folder.name}/", hint=hint)
            found[str(problem)] = problem
    return list(found.values())


def _steps(registry: Registry) -> Iterator[Callable[[], object]]:
    yield lambda: registry.regions
    yield lambda: registry.aliases
    for level in Level:
        yield lambda level=level: registry.ledger(level)
