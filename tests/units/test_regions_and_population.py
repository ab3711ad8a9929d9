from datetime import date

import pytest

from thuocdo.kernel import RequestError
from thuocdo.units import (
    find_region,
    members,
    population,
    population_table,
    region_of,
    regions_on,
    units_on,
    which_unit,
)

IN_2006, IN_2024, IN_2026 = date(2006, 12, 31), date(2024, 12, 31), date(2026, 1, 1)


@pytest.mark.parametrize(
    ("region", "size"),
    [("NMM", 14), ("RRD", 11), ("NCC", 14), ("CHL", 5), ("SE", 6), ("MRD", 13)],
)
def test_the_size_of_a_region(region, size):
    assert len(members(region, IN_2024)) == size


def test_every_province_has_exactly_one_region_until_the_reform():
    for day in (IN_2006, IN_2024):
        codes = [code for region in regions_on(day) for code in region.codes]
        assert len(codes) == len(set(codes))
        assert all(region_of(unit.id, day) for unit in units_on(day))


def test_the_34_have_no_region():
    assert regions_on(IN_2026) == ()
    assert region_of(which_unit("15", IN_2026).id, IN_2026) is None
    with pytest.raises(RequestError, match="không có cách chia vùng nào vào ngày 01/01/2026"):
        members("RRD", IN_2026)


def test_ha_tay_was_in_the_red_river_delta():
    assert "28" in {unit.code for unit in members("RRD", IN_2006)}


@pytest.mark.parametrize("text", ["CHL", "Tây Nguyên", "tay nguyen", "Central Highlands"])
def test_a_region_is_found_by_code_or_name(text):
    assert find_region(text).code == "CHL"


def test_an_unknown_region_lists_the_known_ones():
    with pytest.raises(RequestError, match=r"không có vùng “XX” → các vùng: RRD \(Đồng bằng"):
        find_region("XX")
    with pytest.raises(RequestError, match="không có vùng"):
        members("XX", IN_2024)


def test_population_is_told_with_its_definition():
    known = population(which_unit("02", IN_2024).id)
    assert (known.year, known.thousand) == (2020, 870.2)
    assert "average population" in known.definition


def test_two_definitions_are_kept_apart():
    hanoi = which_unit("01", IN_2026).id
    assert population(hanoi, 2020).definition != population(hanoi, 2025).definition
    assert population(which_unit("08", IN_2026).id, 2020) is None


def test_nobody_told_the_population_of_ha_tay():
    assert population(which_unit("28", IN_2006).id) is None


def test_the_table_has_both_systems():
    assert sorted(population_table()["year"].value_counts()["count"]) == [34, 63]
