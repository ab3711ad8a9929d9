"""A mistake in a definition: told with file, line, key and suggestion, and all at once."""

import pytest

from thuocdo.catalog.load import check_folder
from thuocdo.catalog.load import load_folder as load
from thuocdo.kernel.errors import DefinitionError
from thuocdo.kernel.period import Period

HEAD, PARTS = "nha/framework.yaml", "nha/linh_vuc.yaml"
LEAF = """\
  - code: {code}
    label: {{vi: Khác, en: Other}}
    source: Quyết định thử
    status: confirmed
    scale: {{min: 0, max: 10}}
"""


def composed(code: str, *parts: str) -> str:
    return LEAF.format(code=code) + (
        "    composition:\n      2023:\n"
        f"        components: [{', '.join(parts)}]\n"
        "        aggregate: sum\n        source: Quyết định thử\n        status: confirmed\n"
    )


def problems(folder):
    found, problems = check_folder(folder)
    assert found is None
    for problem in problems:
        assert problem.message.rstrip()[-1] in ".)"
        assert problem.file
        assert problem.row
    return problems


def only(folder):
    (problem,) = problems(folder)
    return problem


def test_the_example_itself_is_right(own_folder):
    found, problems = check_folder(own_folder())
    assert problems == []
    assert list(found.on(Period.parse(2024)).nodes) == ["", "dung_han", "hai_long"]


