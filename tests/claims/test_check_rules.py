"""One claim, one rule, one verdict."""

from decimal import Decimal

import pytest

from thuocdo.claims import Claim, Scope, Verdict
from thuocdo.claims.check import check_claim
from thuocdo.claims.printed_numbers import compare, read_printed
from thuocdo.kernel import UnknownUnit


@pytest.fixture
def check(shelf):
    """Verdicts on a PAPI claim about Hà Giang 2023, or on what else is said, by field."""

    def run(**said):
        claim = Claim(**{"index": "papi", "unit": "02", "year": 2023, **said})
        return {field.field: field for field in check_claim(claim, shelf).fields}

    return run


@pytest.mark.parametrize(
    ("printed", "value", "verdict"),
    [
        ("44.25", 44.2479, Verdict.REPRODUCED),
        ("44,2479", 44.247927, Verdict.REPRODUCED),
        ("45.78", 45.7875, Verdict.WITHIN_ROUNDING),  # truncated
        ("42.68", 42.691, Verdict.CONTRADICTED),  # more than one unit of the last digit
        ("0.5", 0.45, Verdict.REPRODUCED),  # half up
        ("-3.84", -3.8414, Verdict.REPRODUCED),
        ("42.10", 42.1049, Verdict.REPRODUCED),
        ("42.100", 42.1049, Verdict.CONTRADICTED),  # a zero more says more
        ("4.9556", 4.955600000000001, Verdict.REPRODUCED),
    ],
)
def test_printed_digits_decide(printed, value, verdict):
    assert compare(read_printed(printed), value) is verdict


@pytest.mark.parametrize("text", ["−3,84", "–3,84", "-3.84"])
def test_every_dash_is_a_minus(text):
    assert read_printed(text) == Decimal("-3.84")


