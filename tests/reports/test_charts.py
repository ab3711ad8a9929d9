"""Charts as pure functions: nothing lost, nothing unescaped, the same twice, readable XML."""

import re
import xml.etree.ElementTree as ET
from datetime import date

import pytest

from thuocdo.reports.charts.bars import Amount, bars
from thuocdo.reports.charts.contributions import Contribution, contributions
from thuocdo.reports.charts.dot_range import Range, dot_range
from thuocdo.reports.charts.group_chances import Chances, group_chances
from thuocdo.reports.charts.intervals import Interval, bands, intervals
from thuocdo.reports.charts.map import Area, map_chart
from thuocdo.reports.charts.pairs import pairs
from thuocdo.reports.charts.ranking_strip import Dot, Zone, ranking_strip
from thuocdo.reports.charts.strips import Strip, strips
from thuocdo.reports.charts.trend import Point, trend
from thuocdo.reports.charts.waterfall import Bar, End, waterfall
from thuocdo.reports.geometry import geometry_on
from thuocdo.reports.svg import Caption

CAPTION = Caption("chart", "Tên", "Lời")
HOSTILE = '</text><script>alert("1")</script>&'
OLD, NEW = date(2023, 12, 31), date(2025, 7, 1)

STEPS = [Bar("Một", 2.0), Bar("Hai", -0.5), Bar("Ba", 1.25, comparable=False)]


def _waterfall(width=720.0, label="Một"):
    steps = [Bar(label, 2.0), *STEPS[1:]]
    return waterfall(CAPTION, End("2022", 40.0), steps, End("2023", 42.75), width)


def _trend(width=720.0):
    points = [
        Point("2016", 33.0, 34.0),
        Point("2017", 34.0, 35.0),
        Point("2018", 43.0, 44.0, break_number=1),
        Point("2019", None, 44.5),
        Point("2020", 44.0, 43.0, own=True),
    ]
    return trend(CAPTION, points, width)


def _strip(width=720.0, name="Hà Giang"):
    dots = [Dot(f"T{i}", 40 + i / 10, 1 + i % 7) for i in range(62)]
    zones = [Zone("cao", 44.5), Zone("thấp", None)]
    return ranking_strip(CAPTION, [*dots, Dot(name, 44.2479, 1, own=True)], zones, width)


def _ranges(width=720.0, label="1 Tham gia"):
    rows = [
        Range(label, 0.2, 0.4, 0.6, 0.5, "50%", heading=True),
        Range("1.1", 0.1, 0.2, 0.3, None, "–"),
    ]
    return dot_range(CAPTION, rows, width)


def _bars(width=720.0, label="Một"):
    return bars(CAPTION, [Amount(label, 2.0), Amount("Hai", -1.0), Amount("Ba", 0.5)], width)


def _strips(width=720.0, label="Một"):
    return strips(CAPTION, [Strip(label, (1.0, 2.0, 3.5), "2,00")], (0.5, 4.0), width)


def _map(name="Hà Giang", day=OLD):
    return map_chart(CAPTION, geometry_on(day), {"02": Area(name, 1, name)}, "02")


SIGNS = [[0, 0, 1], [0, 0, 0], [-1, 0, 0]]


def _intervals(width=720.0, label="Một"):
    items = [Interval(label, 1, 1, 2), Interval("Hai", 2, 1, 3, own=True), Interval("Ba", 3, 2, 3)]
    return intervals(CAPTION, items, list(bands(SIGNS)), width)


def _pairs(width=720.0, label="Một"):
    return pairs(CAPTION, [label, "Hai", "Ba"], SIGNS, width)


def _chances(width=720.0, label="Một"):
    items = [
        Chances(label, (1.0, 0.0, 0.0), "chắc chắn"),
        Chances("Hai", (0.25, 0.75, 0.0), own=True),
        Chances("Ba", (0.0, 0.4, 0.6)),
    ]
    return group_chances(CAPTION, items, (1, 4, 7), width)


def _shares(width=720.0, label="Một"):
    items = [Contribution(label, 0.9, 0.5), Contribution("Hai", 0.3, 0.4)]
    return contributions(CAPTION, [*items, Contribution("Ba", -0.2, 0.1)], width)


CHARTS = [
    *(_waterfall, _trend, _strip, _ranges, _bars, _strips, _map, _intervals, _pairs),
    *(_chances, _shares),
]
NAMED = [
    *(_waterfall, _strip, _ranges, _bars, _strips, _intervals, _pairs, _chances, _shares),
]


@pytest.mark.parametrize("draw", CHARTS)
def test_the_same_data_give_the_same_readable_drawing(draw):
    ET.fromstring(draw())
    assert draw() == draw()


@pytest.mark.parametrize("draw", [c for c in CHARTS if c is not _map])
def test_a_chart_is_drawn_for_phones_too(draw):
    root = ET.fromstring(draw(350))
    assert root.get("width") == "350"


