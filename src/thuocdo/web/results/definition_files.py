"""The definitions of a framework as they are, in one archive whose bytes are always the same."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from thuocdo.catalog import load
from thuocdo.diagnosis.responsibility import FOLDER

NAME = "dinh-nghia.zip"
SCHEMA = "framework.schema.json"
BEGINNING = (1980, 1, 1, 0, 0, 0)  # the earliest time that an archive can hold


def archive(framework: str) -> bytes:
    """The YAML of `framework`, with the schema and who answers for which node.

    Stored, not compressed: compressed bytes differ from one library to the next. Raises
    `RequestError` for an unknown framework.
    """
    found = load.framework(framework, settings.DEFINITIONS)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as made:
        for name, path in sorted(_files(found.name)):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.external_attr = 0o644 << 16
            made.writestr(entry, path.read_bytes())
    return buffer.getvalue()


def _files(name: str) -> Iterator[tuple[str, Path]]:
    bundled = load.bundled_definitions()
    yield SCHEMA, bundled / SCHEMA
    for path in _folder(name).glob("*.yaml"):
        yield f"{name}/{path.name}", path
    duties = bundled / FOLDER / f"{name}.yaml"
    if duties.is_file():
        yield f"{FOLDER}/{duties.name}", duties


def _folder(name: str) -> Path:
    """Where a framework is; one of the site's own takes the place of a bundled one."""
    roots = [load.bundled_definitions()]
    if settings.DEFINITIONS:
        roots.append(Path(settings.DEFINITIONS).resolve())
    folders = [folder for root in roots for folder in load.framework_folders(root)]
    return next(f for f in reversed(folders) if load.load_folder(f).name == name)
