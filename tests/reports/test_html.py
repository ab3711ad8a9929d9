"""The pages as files: self-contained, small, with words where there is no number."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from thuocdo.reports import profile_html

NAMES = [
    *("ha_giang", "hue", "withheld", "partial", "of_34", "pci", "national", "five_years"),
    *("ranged", "ranged_profile", "sampled", "five_ranged"),
]


@pytest.fixture(params=NAMES)
def page(request, pages):
    return pages[request.param]


def test_a_page_needs_nothing_but_itself(page):
    assert not re.search(r"""(?:src|href|action)=["'](?!#)""", page)
    assert "<script" not in page
    assert "@import" not in page
    assert not re.search(r"url\((?!#)", page)
    assert "http" not in re.sub(r">[^<]*<", "><", page)


def test_a_page_is_small(page):
    assert len(page.encode()) < 250_000


def test_a_page_would_pass_a_strict_policy(page):
    assert 'style="' not in page
    assert not re.search(r"\son[a-z]+=", page)


def test_every_table_has_a_caption_and_scopes(page):
    tables = re.findall(r"<table.*?</table>", page, re.S)
    assert tables
    for table in tables:
        assert "<caption>" in table
        assert not re.search(r"<th(?![^>]*scope=)[ >]", table)


def test_every_scroll_region_can_be_reached_and_has_a_name(page):
    regions = re.findall(r'<div class="scroll"[^>]*>', page)
    for region in regions:
        assert 'tabindex="0"' in region
        assert re.search(r'aria-label="[^"]+"', region)


def test_ids_are_unique(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_headings_are_in_order(page):
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_language_is_said(page):
    assert '<html lang="vi">' in page


def test_every_drawing_is_readable_and_named(page):
    drawings = re.findall(r"<svg.*?</svg>", page, re.S)
    for drawing in drawings:
        root = ET.fromstring(drawing)
        assert root.get("aria-hidden") == "true" or root.find("title") is not None


def test_a_withheld_province_has_words_and_no_zero(pages):
    page = pages["withheld"]
    words = re.sub(r"<style>.*?</style>|<svg.*?</svg>", "", page, flags=re.S)
    words = re.sub(r"<[^>]+>", " ", words)
    assert "không công bố điểm của Quảng Ninh" in words
    assert not re.search(r"(?<![\d,.])0,0+(?![\d])", words)
    assert 'id="lost"' not in page
    assert 'id="change"' not in page


def test_a_partial_province_says_what_is_not_published(pages):
    page = pages["partial"]
    assert "13 trong 28" in page
    assert page.count("không công bố</td>") >= 15


def test_the_rank_is_followed_by_its_denominator(pages):
    assert re.search(r"<dd>11<small>/61</small>", pages["ha_giang"])
    assert "không nêu được khoảng" in pages["ha_giang"]


def test_a_hostile_name_stays_text(papi):
    from dataclasses import replace

    from thuocdo.reports import profile_view
    from thuocdo.reports.html import render_profile

    view = profile_view(papi, "02", "2023")
    page = render_profile(
        replace(view, unit_name="<script>x</script>", official_name="<img src=x>")
    )
    assert "<script" not in page
    assert "<img" not in page


def test_the_same_page_twice(papi, pages):
    assert profile_html(papi, "Hà Giang", "2023") == pages["ha_giang"]


def test_the_published_group_stands_beside_ours(papi):
    """Where it differs, both are shown with a word of why."""
    from dataclasses import replace

    from thuocdo.reports import profile_view
    from thuocdo.reports.html import render_profile

    view = profile_view(papi, "02", "2023")
    standing = replace(view.standing, printed_group="trung bình cao")
    page = render_profile(replace(view, standing=standing))
    assert "Nhóm đã công bố là “trung bình cao”" in page
