"""Rebuilds the registers in `src/thuocdo/units/tables` from the CSV files they come from.

    python scripts/build_units.py [directory with the CSV files, default ../shared/data]

Counts are checked before anything is written; the provenance is written beside the tables.
"""

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import yaml

ROOT = Path(__file__).resolve().parents[1]
TABLES = ROOT / "src" / "thuocdo" / "units" / "tables"
DEFAULT_SOURCE = ROOT.parent / "shared" / "data"

NSO_LIST = "Danh mục đơn vị hành chính của Tổng cục Thống kê (NSO), "
COPY = "bản chép tại github.com/sunshine-tech/VietnamProvinces (commit 809e91b)"
LICENCE = (
    "Danh mục do cơ quan nhà nước công bố; bản chép nằm trong gói có giấy phép GPL-3.0-or-later"
)

ABOUT = {
    "communes_2025_01": {
        "file": "communes_2025-01.csv",
        "rows": 10_051,
        "source": NSO_LIST + "ngày 04/01/2025; " + COPY,
        "licence": LICENCE,
        "gaps": [
            "Bỏ cột tên tiếng Anh (chỉ 164 dòng có)",
            "28 mã không có trong bảng chuyển đổi: không rõ đơn vị kế tiếp",
            "Một số tên khác tên trong bảng chuyển đổi (409 dòng); giữ nguyên như danh mục",
        ],
    },
    "communes_2025_07": {
        "file": "communes_2025-07.csv",
        "rows": 3_321,
        "source": NSO_LIST + "từ 01/07/2025; " + COPY,
        "licence": LICENCE,
        "gaps": ["Chưa có thay đổi sau tháng 07/2025"],
    },
    "districts_2025_01": {
        "file": "districts_2025-01.csv",
        "rows": 696,
        "source": NSO_LIST + "ngày 04/01/2025; " + COPY,
        "licence": LICENCE,
        "gaps": ["5 huyện đảo không có đơn vị cấp xã"],
    },
    "commune_succession": {
        "file": "commune_succession.csv",
        "rows": 10_571,
        "source": "Bảng chuyển đổi đơn vị hành chính cấp xã của Tổng cục Thống kê; " + COPY,
        "licence": LICENCE,
        "gaps": [
            "Không có tỷ lệ dân số, diện tích của các xã bị chia",
            "10 mã cũ không có trong danh mục 04/01/2025; giữ tên và huyện như bảng ghi",
            "6 dòng không có mã xã cũ: 5 huyện đảo thành đặc khu, và bãi bồi do huyện Kim Sơn "
            "quản lý",
            "Mã 01615 và 02485 có hai dòng “Nhập toàn bộ” (một dòng mang tên xã khác): giữ cả "
            "hai, không gán tỷ lệ",
            "Mã 27691 (Phường 4, Tân An) ghi sai tỉnh cũ là 82; cột tỉnh cũ không được dùng",
        ],
    },
    "population": {
        "file": "population.csv",
        "rows": 97,
        "source": "2020: dân số trung bình, Tổng cục Thống kê, bản chép tại "
        "github.com/letung3105/coviddata; 2025: số liệu của Nghị quyết 202/2025/QH15, bản chép "
        "tại github.com/tvanlam/bag_shop và gói countries-dictionary",
        "licence": "Số liệu thống kê công bố; giấy phép của bản chép chỉ áp dụng cho phần của họ",
        "gaps": [
            "Hai định nghĩa khác nhau, không trộn: số 2025 cao hơn tổng số 2020 từ 7 đến 36%",
            "Không có dân số Hà Tây",
            "Nguồn khác nhau ở Bắc Ninh, Ninh Bình, Gia Lai (cột conflict)",
        ],
    },
}  # fmt: skip


def _read(source: Path, table: str) -> pl.DataFrame:
    return pl.read_csv(source / ABOUT[table]["file"], infer_schema=False)


