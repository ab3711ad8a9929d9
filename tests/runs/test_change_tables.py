"""A change taken apart: method, signal, noise."""

import numpy as np
import pytest

from thuocdo.index.change_parts import change_parts
from thuocdo.index.change_significance import significant_changes
from thuocdo.index.sampling import Uncertainty
from thuocdo.kernel.errors import RequestError, UnitError
from thuocdo.kernel.period import Period
from thuocdo.runs import ChangeAsked, change_parts_table


def asked(first: str, last: str, *rest, **options) -> ChangeAsked:
    return ChangeAsked(Period.parse(first), Period.parse(last), *rest, **options)


def mean(a: float, b: float) -> dict:
    return {"weights": {"a": a, "b": b}, "aggregate": "arithmetic"}


class TestOfPapi:
    def test_the_parts_add_up_to_the_change(self, papi, assumed):
        table = change_parts_table(*papi, asked("2023", "2024"), assumed)[0].drop_nulls("change")
        assert table.height == 59  # two withheld in either year
        parts = table.select("method", "signal", "noise").sum_horizontal()
        np.testing.assert_allclose(parts, table["change"])
        assert set(table["method"]) == {0.0}

    def test_the_numbers_are_those_of_the_library(self, papi, assumed):
        table = change_parts_table(*papi, asked("2023", "2024"), assumed)[0].drop_nulls("change")
        change, se = table["change"].to_numpy(), 0.4 * 2**0.5
        np.testing.assert_allclose(table["signal"], change_parts(change, se).signal)
        tests = significant_changes(change, 0.0, se, 0.0, control="bh")
        np.testing.assert_allclose(table["p_adjusted"], tests.adjusted)
        assert table["significant"].to_list() == tests.significant.tolist()

    def test_holm_finds_no_more_than_benjamini_and_hochberg(self, papi, assumed):
        found = {
            control: change_parts_table(*papi, asked("2023", "2024", control=control), assumed)[0]
            for control in ("bh", "holm", "none")
        }
        count = {control: table["significant"].sum() for control, table in found.items()}
        assert 0 < count["holm"] <= count["bh"] <= count["none"]

    def test_years_that_are_not_compared_have_the_reason_and_no_number(self, papi, assumed):
        table, notes = change_parts_table(*papi, asked("2017", "2018"), assumed)
        told = ("change", "se", "p", "p_adjusted", "significant", "method", "signal", "noise")
        assert all(table[name].null_count() == table.height for name in told)
        assert set(table["reason"]) == {"thêm hai nội dung, thang điểm từ 6–60 thành 8–80"}
        assert any("Không so sánh với kỳ 2017" in note for note in notes)

    def test_a_method_that_the_later_data_cannot_tell_is_not_guessed(self, papi, assumed):
        # 2021 dropped a sub-dimension: what 2020's definition gives for 2021 is not known.
        table, notes = change_parts_table(*papi, asked("2020", "2021"), assumed)
        tested = table.drop_nulls("p")
        assert tested.height == 60 and tested["signal"].null_count() == 60
        assert set(tested["reason"]) == {"không tính được điểm kỳ sau theo cách tính kỳ đầu"}
        assert any("cần thận trọng" in note for note in notes)

    def test_of_one_unit_every_node_is_a_row_and_an_assumption_reaches_the_index_alone(
        self, papi, assumed
    ):
        table, _notes = change_parts_table(*papi, asked("2023", "2024", "Hà Giang"), assumed)
        assert table.height == 37 and set(table["unit"]) == {"02"}
        assert table.filter(node="papi")["p"].null_count() == 0
        below = table.filter(node="papi/2").row(0, named=True)
        assert below["change"] is not None and below["se"] is None
        assert below["reason"] == "chưa biết sai số chuẩn"

    def test_a_withheld_unit_has_no_change(self, papi, assumed):
        table = change_parts_table(*papi, asked("2023", "2024"), assumed)[0]
        row = table.filter(unit="26").row(0, named=True)
        assert row["change"] is None and row["reason"] == "không có điểm ở một trong hai kỳ"


class TestOfAChangedMethod:
    @pytest.fixture
    def moved(self, own, measured):
        definition = own({"2024": mean(0.5, 0.5), "2025": mean(0.2, 0.8)})
        values = {
            "a": {2024: [2.0, 4.0, 6.0], 2025: [3.0, 4.0, 8.0]},
            "b": {2024: [4.0, 4.0, 2.0], 2025: [5.0, 9.0, 2.0]},
        }
        return definition, measured(values)

    def test_the_method_is_the_later_data_by_both_definitions(self, moved, assumed):
        table = change_parts_table(*moved, asked("2024", "2025"), assumed)[0].sort("unit")
        np.testing.assert_allclose(table["change"], [4.6 - 3, 8.0 - 4, 3.2 - 4])
        np.testing.assert_allclose(table["method"], [4.6 - 4, 8.0 - 6.5, 3.2 - 5])
        rest = table["change"] - table["method"]
        np.testing.assert_allclose(table["signal"] + table["noise"], rest)

    def test_a_published_total_under_new_weights_has_no_known_method(self, own, measured, assumed):
        published = {"prefer": "measurement"}
        rules = {"2024": mean(0.5, 0.5) | published, "2025": mean(0.2, 0.8) | published}
        values = {
            "": {2024: [3.0, 4.0], 2025: [4.0, 8.0]},
            "a": {2024: [2.0, 4.0], 2025: [3.0, 4.0]},
            "b": {2024: [4.0, 4.0], 2025: [5.0, 9.0]},
        }
        table, _ = change_parts_table(own(rules), measured(values), asked("2024", "2025"), assumed)
        assert table["p"].null_count() == 0 and table["method"].null_count() == 2

    def test_one_unit_alone_is_not_taken_apart(self, own, measured, assumed):
        values = {"a": {2024: [2.0], 2025: [3.0]}, "b": {2024: [4.0], 2025: [5.0]}}
        made = own({"2024": mean(0.5, 0.5)}), measured(values)
        row = change_parts_table(*made, asked("2024", "2025"), assumed)[0].row(0, named=True)
        assert row["p"] is not None and row["signal"] is None
        assert row["reason"] == "cần ít nhất hai đơn vị để tách"


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (asked("2024", "2023"), "periods-out-of-order"),
        (asked("2023", "2024", control="x"), "control-unknown"),
        (asked("2023", "2024", node="papi/2"), "se-unknown"),
        (asked("2010", "2024"), "period-undefined"),
    ],
)
def test_what_cannot_be_told_is_a_problem(papi, assumed, what, code):
    with pytest.raises(RequestError) as refused:
        change_parts_table(*papi, what, assumed)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_published_scores_alone_tell_no_noise(papi):
    with pytest.raises(RequestError, match="--assume-se"):
        change_parts_table(*papi, asked("2023", "2024"), Uncertainty())


def test_an_unknown_unit(papi, assumed):
    with pytest.raises(UnitError):
        change_parts_table(*papi, asked("2023", "2024", "Atlantis"), assumed)
