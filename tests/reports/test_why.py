"""“Vì sao?”: what is printed of a number gives the number again."""

import re
from datetime import date

import pytest

from thuocdo.catalog import bundled
from thuocdo.diagnosis.formula import Formula, Term, score_origin
from thuocdo.kernel.errors import RequestError, UnitNotInForce
from thuocdo.kernel.language import use_language
from thuocdo.reports.formulas import formula_text
from thuocdo.reports.why import why
from thuocdo.reports.why_score import score_reason
from thuocdo.runs import panel_of

WORDS = re.compile(r"[\d.,]+")


def reasons(panel, unit, period, node="", **options):
    return why(panel, unit, period, node, bundled.measurements(panel.framework.name), **options)


def computed(text: str) -> tuple[float, float]:
    """What stands left of a printed formula, and what a calculator makes of the right."""
    plain = WORDS.sub(lambda m: m[0].replace(".", "").replace(",", "."), text)
    plain = plain.replace("×", "*").replace("^", "**").replace("−", "-")
    left, right = re.split("[=≈]", plain)
    return float(left), eval(right, {})


@pytest.fixture(scope="module")
def of_34():
    return {
        name: panel_of(name, territory=date(2025, 7, 1)) for name in ("papi", "pci", "par_index")
    }


CASES = [
    ("papi", "63", ("2011", "2017", "2018", "2023", "2024")),
    ("pci", "63", ("2006", "2016", "2021", "2024")),
    ("par_index", "63", ("2023",)),
    ("papi", "34", ("2011", "2018", "2023")),
    ("pci", "34", ("2006", "2016")),
]


def printed_formulas(panel, years, digits=4):
    """Every formula that a page shows of some units, with the score it explains (None where it
    only checks one).
    """
    measured = bundled.measurements(panel.framework.name)
    for year, unit in ((each, unit) for each in years for unit in panel.on(each).units[::5]):
        place = panel.at(unit, year)
        for code, node in place.snapshot.tree.nodes.items():
            found = score_reason(place, node, score_origin(panel, place, code, measured), digits)
            yield found.formula, place.score(code)
            yield found.check, None


@pytest.mark.parametrize(("name", "units", "years"), CASES)
def test_every_printed_formula_gives_the_score_of_the_scorebook(panels, of_34, name, units, years):
    panel, half, told = (panels if units == "63" else of_34)[name], 0.5e-4, 0
    for formula, score in printed_formulas(panel, years):
        if formula is None or formula.text is None:
            continue
        left, right = computed(formula.text)
        rounding = len(formula.terms) * (10 if name == "pci" else 1)
        assert right == pytest.approx(left, abs=half * (1 + rounding))
        if abs(abs(right - left) - half) > 1e-9:  # halves round either way
            assert ("=" in formula.text) == (abs(right - left) < half)
        if score is not None:
            assert left == pytest.approx(score, abs=half * 1.001)
        told += 1
    assert told > 0 or name == "par_index"


@pytest.mark.parametrize(("name", "year"), [("papi", "2018"), ("papi", "2022"), ("pci", "2016")])
def test_rank_and_group_follow_from_what_is_shown(panels, name, year):
    panel = panels[name]
    for unit in panel.on(year).units:
        view = reasons(panel, unit, year)
        if view.score is None:
            assert view.rank.rank is None
            assert view.group.label is None
            continue
        own = [other for other in view.rank.beside if other.own]
        assert [(other.rank, other.score) for other in own] == [(view.rank.rank, view.score)]
        for other in view.rank.beside:
            assert (other.rank < view.rank.rank) == (other.score > view.score)
        row = panel.book.filter(node=name, period=year, unit=unit).row(0, named=True)
        assert view.group.label == row["group"]
        assert view.rank.ranked_units == row["ranked_units"]
        better = [band for band in view.group.bands if band.lower and band.lower > view.score]
        assert view.group.bands[len(better)].label == view.group.label


def test_ha_giang_2023_is_explained_in_full(papi):
    view = reasons(papi, "Hà Giang", "2023", "papi")
    assert view.reason.formula.text == (
        "44,2479 = 5,2831 + 5,8120 + 4,3854 + 7,1751 + 7,3943 + 7,1704 + 3,9613 + 3,0663"
    )
    assert (view.rank.rank, view.rank.ranked_units) == (11, 61)
    assert [other.name for other in view.rank.beside] == ["Bắc Giang", "Hà Giang", "Hưng Yên"]
    assert "61 trong 63 đơn vị có điểm" in view.rank.said[0]
    assert "Quảng Ninh, Bình Dương" in view.rank.said[1]
    assert "không kèm sai số chuẩn" in view.rank.said[-1]
    assert view.group.said[-1] == "Điểm 44,2479 từ điểm cắt 43,9526 trở lên: nhóm cao nhất."
    assert view.lost == "Điểm tối đa 80 trừ điểm đạt 44,2479 còn 35,7521 điểm mất."
    assert view.change[:2] == (
        "44,2479 (2023) − 41,1470 (2022) = +3,1009.",
        "Hạng 40 thành hạng 11: +29 bậc.",
    )
    assert (view.region.rank, view.region.ranked_units) == (3, 14)


def test_a_measured_leaf_names_its_measurement_and_its_source(papi):
    view = reasons(papi, "02", "2023", "papi/2.2")
    assert view.reason.formula is None
    assert view.reason.measured.value == view.score == 1.903466344
    assert "hnks-gh/ml-mcdm" in view.reason.measured.source
    assert "Đo trực tiếp: 1,9035" in view.reason.said[0]