@pytest.mark.parametrize("draw", CHARTS)
def test_nothing_leaves_the_drawing(draw):
    """No script, no style attribute (strict policy), no reference outside."""
    drawn = draw()
    assert "<script" not in drawn
    assert 'style="' not in drawn
    assert "href" not in drawn
    assert "http" not in drawn


@pytest.mark.parametrize("draw", NAMED)
def test_a_hostile_name_is_only_text(draw):
    root = ET.fromstring(draw(720.0, HOSTILE))
    assert root.find(".//script") is None
    assert "alert" in "".join(root.itertext())


def test_a_hostile_name_on_the_map_is_only_text():
    root = ET.fromstring(_map(HOSTILE))
    assert root.find(".//script") is None


@pytest.mark.parametrize("width", [720.0, 350.0])
def test_bars_of_a_waterfall_hang_together(width):
    """Each step begins where the one before ended; widths are as the amounts."""
    root = ET.fromstring(_waterfall(width))
    boxes = [r for r in root.iter("rect") if r.get("class") in ("c-gain", "c-loss", "c-unlike")]
    spans = [(float(b.get("x")), float(b.get("x")) + float(b.get("width"))) for b in boxes]
    scale = (spans[0][1] - spans[0][0]) / 2.0
    for (left, right), bar in zip(spans, STEPS, strict=True):
        assert right - left == pytest.approx(abs(bar.amount) * scale, abs=0.25)
    assert spans[1][1] == pytest.approx(spans[0][1], abs=0.25)
    assert spans[2][0] == pytest.approx(spans[1][0], abs=0.25)


def test_what_is_not_comparable_is_hatched():
    root = ET.fromstring(_waterfall())
    hatched = [r for r in root.iter("rect") if r.get("fill") == "url(#chart-hatch)"]
    assert len(hatched) == 1


def test_a_trend_is_not_joined_across_a_break_or_a_gap():
    root = ET.fromstring(_trend())
    line = next(p for p in root.iter("path") if p.get("class") == "c-line").get("d")
    assert line.count("M") == 3  # 2016-2017, 2018, 2020
    assert line.count("L") == 1
    assert any(p.get("class") == "c-break" for p in root.iter("path"))


def test_a_withheld_year_is_hatched_and_has_no_point():
    root = ET.fromstring(_trend())
    assert sum(r.get("class") == "c-unlike" for r in root.iter("rect")) == 1
    dots = [c for c in root.iter("circle") if c.get("class") in ("c-dot", "c-own")]
    assert len(dots) == 4


def test_every_unit_is_on_the_strip_and_no_two_on_one_place():
    circles = list(ET.fromstring(_strip()).iter("circle"))
    assert len(circles) == 63
    assert len({(c.get("cx"), c.get("cy")) for c in circles}) == 63
    assert sum(c.get("class") == "c-own" for c in circles) == 1


@pytest.mark.parametrize(("day", "units"), [(OLD, 63), (NEW, 34)])
def test_every_unit_is_on_the_map_with_both_archipelagos(day, units):
    drawn = _map(day=day)
    root = ET.fromstring(drawn)
    group = next(g for g in root.iter("g") if g.get("class") == "m-units")
    assert len(list(group)) == units
    words = "".join(root.itertext())
    assert "Quần đảo Hoàng Sa" in words
    assert "Quần đảo Trường Sa" in words
    assert len(drawn.encode()) < 60_000


def test_what_is_withheld_has_no_dot_but_words():
    root = ET.fromstring(_ranges())
    assert sum(c.get("class") == "c-own" for c in root.iter("circle")) == 1


def test_numbers_of_bars_are_vietnamese():
    assert "−1,00" in _bars()


def test_no_unit_has_a_score():
    ET.fromstring(ranking_strip(CAPTION, [], []))
    ET.fromstring(trend(CAPTION, [Point("2023", None)]))
    ET.fromstring(intervals(CAPTION, []))
    ET.fromstring(pairs(CAPTION, [], []))
    ET.fromstring(group_chances(CAPTION, [], ()))
    ET.fromstring(contributions(CAPTION, []))


def test_every_range_holds_its_rank():
    root = ET.fromstring(_intervals())
    dots = [float(c.get("cx")) for c in root.iter("circle")]
    bars_ = [p.get("d") for p in root.iter("path") if p.get("class") == "c-span"]
    ends = [(float(d[1:].split(" ")[0]), float(d.split("H")[1])) for d in bars_]
    assert len(dots) == len(ends) == 3
    assert all(low <= dot <= high for dot, (low, high) in zip(dots, ends, strict=True))
    assert dots == sorted(dots)


def test_in_a_band_no_two_are_told_apart():
    assert list(bands(SIGNS)) == [range(2), range(2, 3)]
    assert list(bands([[0] * 4] * 4)) == [range(4)]
    assert list(bands([])) == []


