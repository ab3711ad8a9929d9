"""Golden files as columns of numbers. Agreement is to 1e-9, relative and absolute."""

import csv
from pathlib import Path

import numpy as np
import pytest

GOLDEN = Path(__file__).parents[1] / "golden"


def _number(cell: str) -> float:
    return float("nan") if cell in ("", "NA") else float(cell)


@pytest.fixture
def table():
    """Rows of a golden file, as dictionaries of text."""

    def read(name: str) -> list[dict[str, str]]:
        with (GOLDEN / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return read


@pytest.fixture
def columns(table):
    """Columns of numbers of a golden file, by name; the columns of text left out."""

    def read(name: str) -> dict[str, np.ndarray]:
        rows = table(name)
        numeric = [key for key in rows[0] if key not in ("uCode", "uName", "province_code", "var")]
        return {key: np.array([_number(row[key]) for row in rows]) for key in numeric}

    return read


@pytest.fixture
def close():
    """Equal to 1e-9, relative and absolute; a NaN only where there is a NaN."""

    def check(ours, theirs) -> None:
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True)

    return check


@pytest.fixture
def structure(table):
    """The hierarchy of the golden index: rows of structure.csv."""
    return table("coin/structure.csv")


@pytest.fixture
def hierarchy(structure):
    """Make the golden hierarchy, with one rule for all nodes or one for each level."""
    from thuocdo.index.tree import Hierarchy, Node

    def make(*methods: str, **rules) -> Hierarchy:
        def node(row):
            below = [other for other in structure if other["Parent"] == row["iCode"]]
            method = methods[int(row["Level"]) - 2] if len(methods) > 1 else methods[0]
            components = tuple(other["iCode"] for other in below)
            weights = tuple(float(other["Weight"]) for other in below)
            return Node(row["iCode"], components, weights, method, **rules)

        return Hierarchy.of(node(row) for row in structure if row["Type"] == "Aggregate")

    return make


@pytest.fixture
def imputed(columns, structure):
    """Golden indicators: median-imputed, then min-max 1-10 with direction."""
    from thuocdo.index.normalise import normalise

    direction = {row["iCode"]: int(row["Direction"]) for row in structure}
    return {
        code: normalise(values, "minmax", direction[code], low=1, high=10)
        for code, values in columns("coin/imputed_median.csv").items()
    }
