"""Filling from the most alike units."""

import numpy as np

from thuocdo.index.impute_nearest import impute_nearest


def test_a_gap_takes_the_mean_of_the_nearest_that_have_the_indicator():
    known = np.array([1.0, 1.1, 1.2, 5.0, 5.1])
    gappy = np.array([np.nan, 10.0, 20.0, 90.0, 95.0])
    filled = impute_nearest({"a": known, "b": gappy}, neighbours=2)
    assert filled["b"].tolist() == [15.0, 10.0, 20.0, 90.0, 95.0]
    np.testing.assert_array_equal(filled["a"], known)


def test_a_nearest_unit_that_has_a_gap_too_is_passed_over():
    known = np.array([1.0, 1.01, 1.2, 5.0])
    gappy = np.array([np.nan, np.nan, 20.0, 90.0])
    assert impute_nearest({"a": known, "b": gappy}, 1)["b"].tolist() == [20.0, 20.0, 20.0, 90.0]


def test_a_unit_of_which_nothing_is_known_keeps_its_gaps():
    filled = impute_nearest({"a": np.array([np.nan, 1.0, 2.0]), "b": np.array([np.nan, 3.0, 4.0])})
    assert np.isnan(filled["a"][0]) and np.isnan(filled["b"][0])


def test_an_indicator_in_larger_units_does_not_decide_who_is_near():
    small, large = np.array([0.0, 0.1, 1.0, 1.0]), np.array([500.0, 900.0, 500.0, 100.0])
    gappy = np.array([np.nan, 1.0, 2.0, 3.0])
    one = impute_nearest({"s": small, "l": large, "g": gappy}, 1)["g"][0]
    other = impute_nearest({"s": 1000 * small, "l": large, "g": gappy}, 1)["g"][0]
    assert one == other


def test_every_draw_is_filled_by_itself():
    known = np.array([[1.0, 1.1, 5.0], [5.0, 1.1, 5.1]])
    gappy = np.array([[np.nan, 10.0, 90.0], [np.nan, 10.0, 90.0]])
    assert impute_nearest({"a": known, "b": gappy}, 1)["b"][:, 0].tolist() == [10.0, 90.0]
