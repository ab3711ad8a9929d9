"""A measure file is checked whole: every mistake at once, with its line and what to do."""

import json
import textwrap

import pytest

from thuocdo.catalog.load import bundled_definitions
from thuocdo.kernel.errors import DefinitionError
from thuocdo.survey.measures_check import (
    check_measures,
    is_measure_file,
    load_measures,
    measure_files,
)
from thuocdo.survey.measures_schema import FILE, schema_text

HEAD = """\
measures: thu
label: {vi: Thử, en: Trial}
source: Phiếu hỏi thử
status: confirmed
framework: papi
period: 2024
design: {weights: w, strata: [tang], units: [xa]}
unit: {column: tinh}
dont_know: [88]
refused: [99]
indicators:
"""
SHARE = """\
  - code: a
    label: {vi: Có biết, en: Knows}
    source: Câu 1
    status: confirmed
    node: "1.1"
    questions: [q1]
    kind: share
    yes: [1]
    valid: [1, 2]
"""


@pytest.fixture
def check(tmp_path):
    """`check(text)`: the measures (or None) and the problems of a file."""

    def do(text: str):
        path = tmp_path / "thu.measures.yaml"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return check_measures(path)

    return do


def codes(problems):
    return sorted(problem.code for problem in problems)


def test_a_right_file_knows_its_framework_and_nodes(check):
    measures, problems = check(HEAD + SHARE)
    assert problems == []
    assert (measures.framework.name, measures.nodes) == ("papi", ("1.1",))
    assert measures.document.dont_know == ["88.0"]


def test_nodes_may_be_named_as_people_name_them(check):
    measures, _ = check(HEAD + SHARE.replace('"1.1"', "papi/1.1"))
    assert measures.nodes == ("1.1",)


def test_every_mistake_is_told_at_once_with_its_line(check):
    text = HEAD.replace("papi", "papy").replace("period: 2024", "kỳ: 2024") + SHARE.replace(
        "kind: share", "kind: chare"
    )
    _, problems = check(text)
    assert codes(problems) == ["definition-extra-forbidden", "definition-value"]
    assert {problem.row for problem in problems} == {6, 18}
    assert "share" in next(p.hint for p in problems if p.row == 18)


def test_a_misspelt_key_is_corrected_with_the_keys_of_measures(check):
    _, problems = check(HEAD + SHARE.replace("questions:", "question_s:"))
    hints = {problem.code: problem.hint for problem in problems}
    assert "questions" in hints["definition-extra-forbidden"]


def test_unknown_framework_node_and_period_are_told_with_the_closest(check):
    _, problems = check(HEAD.replace("papi", "papy") + SHARE)
    assert codes(problems) == ["framework-unknown"]
    assert problems[0].row == 5
    _, problems = check(HEAD.replace("2024", "2035") + SHARE)
    assert codes(problems) == ["period-undefined"]
    _, problems = check(HEAD + SHARE.replace('"1.1"', '"1.9"'))
    assert codes(problems) == ["node-unknown"]
    _, problems = check(HEAD + SHARE.replace('"1.1"', '"5.2"'))
    assert codes(problems) == ["node-not-in-force"]


def test_a_period_not_yet_defined_may_take_the_structure_of_another(check):
    measures, problems = check(HEAD.replace("2024", '2025\nstructure: "2024"') + SHARE)
    assert problems == []
    from thuocdo.kernel.period import Period

    assert str(measures.structure(Period.parse("2025"))) == "2024"
    assert str(measures.structure(Period.parse("2023"))) == "2023"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("    yes: [1]\n", ""), "measures-yes"),
        (("kind: share", "kind: mean"), "measures-yes"),
        (("kind: share\n    yes: [1]", "kind: mean"), "measures-scale"),
        (("kind: share\n    yes: [1]", "kind: top2"), "measures-scale"),
        (("[q1]", "[q1, q2]"), "measures-questions"),
        (("valid: [1, 2]", "valid: {min: 2, max: 1}"), "measures-range"),
        (("valid: [1, 2]", "dont_know: [99]"), "measures-codes"),
    ],
)  # fmt: skip
def test_an_indicator_that_cannot_be_computed_is_told(check, change, code):
    _, problems = check(HEAD + SHARE.replace(*change))
    assert code in codes(problems)
    assert all(problem.row >= 12 for problem in problems)


def test_a_code_written_twice_is_told_with_the_first_line(check):
    _, problems = check(HEAD + SHARE + SHARE)
    assert codes(problems) == ["measures-duplicate"]
    assert "12" in problems[0].message


def test_exactly_one_of_period_and_period_column_is_needed(check):
    _, problems = check(HEAD.replace("period: 2024\n", "") + SHARE)
    assert codes(problems) == ["measures-period"]


def test_more_population_columns_than_stages_is_told(check):
    _, problems = check(HEAD.replace("units: [xa]", "units: [xa], population: [n1, n2]") + SHARE)
    assert codes(problems) == ["measures-population"]


def test_a_wrong_file_cannot_be_loaded(tmp_path):
    path = tmp_path / "measures.yaml"
    path.write_text(HEAD, encoding="utf-8")
    with pytest.raises(DefinitionError, match="indicators"):
        load_measures(path)


def test_measure_files_are_known_by_their_name(tmp_path):
    (tmp_path / "khac").mkdir()
    for name in ("measures.yaml", "khac/b.measures.yaml", "framework.yaml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in measure_files(tmp_path)] == ["b.measures.yaml", "measures.yaml"]
    assert measure_files(tmp_path / "framework.yaml") == []
    assert is_measure_file(tmp_path / "measures.yaml")


def test_the_example_in_the_package_is_right():
    files = measure_files(bundled_definitions() / "measures")
    assert files
    for path in files:
        measures = load_measures(path)
        assert measures.document.simulated
        assert len(measures.indicators) == 130
        assert len(set(measures.nodes)) == 28


def test_the_stored_schema_is_the_one_of_the_code():
    stored = bundled_definitions() / "measures" / FILE
    assert stored.read_text(encoding="utf-8") == schema_text()
    assert json.loads(schema_text())["$schema"].endswith("2020-12/schema")
