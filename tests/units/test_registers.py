import hashlib
import importlib.util
from pathlib import Path

import polars as pl
import pytest
import yaml

from thuocdo.units.register import TABLES

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "build_units.py"
PROVENANCE = yaml.safe_load((TABLES / "provenance.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", PROVENANCE)
class TestEveryTable:
    def test_it_is_the_file_that_the_provenance_describes(self, name):
        data = (TABLES / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == PROVENANCE[name]["sha256"]
        assert pl.read_parquet(TABLES / name).height == PROVENANCE[name]["rows"]

    def test_it_says_where_it_comes_from_and_what_is_missing(self, name):
        assert all(PROVENANCE[name][key] for key in ("source", "licence", "retrieved_from", "gaps"))


def test_no_table_is_without_provenance():
    assert {path.name for path in TABLES.glob("*.parquet")} == set(PROVENANCE)


def test_a_rebuild_gives_the_same_tables():
    spec = importlib.util.spec_from_file_location("build_units", SCRIPT)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    if not script.DEFAULT_SOURCE.exists():
        pytest.skip("the source files are not here")
    for table, build in script.BUILDERS.items():
        stored = pl.read_parquet(TABLES / f"{table}.parquet")
        assert build(script.DEFAULT_SOURCE).cast(dict(stored.schema)).equals(stored)
