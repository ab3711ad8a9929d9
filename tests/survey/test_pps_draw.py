"""Systematic draws by size: what must hold of every draw, and how often each unit is in."""

import numpy as np
import pytest

from thuocdo.kernel.errors import InputError, RequestError
from thuocdo.survey.pps_draw import (
    Frame,
    draw,
    draw_stages,
    inclusion_probabilities,
    units_hit,
)


def frame(sizes, **more):
    keys = tuple(f"u{i:03}" for i in range(len(sizes)))
    return Frame(keys, keys, tuple(map(float, sizes)), **more)


def random_sizes(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(5, 120))
    return np.round(1000 * rng.lognormal(0, 1.3, count)) + 1, int(rng.integers(1, count + 1))


@pytest.mark.parametrize("seed", range(60))
def test_probabilities_add_up_and_exactly_so_many_are_drawn(seed):
    sizes, wanted = random_sizes(seed)
    found = draw(frame(sizes), wanted, seed)
    assert found.probability.sum() == pytest.approx(wanted, rel=1e-12)
    assert found.probability.max() <= 1
    assert found.selected.size == wanted
    assert found.certain[found.probability == 1].all()
    assert set(np.flatnonzero(found.certain)) <= set(found.selected)
    assert inclusion_probabilities(sizes, wanted) == pytest.approx(found.probability, rel=1e-12)
    rest = found.probability[~found.certain] / sizes[~found.certain]
    assert rest == pytest.approx(rest.mean() if rest.size else 0, rel=1e-9)


@pytest.mark.parametrize("seed", range(40))
def test_the_weights_give_back_the_size_of_the_population(seed):
    sizes, wanted = random_sizes(seed)
    found = draw(frame(sizes), wanted, seed)
    assert (found.weights * sizes).sum() == pytest.approx(sizes.sum(), rel=1e-9)
    assert (found.weights[found.selected] >= 1 - 1e-12).all()


def test_over_many_seeds_each_unit_is_in_as_often_as_told_and_so_on_average_are_the_weights():
    sizes = np.array([900, 40, 60, 10, 150, 35, 80, 5, 120, 300, 25, 75])
    runs, here = 6000, frame(sizes)
    hits, units = np.zeros(sizes.size), 0.0
    for seed in range(runs):
        found = draw(here, 4, seed)
        hits[found.selected] += 1
        units += found.weights.sum() / runs
    pi = inclusion_probabilities(sizes, 4)
    allowed = 4.5 * np.sqrt(pi * (1 - pi) / runs) + 1e-12
    assert (np.abs(hits / runs - pi) <= allowed).all()
    assert units == pytest.approx(sizes.size, rel=0.04)


def test_units_as_large_as_the_interval_are_certain_again_and_again():
    # 1000 of 1300 is certain; then 200 of 300 for two is; then 100 of 100 for one.
    found = draw(frame([1000, 200, 40, 60]), 3, seed=1)
    assert found.certain.tolist() == [True, True, False, False]
    assert found.probability == pytest.approx([1, 1, 0.4, 0.6])
    assert found.interval == 100


def test_a_seat_is_certain_whatever_its_size():
    sizes = [10, 500, 400, 300, 200]
    for seed in range(50):
        found = draw(frame(sizes, seat=("u000",)), 3, seed)
        assert 0 in found.selected
        assert found.probability[0] == 1
        assert found.probability.sum() == pytest.approx(3)


def test_a_tick_falls_in_each_unit_drawn_and_can_be_followed_by_hand():
    found = draw(frame([30, 50, 20, 60, 40]), 2, seed=8)
    assert found.interval == 100
    assert 0 <= found.start < 100
    assert found.ticks == pytest.approx([found.start, found.start + 100])
    edges = [0, *found.cumulative]
    hit = [next(i for i in range(5) if edges[i] <= tick < edges[i + 1]) for tick in found.ticks]
    assert hit == found.selected.tolist()


def test_the_ticks_fall_as_in_a_published_example():
    """Micronutrient Survey Manual (WHO, UNICEF, CDC, Nutrition International), Box 6.1: 30
    clusters among 24 940 people, interval 831, random start 710. Only the rows that could be
    read are used: Utural 600, Mina 700, Bolama 350, Taluma 680, War-Yali 430 open the list, and
    Banvinai, which ends at 10 730 after 400 people, holds the thirteenth cluster.
    """
    persons = 710 + 831 * np.arange(30)  # numbered from 1: person j fills ]j - 1, j]
    first = np.cumsum([600, 700, 350, 680, 430])
    assert units_hit(first, persons[:3] - 0.5).tolist() == [1, 2, 4]
    beside_banvinai = np.array([10_330, 10_730, 10_950])
    assert units_hit(beside_banvinai, persons[12:13] - 0.5).tolist() == [1]
    assert 24_940 // 30 == 831


