"""`docs/errors.md` explains every problem code of the package, and no other."""

import ast
import re
from pathlib import Path

import pytest

from thuocdo.catalog.numbers import Reason

ROOT = Path(__file__).parents[1]
TREES = {
    path: ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "src" / "thuocdo").rglob("*.py"))
}
PAGE = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
SECTIONS = re.findall(r"^### `([^`]+)`\n\n(.+?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)

# Codes that are not written as one text in the call: file, what stands there, what it may be.
COMPUTED = {
    ("numbers.py", "reason.value"): {reason.value for reason in Reason},
    ("check.py", "code"): {"groups-labels", "groups-cuts"},
    ("build_checks.py", "code"): {
        "weight-missing",
        "weight-negative",
        "weight-zero",
        "stratum-missing",
        "unit-missing",
    },
    (
        "reading.py",
        "f\"definition-{detail['type'].replace('_', '-')}\" if detail['type'] in "
        "('missing', 'extra_forbidden') else 'definition-value'",
    ): {"definition-missing", "definition-extra-forbidden", "definition-value"},
}


def _called(call: ast.Call) -> str | None:
    return getattr(call.func, "id", None) or getattr(call.func, "attr", None)


def _maker(path: Path, name: str | None) -> tuple[Path | None, str | None]:
    """A function by its name; one that begins with `_` belongs to its file."""
    return (path if name and name.startswith("_") else None), name


def _code_of(call: ast.Call, place: int) -> ast.expr | None:
    named = [word.value for word in call.keywords if word.arg == "code"]
    return call.args[place] if len(call.args) > place else next(iter(named), None)


def _parameters(function: ast.FunctionDef) -> list[str]:
    names = [argument.arg for argument in function.args.args]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


FUNCTIONS = [
    (path, node)
    for path, tree in TREES.items()
    for node in ast.walk(tree)
    if isinstance(node, ast.FunctionDef)
]


def _makers() -> dict[tuple[Path | None, str | None], int]:
    """`Problem` and the functions that hand a parameter on to it as the code: its place."""
    makers, known = {(None, "Problem"): 0}, 0
    while len(makers) > known:
        known = len(makers)
        for path, function in FUNCTIONS:
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _maker(path, _called(call)) in makers:
                    code = _code_of(call, makers[_maker(path, _called(call))])
                    if isinstance(code, ast.Name) and code.id in _parameters(function):
                        place = _parameters(function).index(code.id)
                        makers[_maker(path, function.name)] = place
    return makers


MAKERS = _makers()


def _made(path: Path, tree: ast.AST) -> list[tuple[ast.Call, ast.expr | None]]:
    """The calls that make a problem, each with what stands for its code."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    makers = [(call, MAKERS.get(_maker(path, _called(call)))) for call in calls]
    return [(call, _code_of(call, place)) for call, place in makers if place is not None]


def _handed_on(path: Path) -> set[ast.expr | None]:
    """The places where a maker hands on its own parameter."""
    return {
        code
        for where, function in FUNCTIONS
        if where == path and _maker(path, function.name) in MAKERS
        for _call, code in _made(path, function)
    }


def _codes() -> tuple[set[str], set[str]]:
    """The codes in the source, and expressions of which nobody said what they may be."""
    codes, unclear = set(), set()
    for path, tree in TREES.items():
        handed_on = _handed_on(path)
        for call, code in _made(path, tree):
            if isinstance(code, ast.Constant):
                codes.add(code.value)
            elif getattr(code, "attr", None) == "code":
                pass  # a problem said again, at another place
            elif code not in handed_on:
                said = ast.unparse(code) if code else ""
                codes |= COMPUTED.get((path.name, said), set())
                if (path.name, said) not in COMPUTED:
                    unclear.add(f"{path.name}:{call.lineno}: {said}")
    return codes, unclear


def test_every_code_in_the_source_can_be_told():
    assert {"Problem", "_fail", "wrong", "problem"} <= {name for _path, name in MAKERS}
    _known, unclear = _codes()
    assert unclear == set(), "write the code as a plain text, or list what it may be in COMPUTED"


def test_every_code_has_a_section_and_every_section_a_code():
    codes, _unclear = _codes()
    documented = [code for code, _text in SECTIONS]
    assert len(documented) == len(set(documented)) == PAGE.count("\n### ")
    assert sorted(codes - set(documented)) == [], "add a section to docs/errors.md"
    assert sorted(set(documented) - codes) == [], "this code is gone: remove its section"


def test_codes_are_lower_case_words_with_hyphens():
    codes, _unclear = _codes()
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []


def _patterns() -> list[re.Pattern[str]]:
    texts = {
        node.args[0].value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _called(node) == "_"
        and isinstance(node.args[0], ast.Constant)
    }
    wordy = [text for text in texts if len(re.sub(r"\{[^}]*\}", "", text)) >= 10]
    return [re.compile(re.sub(r"\\\{.*?\\\}", ".+?", re.escape(text))) for text in wordy]


PATTERNS = _patterns()


@pytest.mark.parametrize(("code", "text"), SECTIONS, ids=[code for code, _text in SECTIONS])
def test_a_section_says_it_in_both_languages_with_a_message_of_today(code, text):
    vietnamese, english, example = (part.strip() for part in text.strip().split("\n\n"))
    assert vietnamese.endswith(".")
    assert english.startswith("*") and english.endswith(".*")
    assert example.startswith("> ")
    message = example[2:]
    assert any(pattern.search(message) for pattern in PATTERNS), "no text in the code reads so"


@pytest.mark.parametrize("exit_code", [0, 1, 2])
def test_the_page_explains_the_exit_codes(exit_code):
    assert f"\n| {exit_code} | " in PAGE
