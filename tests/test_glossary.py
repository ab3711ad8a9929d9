"""GLOSSARY.md says what the code says: same identifiers, same Vietnamese words."""

import ast
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from thuocdo.catalog import documents, words
from thuocdo.claims import values as claims
from thuocdo.diagnosis import values as diagnosis
from thuocdo.kernel.tables import MEASUREMENTS, SCOREBOOK
from thuocdo.runs.claims import FIELD_WORDS, VERDICTS
from thuocdo.survey import design, measures
from thuocdo.units import model
from thuocdo.web.results import models, publish

ROOT = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| (\w+) \|$",
    (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
TERMS = {identifier: term.split("; ") for identifier, term, _meaning, _where in ROWS}
COLUMNS = {(column.name, column.header) for column in (*MEASUREMENTS, *SCOREBOOK)}

# The words on which the whole house is agreed, and which must stay.
AGREED = {
    "framework": "bộ chỉ số",
    "node": "nội dung",
    "unit": "đơn vị",
    "period": "kỳ",
    "measurements": "số đo",
    "score": "điểm",
    "rank": "thứ hạng",
    "group": "nhóm",
    "lost_points": "điểm mất",
    "scorebook": "bảng điểm",
    "assessment": "phiếu tự đánh giá",
    "criterion": "tiêu chí",
    "evidence": "tài liệu kiểm chứng",
    "appraisal": "thẩm định",
    "appeal": "giải trình",
    "plan": "kế hoạch",
    "task": "nhiệm vụ",
    "finding": "tồn tại, hạn chế",
    "dossier": "hồ sơ",
    "procedure": "thủ tục hành chính",
    "promised_date": "ngày hẹn trả",
    "feedback": "phản ánh, kiến nghị",
    "disclosure": "công khai",
}


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _texts(node: ast.AST) -> set[str]:
    return {
        child.value
        for child in ast.walk(node)
        if isinstance(child, ast.Constant) and isinstance(child.value, str)
    }


def _names_in(tree: ast.Module) -> set[str]:
    """Classes, functions, constants, fields, values of enumerations and of `Literal`."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            names.add(_snake(node.name))
        if isinstance(node, ast.ClassDef):
            fields = [part for part in node.body if isinstance(part, ast.AnnAssign)]
            names |= {field.target.id for field in fields}
            if any(ast.unparse(base).endswith("Enum") for base in node.bases):
                names |= {text for part in node.body for text in _texts(part)}
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
            names |= _texts(node.slice)
    constants = [part for part in tree.body if isinstance(part, ast.Assign)]
    return names | {target.id.lower() for part in constants for target in part.targets
                    if isinstance(target, ast.Name)}  # fmt: skip


def _names() -> set[str]:
    files = (ROOT / "src" / "thuocdo").rglob("*.py")
    names = {
        name for path in files for name in _names_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    fields = {
        field.alias or name
        for kind in vars(documents).values()
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, field in kind.model_fields.items()
    }
    return names | fields | {name for name, _header in COLUMNS}


NAMES = _names()


def _classes(module) -> list[str]:
    return [
        _snake(name)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__ and name[0] != "_"
    ]


def test_an_identifier_has_one_row_and_every_row_is_whole():
    assert len(ROWS) == len(TERMS)
    rows = re.findall(r"^\| `", (ROOT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(rows) == len(ROWS), "a row has four cells, the last is `code` or `later`"
    assert {where for *_rest, where in ROWS} == {"code", "later"}


def test_what_is_marked_as_in_the_code_is_there():
    claimed = {identifier for identifier, _term, _meaning, where in ROWS if where == "code"}
    assert sorted(claimed - NAMES) == []


def test_what_is_marked_as_later_is_not_there_yet():
    planned = {identifier for identifier, _term, _meaning, where in ROWS if where == "later"}
    assert sorted(planned & NAMES) == [], "it has come: mark it as `code` in GLOSSARY.md"


def test_every_column_is_in_the_glossary():
    assert sorted({name for name, _header in COLUMNS} - TERMS.keys()) == []


@pytest.mark.parametrize(
    "module", [documents, model, measures, design, diagnosis, claims, models, publish]
)
def test_every_model_is_in_the_glossary(module):
    assert sorted(set(_classes(module)) - TERMS.keys()) == []


@pytest.mark.parametrize(("name", "header"), sorted(COLUMNS))
def test_a_column_header_is_the_term_of_the_glossary(name, header):
    assert header[0].lower() + header[1:] in TERMS[name]


@pytest.mark.parametrize(
    ("code", "word"), [*words.STATUS.items(), *words.CERTAINTY.items(), *words.LEVEL.items()]
)
def test_the_word_for_a_code_is_the_term_of_the_glossary(code, word):
    assert word in TERMS[code]


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_word_for_a_verdict_is_the_term_of_the_glossary(verdict):
    assert VERDICTS[verdict] in TERMS[verdict]


@pytest.mark.parametrize("field", ["score", "rank", "rank_change", "region_rank", "group"])
def test_a_claimed_number_is_called_as_in_the_glossary(field):
    assert any(FIELD_WORDS[field] in term for term in TERMS[field])


@pytest.mark.parametrize(("identifier", "term"), AGREED.items())
def test_the_words_of_the_house_stay(identifier, term):
    assert term in TERMS[identifier]
