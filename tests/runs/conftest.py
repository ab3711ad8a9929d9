"""What the tests of runs share: PAPI with an assumption, and a small framework of one's own."""

from pathlib import Path

import polars as pl
import pytest
import yaml

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework, load_folder
from thuocdo.index.sampling import Uncertainty

SOURCED = {"source": "-", "status": "confirmed"}
LABEL = {"vi": "x", "en": "x"}


@pytest.fixture
def papi():
    """The bundled framework and its measurements."""
    return framework("papi"), bundled.measurements("papi")


@pytest.fixture
def assumed():
    """A standard error of 0.4 points for the index of every unit."""
    return Uncertainty(assumed_se=0.4)


@pytest.fixture
def own(tmp_path):
    """`own(compositions, prepared, scale)`: a framework of an index made of `a` and `b`."""

    def make(compositions: dict, prepared: dict | None = None, scale=(0, 10)):
        parts = [
            {
                "code": code,
                "label": LABEL,
                **SOURCED,
                **({"scale": {"min": scale[0], "max": scale[1]}} if scale else {}),
                **({"preparation": {"2024": {**prepared, **SOURCED}}} if prepared else {}),
            }
            for code in ("a", "b")
        ]
        rules = {year: {**rule, **SOURCED} for year, rule in compositions.items()}
        index = {"code": "", "label": LABEL, **SOURCED, "composition": rules}
        if scale:
            index["scale"] = {"min": 0, "max": 10}
        head = {
            "framework": "own",
            "label": LABEL,
            "abbreviation": "OWN",
            "owner": LABEL,
            **SOURCED,
            "unit_level": "free",
            "levels": [{"name": name, "label": LABEL} for name in ("index", "part")],
            "nodes": [index, *parts],
        }
        folder = Path(tmp_path) / "own"
        folder.mkdir()
        text = yaml.safe_dump(head, sort_keys=False, allow_unicode=True)
        (folder / "framework.yaml").write_text(text, encoding="utf-8")
        return load_folder(folder)

    return make


@pytest.fixture
def measured():
    """`measured({"a": {2024: [1, 2]}})`: measurements of units u0, u1, … of `own`."""

    def make(values: dict) -> pl.DataFrame:
        rows = [
            {
                "framework": "own",
                "node": f"own/{code}" if code else "own",
                "unit": f"u{place}",
                "period": str(year),
                "value": value,
                "se": None,
                "n": None,
                "status": "withheld" if value is None else "published",
                "source": "-",
            }
            for code, years in values.items()
            for year, numbers in years.items()
            for place, value in enumerate(numbers)
        ]
        kinds = {"value": pl.Float64, "se": pl.Float64, "n": pl.Int64}
        return pl.DataFrame(rows, schema_overrides=kinds)

    return make
