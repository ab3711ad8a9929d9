"""A waterfall adds up, whatever it explains; what cannot be compared is a bar of its own."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thuocdo.diagnosis import StepKind, explain_change, explain_gap
from thuocdo.diagnosis.shapley import shapley
from thuocdo.kernel import RequestError
from thuocdo.kernel.errors import UnitError

OTHERS = ["median", "mean", "max", "group:cao nhất", "group:thap-nhat", "46"]


def total(waterfall) -> float:
    return waterfall.start + sum(step.amount for step in waterfall.steps)


def bars(waterfall, kind=StepKind.NOT_COMPARABLE) -> dict[str, str]:
    return {step.node: step.reason for step in waterfall.steps if step.kind is kind}


def test_the_rise_of_ha_giang_in_2023_adds_up_over_its_sub_dimensions(papi):
    found = explain_change(papi, "02", "2022", "2023")
    assert round(found.end - found.start, 4) == 3.1009
    assert abs(sum(step.amount for step in found.steps) - 3.100940647) < 1e-8
    assert abs(total(found) - found.end) < 1e-9
    assert len(found.steps) == 28 and not bars(found)
    assert {step.node for step in found.steps} == {
        f"papi/{code}" for code in papi.on("2023").leaves
    }


def test_a_name_will_do_for_a_unit(papi):
    assert explain_change(papi, "ha giang", "2022", "2023") == explain_change(
        papi, "02", "2022", "2023"
    )


def test_from_2017_to_2018_new_and_changed_dimensions_are_bars_of_their_own(papi):
    found = explain_change(papi, "02", "2017", "2018")
    assert set(bars(found)) == {"papi/2", "papi/3", "papi/7", "papi/8"}
    assert "chưa đo" in bars(found)["papi/7"]
    assert abs(total(found) - found.end) < 1e-9
    assert {step.node for step in found.steps if step.kind is StepKind.NODE} >= {"papi/1.1"}


def test_dimension_5_from_2020_to_2021_is_one_bar_with_its_reason(papi):
    found = explain_change(papi, "02", "2020", "2021")
    assert bars(found) == {"papi/5": "thôi công bố “Giấy phép xây dựng” (bốn thành phần còn ba)"}
    inside = explain_change(papi, "02", "2020", "2021", node="papi/5")
    assert set(bars(inside)) == {"papi/5.1", "papi/5.2", "papi/5.3", "papi/5.4"}
    assert abs(total(inside) - inside.end) < 1e-9


def test_a_new_baseline_is_one_bar_though_the_leaves_look_alike(papi):
    found = explain_change(papi, "02", "2015", "2016")
    assert set(bars(found)) == {"papi/1", "papi/3", "papi/5"}
    alone = explain_change(papi, "02", "2015", "2016", node="1")
    assert [step.kind for step in alone.steps] == [StepKind.NOT_COMPARABLE]


def test_a_break_in_the_middle_of_a_long_span_still_counts(papi):
    found = explain_change(papi, "02", "2019", "2024")
    assert set(bars(found)) == {"papi/5"}
    assert set(bars(explain_change(papi, "02", "2014", "2019"))) >= {"papi/1", "papi/8"}


def test_new_weights_are_a_bar_and_the_rounding_of_a_published_total_is_a_residual(pci):
    found = explain_change(pci, "02", "2012", "2013")
    assert set(bars(found)) == {"pci/policy_bias", "pci"}
    assert abs(sum(s.amount for s in found.steps if s.kind is StepKind.RESIDUAL)) < 1e-4
    assert abs(total(found) - found.end) < 1e-9


def test_a_unit_whose_territory_changed_is_one_bar(pci):
    found = explain_change(pci, "01", "2008", "2009")
    assert bars(found) == {"pci": "địa giới của đơn vị đã đổi"}


def test_in_partial_data_the_parts_that_are_missing_are_one_bar(pci):
    for unit in pci.on("2022").units:
        if unit not in pci.on("2021").column:
            continue
        found = explain_change(pci, unit, "2021", "2022")
        assert abs(total(found) - found.end) < 1e-9


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_change_adds_up(papi, pci, data):
    panel = data.draw(st.sampled_from([papi, pci]))
    start, end = sorted(data.draw(st.lists(st.sampled_from(panel.periods), min_size=2, max_size=2,
                                           unique=True)))  # fmt: skip
    unit = data.draw(st.sampled_from(panel.snapshot(end).units))
    codes = [c for c in panel.framework.on(end).nodes if c in panel.framework.on(start).nodes]
    node = data.draw(st.sampled_from(codes))
    try:
        found = explain_change(panel, unit, str(start), str(end), node)
    except (RequestError, UnitError):
        return  # not published, or not there then
    assert abs(total(found) - found.end) < 1e-9


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_every_gap_adds_up(papi, pci, data):
    panel = data.draw(st.sampled_from([papi, pci]))
    period = data.draw(st.sampled_from(panel.periods))
    unit = data.draw(st.sampled_from(panel.snapshot(period).units))
    node = data.draw(st.sampled_from(list(panel.framework.on(period).nodes)))
    try:
        found = explain_gap(panel, unit, str(period), data.draw(st.sampled_from(OTHERS)), node)
    except (RequestError, UnitError):
        return
    assert abs(total(found) - found.end) < 1e-9
    assert not bars(found) or panel is pci


def test_the_gap_to_a_mean_needs_no_residual_in_a_sum_but_the_median_does(papi):
    assert not bars(explain_gap(papi, "02", "2023", "mean"), StepKind.RESIDUAL)
    assert set(bars(explain_gap(papi, "02", "2023", "median"), StepKind.RESIDUAL)) == {"papi"}


def test_a_weighted_mean_gives_weight_times_difference(pci):
    found = explain_gap(pci, "02", "2016", "01")
    snapshot, steps = pci.on("2016"), {step.node: step.amount for step in found.steps}
    row = snapshot.row["transparency"]
    gap = snapshot.score[row, snapshot.column["01"]] - snapshot.score[row, snapshot.column["02"]]
    assert steps["pci/transparency"] == pytest.approx(20 / 100 * 10 * gap, abs=1e-12)


class TestOtherMeans:
    @pytest.mark.parametrize("other", ["u05", "mean", "max", "group:cao"])
    def test_gaps_add_up(self, mini, other):
        for unit in mini.on("2022").units:
            found = explain_gap(mini, unit, "2022", other)
            assert abs(total(found) - found.end) < 1e-9

    def test_changes_add_up_without_a_residual(self, mini):
        for unit in mini.on("2022").units:
            found = explain_change(mini, unit, "2020", "2022")
            assert abs(total(found) - found.end) < 1e-9
            assert {step.kind for step in found.steps} == {StepKind.NODE}
            assert {step.node[5:] for step in found.steps} <= {"a1", "a2", "a3", "b"}

    def test_shapley_is_the_mean_over_all_orders(self):
        before, after = np.array([2.0, 5, 3, 8]), np.array([4.0, 1, 6, 9])

        def value(cases):
            return np.exp(np.log(cases).mean(axis=1))

        by_order = []
        for order in permutations(range(4)):
            now, added = before.copy(), np.zeros(4)
            for part in order:
                then = value(now[None])[0]
                now[part] = after[part]
                added[part] = value(now[None])[0] - then
            by_order.append(added)
        assert shapley(value, before, after) == pytest.approx(np.mean(by_order, axis=0), abs=1e-12)

    def test_many_parts_still_add_up(self):
        before, after = np.linspace(1, 3, 14), np.linspace(4, 2, 14)

        def value(cases):
            return 1 / (1 / cases).mean(axis=1)

        whole = value(after[None])[0] - value(before[None])[0]
        assert shapley(value, before, after).sum() == pytest.approx(whole, abs=1e-12)