# What one changes in the example; the code, the file, the text on the line that is named,
# the key, and a word of the message or the suggestion.
MISTAKES = {
    "a key that is not in the format": (
        [("    status: confirmed\n    scale: {min: 0, max: 10}\n  - code: hai_long",
          "    status: confirmed\n    scal: {min: 0, max: 10}\n  - code: hai_long")],
        ("definition-extra-forbidden", PARTS, "scal:", "nodes.0.scal", "“scale”"),
    ),
    "a label without English": (
        [("{vi: Đúng hạn, en: On time}", "{vi: Đúng hạn}")],
        ("definition-missing", PARTS, "label: {vi: Đúng hạn}", "nodes.0.label.en", "Thêm “en: …”"),
    ),
    "an empty label": (
        [("{vi: Đúng hạn, en: On time}", "{vi: '', en: On time}")],
        ("definition-value", PARTS, "vi: ''", "nodes.0.label.vi", "để trống"),
    ),
    "a certainty that there is not": (
        [("abbreviation: NHA\nowner: {vi: Tỉnh, en: Province}\nsource: Quyết định thử\n"
          "status: confirmed", "abbreviation: NHA\nowner: {vi: Tỉnh, en: Province}\n"
          "source: Quyết định thử\nstatus: confirm")],
        ("definition-value", HEAD, "status: confirm\n", "status", "“confirmed”"),
    ),
    "a rule that there is not": (
        [("rule: thresholds", "rule: threshold")],
        ("definition-value", HEAD, "rule: threshold", "groups.2023.rule", "“thresholds”"),
    ),
    "a way of adding up that there is not": (
        [("aggregate: arithmetic", "aggregate: arithmetik")],
        ("definition-value", HEAD, "arithmetik", "nodes.0.composition.2023.aggregate",
         "“arithmetic”"),
    ),
    "a number that is none": (
        [("weights: {dung_han: 60", "weights: {dung_han: sáu mươi")],
        ("definition-value", HEAD, "sáu mươi", "nodes.0.composition.2023.weights.dung_han",
         "một số"),
    ),
    "a number that is not finite": (
        [("weights: {dung_han: 60", "weights: {dung_han: nan")],
        ("definition-value", HEAD, "nan", "nodes.0.composition.2023.weights.dung_han", "một số"),
    ),
    "a day that is none": (
        [("2023: {source: Quyết định thử,", "2023: {published: 31/02/2024, source: Thử nghiệm,")],
        ("definition-value", HEAD, "31/02/2024", "editions.2023.published", "một ngày"),
    ),
    "a period that is none": (
        [("  2024: {source", "  năm 2024: {source")],
        ("definition-value", HEAD, "năm 2024", "editions.năm 2024", "2024-Q2"),
    ),
    "a code with accents": (
        [("weights: {dung_han: 60", "weights: {đúng_hạn: 60")],
        ("definition-value", HEAD, "đúng_hạn", "nodes.0.composition.2023.weights.đúng_hạn",
         "không dấu"),
    ),
    "a part that there is not": (
        [("weights: {dung_han: 60", "weights: {dung_hen: 60"),
         ("code: dung_han", "code: dung_hai")],
        ("tree-unknown-component", HEAD, "dung_hen", "(gốc).composition.2023.weights.dung_hen",
         "“dung_hai”"),
    ),
    "weights that do not add up": (
        [("hai_long: 40", "hai_long: 30")],
        ("weights-sum", HEAD, "hai_long: 30", "(gốc).composition.2023.weights", "bằng 90"),
    ),
    "parts and weights together": (
        [("        weights: {dung_han: 60, hai_long: 40}",
          "        weights: {dung_han: 60, hai_long: 40}\n        components: [dung_han]")],
        ("tree-components", HEAD, "2023:\n        weights", "(gốc).composition.2023", "một trong"),
    ),
    "a power without an exponent": (
        [("aggregate: arithmetic", "aggregate: power")],
        ("composition-power", HEAD, "aggregate: power", "(gốc).composition.2023.aggregate",
         "power"),
    ),
    "labels that do not fit the cuts": (
        [("bounds: [8, 5]", "bounds: [8, 5, 3]")],
        ("groups-labels", HEAD, "labels: [", "groups.2023.labels", "3 nhãn"),
    ),
    "cuts in the wrong order": (
        [("bounds: [8, 5]", "bounds: [5, 8]")],
        ("groups-cuts", HEAD, "bounds:", "groups.2023.bounds", "thứ tự"),
    ),
    "cuts that are the same": (
        [("bounds: [8, 5]", "bounds: [5, 5]")],
        ("groups-cuts", HEAD, "bounds:", "groups.2023.bounds", "thứ tự"),
    ),
    "thresholds without bounds": (
        [("    bounds: [8, 5]\n", "")],
        ("groups-cuts", HEAD, "rule: thresholds", "groups.2023.rule", "bounds"),
    ),
    "quartiles with three labels": (
        [("    rule: thresholds\n    bounds: [8, 5]\n", "    rule: quartiles\n")],
        ("groups-labels", HEAD, "labels: [", "groups.2023.labels", "bốn nhãn"),
    ),
    "a place before the first": (
        [("    rule: thresholds\n    bounds: [8, 5]\n",
          "    rule: positions\n    positions: [0, 5]\n")],
        ("groups-cuts", HEAD, "positions:", "groups.2023.positions", "đếm từ 1"),
    ),
    "a scale upside down": (
        [("scale: {min: 0, max: 10}\n  - code: hai_long",
          "scale: {min: 10, max: 0}\n  - code: hai_long")],
        ("scale-order", PARTS, "min: 10", "dung_han.scale", "không nhỏ hơn"),
    ),
    "a level that is not declared": (
        [("  - {name: field, label: {vi: Lĩnh vực, en: Field}}\n", "")],
        ("tree-too-deep", PARTS, "code: hai_long", "hai_long.code", "levels"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), MISTAKES.values(), ids=list(MISTAKES))
def test_each_mistake_is_told_where_it_stands(own_folder, changes, expected):
    folder = own_folder(*changes)
    code, file, line, key, words = expected
    found = [problem for problem in problems(folder) if problem.code == code]
    problem = found[0]
    assert problem.file == file
    text = (folder.parent / file).read_text(encoding="utf-8")
    assert problem.row == text[: text.index(line)].count("\n") + 1
    assert problem.column == key
    assert words in str(problem)


class TestTheTree:
    def test_may_not_go_round_in_a_circle(self, own_folder):
        folder = own_folder(
            ("weights: {dung_han: 60, hai_long: 40}", "components: [vong]"),
            ("aggregate: arithmetic", "aggregate: sum"),
            ("nodes:\n  - code: dung_han", "nodes:\n" + composed("vong", "xoay")
             + composed("xoay", "vong") + "  - code: dung_han"),
        )  # fmt: skip
        level = "  - {name: field, label: {vi: Lĩnh vực, en: Field}}\n"
        text = (folder / "framework.yaml").read_text(encoding="utf-8")
        (folder / "framework.yaml").write_text(
            text.replace(level, level + level.replace("field", "part")), encoding="utf-8"
        )
        found = [problem for problem in problems(folder) if problem.code == "tree-cycle"]
        assert "vong → xoay → vong" in found[0].message
        assert (found[0].file, found[0].column) == (PARTS, "xoay.composition")

    def test_may_not_be_a_node_that_contains_itself(self, own_folder):
        folder = own_folder(("weights: {dung_han: 60, hai_long: 40}", 'components: [""]'))
        assert "tree-cycle" in {problem.code for problem in problems(folder)}

    def test_gives_no_node_two_parents(self, own_folder):
        folder = own_folder(
            ("{dung_han: 60, hai_long: 40}", "{dung_han: 60, hai_long: 20, them: 20}"),
            ("  - {name: field,", "  - {name: part, label: {vi: Phần, en: Part}}\n"
             "  - {name: field,"),
            more="",
        )  # fmt: skip
        with (folder / "linh_vuc.yaml").open("a", encoding="utf-8") as file:
            file.write(composed("them", "hai_long"))
        problem = only(folder)
        assert problem.code == "tree-second-parent"
        assert "“hai_long”" in problem.message

    def test_leaves_no_node_outside(self, own_folder, line_of):
        folder = own_folder()
        with (folder / "linh_vuc.yaml").open("a", encoding="utf-8") as file:
            file.write(LEAF.format(code="mo_coi"))
        problem = only(folder)
        assert (problem.code, problem.column) == ("tree-orphan", "mo_coi.code")
        assert problem.row == line_of(folder / "linh_vuc.yaml", "mo_coi")
        assert "composition" in problem.hint

    def test_has_one_node_a_code_whatever_the_file(self, own_folder, line_of):
        folder = own_folder()
        (folder / "z.yaml").write_text("nodes:\n" + LEAF.format(code="hai_long"), encoding="utf-8")
        problem = only(folder)
        assert (problem.code, problem.file, problem.row) == ("tree-duplicate-node", "nha/z.yaml", 2)
        line = line_of(folder / "linh_vuc.yaml", "code: hai_long")
        assert f"{PARTS}, dòng {line}" in problem.message

    def test_has_a_root(self, own_folder):
        folder = own_folder(('code: ""', "code: tong"))
        (problem,) = check_folder(folder)[1]
        assert problem.code == "tree-root"

    def test_names_a_part_once(self, own_folder):
        folder = own_folder(
            ("weights: {dung_han: 60, hai_long: 40}",
             "components: [dung_han, hai_long, hai_long]"),
        )  # fmt: skip
        assert {p.code for p in problems(folder)} >= {"tree-repeated-component"}

    def test_may_have_negative_weights_never(self, own_folder):
        folder = own_folder(("{dung_han: 60, hai_long: 40}", "{dung_han: 140, hai_long: -40}"))
        problem = only(folder)
        assert problem.code == "weights-negative"
        assert problem.column == "(gốc).composition.2023.weights.hai_long"


PREPARED = (
    "    scale: {min: 0, max: 10}\n  - code: hai_long",
    "    scale: {min: 0, max: 10}\n    preparation:\n      2023:\n        direction: -1\n"
    "        normalise: {RULE}\n        source: Quyết định thử\n        status: confirmed\n"
    "  - code: hai_long",
)


class TestTheNormalisation:
    def check(self, own_folder, rule):
        return own_folder((PREPARED[0], PREPARED[1].replace("RULE", rule)))

    def test_by_fraction_of_maximum_does_not_suit_the_lower_the_better(self, own_folder):
        problem = only(self.check(own_folder, "method: fracmax"))
        assert problem.code == "normalise-direction"
        assert "dist2max" in problem.hint

    @pytest.mark.parametrize(
        "rule", ["method: minmax, min: 5, max: 5", "method: minmax, low: 10, high: 1"]
    )
    def test_has_its_bounds_in_order(self, own_folder, rule):
        assert only(self.check(own_folder, rule)).code == "normalise-bounds"

    def test_may_be_the_lower_the_better(self, own_folder):
        folder = self.check(own_folder, "method: minmax, min: 0, max: 30, clip: true")
        assert check_folder(folder)[1] == []


def test_mistakes_of_several_files_and_kinds_are_told_together(own_folder):
    folder = own_folder(
        ("unit_level: province", "unit_levels: province"),
        ("{vi: Đúng hạn, en: On time}", "{vi: Đúng hạn}"),
        ("status: confirmed\n    scale: {min: 0, max: 10}\n  - code: hai_long",
         "status: maybe\n    scale: {min: 0, max: 10}\n  - code: hai_long"),
    )  # fmt: skip
    found = problems(folder)
    assert [(problem.file, problem.column) for problem in found] == [
        (HEAD, "unit_level"),
        (HEAD, "unit_levels"),
        (PARTS, "nodes.0.label.en"),
        (PARTS, "nodes.0.status"),
    ]
    with pytest.raises(DefinitionError) as caught:
        load(folder)
    assert caught.value.problems == tuple(found)


def test_sums_are_checked_even_while_another_file_is_wrong(own_folder):
    folder = own_folder(("hai_long: 40", "hai_long: 30"), ("en: On time", "an: x"))
    codes = [problem.code for problem in problems(folder)]
    assert "weights-sum" in codes
    assert "tree-unknown-component" not in codes