@pytest.mark.parametrize("text", ["", "abc", "1.2.3", "40 điểm", "11/63"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match="not a printed number"):
        read_printed(text)


def test_the_denominator_is_the_number_of_provinces_with_a_score(check):
    found = check(rank="11", rank_of="63")
    assert found["rank"].verdict is Verdict.REPRODUCED
    assert found["rank_of"].verdict is Verdict.CONTRADICTED
    assert found["rank_of"].ours == "61"
    assert found["rank_of"].explanation == "wrong-denominator"
    assert "Quảng Ninh, Bình Dương" in found["rank_of"].detail


def test_a_region_counted_with_its_withheld_province_is_a_wrong_denominator(check):
    found = check(unit="74", region_size="6", year=2022)["region_size"]
    assert found.verdict is Verdict.REPRODUCED
    found = check(unit="75", region_size="6")["region_size"]
    assert (found.verdict, found.ours) == (Verdict.CONTRADICTED, "5")
    assert found.explanation == "wrong-denominator"


@pytest.mark.parametrize(
    ("said", "explanation"),
    [
        ({"score": "41.147"}, "other-year"),
        ({"unit": "24", "score": "45.7047"}, "other-unit"),  # Bắc Ninh's
        ({"score": "4.42479"}, "other-scale"),
        ({"score": "44.2379"}, "typing-error"),
        ({"score_change": "-3.1"}, "opposite-sign"),
        ({"score_change": "7.54"}, "relative-change"),
        ({"rank_change": "-29"}, "opposite-sign"),
        ({"rank_change": "40"}, "previous-rank"),
        ({"rank": "40"}, "other-year"),
        ({"group": "trung bình thấp"}, "other-year"),
        ({"unit": "87", "year": 2022, "group": "trung bình thấp"}, "quartile-rule"),
        ({"region_rank": "3", "region": "MRD"}, "other-region"),
        ({"score": "40.1"}, None),
    ],
)
def test_a_likely_cause_is_named_when_it_fits(check, said, explanation):
    found = check(**said)
    field = next(iter(found.values()))
    assert field.verdict is Verdict.CONTRADICTED
    assert field.explanation == explanation


@pytest.mark.parametrize(
    ("year", "said", "explanation"),
    [(2018, "43.80", "blank-as-zero"), (2021, "40.39", "blank-as-zero"), (2021, "41.71", None)],
)
def test_a_national_mean_with_blanks_as_zero_is_recognised(check, year, said, explanation):
    found = check(unit=None, year=year, scope=Scope.NATIONAL_MEAN, score=said)["score"]
    assert (found.verdict, found.explanation) == (Verdict.CONTRADICTED, explanation)


def test_a_sipas_score_on_ten_points_is_another_scale(check):
    found = check(index="sipas", unit="77", year=2021, score="8.67")["score"]
    assert found.explanation == "other-scale"
    assert "86,7" in found.detail


@pytest.mark.parametrize(
    ("said", "because"),
    [
        ({"year": 2025, "score": "44"}, "2025"),
        ({"unit": "22", "score": "44"}, "không công bố điểm"),
        ({"unit": "22", "rank": "4"}, "không có thứ hạng"),
        ({"year": 2018, "score_change": "1.0"}, "Không so sánh được"),
        ({"year": 2011, "score_change": "1.0"}, "Không có điểm năm 2010"),
        ({"node": "7", "year": 2016, "score": "4"}, "Quản trị môi trường"),
        ({"index": "sipas", "year": 2021, "score": "84.6"}, "không có đơn vị này"),
        ({"index": "pci", "year": 2022, "unit": "56", "region_rank": "3"}, "không đủ các tỉnh"),
        ({"scope": Scope.NATIONAL_MEAN, "unit": None, "rank": "3"}, "chỉ kiểm được điểm"),
        ({"scope": Scope.NATIONAL_MEAN, "unit": None, "index": "sipas", "year": 2022,
          "score": "80"}, "không đủ các tỉnh"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_says_why(check, said, because):
    field = next(iter(check(**said).values()))
    assert field.verdict is Verdict.NOT_CHECKABLE
    assert because in field.detail
    assert field.ours is None


def test_a_province_that_ended_is_not_checkable_and_its_successor_is_named(check):
    ended = check(index="par_index", year=2024, score="89.68", unit="80")["score"]
    assert ended.verdict is not Verdict.NOT_CHECKABLE
    found = check(unit="Hà Tây", score="40")["score"]
    assert found.verdict is Verdict.NOT_CHECKABLE
    assert "Hà Nội" in found.detail


def test_a_later_name_of_a_province_is_known(check):
    assert check(unit="Huế", score="46.0415")["score"].verdict is Verdict.REPRODUCED


def test_a_name_nobody_has_is_an_error(check):
    with pytest.raises(UnknownUnit):
        check(unit="Atlantis", score="40")


def test_a_change_may_be_against_another_year(check):
    found = check(year=2023, base_year=2021, score_change="3.1")["score_change"]
    assert found.verdict is Verdict.CONTRADICTED
    assert check(base_year=2022, score_change="3.1")["score_change"].verdict is Verdict.REPRODUCED


def test_the_last_place_is_known_without_its_number(check):
    assert check(unit="67", rank="last")["rank"].verdict is Verdict.REPRODUCED
    assert check(unit="02", rank="last")["rank"].verdict is Verdict.CONTRADICTED


def test_a_printed_rank_stands_in_where_the_data_are_partial(check):
    found = check(index="sipas", unit="77", year=2021, rank="38", rank_of="63")
    assert {field.verdict for field in found.values()} == {Verdict.REPRODUCED}
    assert found["rank"].source.startswith("https://baobariavungtau")
    assert "không độc lập" in found["rank"].detail


def test_a_number_is_shown_with_the_decimal_comma_in_vietnamese(check):
    found = check(score="43.6")["score"]
    assert found.ours == "44.2479"
    assert "44,2479" in found.detail
