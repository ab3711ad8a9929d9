"""A node with its errors, or the reason why there is none."""

import numpy as np
import polars as pl
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.rank_sets import kww, mrsw
from thuocdo.index.uncertain import uncertain_scores
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.period import Period
from thuocdo.runs import rank_table
from thuocdo.runs.uncertain_nodes import rank_sets_by, uncertain_node_of

YEAR = Period.parse("2024")


def test_the_table_has_a_row_for_every_unit_and_gaps_for_the_withheld(papi, assumed):
    found = uncertain_node_of(*papi, YEAR, assumed)
    table = found.table()
    assert table.height == 63 and found.title.startswith("PAPI 2024")
    assert table.filter(pl.col("score").is_null())["unit"].to_list() == ["26", "82"]
    assert set(table["se"].drop_nulls()) == {0.4}
    np.testing.assert_array_equal(found.scores.values, table["score"].drop_nulls())


def test_a_period_without_measurements_names_those_that_have_some(papi, assumed):
    definition, measured = papi
    with pytest.raises(RequestError, match="2023"):
        uncertain_node_of(definition, measured.filter(period="2023"), YEAR, assumed)


def test_each_method_is_that_of_the_library():
    scores = uncertain_scores([1.0, 2.0, 4.0], se=0.7)
    ways = {
        "marginal": mrsw(scores, simultaneous=False),
        "mrsw": mrsw(scores),
        "kww": kww(scores),
    }
    for method, expected in ways.items():
        found = rank_sets_by(method, scores, 0.95)
        np.testing.assert_array_equal((found.low, found.high), (expected.low, expected.high))


def test_nobody_is_ranked_among_the_units_that_a_newspaper_names(assumed):
    with pytest.raises(RequestError, match="không đủ các đơn vị"):
        rank_table(framework("pci"), bundled.measurements("pci"), Period.parse("2020"), assumed)
