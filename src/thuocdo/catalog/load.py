"""Finding and loading frameworks: those in the package, and a province's own folder."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from thuocdo.catalog.check import Placed, check_framework
from thuocdo.catalog.documents import FrameworkDocument, Nodes
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.reading import did_you_mean, read_document
from thuocdo.kernel.errors import DefinitionError, Problem, RequestError
from thuocdo.kernel.language import _

HEAD = "framework.yaml"


def bundled_definitions() -> Path:
    """The folder of the definitions that ship with the package."""
    return Path(str(files("thuocdo"))) / "definitions"


def framework_folders(root: Path) -> list[Path]:
    """Folders under `root` (or `root` itself) that hold a framework, in order of name."""
    if (root / HEAD).is_file():
        return [root]
    return sorted(path.parent for path in root.glob(f"*/{HEAD}"))


def check_folder(folder: Path) -> tuple[Framework | None, list[Problem]]:
    """The framework in `folder` (None when it cannot be used) and every problem found."""
    head, head_file, problems = read_document(
        folder / HEAD, FrameworkDocument, _shown(folder, HEAD)
    )
    placed = _placed(head.nodes, _shown(folder, HEAD), head_file) if head else []
    names = [HEAD]
    for path in sorted(folder.glob("*.yaml")):
        if path.name == HEAD:
            continue
        shown = _shown(folder, path.name)
        nodes, file, found = read_document(path, Nodes, shown)
        problems += found
        names.append(path.name)
        placed += _placed(nodes.nodes, shown, file) if nodes else []
    if head:
        problems += check_framework(head, placed, whole=not problems)
    if problems:
        return None, problems
    shown_names = tuple(_shown(folder, name) for name in names)
    return Framework(head, {item.node.code: item.node for item in placed}, shown_names), []


def _shown(folder: Path, name: str) -> str:
    return f"{folder.name}/{name}"


def _placed(nodes, shown: str, file) -> list[Placed]:
    return [Placed(node, shown, file, ("nodes", index)) for index, node in enumerate(nodes)]


@cache
def load_folder(folder: Path) -> Framework:
    """The framework in `folder`. Raises `DefinitionError` with every problem of its files."""
    loaded, problems = check_folder(folder)
    if loaded is None:
        raise DefinitionError(problems)
    return loaded


def frameworks(definitions: Path | None = None) -> tuple[Framework, ...]:
    """Every framework of the package, and of `definitions` when given.

    An own framework takes the place of the bundled one of the same name. Raises
    `DefinitionError` where a folder is wrong, `RequestError` where there is none.
    """
    found = {}
    for folder in framework_folders(bundled_definitions()):
        found[load_folder(folder).name] = load_folder(folder)
    for folder in _own_folders(definitions) if definitions else []:
        found[load_folder(folder).name] = load_folder(folder)
    return tuple(found.values())


def _own_folders(definitions: Path) -> list[Path]:
    folders = framework_folders(Path(definitions).resolve())
    if folders:
        return folders
    raise RequestError(
        Problem(
            "definitions-none",
            _("không thấy bộ chỉ số nào ở đây."),
            str(definitions),
            hint=_("Thư mục phải chứa {head}, hoặc các thư mục con chứa tệp đó.").format(head=HEAD),
        )
    )


def framework(name: str, definitions: Path | None = None) -> Framework:
    """The framework called `name` (case does not matter), in force histories and all.

    Raises `RequestError` when there is none by that name, with the closest one.
    """
    by_name = {item.name: item for item in frameworks(definitions)}
    wanted = _slug(name)
    aliases = {_slug(item.document.abbreviation): item for item in by_name.values()}
    if found := by_name.get(wanted) or aliases.get(wanted):
        return found
    raise RequestError(
        Problem(
            "framework-unknown",
            _("không có bộ chỉ số “{name}”.").format(name=name),
            hint=did_you_mean(wanted, list(by_name))
            or _("Đang có: {known}.").format(known=", ".join(by_name)),
        )
    )


def _slug(name: str) -> str:
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def folder_or_name(text: str, definitions: Path | None = None) -> Framework:
    """The framework in the folder `text` when it holds one, else the one called so."""
    folder = Path(text)
    if (folder / HEAD).is_file():
        return load_folder(folder.resolve())
    if folder.is_dir():
        _own_folders(folder)  # says what is missing
    return framework(text, definitions)
