"""The panels and pages that the tests of the reports look at, each made once."""

from datetime import date

import numpy as np
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel
from thuocdo.index.sampling import Uncertainty, uncertain_node
from thuocdo.index.scorebook import score_period_of
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.period import Period
from thuocdo.reports.chances import JointErrors
from thuocdo.runs.profiles import UncertainPanel
from thuocdo.runs.scorebooks import scorebook_of


def _panel(name: str, **options) -> Panel:
    definition = framework(name)
    book = scorebook_of(definition, bundled.measurements(name), **options)
    return Panel.of(definition, book)


@pytest.fixture(scope="session")
def panels():
    return {name: _panel(name) for name in bundled.bundled_names()}


@pytest.fixture(scope="session")
def papi(panels):
    return panels["papi"]


@pytest.fixture(scope="session")
def papi_34():
    """PAPI 2022-2024 carried over to the 34 provinces."""
    years = tuple(Period.parse(year) for year in (2022, 2023, 2024))
    return _panel("papi", territory=date(2025, 7, 1), periods=years)


NOTICE = 'GIẢ ĐỊNH: sai số chuẩn 0,4 điểm; \\ "</style>'
ASSUMED = Uncertainty(assumed_se=0.4)


@pytest.fixture(scope="session")
def papi_ranged():
    """PAPI 2023 and 2024 with ranges of ranks that rest on an assumption."""
    years = (Period.parse("2023"), Period.parse("2024"))
    return _panel("papi", periods=years, known=ASSUMED)


@pytest.fixture(scope="session")
def scores_ranged():
    """The uncertain scores of the index in 2024."""
    made = score_period_of(
        framework("papi"), Period.parse("2024"), bundled.measurements("papi"), ASSUMED
    )
    return uncertain_node(made.scores, made.sampling, "")


@pytest.fixture(scope="session")
def papi_sampled():
    """PAPI 2024 as if of a sample: all that is published gets errors that vary together."""
    definition, when = framework("papi"), Period.parse("2024")
    rows = bundled.measurements("papi").filter(period="2024")
    known = rows.drop_nulls("value").select("framework", "node", "unit", "period", "value")
    rng = np.random.default_rng(4)
    apart, common = rng.normal(size=(200, known.height)), rng.normal(size=(200, 1))
    influence = 0.05 * (apart + 0.5 * common) / np.sqrt(200)
    keys = tuple(known.select("framework", "node", "unit", "period").iter_rows())
    df = np.full(known.height, 30.0)
    joint = JointEstimates(keys, known["value"].to_numpy(), influence, df)
    sampled = Uncertainty(joint={"2024": joint})
    book = scorebook_of(definition, rows, known=sampled, periods=(when,))
    return UncertainPanel(Panel.of(definition, book), sampled, rows)


@pytest.fixture(scope="session")
def pages(panels, papi, papi_34, papi_ranged, scores_ranged, papi_sampled):
    """The reports a person would look at, by a short name."""
    from thuocdo.reports import five_year_html, national_html, profile_html

    return {
        "ha_giang": profile_html(papi, "Hà Giang", "2023"),
        "hue": profile_html(papi, "46", "2023"),
        "withheld": profile_html(papi, "22", "2023"),
        "partial": profile_html(papi, "24", "2022"),
        "of_34": profile_html(papi_34, "Đà Nẵng", "2023"),
        "pci": profile_html(panels["pci"], "Quảng Ninh", "2021"),
        "national": national_html(papi, "2024"),
        "ranged": national_html(papi_ranged, "2024", NOTICE, 0.95, scores_ranged),
        "ranged_profile": profile_html(
            papi_ranged, "Hà Giang", "2024", NOTICE, 0.95, JointErrors(scores_ranged)
        ),
        "sampled": profile_html(
            papi_sampled.panel, "Hà Giang", "2024", errors=papi_sampled.errors("2024")
        ),
        "five_years": five_year_html(list(panels.values()), "Hà Giang", 2024),
        "five_ranged": five_year_html(
            [papi_ranged, panels["par_index"]], "Hà Giang", 2024, NOTICE, 0.9
        ),
    }