def test_two_stages_draw_in_each_unit_and_in_each_replacement():
    lists = {
        f"u{i:03}": frame([10, 20, 30], parent=f"u{i:03}") if i else frame([60], parent="u000")
        for i in range(6)
    }
    sample = draw_stages(frame([60] * 6), lists, (3, 2), 4, (2, 1))
    visited = [*sample.first.selected, *sample.first.replacements]
    assert list(sample.below) == [f"u{i:03}" for i in visited]
    for key, inside in sample.below.items():
        assert inside.selected.size == (2 if key != "u000" else 1)
        assert inside.replacements.size == (1 if key != "u000" else 0)
    chances = [sample.chance(each) for each in sample.below.values()]
    assert chances[:3] == pytest.approx([0.5] * 3)
    assert np.isnan(chances[3:]).all()


def test_overall_frequencies_of_two_stages_match_the_products():
    sizes = {"u000": [30, 10], "u001": [5, 15, 40], "u002": [20, 20, 20], "u003": [9, 1]}
    lists = {key: frame(each, parent=key) for key, each in sizes.items()}
    first = frame([sum(each) for each in sizes.values()])
    hits = {(key, i): 0 for key, each in sizes.items() for i in range(len(each))}
    told, runs = {}, 4000
    for seed in range(runs):
        sample = draw_stages(first, lists, (2, 1), seed)
        for key, inside in sample.below.items():
            for i in inside.selected:
                hits[key, i] += 1
                told[key, i] = sample.chance(inside) * inside.probability[i]
    for unit, chance in told.items():
        assert hits[unit] / runs == pytest.approx(chance, abs=4.5 * (0.25 / runs) ** 0.5)


def test_a_unit_without_a_list_is_refused():
    with pytest.raises(RequestError, match="không có đơn vị nào thuộc"):
        draw_stages(frame([1, 1]), {"u000": frame([1], parent="u000")}, (2, 1), 1)
    with pytest.raises(RequestError, match="không có đơn vị nào thuộc: u000"):
        draw_stages(frame([1]), {"u000": frame([0], parent="u000")}, (1, 1), 1)


def test_the_same_seed_draws_the_same_and_another_does_not():
    sizes, _wanted = random_sizes(3)
    first, again = (draw(frame(sizes), 5, 2026, 3) for _ in range(2))
    assert first.selected.tolist() == again.selected.tolist()
    assert first.replacements.tolist() == again.replacements.tolist()
    assert first.start == again.start
    others = {tuple(draw(frame(sizes), 5, seed).selected) for seed in range(20)}
    assert len(others) > 10
    elsewhere = draw(frame(sizes, parent="x"), 5, 2026)
    assert elsewhere.start != first.start


def test_the_fingerprint_tells_any_change_of_the_frame():
    prints = {
        frame(sizes, **more).fingerprint
        for sizes, more in (
            ([1, 2, 3], {}), ([1, 3, 2], {}), ([1, 2, 4], {}), ([1, 2, 3], {"seat": ("u000",)}),
        )
    }  # fmt: skip
    assert len(prints) == 4
    assert frame([1, 2, 3]).fingerprint == frame([1, 2, 3]).fingerprint


@pytest.mark.parametrize("seed", range(30))
def test_replacements_are_others_in_a_told_order_and_change_nothing(seed):
    sizes, _wanted = random_sizes(seed + 100)
    wanted = spare = max(1, sizes.size // 3)
    found = draw(frame(sizes), wanted, seed, spare)
    assert found.replacements.size == spare
    assert not set(found.replacements) & set(found.selected)
    assert found.replacement[found.replacements].tolist() == list(range(1, spare + 1))
    bare = draw(frame(sizes), wanted, seed)
    assert bare.selected.tolist() == found.selected.tolist()
    assert (bare.probability == found.probability).all()


def test_everybody_can_be_drawn_and_nobody_of_size_0():
    everyone = draw(frame([5, 1, 9]), 3, seed=1)
    assert everyone.certain.all()
    assert np.isnan(everyone.interval)
    found = [draw(frame([5, 0, 9, 0]), 1, seed, 1) for seed in range(40)]
    assert {i for each in found for i in (*each.selected, *each.replacements)} == {0, 2}


def test_equal_sizes_give_a_plain_systematic_sample():
    found = draw(frame([1] * 12), 4, seed=9)
    assert np.diff(found.selected).tolist() == [3, 3, 3]
    assert found.weights[found.selected] == pytest.approx([3] * 4)


def test_sizes_that_cannot_be_are_all_told():
    with pytest.raises(InputError) as caught:
        draw(Frame(("a", "a", "b"), ("A", "A", "B"), (1.0, float("nan"), -2.0)), 1, 1)
    text = str(caught.value)
    assert "thiếu quy mô: A" in text
    assert "quy mô âm: B" in text
    assert "nhiều dòng: a" in text


@pytest.mark.parametrize(
    ("wanted", "spare", "more", "said"),
    [
        (4, 0, {}, "chỉ có 3 đơn vị"),
        (2, 2, {}, "cần 2 đơn vị và 2 dự phòng"),
        (0, 0, {}, "phải từ 1"),
        (1, 0, {"seat": ("u000", "u001")}, "nhiều hơn số cần rút"),
        (2, 0, {"seat": ("u009",)}, "không có trong dàn mẫu"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused(wanted, spare, more, said):
    with pytest.raises(RequestError, match=said):
        draw(frame([1, 2, 3], **more), wanted, 1, spare)
