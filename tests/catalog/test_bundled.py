"""The bundled tables: unchanged since they were built, and what the sources say."""

import hashlib
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.kernel import MEASUREMENTS, RequestError
from thuocdo.kernel.tables import names

ROOT = Path(__file__).parents[2]
TABLES = ROOT / "src/thuocdo/catalog/tables"
SOURCES = ROOT.parent / "shared" / "data"


@pytest.mark.parametrize("name", bundled.provenance())
def test_a_table_is_the_one_its_provenance_tells_of(name):
    facts = bundled.provenance()[name]
    content = (TABLES / f"{name}.parquet").read_bytes()
    assert hashlib.sha256(content).hexdigest() == facts["sha256"]
    assert pl.read_parquet(TABLES / f"{name}.parquet").height == facts["rows"]


@pytest.mark.parametrize("name", bundled.provenance())
def test_source_publisher_licence_and_gaps_are_told(name):
    facts = bundled.provenance()[name]
    assert all(facts[key] for key in ("title", "source", "publisher", "licence", "checked", "gaps"))


@pytest.mark.parametrize("name", bundled.bundled_names())
class TestMeasurements:
    def test_have_the_columns_of_the_design(self, name):
        assert bundled.measurements(name).columns == names(MEASUREMENTS)

    def test_lie_in_nodes_and_periods_that_are_defined(self, name):
        definition = framework(name)
        table = bundled.measurements(name).select("node", "period").unique()
        defined = {
            (node.path, str(period))
            for period in definition.periods
            for node in definition.on(period).nodes.values()
        }
        assert set(table.iter_rows()) <= defined

    def test_have_a_value_unless_withheld_and_never_two(self, name):
        table = bundled.measurements(name)
        withheld = table["status"] == "withheld"
        assert table.filter(withheld)["value"].null_count() == withheld.sum()
        assert table.filter(~withheld)["value"].null_count() == 0
        assert not table.select("node", "unit", "period").is_duplicated().any()


def test_the_withheld_cells_of_papi_are_285():
    assert bundled.measurements("papi").filter(status="withheld").height == 285


def test_an_unknown_table_is_refused_with_the_known_ones():
    with pytest.raises(RequestError, match="papi, pci, par_index, sipas"):
        bundled.measurements("pgi")


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the CSV sources are not beside the project")
def test_a_rebuild_from_the_sources_gives_the_same_tables(tmp_path):
    code = (
        "import sys, pathlib; sys.path.insert(0, 'scripts'); import build_tables as b; "
        f"b.TABLES = pathlib.Path({str(tmp_path)!r}); b.main(pathlib.Path({str(SOURCES)!r}))"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    for name in bundled.provenance():
        rebuilt, shipped = (pl.read_parquet(f / f"{name}.parquet") for f in (tmp_path, TABLES))
        assert rebuilt.equals(shipped)
