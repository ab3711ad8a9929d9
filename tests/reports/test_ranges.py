"""Ranges of ranks, significant changes and the notice, wherever a rank is shown."""

import re
from io import BytesIO

import openpyxl
import pytest
from docx import Document

from thuocdo.reports import lost_points_docx, national_view, profile_view, profile_workbook
from thuocdo.reports.html import render_profile
from thuocdo.runs import uncertainty_of, write_national
from thuocdo.runs.profiles import uncertain_panel

NOTICE = "GIẢ ĐỊNH: sai số chuẩn 0,4 điểm"


@pytest.fixture(scope="module")
def view(papi_ranged):
    return profile_view(papi_ranged, "Hà Giang", "2024", NOTICE)


@pytest.fixture(scope="module")
def national(papi_ranged, scores_ranged):
    return national_view(papi_ranged, "2024", NOTICE, 0.95, scores_ranged)


class TestAProfile:
    def test_has_the_range_in_its_headline_and_a_word_on_the_change(self, view):
        here = view.standing
        assert here.rank_low < here.rank < here.rank_high
        ends = f"khoảng {here.rank_low}–{here.rank_high}"
        assert f"hạng {here.rank}, {ends}, trong 61 tỉnh có điểm" in view.headline
        assert view.headline.endswith("so với 2023 (chưa vượt sai số mẫu)")

    def test_says_the_level_and_that_ranges_are_marginal(self, view, papi_ranged):
        assert "95%" in view.uncertainty and "marginal" in view.uncertainty
        assert "90%" in profile_view(papi_ranged, "02", "2024", NOTICE, 0.9).uncertainty

    def test_shows_a_range_at_every_rank_of_the_index(self, pages):
        page = pages["ranged_profile"]
        assert re.search(r"<dd>30<small>/61</small><small class=\"sub\">khoảng 8–45", page)
        above = page[: page.index('id="nodes"')]  # of the nodes nothing is assumed
        places = re.findall(r">\d+/61</span>( <span class=\"range\">\(\d+–\d+\))?", above)
        assert len(places) > 61
        assert all(places)

    def test_has_no_range_at_nodes_of_which_nothing_is_assumed(self, view):
        assert all(row.rank_low is None for row in view.nodes)

    def test_is_as_before_without_ranges(self, papi, pages):
        before = profile_view(papi, "Hà Giang", "2024")
        assert before.notice is None and before.standing.rank_low is None
        assert 'class="range"' not in pages["ha_giang"]
        assert "<strong>" not in pages["ha_giang"]


class TestChanges:
    def test_are_bold_only_where_significant_with_a_word_for_screen_readers(self, national, pages):
        page = pages["ranged"]
        sure = [mark for mark in national.marks if mark.change_significant]
        assert 0 < len(sure) < len(national.ranked)
        shown = [mark for mark in (*national.rises, *national.falls) if mark.change_significant]
        assert page.count("<strong>") == len(sure) + len(shown)
        assert page.count("(có ý nghĩa thống kê)</span>") == page.count("<strong>")


class TestTheNotice:
    @pytest.mark.parametrize("name", ["ranged", "ranged_profile"])
    def test_stands_at_the_top_and_in_the_margin_of_every_sheet(self, pages, name):
        page = pages[name]
        assert page.index('<p class="warning">GIẢ ĐỊNH') < page.index("<h1>")
        assert re.search(r'@page \{ @top-left \{ content: "GIẢ ĐỊNH', page)

    def test_cannot_break_out_of_the_styles(self, pages):
        assert pages["ranged"].count("</style>") == 1

    def test_is_in_excel_and_word_too(self, view):
        book = openpyxl.load_workbook(BytesIO(profile_workbook(view)))
        assert book["Đọc trước"]["B1"].value == NOTICE
        assert all(NOTICE in sheet.oddHeader.left.text for sheet in book.worksheets)
        word = Document(BytesIO(lost_points_docx(view)))
        section = word.sections[0]
        for header in (section.header, section.first_page_header):
            assert NOTICE in [part.text for part in header.paragraphs]

    def test_is_nowhere_when_there_is_none(self, view):
        from dataclasses import replace

        page = render_profile(replace(view, notice=None))
        assert '<p class="warning">' not in page and "@top-left" not in page


class TestExcel:
    def test_has_the_ends_of_the_range(self, view):
        book = openpyxl.load_workbook(BytesIO(profile_workbook(view)))
        rows = list(book["Các đơn vị"].iter_rows(values_only=True))
        at = rows[0].index("Hạng tốt nhất")
        own = next(row for row in rows if row[0] == "Hà Giang")
        assert own[at : at + 2] == (view.standing.rank_low, view.standing.rank_high)


class TestFiles:
    def test_of_an_assumption_say_it_and_show_who_differs(self, tmp_path):
        known = uncertainty_of(assumed_se=0.4)
        made = uncertain_panel("papi", known)
        path = tmp_path / "a.html"
        write_national(made.panel, "2024", path, known, made.scores("2024"))
        page = path.read_text(encoding="utf-8")
        assert "GIẢ ĐỊNH của người dùng: sai số chuẩn 0,4 điểm" in page
        assert 'id="pairs"' in page and 'id="intervals"' in page

    def test_of_published_scores_alone_have_neither_notice_nor_range(self):
        made = uncertain_panel("papi", uncertainty_of())
        assert made.scores("2024") is None
        assert made.scores("1999") is None


class TestPairs:
    def test_are_the_same_from_both_sides(self, national):
        rows = national.pairs.rows
        assert [row.rank for row in rows] == [mark.rank for mark in national.ranked]
        for i, row in enumerate(rows):
            assert row.signs[i] == 0
            assert all(row.signs[j] == -other.signs[i] for j, other in enumerate(rows))
            assert row.better_than + row.worse_than + row.alike == len(rows) - 1

    def test_never_put_the_lower_score_first(self, national):
        for i, row in enumerate(national.pairs.rows):
            assert all(sign >= 0 for sign in row.signs[i:])

    def test_say_who_is_surely_and_who_possibly_in_the_best_quarter(self, national):
        assert national.pairs.quarter == 15
        sure = [row.quarter for row in national.pairs.rows]
        assert sure[0] == "chắc chắn" and sure[-1] == "không" and "có thể" in sure
        assert sure.count("chắc chắn") <= 15 <= sure.count("chắc chắn") + sure.count("có thể")

    def test_of_another_scorebook_are_refused(self, papi_ranged, scores_ranged):
        with pytest.raises(ValueError, match="not those of this scorebook"):
            national_view(papi_ranged, "2023", None, 0.95, scores_ranged)

    def test_are_not_told_without_the_joint_errors(self, papi_ranged):
        assert national_view(papi_ranged, "2024").pairs is None
