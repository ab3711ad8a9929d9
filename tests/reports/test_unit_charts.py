"""Charts of a few units: each has a shape of its own, nothing is lost, unescaped or invented."""

import re
import xml.etree.ElementTree as ET

import pytest

from thuocdo.reports.charts.dots import DotRow, dots
from thuocdo.reports.charts.markers import SHAPES, marker, sample
from thuocdo.reports.charts.series import Series, series_chart
from thuocdo.reports.charts.trend import Point
from thuocdo.reports.svg import Caption

CAPTION = Caption("chart", "Tên", "Lời")
HOSTILE = '</text><script>alert("1")</script>&'


def _series(width=720.0, name="Hà Giang"):
    periods = [
        Point("2016", None),
        Point("2017", None),
        Point("2018", None, break_number=1),
        Point("2019", None, own=True),
    ]
    items = [Series(name, (33.0, 34.0, 43.0, 44.0)), Series("Huế", (35.0, None, 44.0, 45.0))]
    return series_chart(CAPTION, items, periods, width)


def _dots(width=720.0, name="1 Tham gia"):
    rows = [DotRow(name, (52.0, 59.5, None), "52–60%"), DotRow("2", (None, None, None), "–")]
    return dots(CAPTION, rows, width)


@pytest.mark.parametrize("draw", [_series, _dots])
@pytest.mark.parametrize("width", [350.0, 900.0])
def test_a_chart_is_readable_and_the_same_twice(draw, width):
    drawn = draw(width)
    assert ET.fromstring(drawn).attrib["role"] == "img"
    assert drawn == draw(width)
    assert "<script" not in draw(width, HOSTILE)


def test_the_shapes_differ_and_not_only_their_colours():
    shapes = {re.search(r' d="([^"]+)"', marker(place, 0, 0))[1] for place in range(SHAPES)}
    assert len(shapes) == SHAPES
    assert all(ET.fromstring(sample(place)).attrib["aria-hidden"] for place in range(SHAPES))


def test_every_score_has_a_mark_and_a_missing_one_has_none():
    assert _series().count('class="c-unit0"') == 4
    assert _series().count('class="c-unit1"') == 3
    assert _dots().count('class="c-unit') == 2


def test_lines_are_broken_where_the_series_is_and_where_a_score_is_missing():
    lines = re.findall(r'd="([^"]+)" class="c-series c-series(\d)"', _series())
    moves = {place: path.count("M") for path, place in lines}
    assert moves == {"0": 2, "1": 2}
    joins = {place: path.count("L") for path, place in lines}
    assert joins == {"0": 2, "1": 1}


def test_nothing_known_is_drawn_without_marks():
    empty = series_chart(CAPTION, [Series("A", (None,))], [Point("2020", None)])
    assert "c-unit" not in empty
    ET.fromstring(empty)
    ET.fromstring(dots(CAPTION, [DotRow("1", (None,), "–")]))


def test_the_axis_of_dots_stays_within_a_hundred_percent():
    drawn = dots(CAPTION, [DotRow("1", (99.5, 100.0), "100%")])
    assert "105%" not in drawn
