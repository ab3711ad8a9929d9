"""The order of a ranking's rows, and its pages."""

import pytest

from thuocdo.catalog import load
from thuocdo.kernel.period import Period
from thuocdo.web.results.asked import Order
from thuocdo.web.results.ranking_table import A_PAGE, in_order, pages_of


def row(name, score=None, **more):
    return {"unit_name": name, "score": score, "change": None, "group": None, **more}


ROWS = [
    row("Đắk Lắk", 3.0, change=-1.0, group="thấp nhất"),
    row("Bạc Liêu", 2.0, change=None, group="cao nhất"),
    row("Quảng Ninh"),
    row("Bắc Ninh", 1.0, change=2.0, group="trung bình cao"),
    row("Bình Dương"),
]


def names(column, descending=False):
    tree = load.framework("papi").on(Period.parse("2024"))
    ordered = in_order(ROWS, Order(column, descending), tree, "")
    return [each["unit_name"] for each in ordered]


@pytest.mark.parametrize(
    ("column", "descending", "scored"),
    [
        ("score", True, ["Đắk Lắk", "Bạc Liêu", "Bắc Ninh"]),
        ("score", False, ["Bắc Ninh", "Bạc Liêu", "Đắk Lắk"]),
        ("name", False, ["Bạc Liêu", "Bắc Ninh", "Đắk Lắk"]),
        ("name", True, ["Đắk Lắk", "Bắc Ninh", "Bạc Liêu"]),
        ("group", False, ["Bạc Liêu", "Bắc Ninh", "Đắk Lắk"]),
        ("change", True, ["Bắc Ninh", "Đắk Lắk", "Bạc Liêu"]),
        ("change", False, ["Đắk Lắk", "Bắc Ninh", "Bạc Liêu"]),
    ],
)
def test_what_is_missing_stands_after_what_is_there_and_withheld_last(column, descending, scored):
    assert names(column, descending) == [*scored, "Bình Dương", "Quảng Ninh"]


def test_there_is_always_a_page():
    assert [pages_of(n) for n in (0, 1, A_PAGE, A_PAGE + 1, 3321)] == [1, 1, 1, 2, 34]
