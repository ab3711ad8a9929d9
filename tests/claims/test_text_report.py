"""Articles and documents: their claims in their sentences, checked."""

import pytest

from thuocdo.claims import Context, Verdict, check_text

HA_GIANG = (
    "Chỉ số PAPI năm 2023 của tỉnh Hà Giang đạt 44,2479/80 điểm, xếp thứ 11/63, tăng 3,1 điểm "
    "và 29 bậc so với năm 2022; từ nhóm trung bình thấp lên nhóm trung bình cao, đứng thứ 4/14 "
    "tỉnh Trung du và miền núi phía Bắc."
)


@pytest.fixture
def verdicts(books):
    """Field → (verdict, our value) of the first claim, or of the claim of a year."""

    def run(text, year=None, **more):
        claims = check_text(text, books, **more).claims
        claim = next(c for c in claims if year in (None, c.claim.year))
        return {field.field: (field.verdict.value, field.ours) for field in claim.fields}

    return run


def test_ha_giang_2023_scores_hold_but_group_region_rank_and_denominator_do_not(verdicts):
    assert verdicts(HA_GIANG) == {
        "score": ("reproduced", "44.2479"),
        "rank": ("reproduced", "11"),
        "rank_of": ("contradicted", "61"),
        "score_change": ("reproduced", "3.1009"),
        "rank_change": ("reproduced", "29"),
        "group": ("contradicted", "cao nhất"),
        "region_rank": ("contradicted", "3"),
        "region_size": ("reproduced", "14"),
    }
    assert verdicts(HA_GIANG, year=2022) == {"group": ("reproduced", "trung bình thấp")}


def test_thai_binh_2023_is_contradicted_by_43_7585(verdicts):
    found = verdicts("Năm 2023, PAPI của Thái Bình đạt 43,6/80 điểm, xếp thứ 17.")
    assert found["score"] == ("contradicted", "43.7585")
    assert found["rank"] == ("reproduced", "17")


def test_long_an_2023_stands_exactly_on_a_cut_point(verdicts):
    text = (
        "Chỉ số PAPI năm 2023 của Long An đạt 40.83/80 điểm, xếp thứ 46/63, thuộc nhóm thứ ba "
        "(trung bình thấp), tăng 1,03 điểm và tăng 11 bậc so với năm 2022 (57/63), đứng thứ "
        "07/13 tỉnh ĐBSCL."
    )
    found = verdicts(text)
    assert {field for field, (verdict, _ours) in found.items() if verdict == "contradicted"} == {
        "rank_of"
    }
    assert verdicts(text, year=2022)["rank"] == ("reproduced", "57")


def test_hau_giang_2021_fell_by_less_than_was_said(verdicts):
    text = (
        "Năm 2021, PAPI của Hậu Giang đạt 42,16 điểm, giảm 1,61 điểm, xếp hạng 33/63, giảm 06 bậc."
    )
    found = verdicts(text)
    assert found["score_change"] == ("contradicted", "-0.9126")
    assert found["rank_change"] == ("reproduced", "-6")


def test_a_text_without_claims_gives_a_report_without_findings(books):
    report = check_text("Sáng nay trời mưa. Hội nghị bế mạc lúc 11 giờ.", books)
    assert (report.findings, report.sentences, report.claims) == ((), 2, ())
    assert report.table().is_empty()
    assert report.unread_table().is_empty()


def test_an_article_keeps_its_subject_from_title_to_last_paragraph(books):
    report = check_text(
        "Chỉ số PAPI năm 2023 của Khánh Hòa tăng 8 bậc, đứng thứ 8/61 toàn quốc\n"
        "Ngày 2-4, UNDP công bố Báo cáo PAPI 2023. Theo đó, tỉnh đạt 44,9419 điểm, tăng 1,50 điểm "
        "so với năm 2022. Khảo sát có 19.536 người dân, trong đó 53,4% là nữ.\n"
        "Công khai, minh bạch trong việc ra quyết định ở địa phương đạt 5,8761 điểm, cao nhất "
        "toàn quốc.\nNăm 2022, tỉnh xếp thứ 16.\n",
        books,
    )
    assert {claim.unit_name for claim in report.claims} == {"Khánh Hòa"}
    assert report.count(Verdict.CONTRADICTED) == 0
    assert [claim.claim.year for claim in report.claims] == [2023, 2023, 2023, 2022]
    assert report.claims[2].claim.node == "2"


def test_what_the_text_is_about_may_be_told(verdicts):
    about = Context("papi", "Hà Giang", 2023)
    assert verdicts("Đạt 44,2479 điểm.", about=about)["score"][0] == "reproduced"


def test_a_province_that_no_longer_exists_is_said_so(books):
    (claim,) = check_text("PAPI năm 2025 của Hà Giang đạt 44,2 điểm.", books).claims
    assert claim.verdict is Verdict.NOT_CHECKABLE


def test_the_table_has_a_row_for_each_thing_said(books):
    table = check_text(HA_GIANG, books).table()
    assert table.height == 9
    first = table.row(0, named=True)
    assert (first["paragraph"], first["sentence"]) == (1, HA_GIANG)
    assert (first["index"], first["node"], first["unit_name"]) == ("papi", "papi", "Hà Giang")
    assert "PAPI 2011–2024" in first["source"]


def test_what_was_not_read_is_listed_with_a_reason(books):
    report = check_text("PAPI 2023 của Đồng Nai đạt gần 40 điểm.", books)
    (row,) = report.unread_table().iter_rows(named=True)
    assert (row["text"], row["reason"]) == ("40", "approximate")
    assert row["message"].startswith("Số ước chừng")


def test_a_file_is_read_like_a_text(tmp_path, verdicts):
    path = tmp_path / "bai.txt"
    path.write_text(HA_GIANG, encoding="utf-8")
    assert verdicts(path) == verdicts(str(path)) == verdicts(HA_GIANG)
