"""A framework of one's own, from YAML to scorebook: the numbers of COINr, end to end."""

import csv
from pathlib import Path

import polars as pl
import pytest
import yaml

from thuocdo.catalog.load import load_folder
from thuocdo.index.scorebook import score

GOLDEN = Path(__file__).parents[1] / "golden" / "coin"
LABEL = {"vi": "x", "en": "x"}
SOURCED = {"source": "COINr", "status": "confirmed"}


def read(name: str) -> list[dict]:
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def composition(parent: str, rows: list[dict], aggregate: str) -> dict:
    weights = {r["iCode"]: float(r["Weight"]) for r in rows if r["Parent"] == parent}
    total = sum(weights.values())
    shares = {code: weight / total for code, weight in weights.items()}
    rule = {"weights": shares, "aggregate": aggregate, "missing": "reweight", **SOURCED}
    return {"2024": rule}


def framework(folder: Path, aggregates: dict[str, str]):
    """The hierarchy of `structure.csv` as a folder of YAML, with an aggregate by level."""
    rows = read("structure")
    nodes = []
    for r in rows:
        code = "" if r["iCode"] == "index" else r["iCode"]
        node = {"code": code, "label": LABEL, **SOURCED}
        if r["Type"] == "Indicator":
            rule = {"method": "minmax", "low": 1, "high": 10}
            node["preparation"] = {
                "2024": {"direction": r["Direction"], "normalise": rule, **SOURCED}
            }
        else:
            node["composition"] = composition(r["iCode"], rows, aggregates[r["Level"]])
        nodes.append(node)
    head = {
        "framework": "coin",
        "label": LABEL,
        "abbreviation": "COIN",
        "owner": LABEL,
        **SOURCED,
        "unit_level": "free",
        "levels": [{"name": name, "label": LABEL} for name in ("index", "d", "s", "indicator")],
        "nodes": nodes,
    }
    folder.mkdir()
    (folder / "framework.yaml").write_text(yaml.safe_dump(head, sort_keys=False), encoding="utf-8")
    return load_folder(folder)


def measurements() -> pl.DataFrame:
    rows = [
        ("coin", f"coin/{code}", r["uCode"], "2024", float(value), None, None, "published", "x")
        for r in read("indicators")
        for code, value in r.items()
        if code.startswith("i") and value
    ]
    columns = ["framework", "node", "unit", "period", "value", "se", "n", "status", "source"]
    return pl.DataFrame(rows, schema=columns, orient="row")


@pytest.mark.parametrize(
    ("golden", "aggregates"),
    [
        ("aggregated_arith", dict.fromkeys("234", "arithmetic")),
        ("aggregated_geom", dict.fromkeys("234", "geometric")),
        ("aggregated_harm", dict.fromkeys("234", "harmonic")),
        (
            "aggregated_arith_geom_arith",
            {"2": "arithmetic", "3": "geometric", "4": "arithmetic"},
        ),
    ],
)
def test_scores_agree_with_coinr_at_every_node(tmp_path, golden, aggregates):
    book = score(framework(tmp_path / "coin", aggregates), measurements())
    ours = {(r["unit"], r["node"]): r["score"] for r in book.iter_rows(named=True)}
    for r in read(golden):
        for code in ("s1", "s2", "s3", "s4", "d1", "d2", "index"):
            path = "coin" if code == "index" else f"coin/{code}"
            assert ours[r["uCode"], path] == pytest.approx(float(r[code]), rel=1e-9)


def test_ranks_agree_with_coinr(tmp_path):
    book = score(framework(tmp_path / "coin", dict.fromkeys("234", "arithmetic")), measurements())
    ours = {r["unit"]: r["rank"] for r in book.filter(node="coin").iter_rows(named=True)}
    assert ours == {r["uCode"]: int(r["index"]) for r in read("ranks_arith")}


def test_a_normalised_indicator_is_shown_on_its_new_scale_and_a_gap_stays_a_gap(tmp_path):
    book = score(framework(tmp_path / "coin", dict.fromkeys("234", "arithmetic")), measurements())
    shown = book.filter(node="coin/i04")
    assert shown.height == 18 and shown["score"].null_count() == 0
    assert (shown["score"].min(), shown["score"].max()) == (1.0, 10.0)
