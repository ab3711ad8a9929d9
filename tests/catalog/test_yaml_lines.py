"""A file of a definition that is not right as a file: told with its line and what to do."""

import pytest

from thuocdo.catalog.load import check_folder

HEAD, PARTS = "nha/framework.yaml", "nha/linh_vuc.yaml"


def problems(folder):
    found, problems = check_folder(folder)
    assert found is None
    return problems


def only(folder):
    (problem,) = problems(folder)
    return problem


class TestTheFile:
    def write(self, own_folder, data: bytes):
        folder = own_folder()
        (folder / "linh_vuc.yaml").write_bytes(data)
        return only(folder)

    def test_with_wrong_yaml_is_told_with_its_line(self, own_folder):
        problem = self.write(own_folder, b"nodes:\n  - code: a\n   label: b\n")
        assert (problem.code, problem.file, problem.row) == ("yaml-syntax", PARTS, 3)
        assert "thụt đầu dòng" in problem.hint

    def test_with_a_tab_is_told_with_its_line(self, own_folder):
        problem = self.write(own_folder, b"nodes:\n\t- code: a\n")
        assert (problem.code, problem.row) == ("yaml-syntax", 2)

    def test_with_a_key_written_twice_is_told_with_both_lines(self, own_folder, line_of):
        folder = own_folder(("  - code: hai_long\n", "  - code: hai_long\n    status: derived\n"))
        problem = only(folder)
        assert (problem.code, problem.column) == ("yaml-duplicate-key", "status")
        assert f"dòng {problem.row}" in problem.message
        assert line_of(folder / "linh_vuc.yaml", "status: derived") < problem.row

    def test_not_in_utf_8_is_told_so(self, own_folder):
        folder = own_folder()
        path = folder / "linh_vuc.yaml"
        path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
        (problem,) = check_folder(folder)[1]
        assert problem.code == "yaml-encoding"
        assert "UTF-8" in problem.hint

    def test_saved_by_notepad_with_a_mark_at_its_start_is_read(self, own_folder):
        folder = own_folder()
        path = folder / "linh_vuc.yaml"
        path.write_bytes(path.read_text(encoding="utf-8").encode("utf-8-sig"))
        assert check_folder(folder)[1] == []

    def test_with_control_characters_is_told_so(self, own_folder):
        folder = own_folder()
        (folder / "linh_vuc.yaml").write_bytes(b"nodes: \x07\n")
        (problem,) = check_folder(folder)[1]
        assert problem.code == "yaml-syntax"

    def test_whose_alias_contains_itself_is_told_so(self, own_folder):
        folder = own_folder()
        (folder / "linh_vuc.yaml").write_bytes(b"nodes: &x\n  - *x\n")
        (problem,) = check_folder(folder)[1]
        assert problem.code == "yaml-syntax"

    @pytest.mark.parametrize("data", [b"", b"- a\n- b\n", b"xin chao\n"])
    def test_that_is_no_mapping_of_nodes_is_told_so(self, own_folder, data):
        assert self.write(own_folder, data).code.startswith("definition-")

    def test_of_the_head_alone_being_wrong_still_tells_the_others(self, own_folder):
        folder = own_folder(("unit_level: province", "unit_level: tỉnh"), ("en: On time", "an: x"))
        assert {problem.file for problem in problems(folder)} == {HEAD, PARTS}