def communes_2025_01(source: Path) -> pl.DataFrame:
    """Code, official name, type (lower case) and district of the communes of 2025-01-04."""
    return _read(source, "communes_2025_01").select(
        code="commune_code",
        official="commune_name_vi",
        type=pl.col("level").str.to_lowercase().cast(pl.Categorical),
        parent=pl.col("district_code").cast(pl.Categorical),
    )


def communes_2025_07(source: Path) -> pl.DataFrame:
    """Code, official name, type and province of the communes of 2025-07-01."""
    return _read(source, "communes_2025_07").select(
        code="commune_code",
        official="commune_name_vi",
        type=pl.col("type").cast(pl.Categorical),
        parent=pl.col("province_code").cast(pl.Categorical),
    )


def districts_2025_01(source: Path) -> pl.DataFrame:
    """Code, official name, type and province of the districts of 2025-01-04."""
    return _read(source, "districts_2025_01").select(
        code="district_code",
        official="district_name_vi",
        type=pl.col("district_type").str.to_lowercase().cast(pl.Categorical),
        parent=pl.col("province_code").cast(pl.Categorical),
    )


def commune_succession(source: Path) -> pl.DataFrame:
    """Old code, new code, relation and note; name and district of an old unit not listed."""
    unlisted = pl.col("in_old_list") == "False"
    return _read(source, "commune_succession").select(
        old="old_commune_code",
        new="new_commune_code",
        relation=pl.col("relation").cast(pl.Categorical),
        note=pl.col("note_vi").cast(pl.Categorical),
        old_official=pl.when(unlisted).then("old_commune_name_vi"),
        old_district=pl.when(unlisted).then("old_district_code"),
    )


def population(source: Path) -> pl.DataFrame:
    """Thousand persons and km² of a province code in a system (63 or 34 units)."""
    return _read(source, "population").select(
        "system",
        code="province_code",
        year=pl.col("year").cast(pl.Int32),
        thousand=pl.col("population_thousand").cast(pl.Float64),
        area_km2=pl.col("area_km2").cast(pl.Float64),
        definition="definition",
        source="source",
        conflict="source_conflict",
    )


BUILDERS: dict[str, Callable[[Path], pl.DataFrame]] = {
    "communes_2025_01": communes_2025_01,
    "communes_2025_07": communes_2025_07,
    "districts_2025_01": districts_2025_01,
    "commune_succession": commune_succession,
    "population": population,
}


def check(frames: dict[str, pl.DataFrame]) -> None:
    """Stop with every count that is not as expected."""
    wrong = [
        f"{table}: {frame.height} rows, expected {ABOUT[table]['rows']}"
        for table, frame in frames.items()
        if frame.height != ABOUT[table]["rows"]
    ]
    old, new = frames["communes_2025_01"], frames["communes_2025_07"]
    succession = frames["commune_succession"]
    if orphans := set(new["code"]) - set(succession["new"]):
        wrong.append(f"new communes without a predecessor: {sorted(orphans)}")
    if strangers := set(old["parent"]) - set(frames["districts_2025_01"]["code"]):
        wrong.append(f"communes in unknown districts: {sorted(strangers)}")
    by_system = dict(frames["population"]["system"].value_counts().iter_rows())
    if by_system != {"63": 63, "34": 34}:
        wrong.append(f"population: {by_system}")
    if wrong:
        raise SystemExit("\n".join(wrong))


def main(source: Path = DEFAULT_SOURCE) -> None:
    """Build, check and write all tables and their provenance."""
    frames = {table: build(source) for table, build in BUILDERS.items()}
    check(frames)
    TABLES.mkdir(parents=True, exist_ok=True)
    provenance = {}
    for table, frame in frames.items():
        path = TABLES / f"{table}.parquet"
        frame.write_parquet(path, compression="zstd", compression_level=19, statistics=False)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        about = {**ABOUT[table], "rows": frame.height}
        provenance[path.name] = {"retrieved_from": about.pop("file"), **about, "sha256": digest}
    text = yaml.safe_dump(provenance, allow_unicode=True, sort_keys=False, width=98)
    (TABLES / "provenance.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SOURCE)
