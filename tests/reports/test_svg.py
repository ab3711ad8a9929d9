import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from thuocdo.reports import svg

CAPTION = svg.Caption("c", 'A <title> & "more"', "What it says")


def test_everything_written_is_escaped():
    drawn = svg.drawing(CAPTION, 10, 10, svg.text(1, 2, "<script>&", 'x" onload="y'))
    root = ET.fromstring(drawn)
    assert root.find("title").text == 'A <title> & "more"'
    assert root.find("text").text == "<script>&"
    assert root.find("text").get("class") == 'x" onload="y'
    assert "onload=" not in drawn.replace('&quot; onload=&quot;y"', "")


def test_a_drawing_says_what_it_is():
    root = ET.fromstring(svg.drawing(CAPTION, 300, 200))
    assert root.get("role") == "img"
    ids = root.get("aria-labelledby").split()
    assert [child.get("id") for child in root[:2]] == ids


def test_a_file_of_its_own_has_namespace_and_styles():
    root = ET.fromstring(svg.standalone(svg.drawing(CAPTION, 3, 2), ".c-own { fill: red }"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


@given(st.text(alphabet="Nội dung Ứng w", min_size=1), st.integers(40, 300))
def test_wrapped_text_keeps_every_word_in_order(content, width):
    found = svg.wrapped(content, width)
    assert " ".join(found).split() == content.split()
    assert all(svg.text_width(line) <= width for line in found if " " in line)


@given(st.floats(-1e4, 1e4), st.floats(0.01, 1e4))
def test_ticks_lie_inside_and_ascend(low, width):
    at = svg.ticks(low, low + width)
    assert at == sorted(set(at))
    slack = 1e-6 * (abs(low) + width)
    assert all(low - slack <= value <= low + width + slack for value in at)
    assert len(at) <= 13


def test_accents_do_not_widen_a_text():
    assert svg.text_width("ướng") == svg.text_width("uong")
