"""What an address asks for: known words are read, others are refused with what can be asked."""

from datetime import date

import pytest
from django.test import RequestFactory

from thuocdo.catalog import load
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.period import Period
from thuocdo.web.results import asked
from thuocdo.web.results.asked import Order
from thuocdo.web.site.errors import FilterError

REGIONS = {"RRD": "Đồng bằng sông Hồng", "SE": "Đông Nam Bộ"}
COLUMNS = ("score", "rank", "change")


def request(**query):
    return RequestFactory().get("/", query)


def problem_of(call, *arguments):
    with pytest.raises(FilterError) as caught:
        call(*arguments)
    (problem,) = caught.value.problems
    return problem


@pytest.fixture(scope="module")
def tree():
    return load.framework("papi").on(Period.parse("2024"))


@pytest.mark.django_db
def test_a_territory_is_a_day_onto_whose_units_something_was_carried():
    assert asked.territory(request()) is None
    assert asked.territory(request(territory="")) is None
    assert asked.territory(request(territory="2025-07-01")) == date(2025, 7, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["2024-01-01", "01/07/2025", "2025-7-1", "63", "x\0", "9" * 900])
def test_another_day_is_refused_and_the_days_there_are_are_told(text):
    problem = problem_of(asked.territory, request(territory=text))
    assert (problem.code, problem.column) == ("territory-unknown", "territory")
    assert "2025-07-01" in problem.hint
    assert len(problem.message) < 120


@pytest.mark.parametrize("text", ["2.2", "papi/2.2", "Thu, chi ngân sách cấp xã/phường"])
def test_a_node_is_found_by_code_path_or_label(tree, text):
    assert asked.node(request(node=text), tree) in {"2.2", "2.3"}


def test_without_a_node_the_index_itself_is_meant(tree):
    assert asked.node(request(), tree) == ""


def test_an_unknown_node_is_refused_with_the_nodes_of_the_period(tree):
    problem = problem_of(asked.node, request(node="9.9"), tree)
    assert (problem.code, problem.column) == ("node-unknown", "node")
    assert "2.2" in problem.hint and "thuocdo" not in problem.hint


def test_a_node_of_other_periods_is_refused_with_those_periods():
    tree = load.framework("papi").on(Period.parse("2016"))
    problem = problem_of(asked.node, request(node="7"), tree)
    assert problem.code == "node-not-in-force"
    assert "2018, 2019" in problem.hint


def test_a_node_in_the_address_itself_is_an_address_that_does_not_exist(tree):
    with pytest.raises(RequestError):
        asked.node_in_force(tree, "khong-co")


def test_a_region_is_one_of_the_table():
    assert asked.region(request(), REGIONS) is None
    assert asked.region(request(region="SE"), REGIONS) == "SE"
    problem = problem_of(asked.region, request(region="XX"), REGIONS)
    assert problem.code == "region-unknown"
    assert "RRD (Đồng bằng sông Hồng)" in problem.hint


def test_where_units_have_no_regions_the_page_says_until_when_they_had():
    assert "30/06/2025" in problem_of(asked.region, request(region="SE"), {}).hint


def test_an_order_is_a_column_with_a_minus_for_the_highest_first():
    assert asked.sort(request(), COLUMNS, "-score") == Order("score", True)
    assert asked.sort(request(sort="change"), COLUMNS, "-score") == Order("change")
    assert str(asked.sort(request(sort="-rank"), COLUMNS, "-score")) == "-rank"


@pytest.mark.parametrize("text", ["name", "--score", "-", "score;drop table", "điểm"])
def test_an_unknown_order_is_refused_with_the_known_columns(text):
    problem = problem_of(asked.sort, request(sort=text), COLUMNS, "-score")
    assert (problem.code, problem.column) == ("sort-unknown", "sort")
    assert "score, rank, change" in problem.hint


def test_a_page_is_counted_from_one_to_the_last():
    assert asked.page_number(request(), 34) == 1
    assert asked.page_number(request(page="34"), 34) == 34
    assert asked.page_number(request(), 0) == 1


@pytest.mark.parametrize("text", ["0", "-1", "35", "1.5", "²", "x", "9" * 5000])
def test_a_page_that_there_is_not_is_refused(text):
    problem = problem_of(asked.page_number, request(page=text), 34)
    assert (problem.code, problem.column) == ("page-number", "page")
    assert "34" in problem.hint


def test_a_choice_is_one_of_those_offered():
    assert asked.choice(request(), "kind", ["best", "median"], "best") == "best"
    assert asked.choice(request(kind="median"), "kind", ["best", "median"]) == "median"
    problem = problem_of(asked.choice, request(kind="x"), "kind", ["best", "median"])
    assert (problem.code, problem.column) == ("option-unknown", "kind")
    assert "best, median" in problem.hint
