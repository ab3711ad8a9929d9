"""Whose work a node is: by function, by day, and as a province says otherwise."""

from datetime import date

import pytest

from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Reference, lost_by_agency, lost_points, responsibility
from thuocdo.kernel import DefinitionError, RequestError

BEFORE, AFTER, TWO_TIERS = date(2025, 2, 28), date(2025, 3, 1), date(2025, 7, 1)

OWN = """
framework: papi
source: Quyết định của UBND tỉnh
status: confirmed
functions:
  tourism:
    label: {vi: Du lịch, en: Tourism}
    held_by:
      2011-01-01: {agency: so_cong_thuong, source: Quyết định của UBND tỉnh, status: confirmed}
duties:
  "8.1":
    2011-01-01: {lead: [one_stop, tourism], source: Quyết định của UBND tỉnh, status: confirmed}
"""


def lead(code: str, day: date, **options) -> list[str]:
    found = responsibility("papi", day, **options)
    return [found.names[agency] for agency in found.of(code).lead]


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("8.1", "Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ"),
        ("2.4", "Sở Tài nguyên và Môi trường", "Sở Nông nghiệp và Môi trường"),
        ("7.1", "Sở Tài nguyên và Môi trường", "Sở Nông nghiệp và Môi trường"),
        ("6.3", "Sở Giao thông vận tải", "Sở Xây dựng"),
        ("2.3", "Sở Tài chính", "Sở Tài chính"),
        ("4.3", "Sở Nội vụ", "Sở Nội vụ"),
    ],
)
def test_agencies_bear_the_names_of_the_day(code, before, after):
    assert lead(code, BEFORE) == [before]
    assert lead(code, AFTER) == [after]


def test_districts_support_nothing_from_the_day_they_ended():
    assert "ubnd_huyen" in responsibility("papi", AFTER).of("1.2").support
    assert "ubnd_huyen" not in responsibility("papi", TWO_TIERS).of("1.2").support
    assert "ubnd_xa" in responsibility("papi", TWO_TIERS).of("1.2").support


@pytest.mark.parametrize("name", ["papi", "par_index"])
def test_every_leaf_that_was_ever_measured_has_a_lead(name):
    definition = framework(name)
    for period in definition.periods:
        found = responsibility(name, period.end)
        for node in definition.on(period).nodes.values():
            if node.code and not node.parts:
                assert found.of(node.code).lead, (period, node.code)


def test_a_proposal_says_that_it_is_one():
    assert {a.status for a in responsibility("papi", AFTER).answers.values()} == {"unconfirmed"}


def test_losses_by_agency_add_up_to_the_losses(papi):
    found = lost_by_agency(papi, "02", "2023")
    whole = lost_points(papi, "02", "2023").losses[0].lost
    assert sum(agency.lost for agency in found) == pytest.approx(whole, abs=1e-9)
    assert [agency.lost for agency in found] == sorted((a.lost for a in found), reverse=True)
    land = next(a for a in found if a.agency_name == "Sở Tài nguyên và Môi trường")
    assert {"papi/2.4", "papi/5.3", "papi/7.1"} <= set(land.nodes)


def test_merged_agencies_have_one_row(papi):
    found = lost_by_agency(papi, "02", "2023", day=TWO_TIERS)
    names = [agency.agency_name for agency in found]
    assert len(names) == len(set(names)) and "Sở Nông nghiệp và Môi trường" in names


def test_being_ahead_at_one_node_makes_up_for_nothing_at_another(papi):
    found = lost_by_agency(papi, "02", "2023", Reference.MEDIAN)
    assert all(agency.lost > 0 for agency in found)


def test_a_province_replaces_what_it_sees_otherwise(tmp_path, papi):
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    assert lead("8.1", AFTER, override=path) == ["Văn phòng UBND tỉnh", "Sở Công Thương"]
    assert lead("8.2", AFTER, override=path) == ["Sở Khoa học và Công nghệ"]
    found = responsibility("papi", AFTER, path).of("8.1")
    assert (found.source, found.status) == ("Quyết định của UBND tỉnh", "unconfirmed")
    rows = {a.agency: a for a in lost_by_agency(papi, "02", "2023", override=path)}
    assert "papi/8.1" in rows["so_cong_thuong"].nodes and "papi/8.1" in rows["van_phong_ubnd"].nodes


def test_nodes_that_nobody_leads_are_shown(pci, tmp_path):
    path = tmp_path / "pci.yaml"
    own = OWN.replace("framework: papi", "framework: pci").replace('"8.1"', "transparency")
    own = own.replace("one_stop, ", "").replace("so_cong_thuong", "so_x")
    own += """
agencies:
  so_x: {label: {vi: Sở X, en: Department X}, source: Quyết định, status: confirmed}
"""
    path.write_text(own, encoding="utf-8")
    found = lost_by_agency(pci, "02", "2016", override=path)
    assert {(a.agency, a.agency_name, len(a.nodes)) for a in found} == {
        ("", "chưa giao cơ quan nào", 9), ("so_x", "Sở X", 1)
    }  # fmt: skip


def test_every_mistake_of_a_file_is_told_at_once(tmp_path):
    path = tmp_path / "own.yaml"
    wrong = OWN.replace("so_cong_thuong", "so_cong_thuog").replace("one_stop", "one_stp")
    wrong += """
  "9.9":
    2011-01-01: {lead: [], source: Quyết định, status: confirmed}
"""
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(DefinitionError) as caught:
        responsibility("papi", AFTER, path)
    assert {(p.code, p.row) for p in caught.value.problems} == {
        ("duties-agency-unknown", 9),
        ("duties-function-unknown", 12),
        ("node-unknown", 14),
        ("duties-no-lead", 15),
    }
    assert "Có phải “one_stop”?" in str(caught.value)


def test_a_wrong_shape_is_told_with_its_line(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(OWN.replace("lead:", "leed:"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="dòng 12"):
        responsibility("papi", AFTER, path)
    path.write_text(OWN.replace("framework: papi", "framework: pci"), encoding="utf-8")
    with pytest.raises(DefinitionError, match="tệp này dành cho “pci”"):
        responsibility("papi", AFTER, path)


def test_a_framework_without_a_file_says_so():
    with pytest.raises(RequestError, match="chưa có tệp phân công"):
        responsibility("pci", AFTER)


def test_points_of_fields_cannot_be_added_where_the_weights_are_unknown(par_index):
    unit = next(
        u for u in par_index.on("2024").units
        if sum(par_index.at(u, "2024").scores()[c] > 0 for c in "1234") > 0
    )  # fmt: skip
    with pytest.raises(RequestError, match="không tính được"):
        lost_by_agency(par_index, unit, "2024")
