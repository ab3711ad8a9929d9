"""How sure a group is, and where the error of a score comes from: said only where known."""

import re
from dataclasses import replace

import numpy as np
import pytest

from thuocdo.reports import national_view, profile_view
from thuocdo.reports.chances import JointErrors
from thuocdo.reports.html import profile_html, render_profile
from thuocdo.runs import uncertainty_of
from thuocdo.runs.profiles import uncertain_panel


@pytest.fixture(scope="module")
def national(papi_ranged, scores_ranged):
    return national_view(papi_ranged, "2024", "GIẢ ĐỊNH", 0.95, scores_ranged)


@pytest.fixture(scope="module")
def assumed(papi_ranged, scores_ranged):
    """A profile with an assumption about the index alone."""
    return profile_view(
        papi_ranged, "Hà Giang", "2024", "GIẢ ĐỊNH", 0.95, JointErrors(scores_ranged)
    )


@pytest.fixture(scope="module")
def sampled(papi_sampled):
    errors = papi_sampled.errors("2024")
    return profile_view(papi_sampled.panel, "Hà Giang", "2024", errors=errors)


class TestTheNationalReport:
    def test_has_the_chances_of_every_ranked_unit_in_their_order(self, national):
        found = national.chances
        assert [row.name for row in found.rows] == [mark.name for mark in national.ranked]
        assert found.labels == tuple(band.label for band in national.bands)
        assert found.steps == tuple(band.step for band in national.bands)
        for row in found.rows:
            assert sum(row.chances) == pytest.approx(1)

    def test_counts_as_many_units_in_a_group_as_the_rule_puts_there(self, national):
        """Whoever is in it, each draw of the quartiles fills the groups alike."""
        expected = np.sum([row.chances for row in national.chances.rows], axis=0)
        sizes = [band.size for band in national.bands]
        np.testing.assert_allclose(expected, sizes, atol=1e-9)

    def test_never_rules_out_the_group_of_the_score(self, national):
        assert all(row.group in row.possible for row in national.chances.rows)

    def test_says_surely_only_where_one_group_is_possible(self, national, pages):
        sure = [row for row in national.chances.rows if row.surely]
        assert 0 < len(sure) < len(national.ranked)
        assert all(row.chances[national.chances.labels.index(row.group)] > 0.95 for row in sure)
        page = pages["ranged"]
        drawn = page[page.index('<section id="chances"') : page.index('<section id="dimensions"')]
        assert drawn.count(">chắc chắn</text>") == 2 * len(sure)  # for wide and narrow screens

    def test_has_a_table_of_what_it_draws(self, national, pages):
        page = pages["ranged"]
        table = page[page.index("<caption>Xác suất thuộc từng nhóm</caption>") :]
        table = table[: table.index("</table>")]
        assert table.count('<th scope="row"') == len(national.ranked)
        assert "&lt;1%" in table and "&gt;99%" in table

    def test_stands_after_the_pairs_and_says_that_draws_are_no_confidence(self, pages):
        page = pages["ranged"]
        assert page.index('id="pairs"') < page.index('<section id="chances"')
        assert "tần suất, không phải mức tin cậy" in page

    def test_is_silent_without_errors(self, papi, papi_ranged, pages):
        assert national_view(papi, "2024").chances is None
        assert national_view(papi_ranged, "2024").chances is None
        assert 'id="chances"' not in pages["national"]


class TestAProfile:
    def test_has_the_chances_of_its_own_unit(self, assumed, national):
        (row,) = assumed.chances.rows
        assert row.own and row.name == "Hà Giang"
        assert row.chances == national.chances.of(row.unit).chances

    def test_says_which_groups_are_possible(self, assumed, pages):
        (row,) = assumed.chances.rows
        assert f"Có thể thuộc nhóm: {'; '.join(row.possible)}." in pages["ranged_profile"]

    def test_of_a_sure_group_says_so(self, papi_ranged, scores_ranged):
        page = profile_html(
            papi_ranged, "Quảng Ninh", "2024", errors=JointErrors(scores_ranged)
        )  # fmt: skip
        assert "Chắc chắn thuộc nhóm cao nhất" in page

    def test_without_sets_of_possible_groups_claims_none(self, assumed):
        (row,) = assumed.chances.rows
        untold = replace(assumed.chances, rows=(replace(row, possible=None),))
        page = render_profile(replace(assumed, chances=untold))
        part = page[page.index('<section id="doubts"') : page.index('<section id="years"')]
        assert not untold.sets_known and "tần suất" in part
        assert "chắc chắn" not in part.lower() and "Có thể thuộc nhóm" not in part

    def test_of_an_assumption_about_the_index_tells_no_sources(self, assumed, pages):
        assert assumed.sources is None
        assert "phương sai" not in pages["ranged_profile"]

    def test_of_a_withheld_unit_has_neither(self, papi_sampled):
        errors = papi_sampled.errors("2024")
        view = profile_view(papi_sampled.panel, "Vĩnh Phúc", "2024", errors=errors)
        assert view.chances is None and view.sources is None

    def test_of_published_scores_alone_draws_and_claims_nothing(self, pages):
        assert 'id="doubts"' not in pages["ha_giang"]
        assert "chắc chắn" not in pages["ha_giang"].lower()


class TestSourcesOfError:
    def test_are_the_dimensions_the_largest_first_and_add_up(self, sampled):
        found = sampled.sources
        assert {share.code for share in found.shares} == {str(i) for i in range(1, 9)}
        shares = [share.share for share in found.shares]
        assert shares == sorted(shares, reverse=True)
        assert sum(shares) == pytest.approx(1)

    def test_have_the_standard_error_of_the_scorebook(self, sampled, papi_sampled):
        book = papi_sampled.panel.book.filter(unit=sampled.unit, node="papi", period="2024")
        assert sampled.sources.se == pytest.approx(book["se"].item())

    def test_redo_sample_method_and_both(self, sampled):
        spread = sampled.sources.spread
        for low, high in (spread.sample, spread.method, spread.both):
            assert 1 <= low <= high <= 61
        assert spread.both[1] - spread.both[0] >= spread.sample[1] - spread.sample[0]
        assert sampled.sources.said

    def test_are_drawn_with_a_table(self, pages):
        page = pages["sampled"]
        part = page[page.index('<section id="doubts"') : page.index('<section id="years"')]
        assert part.count("<svg") >= 6  # three charts, wide and narrow
        assert "Phần của từng nội dung trong phương sai của điểm" in part
        assert len(re.findall(r"<caption>", part)) == 3


class TestErrorsOfAPeriod:
    def test_are_none_where_nothing_is_known_or_there_are_no_data(self):
        made = uncertain_panel("papi", uncertainty_of())
        assert made.errors("2024") is None
        assert made.errors("1999") is None

    def test_of_an_assumption_are_the_scores_alone(self):
        made = uncertain_panel("papi", uncertainty_of(assumed_se=0.4))
        errors = made.errors("2024")
        assert errors.shares is None and errors.spreads == {}
