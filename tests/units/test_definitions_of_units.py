import shutil
from datetime import date, timedelta

import pytest

from thuocdo.kernel import Certainty, DefinitionError, Level, UnitId
from thuocdo.units import Finder, Registry, registry
from thuocdo.units.reading import read_changes
from thuocdo.units.register import DEFINITIONS

CHANGES = sorted((DEFINITIONS / "changes").glob("[0-9]*.yaml"))
SPLIT = """
date: "2027-01-01"
level: commune
status: confirmed
reference: Nghị quyết thử
source: tệp thử
changes:
  - into: {code: "33001", name: Ví Dụ Một, official: Xã Ví Dụ Một, type: xã}
    from: [{code: "00004", relation: part, population_share: 0.6}]
  - into: {code: "33002", name: Ví Dụ Hai, official: Xã Ví Dụ Hai, type: xã, parent: "08"}
    from:
      - {code: "00004", relation: part, population_share: 0.4}
      - {code: "00008", relation: part, continues: true}
"""


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(DEFINITIONS, tmp_path / "units")


def with_change(folder, text, name="2027-01-01.yaml"):
    (folder / "changes" / name).write_text(text, encoding="utf-8")
    return Registry(folder)


@pytest.mark.parametrize("path", CHANGES, ids=lambda path: path.stem)
class TestEveryChange:
    def test_it_names_its_source_and_how_sure_it_is(self, path):
        for change in read_changes(path):
            assert change.source
            assert change.reference
            assert isinstance(change.status, Certainty)

    def test_its_file_is_named_for_its_day(self, path):
        assert {str(change.on) for change in read_changes(path)} == {path.name[:10]}

    def test_its_predecessors_exist_the_day_before(self, path):
        for change in read_changes(path):
            for origin in change.origins:
                assert registry().by_code(origin.code, change.on - timedelta(days=1))


def test_the_example_in_the_readme_is_valid(tmp_path):
    lines = (DEFINITIONS / "changes" / "README.yaml").read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if 'date: "2027' in line)
    path = tmp_path / "2027-01-01.yaml"
    path.write_text("\n".join(line[4:] for line in lines[start:]), encoding="utf-8")
    assert [len(change.origins) for change in read_changes(path)] == [1, 2]


def test_a_new_file_splits_a_commune(folder):
    units = with_change(folder, SPLIT)
    day = date(2027, 1, 1)
    old = units.by_code("00004", date(2026, 12, 31))
    one, two = UnitId("33001", day), UnitId("33002", day)
    assert old.until == date(2026, 12, 31)
    assert units.shares(old.id, day) == {one: 0.6, two: 0.4}
    kept = units.by_code("00008", day).id
    assert units.shares(kept, day) == {kept: None, two: None}
    assert units.unit(one).parent_on(day).code == "01"
    assert units.unit(two).parent_on(day).code == "08"
    assert Finder(units).find("xã Ví Dụ Một", day).id == one
    assert len(units.in_force(Level.COMMUNE, day)) == 3_322
    # An old commune's share is followed through both changes.
    assert units.shares(units.by_code("00013", date(2025, 6, 30)).id, day) == {one: 0.6, two: 0.4}


def test_communes_follow_their_province_into_a_later_merger(folder):
    units = with_change(
        folder,
        """
date: "2027-01-01"
level: province
status: confirmed
reference: Nghị quyết thử
source: tệp thử
changes:
  - into: {code: "04", name: Cao Lạng, official: Tỉnh Cao Lạng, type: tỉnh}
    from: ["04", "20"]
""",
    )
    day = date(2027, 1, 1)
    merged = UnitId("04", day)
    before = [units.by_code(code, date(2026, 1, 1)).id for code in ("04", "20")]
    counts = [len(units.children(id_, date(2026, 1, 1))) for id_ in before]
    assert len(units.children(merged, day)) == sum(counts)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("population_share: 0.6", "population_share: 1.6", "“1.6” không phải là số từ 0 đến 1"),
        ("population_share: 0.6", "population_share: 0.7", "lớn hơn 1"),
        ('code: "00004"', 'code: "99999"', "không có đơn vị mang mã 99999 vào ngày 31/12/2026"),
        ("relation: part", "relation: some", "“some” không phải là whole | part"),
        ('code: "33001"', 'code: "00025"', "mã 00025 đang là của Phường Giảng Võ"),
        ("source: tệp thử", "source:", "thiếu mục “source”"),
        ("status: confirmed", "status: sure", "“sure” không phải là confirmed"),
        ('"2027-01-01"', '"01/01/2027"', "không phải là ngày dạng yyyy-mm-dd"),
        ("level: commune", "level: [", "tệp không đúng cú pháp YAML"),
        ("official: Xã Ví Dụ Một, ", "", "thiếu mục “official”"),
    ],
)
def test_a_mistake_names_the_file_and_what_is_wrong(folder, old, new, expected):
    units = with_change(folder, SPLIT.replace(old, new, 1))
    with pytest.raises(DefinitionError) as raised:
        units.ledger(Level.COMMUNE)
    assert expected in str(raised.value)
    assert "2027-01-01.yaml" in str(raised.value)


def test_all_mistakes_of_a_file_are_told_together(folder):
    text = SPLIT.replace("source: tệp thử", "").replace("0.6", "x").replace("0.4", "y")
    with pytest.raises(DefinitionError) as raised:
        with_change(folder, text).ledger(Level.PROVINCE)
    assert len(raised.value.problems) == 3


def test_aliases_point_to_names_that_exist():
    for level, names in registry().aliases.items():
        known = {n.name for unit in registry().ledger(level).units.values() for n in unit.names}
        assert set(names) <= known
