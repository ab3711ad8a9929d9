"""Rebuild the score tables that ship in the package from their CSV sources.

    python scripts/build_tables.py [FOLDER_OF_CSV]

Writes `src/thuocdo/catalog/tables/*.parquet` and `provenance.yaml`. Sums are checked on
the way: PAPI dimensions and totals against the independent workbook, PCI totals against
weights. Nothing is estimated, and a blank stays a blank.
"""

import hashlib
import sys
from pathlib import Path

import polars as pl
import yaml

TABLES = Path(__file__).parents[1] / "src/thuocdo/catalog/tables"
COLUMNS = ["node", "unit", "period", "value", "status", "source"]
PAPI_SOURCE = (
    "Bảng điểm PAPI (CECODES, VFF-CRT, RTA, UNDP), qua github.com/hnks-gh/ml-mcdm @d165721"
)
PAPI_WITHHELD = "Không công bố (ô trống trong bảng điểm PAPI)"

CODE_OF_CONCEPT = {
    "civic_knowledge": "1.1", "participation_opportunities": "1.2",
    "village_head_elections": "1.3", "voluntary_contributions": "1.4",
    "access_to_information": "2.1", "poverty_lists": "2.2", "communal_budget": "2.3",
    "land_use_plans": "2.4", "interaction_local_authorities": "3.1",
    "government_responsiveness": "3.2", "access_to_justice": "3.3",
    "peoples_inspection_boards": "3.PIB", "community_investment_boards": "3.CIB",
    "corruption_public_sector": "4.1", "corruption_service_delivery": "4.2",
    "equity_state_employment": "4.3", "willingness_fight_corruption": "4.4",
    "certification_procedures": "5.1", "construction_permits": "5.2",
    "land_use_right_certificates": "5.3", "personal_procedures_commune": "5.4",
    "public_health": "6.1", "primary_education": "6.2", "basic_infrastructure": "6.3",
    "law_and_order": "6.4", "environmental_protection": "7.1", "air_quality": "7.2",
    "water_quality": "7.3", "egov_portals": "8.1", "internet_access": "8.2",
    "egov_responsiveness": "8.3",
}  # fmt: skip
PAR_FIELDS = {
    "total": "", "steering_and_management": "1", "institutional_reform": "2",
    "administrative_procedure_reform": "3", "organisational_reform": "4",
    "public_finance_reform": "6", "socio_economic_impact": "8",
}  # fmt: skip


def read(folder: Path, name: str) -> pl.DataFrame:
    """A CSV with every column as text; blanks are null."""
    return pl.read_csv(folder / f"{name}.csv", infer_schema=False)


def number(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Float64)


def path(framework: str, code: pl.Expr) -> pl.Expr:
    return pl.when(code == "").then(pl.lit(framework)).otherwise(framework + pl.lit("/") + code)


def papi(folder: Path) -> pl.DataFrame:
    """Sub-dimension scores by concept; a blank cell of an active column is withheld."""
    raw = read(folder, "papi_subdimensions")
    published = pl.col("status") == "published"
    table = raw.select(
        node=path("papi", pl.col("concept_id").replace_strict(CODE_OF_CONCEPT)),
        unit="province_code",
        period="year",
        value=number("score"),
        status=pl.when(published).then(pl.lit("published")).otherwise(pl.lit("withheld")),
        source=pl.when(published).then(pl.lit(PAPI_SOURCE)).otherwise(pl.lit(PAPI_WITHHELD)),
    )
    check_papi(folder, table)
    return table


def check_papi(folder: Path, table: pl.DataFrame) -> None:
    """Sums of 2011-2016 equal the dimensions and totals of the independent workbook."""
    other = read(folder, "papi_2011_2016_independent").with_columns(number("score"))
    keys = ["year", "province_code"]
    ours = table.rename({"unit": "province_code", "period": "year"}).with_columns(
        dimension=pl.col("node").str.slice(5, 1)
    )
    sums = ours.group_by(*keys, "dimension").agg(pl.col("value").sum(), blank=has_blank())
    sums = sums.filter(~pl.col("blank"))
    theirs = other.filter(level="dimension").with_columns(pl.col("variable").str.slice(1))
    joined = sums.join(theirs, left_on=[*keys, "dimension"], right_on=[*keys, "variable"])
    gap = (joined["value"] - joined["score"]).abs().max()
    assert joined.height > 2200 and gap < 1e-5, (joined.height, gap)


def has_blank() -> pl.Expr:
    return pl.col("value").is_null().any()


def pci(folder: Path) -> pl.DataFrame:
    """Sub-indices and published totals; of two copies of a cell the more precise is kept."""
    raw = read(folder, "pci").filter(
        ~pl.col("component").is_in(["derived_rank", "published_rank", "unweighted_total"])
    )
    code = pl.col("component").replace({"weighted_total": ""})
    table = most_precise(raw).select(
        node=path("pci", code),
        unit="province_code",
        period="year",
        value=number("score"),
        status=pl.lit("published"),
        source="source_url",
    )
    check_pci(folder, table)
    return table


def most_precise(raw: pl.DataFrame) -> pl.DataFrame:
    order = {"as published file (up to 6+ decimals)": 0, "2 decimals": 1, "1 decimal": 2}
    return raw.sort(
        pl.col("precision").replace_strict(order, default=3), maintain_order=True
    ).unique(["year", "province_code", "component"], keep="first", maintain_order=True)


