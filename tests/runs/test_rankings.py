"""One ranking, and what a reader must be told beside it."""

from contextvars import copy_context
from datetime import date

import polars as pl
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.catalog.measurements import read_measurements
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.language import use_language
from thuocdo.kernel.period import Period
from thuocdo.runs import ranking

NEW_MAP = date(2025, 7, 1)


def page_of(name: str, year: int, *args, **options):
    definition = framework(name)
    return ranking(definition, bundled.measurements(name), Period.parse(year), *args, **options)


def row(page, unit_name: str) -> dict:
    return page.table.filter(unit_name=unit_name).row(0, named=True)


def notes(page) -> str:
    return "\n".join(page.notes)


class TestTheTable:
    def test_has_the_best_unit_first_and_those_without_a_score_last(self):
        page = page_of("papi", 2023)
        assert page.table["unit_name"][0] == "Thừa Thiên Huế"
        assert page.table["unit_name"].to_list()[-2:] == ["Quảng Ninh", "Bình Dương"]
        assert page.table["rank"].drop_nulls().is_sorted()

    def test_agrees_with_what_was_published_of_ha_giang(self):
        found = row(page_of("papi", 2023), "Hà Giang")
        assert round(found["score"], 4) == 44.2479
        assert (found["rank"], found["ranked_units"], found["rank_change"]) == (11, 61, 29)
        # The press says fourth of 14; by the scores only Thái Nguyên and Bắc Giang are above.
        assert (found["region_rank"], found["region_size"]) == (3, 14)
        assert (round(found["change"], 4), found["group"]) == (3.1009, "cao nhất")

    @pytest.mark.parametrize("node", ["papi/2", "2", "Transparency in Local Decision-making"])
    def test_may_be_of_a_node_below(self, node):
        page = page_of("papi", 2023, node)
        assert set(page.table["node"]) == {"papi/2"}
        assert page.title.startswith("PAPI 2023 – 2. Công khai, minh bạch")

    def test_shows_the_number_printed_that_year_in_its_title(self):
        assert page_of("papi", 2015, "poverty_lists").title.startswith("PAPI 2015 – 2.1.")
        assert page_of("papi", 2023, "poverty_lists").title.startswith("PAPI 2023 – 2.2.")

    @pytest.mark.parametrize("region", ["SE", "Đông Nam Bộ", "dong nam bo"])
    def test_of_a_region_keeps_the_national_ranks(self, region):
        page = page_of("papi", 2023, region=region)
        assert page.table["region"].unique().to_list() == ["SE"]
        assert row(page, "Bà Rịa - Vũng Tàu")["rank"] == 9
        assert page.table.height == 6

    def test_has_one_row_a_unit_also_where_ranks_were_printed(self):
        for name, year in (("papi", 2023), ("pci", 2016), ("pci", 2023), ("par_index", 2023)):
            page = page_of(name, year)
            assert page.table["unit"].is_unique().all()

    def test_shows_printed_ranks_and_groups_beside_ours(self):
        found = row(page_of("papi", 2023), "Hồ Chí Minh")
        assert (found["printed_group"], found["group"]) == ("trung bình cao", "trung bình thấp")


class TestPartialData:
    def test_rank_nobody_but_show_the_printed_ranks(self):
        page = page_of("pci", 2023)
        assert page.table["rank"].null_count() == page.table.height
        assert row(page, "Thanh Hóa")["printed_rank"] == 30
        assert "không xếp hạng" in notes(page)

    def test_still_group_by_fixed_thresholds(self):
        page = page_of("par_index", 2023)
        assert row(page, "Quảng Ninh")["group"] == "A"


