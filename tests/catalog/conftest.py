"""A small framework and a table of a province's own, written to disk, to break in every way."""

import textwrap

import openpyxl
import pytest

from thuocdo.catalog.load import framework
from thuocdo.catalog.measurements import read_measurements
from thuocdo.kernel.errors import InputError

HEAD = """\
framework: nha
label: {vi: Chỉ số nhà, en: House index}
abbreviation: NHA
owner: {vi: Tỉnh, en: Province}
source: Quyết định thử
status: confirmed
unit_level: province
levels:
  - {name: index, label: {vi: Chỉ số, en: Index}}
  - {name: field, label: {vi: Lĩnh vực, en: Field}}
editions:
  2023: {source: Quyết định thử, status: confirmed}
  2024: {source: Quyết định thử, status: confirmed}
groups:
  2023:
    rule: thresholds
    bounds: [8, 5]
    labels: [{vi: A, en: A}, {vi: B, en: B}, {vi: C, en: C}]
    source: Quyết định thử
    status: confirmed
nodes:
  - code: ""
    label: {vi: Tổng, en: Total}
    source: Quyết định thử
    status: confirmed
    scale: {min: 0, max: 10}
    composition:
      2023:
        weights: {dung_han: 60, hai_long: 40}
        aggregate: arithmetic
        source: Quyết định thử
        status: confirmed
"""
PARTS = """\
nodes:
  - code: dung_han
    label: {vi: Đúng hạn, en: On time}
    source: Quyết định thử
    status: confirmed
    scale: {min: 0, max: 10}
  - code: hai_long
    label: {vi: Hài lòng, en: Satisfied}
    source: Quyết định thử
    status: confirmed
    scale: {min: 0, max: 10}
"""


@pytest.fixture
def own_folder(tmp_path):
    """Write the framework, with (old, new) replacements in its two files; its folder."""

    def write(*changes: tuple[str, str], more: str = "", folder: str = "nha"):
        texts = {"framework.yaml": HEAD, "linh_vuc.yaml": PARTS + textwrap.dedent(more)}
        for old, new in changes:
            assert any(old in text for text in texts.values()), old
            texts = {name: text.replace(old, new) for name, text in texts.items()}
        (tmp_path / folder).mkdir(exist_ok=True)
        for name, text in texts.items():
            (tmp_path / folder / name).write_text(text, encoding="utf-8")
        return tmp_path / folder

    return write


@pytest.fixture
def line_of():
    """The first line of a file (counted from 1) that contains a text."""

    def find(path, text: str) -> int:
        lines = path.read_text(encoding="utf-8").splitlines()
        return next(i for i, line in enumerate(lines, start=1) if text in line)

    return find


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Read a text, bytes or rows of cells as measurements of a framework (PAPI)."""
    monkeypatch.chdir(tmp_path)

    def do(data, name="so_do.csv", of="papi", **options):
        if isinstance(data, list):
            book = openpyxl.Workbook()
            for row in data:
                book.active.append(row)
            name = "so_do.xlsx"
            book.save(name)
        else:
            content = data.encode() if isinstance(data, str) else data
            (tmp_path / name).write_bytes(content)
        return read_measurements(name, framework(of) if isinstance(of, str) else of, **options)

    return do


@pytest.fixture
def problems(read):
    """The problems of a file that must be refused; each names the file."""

    def do(data, **options):
        with pytest.raises(InputError) as caught:
            read(data, **options)
        for problem in caught.value.problems:
            assert problem.file in ("so_do.csv", "so_do.xlsx")
        return caught.value.problems

    return do


@pytest.fixture
def problem(problems):
    def do(data, **options):
        (only,) = problems(data, **options)
        return only

    return do
