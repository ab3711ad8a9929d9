"""Panels of the real tables, and a small framework whose index is a geometric mean."""

from datetime import date

import polars as pl
import pytest

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework, load_folder
from thuocdo.diagnosis import Panel
from thuocdo.index.scorebook import score

GEOMETRIC = """
framework: mini
label: {vi: Bộ nhỏ, en: Small set}
abbreviation: MINI
owner: {vi: Tỉnh, en: Province}
source: thử nghiệm
status: confirmed
unit_level: free
levels:
  - {name: index, label: {vi: Chỉ số, en: Index}}
  - {name: part, label: {vi: Phần, en: Part}}
  - {name: item, label: {vi: Mục, en: Item}}
groups:
  2020:
    rule: thresholds
    bounds: [6, 4]
    labels: [{vi: cao, en: high}, {vi: vừa, en: middle}, {vi: thấp, en: low}]
    source: thử nghiệm
    status: confirmed
nodes:
  - code: ""
    label: {vi: Chỉ số nhỏ, en: Small index}
    source: thử nghiệm
    status: confirmed
    scale: {min: 0, max: 10}
    composition:
      2020: {weights: {a: 60, b: 40}, aggregate: geometric, source: thử nghiệm, status: confirmed}
  - code: a
    label: {vi: Phần a, en: Part a}
    source: thử nghiệm
    status: confirmed
    scale: {min: 0, max: 10}
    composition:
      2020: {components: [a1, a2, a3], aggregate: harmonic, source: thử nghiệm, status: confirmed}
  - {code: b, label: {vi: b, en: b}, source: thử, status: confirmed, scale: {min: 0, max: 10}}
  - {code: a1, label: {vi: a1, en: a1}, source: thử, status: confirmed, scale: {min: 0, max: 10}}
  - {code: a2, label: {vi: a2, en: a2}, source: thử, status: confirmed, scale: {min: 0, max: 10}}
  - {code: a3, label: {vi: a3, en: a3}, source: thử, status: confirmed, scale: {min: 0, max: 10}}
"""


def _bundled_panel(name: str) -> Panel:
    definition = framework(name)
    return Panel.of(definition, score(definition, bundled.measurements(name)))


@pytest.fixture(scope="session")
def papi() -> Panel:
    return _bundled_panel("papi")


@pytest.fixture(scope="session")
def papi_of_34() -> Panel:
    """PAPI carried over to the provinces of 2025-07-01."""
    definition = framework("papi")
    table = units.rebase(bundled.measurements("papi"), date(2025, 7, 1))
    return Panel.of(definition, score(definition, table))


@pytest.fixture(scope="session")
def pci() -> Panel:
    return _bundled_panel("pci")


@pytest.fixture(scope="session")
def par_index() -> Panel:
    return _bundled_panel("par_index")


@pytest.fixture(scope="session")
def mini(tmp_path_factory) -> Panel:
    """24 free units, 4 years, scores from 2 to 8 by a rule without randomness."""
    folder = tmp_path_factory.mktemp("definitions") / "mini"
    folder.mkdir()
    (folder / "framework.yaml").write_text(GEOMETRIC, encoding="utf-8")
    definition = load_folder(folder)
    rows = [
        {"framework": "mini", "node": f"mini/{code}", "unit": f"u{i:02d}", "period": str(2020 + y),
         "value": 2 + (7 * i + 11 * y + 5 * j + i * j + y * y * i) % 61 / 10, "se": None, "n": None,
         "status": "final", "source": "thử nghiệm"}
        for i in range(24) for y in range(4) for j, code in enumerate(("a1", "a2", "a3", "b"))
    ]  # fmt: skip
    types = {"se": pl.Float64, "n": pl.Int64}
    return Panel.of(definition, score(definition, pl.DataFrame(rows, schema_overrides=types)))
