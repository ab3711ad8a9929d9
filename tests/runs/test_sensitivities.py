"""How ranks hang on the method, and on which choice of it."""

import numpy as np
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.period import Period
from thuocdo.runs import Runs, sensitivity_table, sobol_table
from thuocdo.runs.method_choices import CHOICES

YEAR = Period.parse("2024")
MEAN = {"2024": {"components": ["a", "b"], "aggregate": "arithmetic"}}


def test_the_notes_say_exactly_what_was_varied(papi):
    _table, notes = sensitivity_table(*papi, YEAR, Runs(replications=30, vary=CHOICES))
    told = "\n".join(notes)
    for text in (
        "30 lần tính lại (hạt giống 1)",
        "trọng số: mọi trọng số thay đổi ngẫu nhiên ±25%",
        "chuẩn hoá: như định nghĩa; min–max; z-score; thứ hạng; tỷ lệ",
        "cách gộp: như định nghĩa; trung bình nhân",
        "trung vị cả nước; trung bình 5 đơn vị giống nhất",
        "bỏ một nội dung: như định nghĩa; 1; 2; 3; 4; 5; 6; 7; 8",
        "cũng chiếm một hạng",
    ):
        assert text in told


def test_nothing_varied_by_chance_leaves_every_rank_where_it_is(papi):
    table, _notes = sensitivity_table(*papi, YEAR, Runs(0.0, 20, vary=("weights",)))
    ranked = table.drop_nulls("rank")
    assert ranked.height == 61
    assert (ranked["rank_05"] == ranked["rank"]).all() and (
        ranked["rank_95"] == ranked["rank"]
    ).all()


def test_the_same_seed_gives_the_same_table(papi):
    runs = Runs(replications=40, seed=7, vary=CHOICES)
    assert sensitivity_table(*papi, YEAR, runs)[0].equals(sensitivity_table(*papi, YEAR, runs)[0])


def test_a_geometric_mean_of_zero_is_counted_and_told(own, measured):
    values = measured({"a": {2024: [0.0, 2.0, 3.0]}, "b": {2024: [1.0, 2.0, 4.0]}})
    runs = Runs(replications=50, vary=("aggregation",))
    _table, notes = sensitivity_table(own(MEAN), values, YEAR, runs)
    assert "lần không tính được, không bỏ đi mà nêu ở đây" in notes[-1]
    assert "lớn hơn 0" in notes[-1]


class TestSobol:
    def test_a_choice_that_moves_nothing_has_no_share(self, papi):
        runs = Runs(0.25, 200, vary=("imputation", "leave-out"))
        rows = {
            row["choice"]: row
            for row in sobol_table(*papi, Period.parse("2019"), runs)[0].iter_rows(named=True)
        }
        # 2019 lacks nothing: there is nothing to impute, and leaving out does it all.
        assert rows["imputation"]["alternatives"] == 1
        assert rows["imputation"]["first"] == rows["imputation"]["total"] == 0
        assert rows["leave-out"]["total"] == pytest.approx(1, abs=0.25)
        assert rows["leave-out"]["first_low"] <= 1 <= rows["leave-out"]["first_high"] + 0.1

    def test_estimates_lie_within_their_intervals(self, papi):
        table, notes = sobol_table(*papi, YEAR, Runs(replications=200, vary=CHOICES))
        assert table["choice"].to_list() == list(CHOICES)
        for name in ("first", "total"):
            assert (table[f"{name}_low"] <= table[name]).all()
            assert (table[name] <= table[f"{name}_high"]).all()
        assert "1.400 lần tính lại" in notes[0]  # 200 rows · (5 choices + 2)

    def test_totals_are_no_less_than_first_orders_but_for_sampling(self, own, measured):
        rng = np.random.default_rng(3)
        parts = {code: {2024: rng.uniform(1, 10, 12).tolist()} for code in ("a", "b")}
        runs = Runs(0.5, 400, vary=("weights", "normalisation"))
        table, _notes = sobol_table(own(MEAN), measured(parts), YEAR, runs)
        assert table["total"].sum() >= 0.8
        assert (table["total_high"] >= table["first_low"]).all()

    def test_ranks_that_never_move_have_no_shares(self, own, measured):
        values = measured({"a": {2024: [1.0, 5.0, 9.0]}, "b": {2024: [1.0, 5.0, 9.0]}})
        table, notes = sobol_table(own(MEAN), values, YEAR, Runs(replications=20))
        assert table["first"].null_count() == table["total"].null_count() == 2
        assert any("không đổi ở lần nào" in note for note in notes)

    def test_rows_that_cannot_be_computed_are_counted(self, own, measured):
        values = measured({"a": {2024: [0.0, 2.0, 3.0]}, "b": {2024: [3.0, 2.0, 4.0]}})
        runs = Runs(0.9, 60, vary=("weights", "aggregation"))
        _table, notes = sobol_table(own(MEAN), values, YEAR, runs)
        assert any("trong 60 hàng" in note for note in notes)
        assert any("lần không tính được" in note for note in notes)


@pytest.mark.parametrize("call", [sensitivity_table, sobol_table])
@pytest.mark.parametrize(
    ("index", "year", "code"),
    [
        ("pci", "2016", "method-not-varied"),
        ("sipas", "2023", "units-not-ranked"),
        ("papi", "2030", "period-undefined"),
    ],
)
def test_what_has_no_method_to_vary_is_a_problem(call, index, year, code):
    with pytest.raises(RequestError) as refused:
        call(framework(index), bundled.measurements(index), Period.parse(year))
    assert [problem.code for problem in refused.value.problems] == [code]
