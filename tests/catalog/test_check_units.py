"""A folder of administrative units is checked with the other definitions."""

import shutil

import pytest

from thuocdo.catalog.check_units import check_units
from thuocdo.catalog.load import bundled_definitions


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(bundled_definitions() / "units", tmp_path / "units")


def test_the_units_of_the_package_are_right():
    assert check_units(bundled_definitions() / "units") == []


def test_units_that_are_wrong_are_told(folder):
    path = folder / "changes" / "2008-08-01.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: ", "statu: "), "utf-8")
    found = check_units(folder)
    assert any(path.name in problem.file for problem in found)


def test_units_that_are_not_all_there_are_told(folder):
    (folder / "regions.yaml").unlink()
    assert [problem.file for problem in check_units(folder)] == ["units/regions.yaml"]
