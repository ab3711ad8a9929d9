import time
from datetime import date
from math import sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from thuocdo.kernel import MEASUREMENTS, InputError, RequestError, UnitNotInForce
from thuocdo.units import population, rebase, units_on, which_unit
from thuocdo.units.rebasing import target_of

IN_2024, REFORM = date(2024, 12, 31), date(2025, 7, 1)
HA_GIANG, TUYEN_QUANG = 870.2, population(which_unit("08", IN_2024).id).thousand
W = HA_GIANG / (HA_GIANG + TUYEN_QUANG)
SCHEMA = dict(
    zip(
        (column.name for column in MEASUREMENTS),
        (pl.String,) * 4 + (pl.Float64, pl.Float64, pl.Int64) + (pl.String,) * 2,
        strict=True,
    )
)


def row(unit, value, se=None, n=None, *, status="published", period="2024", node="papi/1"):
    return ("papi", node, unit, period, value, se, n, status, "PAPI 2024")


def table(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def only(frame, unit="08@2025-07-01"):
    (found,) = frame.filter(unit=unit).rows(named=True)
    return found


def test_a_merged_province_is_the_mean_weighted_by_population():
    found = only(rebase(table(row("02", 4.0), row("08", 6.0)), REFORM))
    assert found["value"] == pytest.approx(4 * W + 6 * (1 - W))
    assert found["status"] == "reconstructed"
    assert found["se"] is found["n"] is None
    assert "trung bình của Hà Giang, Tuyên Quang" in found["source"]
    assert "dân số trung bình năm 2020 (Tổng cục Thống kê)" in found["source"]


def test_standard_errors_and_counts_combine_when_all_are_known():
    found = only(rebase(table(row("02", 4.0, 0.1, 200), row("08", 6.0, 0.2, 190)), REFORM))
    assert found["se"] == pytest.approx(sqrt((W * 0.1) ** 2 + ((1 - W) * 0.2) ** 2))
    assert found["n"] == 390


def test_one_unknown_standard_error_makes_the_whole_unknown():
    found = only(rebase(table(row("02", 4.0, 0.1, 200), row("08", 6.0)), REFORM))
    assert found["value"] is not None
    assert found["se"] is found["n"] is None


@pytest.mark.parametrize(
    "rows",
    [
        [row("02", None, status="withheld"), row("08", 6.0, 0.1, 5)],
        [row("02", 3.0, status="withheld"), row("08", 6.0)],
        [row("08", 6.0)],
    ],
    ids=["withheld", "withheld with a value", "absent"],
)
def test_a_member_without_a_value_withholds_the_whole_and_is_named(rows):
    found = only(rebase(table(*rows), REFORM))
    assert (found["value"], found["se"], found["n"]) == (None, None, None)
    assert found["status"] == "withheld"
    assert found["source"] == "không tính lại được: thiếu số liệu của Hà Giang"


def test_an_unchanged_province_passes_through_as_it_is():
    before = table(row("01", 5.0, 0.1, 9), row("04", None, status="withheld"))
    assert rebase(before, REFORM).equals(before)


def test_a_period_already_on_the_map_passes_through():
    before = table(row("08", 5.0, period="2026"), row("24", 4.0, period="2026"))
    assert rebase(before, REFORM).equals(before)


def test_rebasing_twice_changes_nothing_more():
    once = rebase(table(row("02", 4.0), row("08", 6.0), row("01", 1.0)), REFORM)
    assert rebase(once, REFORM).equals(once)


def test_the_caller_says_on_which_day_codes_are_read():
    rows = table(row("02", 4.0, period="2025"), row("08", 6.0, period="2025"))
    with pytest.raises(UnitNotInForce, match="Hà Giang nhập vào Tuyên Quang"):
        rebase(rows, REFORM)
    old_map = date(2025, 6, 30)
    for territory in ({"2025": old_map}, lambda _period: old_map):
        assert only(rebase(rows, REFORM, territory))["status"] == "reconstructed"


def test_an_unknown_share_or_population_withholds_with_the_reason():
    rows = table(*(row(code, 5.0, period="2007") for code in ("01", "28", "17", "26")))
    found = only(rebase(rows, date(2010, 1, 1)), "01@2008-08-01")
    assert found["status"] == "withheld"
    assert found["source"] == (
        "không tính lại được: chưa rõ tỷ lệ dân số chuyển sang của Hoà Bình, Vĩnh Phúc"
    )
    assert rebase(rows, date(2010, 1, 1)).filter(pl.col("unit") == "26")["value"].to_list() == [5.0]


def test_a_younger_unit_cannot_be_split():
    with pytest.raises(RequestError, match="không chia được số liệu của Tuyên Quang"):
        rebase(table(row("08", 5.0, period="2026")), IN_2024)


def test_two_rows_for_one_cell_are_refused():
    with pytest.raises(InputError, match="hai dòng cho cùng 02"):
        rebase(table(row("02", 4.0), row("02", 4.0)), REFORM)


def test_an_empty_table_stays_empty():
    assert rebase(table(), REFORM).schema == table().schema


def test_all_63_become_34():
    rows = table(*(row(unit.code, 5.0) for unit in units_on(IN_2024)))
    found = rebase(rows, REFORM)
    assert found.height == 34
    assert found["value"].to_list() == pytest.approx([5.0] * 34)


@given(st.lists(st.floats(0.1, 10), min_size=3, max_size=3))
def test_a_rebased_value_lies_between_its_members(values):
    rows = table(*(row(code, v) for code, v in zip(("35", "36", "37"), values, strict=True)))
    found = only(rebase(rows, REFORM), "37@2025-07-01")["value"]
    assert min(values) - 1e-9 <= found <= max(values) + 1e-9


def test_twenty_two_thousand_rows_are_quick():
    units = [unit.code for unit in units_on(IN_2024)]
    years, nodes = range(2011, 2025), range(25)
    rows = table(
        *(row(u, 5.0, period=str(y), node=f"papi/{k}") for u in units for y in years for k in nodes)
    )
    rebase(rows.head(100), REFORM)
    start = time.perf_counter()
    rebase(rows, REFORM)
    assert time.perf_counter() - start < 0.6


def test_who_a_merged_province_is_made_of_is_told_with_its_people():
    made = target_of(which_unit("08", REFORM).id, IN_2024, REFORM)
    people = {member.code: thousand for member, thousand in made.people.items()}
    assert people == {"02": HA_GIANG, "08": TUYEN_QUANG}
    assert {member.code: weight for member, weight in made.weights.items()} == pytest.approx(
        {"02": W, "08": 1 - W}
    )


def test_where_shares_of_people_are_not_known_none_are_told():
    day = date(2008, 7, 31)
    made = target_of(which_unit("01", REFORM).id, day, REFORM)
    assert set(made.people.values()) == set(made.weights.values()) == {None}
    assert "chưa rõ tỷ lệ dân số" in made.reason


def test_a_unit_of_no_part_of_that_map_is_made_of_nobody():
    assert target_of(which_unit("02", IN_2024).id, IN_2024, REFORM) is None
