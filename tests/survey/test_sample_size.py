"""Sizes of samples: textbook numbers, and margins and sizes that undo each other."""

from itertools import product
from math import inf

import numpy as np
import pytest

from thuocdo.kernel.errors import RequestError
from thuocdo.survey.sample_size import (
    Costs,
    Plan,
    best_take,
    cluster_effect,
    fieldwork,
    margin_of,
    proportion_spread,
    size_for_change,
    size_for_margin,
    yamane,
)


@pytest.mark.parametrize(
    ("population", "margin", "answers"),
    [(inf, 0.05, 385), (inf, 0.03, 1068), (inf, 0.1, 97), (1000, 0.05, 278), (10_000, 0.05, 370)],
)
def test_the_sizes_that_every_textbook_prints(population, margin, answers):
    assert size_for_margin(Plan(population=population), margin).answers == answers


def test_the_correction_for_a_small_population_by_hand():
    plan = Plan(population=4000, level=0.9544997361036416)
    assert plan.z == pytest.approx(2)
    assert size_for_margin(plan, 0.05).answers == 364  # 400 / (1 + 400/4000) = 363.6


@pytest.mark.parametrize(
    ("population", "answers"), [(2000, 334), (10_000, 385), (100_000, 399), (inf, 400)]
)
def test_yamane_is_the_worst_case_of_a_simple_sample_at_two_sigma(population, answers):
    found = yamane(population, 0.05)
    assert found.answers == answers
    assert found.margin == pytest.approx(0.05, rel=0.002)
    assert found.margin <= 0.05 + 1e-12


@pytest.mark.parametrize("effect", [1.0, 1.7, 4.0])
@pytest.mark.parametrize("population", [300, 20_000, inf])
@pytest.mark.parametrize("margin", [0.01, 0.04, 0.2])
def test_the_size_is_the_smallest_that_keeps_the_margin(effect, population, margin):
    plan = Plan(proportion_spread(0.7), effect, population, 0.8, 0.9)
    found = size_for_margin(plan, margin)
    assert found.margin <= margin * (1 + 1e-6)
    assert found.answers == 1 or margin_of(plan, found.answers - 1) > margin
    assert found.approached * 0.8 >= found.answers > (found.approached - 1) * 0.8


def test_a_change_needs_twice_the_sample_and_less_where_samples_overlap():
    plan = Plan(design_effect=2.0)
    one = size_for_margin(plan, 0.05).answers
    assert size_for_change(plan, 0.05).answers == pytest.approx(2 * one, abs=1)
    assert size_for_change(plan, 0.05, correlation=0.5).answers == pytest.approx(one, abs=1)
    assert size_for_change(plan, 0.05).margin == pytest.approx(0.05, rel=1e-3)


def test_power_of_a_change_is_reached_in_simulation():
    change, power = 0.08, 0.8
    first, last = 0.5, 0.58
    plan = Plan(proportion_spread(last))
    n = size_for_change(plan, change, power, before=proportion_spread(first)).answers
    rng = np.random.default_rng(5)
    a, b = (rng.binomial(n, p, 20_000) / n for p in (first, last))
    z = (b - a) / np.sqrt((a * (1 - a) + b * (1 - b)) / n)
    assert (z > plan.z).mean() == pytest.approx(power, abs=0.01)


@pytest.mark.parametrize("commune", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("village", [0.0, 0.02, 0.15])
@pytest.mark.parametrize(
    "costs", [Costs(30, 8, 1), Costs(5, 5, 1), Costs(1, 20, 3), Costs(0, 9, 1)]
)
def test_no_other_take_is_cheaper_for_the_same_precision(commune, village, costs):
    def loss(take):
        m, k = take
        price = costs.commune + m * (costs.village + k * costs.interview)
        return price * cluster_effect(m, k, commune, village) / (m * k)

    best = min(map(loss, product(range(1, 40), range(1, 90))))
    # Whole numbers beside the optimum may miss the very best pair by a hair.
    assert loss(best_take(costs, commune, village)) <= best * 1.01


def test_the_take_of_cochran_with_one_stage_of_clusters():
    # Cochran (1977), 10.6: k = √(c₁/c₂ · (1 - ρ)/ρ).
    assert best_take(Costs(16, 0, 1), 0.2, 0.0) == (1, 8)


def test_field_work_for_a_margin_and_for_the_money_it_costs_agree():
    plan, costs = Plan(design_effect=1.2, population=1e6), Costs(3e6, 1e6, 150_000)
    wanted = fieldwork(plan, costs, 0.03, 0.02, margin=0.03)
    assert wanted.margin <= 0.03
    assert wanted.answers == wanted.communes * wanted.villages * wanted.interviews
    effect = 1.2 * cluster_effect(wanted.villages, wanted.interviews, 0.03, 0.02)
    assert wanted.design_effect == pytest.approx(effect)
    assert fieldwork(plan, costs, 0.03, 0.02, budget=wanted.cost) == wanted


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Plan(spread=0), "phương sai"),
        (lambda: Plan(response=1.2, level=95), "độ tin cậy"),
        (lambda: size_for_margin(Plan(), 0), "sai số cho phép"),
        (lambda: size_for_change(Plan(), 0.1, power=1.0), "lực kiểm định"),
        (lambda: proportion_spread(70), "giữa 0 và 1"),
        (lambda: yamane(0, 0.05), "Yamane"),
        (lambda: best_take(Costs(1, 1, 1), 0, 0.1), "tương quan nội bộ"),
        (lambda: best_take(Costs(1, 1, 0), 0.1, 0.1), "chi phí"),
        (lambda: fieldwork(Plan(), Costs(1, 1, 1), 0.1), "một trong hai"),
        (lambda: fieldwork(Plan(), Costs(9, 1, 1), 0.1, budget=5), "ngân sách"),
    ],
)
def test_what_cannot_be_is_refused_in_words(call, said):
    with pytest.raises(RequestError, match=said):
        call()


def test_all_mistakes_of_a_plan_are_told_at_once():
    with pytest.raises(RequestError) as caught:
        Plan(spread=-1, design_effect=0, population=0, response=0, level=1)
    assert len(caught.value.problems) == 5
