"""Indicators form nodes on the scale of the framework, and nodes know their variance."""

import numpy as np
import pytest

from thuocdo.catalog.load import framework
from thuocdo.kernel.period import Period
from thuocdo.survey.measures import MeasureDocument
from thuocdo.survey.measures_check import MeasureSet
from thuocdo.survey.nodes import mix, node_rules, simple_sampling

BASE = {"label": {"vi": "A", "en": "A"}, "source": "thử", "status": "confirmed",
        "questions": ["q1"]}  # fmt: skip
SHARE = BASE | {"code": "a", "node": "1.1", "kind": "share", "yes": ["1"]}
MEAN = BASE | {"code": "b", "node": "1.1", "kind": "mean", "scale": {"min": 1, "max": 5}}


def rules(*measures, **head):
    document = MeasureDocument.model_validate(
        {
            "measures": "thu", "label": BASE["label"], "source": "thử", "status": "confirmed",
            "framework": "papi", "period": "2024", "design": {"weights": "w"},
            "unit": {"column": "tinh"}, "indicators": list(measures), **head,
        }
    )  # fmt: skip
    nodes = tuple(measure["node"] for measure in measures)
    return node_rules(MeasureSet(document, framework("papi"), nodes, "thu"), Period.parse("2024"))


def value(made, means, at_hand=None):
    means = np.atleast_2d(means).astype(float)
    there = np.ones(means.shape, bool) if at_hand is None else np.atleast_2d(at_hand)
    return made.values(made.shares(there), means)


def test_papi_scale_is_nine_times_the_share_plus_one_over_k():
    # 1.1 is one of four parts of its dimension: 0.25 … 2.5
    for share, node in ((0, 0.25), (1, 2.5), (0.5, (9 * 0.5 + 1) / 4)):
        assert value(rules(SHARE), [[share]])[0, 0] == pytest.approx(node)


def test_a_mean_is_brought_from_its_theoretical_range():
    assert value(rules(MEAN), [[3.0]])[0, 0] == pytest.approx((9 * (3 - 1) / 4 + 1) / 4)


def test_where_a_high_value_is_bad_the_scale_is_reversed():
    assert value(rules(SHARE | {"direction": "-1"}), [[0.2]])[0, 0] == pytest.approx(
        (9 * 0.8 + 1) / 4
    )


def test_indicators_of_a_node_are_averaged_equally_or_by_weight():
    assert value(rules(SHARE, MEAN), [[0.5, 5.0]])[0, 0] == pytest.approx((9 * 0.75 + 1) / 4)
    heavy = rules(SHARE, MEAN | {"weight": 3})
    assert value(heavy, [[0.5, 5.0]])[0, 0] == pytest.approx((9 * 0.875 + 1) / 4)


def test_a_node_without_one_of_its_indicators_is_withheld_unless_told_to_reweight():
    there = [[True, False]]
    assert np.isnan(value(rules(SHARE, MEAN), [[0.5, np.nan]], there)).all()
    made = rules(SHARE, MEAN, missing="reweight")
    assert value(made, [[0.5, np.nan]], there)[0, 0] == pytest.approx((9 * 0.5 + 1) / 4)
    assert np.isnan(value(made, [[np.nan, np.nan]], [[False, False]])).all()


def test_slopes_are_how_the_node_moves_with_each_mean():
    made = rules(SHARE, MEAN, {**SHARE, "code": "c", "node": "1.2", "direction": "-1"})
    means = np.array([[0.3, 2.0, 0.6]])
    shares = made.shares(np.ones((1, 3), bool))
    slopes = made.slopes(shares)[0]
    for j in range(3):
        more = means.copy()
        more[0, j] += 1e-3
        moved = (made.values(shares, more) - made.values(shares, means))[0] / 1e-3
        assert slopes[:, j] == pytest.approx(moved)


def test_nodes_of_each_domain_are_mixed_with_their_own_slopes():
    slopes = np.array([[[1.0, 2.0]], [[10.0, 0.0]]])
    mixed = mix(slopes, np.array([0, 0, 1]), np.array([[1.0, 2, 3], [1.0, 1, np.nan]]))
    assert mixed.tolist() == [[3, 4, 30]]


def test_a_gap_spoils_only_the_nodes_it_feeds():
    slopes = np.array([[[1.0, 0.0], [1.0, 1.0]]])
    mixed = mix(slopes, np.zeros(1, int), np.array([[2.0], [np.nan]]))
    assert mixed[0, 0] == 2
    assert np.isnan(mixed[1, 0])


def test_simple_sampling_of_one_indicator_is_s_squared_over_n():
    rng = np.random.default_rng(1)
    x = rng.normal(0, 1, (50, 1))
    x[:5] = np.nan
    found = simple_sampling(x, np.ones(50), np.zeros(50, int), np.ones((1, 1, 1)),
                            np.nanmean(x, axis=0, keepdims=True))  # fmt: skip
    assert found.people[0, 0] == 45
    assert found.variance[0, 0] == pytest.approx(x[5:, 0].var(ddof=1) / 45)


def test_people_of_a_node_answered_at_least_one_of_its_indicators():
    x = np.array([[1.0, np.nan], [np.nan, 1.0], [np.nan, np.nan], [0.0, 0.0]])
    found = simple_sampling(x, np.ones(4), np.zeros(4, int), np.full((1, 1, 2), 0.5),
                            np.array([[0.5, 0.5]]))  # fmt: skip
    assert found.people.tolist() == [[3]]
