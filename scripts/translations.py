"""Collects the texts of the package, keeps their English translations, compiles them.

    make translations

Every text in `_("…")` or `N_("…")` in the code under `src/thuocdo` and in `_("…")` in its page
templates gets an entry in the .po file, those that are gone leave it, and the .mo file that
gettext reads is written anew. The same sources
always give the same two files. Texts without English are listed: write them into the .po
file and run this once more.
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "thuocdo"
TEMPLATES = ("reports/templates/**/*.html", "web/*/templates/**/*.html")
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "thuocdo.po"
MO = PO.with_suffix(".mo")

MARKS = ("_", "N_")
HEADER = """\
# English texts of Thước Đo. The source text is Vietnamese.
# `make translations` adds and removes entries; what stands in msgstr is kept."""


class PlainCatalog(Catalog):
    """A catalog whose header says nothing about when, where and with what it was made."""

    mime_headers = (
        ("Project-Id-Version", "thuocdo"),
        ("Language", "en"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
    )


class TextError(Exception):
    """A marked text that gettext could never find again."""


def texts_in(path: Path) -> Iterator[str]:
    """The marked texts of one Python file. Raises `TextError` for one that is built."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", None) in MARKS):
            continue
        match node.args:
            case [ast.Constant(value=str(text))]:
                yield text
            case [ast.Name() | ast.Attribute() | ast.Subscript()]:
                pass  # marked with N_ where it is written
            case _:
                raise TextError(
                    f"{path}:{node.lineno}: {node.func.id}(…) takes one plain text; "
                    "fill in values afterwards, with .format(…)"
                )


def texts_in_template(path: Path) -> Iterator[str]:
    """The marked texts of one page template. Raises `TextError` for one that is built."""
    pages = Environment(extensions=["jinja2.ext.i18n"])
    for line, function, text in pages.extract_translations(path.read_text(encoding="utf-8")):
        if function != "_" or not isinstance(text, str):
            raise TextError(f"{path}:{line}: _(…) takes one plain text, written right there")
        yield text


def templates() -> list[Path]:
    """Every page template of the package."""
    return sorted(path for pattern in TEMPLATES for path in SOURCE.glob(pattern))


def texts() -> set[str]:
    """Every marked text of the package."""
    code = {text for path in sorted(SOURCE.rglob("*.py")) for text in texts_in(path)}
    return code | {text for path in templates() for text in texts_in_template(path)}


def read_translations(path: Path = PO) -> dict[str, str]:
    """The English text, perhaps empty, of each text in the .po file."""
    if not path.exists():
        return {}
    catalog = read_po(io.BytesIO(path.read_bytes()), locale="en")
    return {message.id: message.string for message in catalog if message.id}


def placeholders(text: str) -> list[str]:
    """The names in braces, each as often as it stands there: `{total:g}` is `total`."""
    return sorted(re.findall(r"\{(\w*)[^{}]*\}", text))


def build(translations: dict[str, str]) -> tuple[bytes, bytes]:
    """The .po and the .mo file of `translations`."""
    catalog = PlainCatalog(locale="en", header_comment=HEADER, fuzzy=False)
    for text, english in translations.items():
        catalog.add(text, english)
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, sort_output=True, no_location=True, width=0)
    write_mo(mo, catalog)
    return po.getvalue().strip() + b"\n", mo.getvalue()


def main() -> None:
    known = read_translations()
    translations = {text: known.get(text, "") for text in texts()}
    po, mo = build(translations)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(po)
    MO.write_bytes(mo)
    dropped = len(known.keys() - translations.keys())
    print(f"{PO.relative_to(ROOT)}: {len(translations)} texts, {dropped} dropped")
    missing = sorted(text for text, english in translations.items() if not english)
    for text in missing:
        print(f"  without English: {text}", file=sys.stderr)


if __name__ == "__main__":
    main()