def test_withheld_is_never_zero(papi):
    view = reasons(papi, "22", "2023", "2.2")
    assert (view.score, view.lost, view.status) == (None, None, "không công bố")
    assert "Không công bố không phải là 0 điểm." in view.reason.said[0]
    assert view.reason.measured.value is None
    assert view.group.said[-1] == "Không có điểm nên không thuộc nhóm nào."


def test_a_total_of_which_parts_are_missing_names_them(papi):
    view = reasons(papi, "22", "2018")
    assert view.reason.formula.text is None
    assert "Thiếu 2 trong 8 thành phần: 2 Công khai" in view.reason.said[1]


def test_a_break_of_the_series_is_the_reason_why_nothing_is_compared(papi):
    view = reasons(papi, "02", "2018")
    assert view.change[0].startswith("Không so sánh với 2017: thêm hai nội dung")
    assert "chỉ để tham khảo" in view.change[1]


def test_a_place_in_the_list_decides_the_groups_of_2022(papi):
    view = reasons(papi, "02", "2022")
    assert view.group.said[-1] == (
        "Hạng 40 nằm trong các vị trí 33–47 của 63 đơn vị: nhóm trung bình thấp."
    )


def test_a_score_on_the_cut_belongs_above_it(papi):
    tied = [reasons(papi, unit, "2023").group.said[-1] for unit in ("26", "80")]
    assert all("đúng bằng điểm cắt dưới" in text for text in tied)


def test_partial_data_rank_and_group_nobody_but_the_published_rank_is_told(panels):
    view = reasons(panels["pci"], "Quảng Ninh", "2021")
    assert view.rank.rank is None
    assert view.rank.said[0].startswith("Hạng đã công bố: 1")
    assert view.group.said == ("Số liệu của kỳ này không đủ các đơn vị nên không chia nhóm.",)
    assert view.reason.check.text.startswith("73,04 = 10 × (5 × 7,98 + ")
    assert "lệch −0,02" in view.reason.said[-1]


def test_an_unconfirmed_rule_is_shown_as_such(papi):
    rules = {rule.title: rule for rule in reasons(papi, "02", "2023").rules}
    assert rules["Quy tắc chia nhóm"].certainty == "chưa đối chiếu"
    assert not rules["Quy tắc chia nhóm"].confirmed
    assert rules["Cách gộp"].confirmed
    assert "Kỳ công bố, 02/04/2024" in rules


def test_a_carried_over_score_shows_its_members_and_their_weights(papi_34):
    view = reasons(papi_34, "08", "2023", "2.2")
    assert view.reason.formula.text == "1,7747 = (870,2 × 1,9035 + 792,9 × 1,6334) / 1.663,1"
    assert view.reason.said[0].startswith("Quy đổi, không phải điểm công bố")
    assert [term.name for term in view.reason.formula.terms] == ["Hà Giang", "Tuyên Quang"]
    assert view.region is None


def test_a_range_is_shown_with_how_it_was_made(papi_ranged):
    view = reasons(papi_ranged, "02", "2024", level=0.95)
    assert (view.rank.rank_low, view.rank.rank_high) == (8, 45)
    assert any("tính riêng cho từng đơn vị" in text for text in view.rank.said)
    leaf = reasons(papi_ranged, "02", "2024", "2.2")
    assert leaf.rank.rank_low is None
    assert "không nêu được khoảng thứ hạng" in leaf.rank.said[-1]


def test_english_readers_get_points_and_english_words(papi):
    use_language("en")
    try:
        view = reasons(papi, "02", "2023", "2")
    finally:
        use_language("vi")
    assert view.reason.formula.text.startswith("5.8120 ≈ 1.0171 + ")
    assert view.level == "Dimension"


def test_what_cannot_be_asked_is_refused(papi):
    with pytest.raises(RequestError):
        reasons(papi, "02", "2023", "9.9")
    with pytest.raises(RequestError):
        reasons(papi, "02", "2031")
    with pytest.raises(UnitNotInForce):
        reasons(papi, "08@2025-07-01", "2023")


@pytest.mark.parametrize(
    ("aggregate", "power", "text"),
    [
        ("arithmetic", None, "3,20 = (3 × 2,00 + 2 × 5,00) / 5"),
        ("geometric", None, "2,89 = (2,00^3 × 5,00^2)^(1 / 5)"),
        ("harmonic", None, "2,63 = 5 / (3 / 2,00 + 2 / 5,00)"),
        ("power", 0.5, "3,04 = ((3 × 2,00^(0,5) + 2 × 5,00^(0,5)) / 5)^(1 / (0,5))"),
        ("sum", None, "16,00 = 3 × 2,00 + 2 × 5,00"),
    ],
)
def test_every_aggregation_can_be_written_out(aggregate, power, text):
    formula = Formula(aggregate, (Term("a", 2.0, 3.0), Term("b", 5.0, 2.0)), power=power)
    written = formula_text(formula, 2)
    assert written == text
    left, right = computed(written)
    assert right == pytest.approx(left, abs=0.005)


def test_a_formula_tells_where_rounding_hides_digits():
    formula = Formula("sum", (Term("a", 1.004, 1.0), Term("b", 1.004, 1.0)))
    assert formula_text(formula, 2) == "2,01 ≈ 1,00 + 1,00"


def test_a_reweighted_sum_says_how_the_weight_was_shared_out():
    terms = (Term("a", 2.0, 1.0), Term("b", float("nan"), 1.0), Term("c", -4.0, 2.0))
    formula = Formula("sum", terms, factor=10, missing="reweight")
    assert formula_text(formula, 2) == "−80,00 = 10 × ((2,00 + 2 × (−4,00)) × 4 / 3)"
    assert formula_text(Formula("sum", terms), 2) is None