def test_a_matrix_marks_better_and_worse_without_colour():
    """Filled squares and slants: as many as there are pairs that differ."""
    marks = {p.get("class"): p.get("d") for p in ET.fromstring(_pairs()).iter("path")}
    assert marks["c-better"].count("M") == 1 and marks["c-better"].endswith("z")
    assert marks["c-worse"].count("l") == 1 and "z" not in marks["c-worse"]


def test_a_matrix_of_many_on_a_phone_shows_places_for_names():
    signs = [[0] * 63] * 63
    names = [f"Tỉnh {i}" for i in range(63)]
    assert "Tỉnh" not in pairs(CAPTION, names, signs, 350)
    assert "Tỉnh 62" in pairs(CAPTION, names, signs, 900)


def test_a_strong_amount_has_its_number_in_bold():
    drawn = bars(CAPTION, [Amount("Một", 2.0, strong=True), Amount("Hai", 1.0)])
    assert drawn.count("c-value c-halo c-strong") == 1


@pytest.mark.parametrize("width", [720.0, 350.0])
def test_the_chances_of_a_unit_fill_its_bar_best_group_first(width):
    paths = [p for p in ET.fromstring(_chances(width)).iter("path") if "swatch" in p.get("class")]
    assert [p.get("class") for p in paths] == ["s1 swatch", "s4 swatch", "s7 swatch"]
    best, middle, last = (_boxes(p.get("d")) for p in paths)
    (first, whole), (second, quarter) = best
    assert (first, second) == (middle[1][0], first)  # a chance of 0 has no box
    assert quarter == pytest.approx(whole / 4, abs=0.2)
    assert quarter + middle[0][1] == pytest.approx(whole, abs=0.3)
    assert middle[1][1] + last[0][1] == pytest.approx(whole, abs=0.3)
    assert last[0][0] == pytest.approx(first + 0.4 * whole, abs=0.2)


def _boxes(path: str) -> list[tuple[float, float]]:
    """Left end and width of each box."""
    found = re.findall(r"M([\d.]+) [\d.]+H([\d.]+)v12H\1z", path)
    assert len(found) == path.count("M")
    return [(float(left), float(right) - float(left)) for left, right in found]


def test_only_a_sure_group_is_marked():
    marks = [t for t in ET.fromstring(_chances()).iter("text") if t.text == "chắc chắn"]
    assert len(marks) == 1


def test_a_share_below_zero_goes_left_and_is_hatched():
    root = ET.fromstring(_shares())
    zero = next(p.get("d") for p in root.iter("path") if p.get("class") == "c-base")
    at = float(zero[1:].split(" ")[0])
    boxes = [r for r in root.iter("rect") if r.get("class") in ("s3", "c-unlike")]
    lefts = [float(r.get("x")) for r in boxes]
    rights = [left + float(r.get("width")) for left, r in zip(lefts, boxes, strict=True)]
    assert lefts[:2] == [pytest.approx(at, abs=0.2)] * 2
    assert rights[2] == pytest.approx(at, abs=0.2) and lefts[2] < at
    assert boxes[2].get("fill") == "url(#chart-hatch)"
    assert "−20%" in _shares()


def test_every_share_has_the_mark_of_the_part_alone():
    marks = [p for p in ET.fromstring(_shares()).iter("path") if p.get("class") == "c-median"]
    at = [float(p.get("d")[1:].split(" ")[0]) for p in marks]
    assert at == sorted(at, reverse=True) and len(at) == 3


def test_the_shape_of_a_unit_leads_where_its_area_says():
    areas = {"02": Area("Hà Giang", 1, "Hà Giang", "/don-vi/ha-giang-02/?a=1&b=2")}
    drawn = ET.fromstring(map_chart(CAPTION, geometry_on(OLD), areas))
    links = drawn.findall(".//a")
    assert [link.get("href") for link in links] == ["/don-vi/ha-giang-02/?a=1&b=2"]
    assert links[0].find("title").text == "Hà Giang"
    assert drawn.get("role") == "group", "nothing inside an image can be followed"


def test_a_map_without_links_is_one_image():
    drawn = ET.fromstring(_map())
    assert drawn.get("role") == "img"
    assert drawn.findall(".//a") == []


def test_a_trend_of_all_units_shows_their_middle_half_within_their_ends():
    points = [
        Point("2023", 5.0, half=(4.0, 6.0), ends=(1.0, 9.0)),
        Point("2024", None),
        Point("2025", 5.5, half=(4.5, 6.5), ends=(2.0, 8.0)),
    ]
    drawn = trend(CAPTION, points)
    boxes = re.findall(
        r'<rect x="[^"]+" y="([\d.]+)" width="[^"]+" height="([\d.]+)" class="c-half"', drawn
    )
    lines = re.findall(r'd="M[\d.]+ ([\d.]+)V([\d.]+)" class="c-link"', drawn)
    assert len(boxes) == len(lines) == 2
    for (top, height), (low, high) in zip(boxes, lines, strict=True):
        assert float(high) < float(top) < float(top) + float(height) < float(low)
