"""A sample described: strata, units, lonely ones, weights, blanks."""

import polars as pl
import pytest

from thuocdo.kernel.errors import InputError, RequestError
from thuocdo.survey.describe import describe, read_plan

FRAME = pl.DataFrame(
    {"w": [1.0, 1, 2, 4], "s": ["a", "a", "b", "b"], "h": [1, 2, 3, 3], "q": [1, None, None, 2]}
)


def test_strata_with_one_unit_are_found():
    found = describe(FRAME, read_plan("weights=w,strata=s,units=h"))
    assert found.strata["stratum"].to_list() == ["a", "b"]
    assert found.strata["units"].to_list() == [2, 1]
    assert found.strata["lonely"].to_list() == [False, True]
    assert found.strata["weight"].to_list() == [2, 6]


def test_weights_and_blanks_are_summed_up():
    found = describe(FRAME, read_plan("weights=w,strata=s,units=h"))
    values = found.facts["value"].to_list()
    assert values[0] == 4
    assert values[-1] == pytest.approx(4 * 22 / 64)
    assert found.missing.rows() == [("q", 2, 0.5)]


def test_a_plan_names_stages_from_the_first():
    plan = read_plan("weights=wt, strata=stratum ,units=district+commune + village")
    assert plan["units"] == ["district", "commune", "village"]


@pytest.mark.parametrize("text", ["weights", "weights=w,size=3", "strata=s", "weights="])
def test_a_plan_that_cannot_be_read_says_how_to_write_it(text):
    with pytest.raises(RequestError) as told:
        read_plan(text)
    assert told.value.problems[0].code == "design-format"


def test_what_is_wrong_with_the_sample_is_told():
    with pytest.raises(InputError):
        describe(FRAME.with_columns(w=-pl.col("w")), read_plan("weights=w,strata=s,units=h"))