class TestTheNotes:
    def test_tell_the_denominator(self):
        assert page_of("papi", 2023).notes[0] == "Thứ hạng tính trên 61 đơn vị có điểm."

    def test_tell_when_the_denominator_has_changed(self):
        text = notes(page_of("papi", 2022, "6"))
        assert "63 đơn vị" in text
        assert "Mẫu số kỳ trước là 60: thay đổi hạng" in text

    def test_do_not_speak_of_changes_of_rank_that_are_not_shown(self):
        text = notes(page_of("papi", 2018, "2"))
        assert "Mẫu số kỳ trước là 63." in text
        assert "thay đổi hạng" not in text

    def test_name_the_units_without_a_score(self):
        text = notes(page_of("papi", 2023))
        assert "(không công bố hoặc thiếu thành phần): Quảng Ninh, Bình Dương." in text

    def test_say_that_no_range_of_ranks_can_be_given(self):
        for name, year in (("papi", 2023), ("pci", 2016), ("sipas", 2022)):
            assert "không nêu được khoảng thứ hạng" in notes(page_of(name, year))

    def test_say_why_a_change_is_not_comparable(self):
        page = page_of("papi", 2018)
        assert "Không so sánh với kỳ 2017: thêm hai nội dung" in notes(page)
        assert page.table["change"].null_count() == page.table.height

    def test_say_when_to_be_careful_with_a_change(self):
        assert "cần thận trọng: nội dung 8 thêm" in notes(page_of("papi", 2019))

    def test_say_when_a_group_differs_from_the_printed_one(self):
        assert "Hồ Chí Minh: nhóm đã công bố “trung bình cao”" in notes(page_of("papi", 2023))

    def test_say_when_the_rule_of_the_groups_is_not_confirmed(self):
        assert "chưa đối chiếu" in notes(page_of("papi", 2023))
        assert "chưa đối chiếu" not in notes(page_of("papi", 2019))

    def test_are_in_english_for_who_reads_english(self):
        def in_english():
            use_language("en")
            return page_of("papi", 2018)

        page = copy_context().run(in_english)
        assert "two dimensions added" in notes(page)
        assert page.title == "PAPI 2018 – PAPI index (unweighted)"
        assert page.group_names["cao nhất"] == "highest"


@pytest.fixture(scope="module")
def page():
    """PAPI 2023 on the map of 34."""
    return page_of("papi", 2023, territory=NEW_MAP)


class TestAnotherTerritory:
    def test_has_the_units_of_that_day(self, page):
        assert page.table.height == 34

    def test_marks_what_was_carried_over(self, page):
        assert row(page, "Tuyên Quang")["status"] == "reconstructed"
        assert row(page, "Hà Nội")["status"] == "published"

    def test_is_the_mean_of_the_members_weighted_by_population(self, page):
        before = page_of("papi", 2023)
        two = sorted(row(before, name)["score"] for name in ("Tuyên Quang", "Hà Giang"))
        assert two[0] < row(page, "Tuyên Quang")["score"] < two[1]

    def test_withholds_a_merged_unit_with_a_withheld_member_and_says_why(self, page):
        assert row(page, "Hồ Chí Minh")["status"] == "withheld"
        assert row(page, "Hồ Chí Minh")["score"] is None
        assert "Hồ Chí Minh – " in notes(page)
        assert "thiếu số liệu của Bình Dương" in notes(page)

    def test_is_called_an_estimate(self, page):
        assert "địa giới ngày 01/07/2025" in notes(page)
        assert "không phải điểm công bố" in notes(page)

    def test_shows_no_printed_rank_which_was_for_other_units(self, page):
        assert page.table["printed_rank"].null_count() == page.table.height

    def test_has_no_regions(self):
        with pytest.raises(RequestError, match="01/07/2025"):
            page_of("papi", 2023, region="SE", territory=NEW_MAP)


class TestWhatThereIsNot:
    @pytest.mark.parametrize(
        ("args", "words"),
        [
            (("papi", 2010), "2011–2024"),
            (("papi", 2025), "2011–2024"),
            (("papi", 2018, "8.3"), "2019, 2020, 2021, 2022, 2023, 2024"),
            (("papi", 2023, "papi/9"), "papi/8"),
            (("sipas", 2021, "1"), "không có số liệu"),
        ],
    )
    def test_is_refused_with_what_there_is(self, args, words):
        with pytest.raises(RequestError, match=words):
            page_of(*args)

    def test_is_said_of_a_region_with_all_regions(self):
        with pytest.raises(RequestError, match="Tây Nguyên"):
            page_of("papi", 2023, region="Đông Bắc")


def test_own_numbers_are_ranked_like_the_bundled_ones(tmp_path):
    path = tmp_path / "pci.csv"
    path.write_text("Tỉnh;Năm;pci\nHà Nội;2016;61,5\nHuế;2016;62,5\n", encoding="utf-8")
    table = read_measurements(path, framework("pci"))
    page = ranking(framework("pci"), table, Period.parse(2016))
    assert page.table.select("unit_name", "rank").rows() == [("Thừa Thiên Huế", 1), ("Hà Nội", 2)]
    assert page.table["score"].dtype == pl.Float64
