import numpy as np

from thuocdo.index.percentile_ranges import percentile_ranges
from thuocdo.index.rank import rank_units


def draws_around(scores, se: float, count: int = 400) -> np.ndarray:
    return scores + se * np.random.default_rng(3).standard_normal((count, len(scores)))


def test_the_warning_comes_with_the_ranges():
    ranges = percentile_ranges([1.0, 2.0], [[1.0, 2.0]])
    assert "không phải khoảng tin cậy" in ranges.warning


def test_ranges_are_percentiles_of_ranks():
    scores = np.arange(6.0)
    draws = draws_around(scores, 1.0)
    ranks = np.array([rank_units(draw).ranks for draw in draws])
    ranges = percentile_ranges(scores, draws, 0.9)
    assert ranges.low.tolist() == np.quantile(ranks, 0.05, axis=0, method="lower").tolist()
    assert ranges.high.tolist() == np.quantile(ranks, 0.95, axis=0, method="higher").tolist()
    assert ranges.rank.tolist() == [6, 5, 4, 3, 2, 1]
    assert ranges.draws == 400 and not ranges.failed.any()


def test_a_draw_without_a_score_is_counted_not_dropped_in_silence():
    draws = draws_around(np.arange(3.0), 0.01, 10)
    draws[:4, 1] = np.nan
    ranges = percentile_ranges(np.arange(3.0), draws)
    assert ranges.failed.tolist() == [0, 4, 0]
    assert ranges.draws == 10
    draws[:, 1] = np.nan
    never = percentile_ranges(np.arange(3.0), draws)
    assert (never.low[1], never.high[1], never.failed[1]) == (0, 0, 10)


def test_a_withheld_unit_is_out_of_the_draws_too():
    ranges = percentile_ranges([3.0, np.nan, 1.0], [[3.0, 9.0, 1.0]] * 5)
    assert ranges.low.tolist() == ranges.high.tolist() == [1, 0, 2]
    assert ranges.failed.tolist() == [0, 0, 0]


def test_they_do_not_hold_jointly():
    truth, se, held = np.zeros(20), 1.0, 0
    generator = np.random.default_rng(8)
    for _ in range(50):
        scores = truth + se * generator.standard_normal(20)
        ranges = percentile_ranges(scores, draws_around(scores, se, 200))
        held += bool((ranges.low == 1).all())
    assert held == 0  # all are truly first, and no sample says so of everyone