def check_pci(folder: Path, table: pl.DataFrame) -> None:
    """Totals of 2006-2016 follow from weights (2011 excepted, as its own file does not)."""
    weights = read(folder, "pci_weights_recovered").select(
        period="year", node="pci/" + pl.col("component"), weight=number("weight_pct_rounded")
    )
    years = [str(year) for year in range(2006, 2017) if year != 2011]
    parts = table.filter(pl.col("period").is_in(years)).join(weights, on=["period", "node"])
    sums = parts.group_by("unit", "period").agg((pl.col("weight") * pl.col("value")).sum() / 10)
    both = sums.join(table.filter(node="pci"), on=["unit", "period"])
    gap = (both["weight"] - both["value"]).abs().max()
    assert both.height == 633 and gap < 1e-4, (both.height, gap)


def stated(folder: Path, name: str, codes: dict[str, str]) -> tuple[pl.DataFrame, list[str]]:
    """PAR INDEX or SIPAS as pages state it; conflicts are listed, the first page is kept."""
    raw = read(folder, name).filter(pl.col("province_code") != "VN")
    # "5.09 of 6.5 points" is not a percentage and is left out rather than converted.
    raw = raw.filter(
        pl.col("score_pct").is_not_null()
        & ~pl.col("note").fill_null("").str.contains("not percent")
    )
    keys = ["year", "province_code", "component"]
    first = raw.unique(keys, keep="first", maintain_order=True)
    doubled = raw.join(first.select(*keys, kept="score_pct"), on=keys).filter(
        pl.col("kept") != pl.col("score_pct")
    )
    conflicts = [
        f"{r['year']} {r['province_code']} {r['component']}: giữ {r['kept']}, "
        f"nguồn khác ghi {r['score_pct']} ({r['source_url']})"
        for r in doubled.iter_rows(named=True)
    ]
    table = first.select(
        node=path(name, pl.col("component").replace_strict(codes)),
        unit="province_code",
        period="year",
        value=number("score_pct"),
        status=pl.lit("published"),
        source="source_url",
    )
    return table, conflicts


def printed(folder: Path) -> pl.DataFrame:
    """Ranks and groups as published or printed, kept beside ours and never computed with."""
    ranks = read(folder, "pci").filter(component="published_rank")
    parts = [
        most_precise(ranks).select(
            framework=pl.lit("pci"), node=pl.lit("pci"), unit="province_code", period="year",
            rank=number("score").cast(pl.Int32), rank_of=pl.lit(None, pl.Int32),
            group=pl.lit(None, pl.String), source="source_url",
        ),
        *(
            read(folder, name)
            .filter((pl.col("component") == "total") & pl.col("rank").is_not_null())
            .unique(["year", "province_code"], keep="first", maintain_order=True)
            .select(
                framework=pl.lit(name), node=pl.lit(name), unit="province_code", period="year",
                rank=number("rank").cast(pl.Int32), rank_of=number("rank_of").cast(pl.Int32),
                group=pl.lit(None, pl.String), source="source_url",
            )
            for name in ("par_index", "sipas")
        ),
        read(folder, "published_claims")
        .filter(
            (pl.col("index") == "PAPI") & pl.col("group").is_not_null()
            & pl.col("province_code").is_not_null() & pl.col("dimension").is_null()
        )
        .unique(["year", "province_code"], keep="first", maintain_order=True)
        .select(
            framework=pl.lit("papi"), node=pl.lit("papi"), unit="province_code", period="year",
            rank=pl.lit(None, pl.Int32), rank_of=pl.lit(None, pl.Int32),
            group="group", source="source_url",
        ),
    ]  # fmt: skip
    return pl.concat(parts).sort("framework", "period", "unit")


def write(name: str, table: pl.DataFrame, facts: dict) -> dict:
    target = TABLES / f"{name}.parquet"
    table.write_parquet(target, compression="zstd", compression_level=19, statistics=False)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    return {**facts, "rows": table.height, "sha256": digest}


def main(folder: Path) -> None:
    TABLES.mkdir(parents=True, exist_ok=True)
    facts = yaml.safe_load((Path(__file__).parent / "tables_sources.yaml").read_text("utf-8"))
    par, par_conflicts = stated(folder, "par_index", PAR_FIELDS)
    sipas, sipas_conflicts = stated(folder, "sipas", {"total": ""})
    tables = {
        "papi": papi(folder), "pci": pci(folder), "par_index": par, "sipas": sipas,
    }  # fmt: skip
    provenance = {}
    for name, table in tables.items():
        ordered = table.select(COLUMNS).sort("period", "node", "unit")
        provenance[name] = write(name, ordered, facts[name])
    provenance["par_index"]["conflicts"] = par_conflicts
    provenance["sipas"]["conflicts"] = sipas_conflicts
    provenance["printed"] = write("printed", printed(folder), facts["printed"])
    text = yaml.safe_dump(provenance, allow_unicode=True, sort_keys=False, width=96)
    head = "# Written by scripts/build_tables.py; edit scripts/tables_sources.yaml instead.\n"
    (TABLES / "provenance.yaml").write_text(head + text, encoding="utf-8")
    for name, entry in provenance.items():
        print(f"{name}: {entry['rows']} rows")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("../shared/data"))
