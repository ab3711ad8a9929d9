"""Two periods side by side."""

import numpy as np
import pytest

from thuocdo.index.sampling import Uncertainty
from thuocdo.kernel.period import Period
from thuocdo.runs.period_pairs import period_pair


def pair_of(definition, measured, first: str, last: str):
    return period_pair(definition, measured, *map(Period.parse, (first, last)), Uncertainty())


def test_units_are_matched_by_who_they_are(papi):
    pair = pair_of(*papi, "2023", "2024")
    names = list(pair.before.units)
    assert [names[place] for place in pair.place] == list(pair.after.units)
    then = pair.then("scores", "score", "")
    assert then[list(pair.after.units).index("02")] == pytest.approx(44.2479, abs=5e-5)


def test_a_code_that_became_another_territory_is_matched_with_nobody():
    from thuocdo.catalog import bundled
    from thuocdo.catalog.load import framework

    # Hà Nội of 2007 is not Hà Nội of 2009: Hà Tây joined it in 2008.
    pair = pair_of(framework("pci"), bundled.measurements("pci"), "2007", "2009")
    code = list(pair.after.units).index("01")
    assert pair.place[code] == -1 and np.isnan(pair.then("scores", "score", "")[code])


def test_where_the_definition_did_not_change_the_method_did_nothing(papi):
    method = pair_of(*papi, "2023", "2024").method("")
    assert set(method[~np.isnan(method)]) == {0.0}


@pytest.mark.parametrize(("first", "last"), [("2018", "2019"), ("2020", "2021")])
def test_a_part_with_another_scale_leaves_the_method_unknown(papi, first, last):
    assert np.isnan(pair_of(*papi, first, last).method("")).all()


def test_why_years_are_not_compared_is_that_of_the_definition(papi):
    assert "6–60 thành 8–80" in pair_of(*papi, "2017", "2018").not_comparable("")
    assert pair_of(*papi, "2023", "2024").not_comparable("") is None
