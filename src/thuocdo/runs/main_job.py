"""The main job: the scorebooks of every bundled framework and year, written where asked."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import framework
from thuocdo.runs.files import staged
from thuocdo.runs.ranking import RankingPage, ranking
from thuocdo.runs.scorebooks import scorebook_of
from thuocdo.runs.workbook import write_workbook
from thuocdo.version import __version__

WORKBOOK = "bang_diem.xlsx"
LAST_PAGE = "papi"


@dataclass(frozen=True, slots=True)
class MainJob:
    """What was written (paths), and the ranking of the last PAPI year to show."""

    files: tuple[Path, ...]
    page: RankingPage


def run(out: Path, advance: Callable[[str], None] = lambda _step: None) -> MainJob:
    """Score all bundled frameworks and years and write CSV, Parquet, Excel and provenance.

    All files appear together or none does. `advance` is called with a word after each of
    `steps()`. Raises `OutputError` when `out` cannot be written.
    """
    books: dict[str, tuple[Framework, pl.DataFrame]] = {}
    with staged(out) as stage:
        for name in bundled.bundled_names():
            definition = framework(name)
            books[name] = (definition, scorebook_of(definition, bundled.measurements(name)))
            _write_plain(stage, name, books[name][1])
            advance(name)
        write_workbook(stage / WORKBOOK, books, advance)
        _write_provenance(stage / "provenance.json", books)
        written = tuple(out / path.name for path in sorted(stage.iterdir()))
        page = _last_page(books[LAST_PAGE][0])
    return MainJob(written, page)


def steps() -> int:
    """How many times `run` calls `advance`."""
    return 2 * len(bundled.bundled_names())


def _write_plain(stage: Path, name: str, book: pl.DataFrame) -> None:
    book.write_csv(stage / f"scorebook_{name}.csv")
    book.write_parquet(stage / f"scorebook_{name}.parquet", compression="zstd")


def _write_provenance(path: Path, books: dict[str, tuple[Framework, pl.DataFrame]]) -> None:
    facts = {
        "thuocdo": __version__,
        "frameworks": {
            name: {
                "rows": book.height,
                "periods": book["period"].unique().sort().to_list(),
                "definition": list(definition.files),
                "measurements": bundled.provenance()[name],
            }
            for name, (definition, book) in books.items()
        },
    }
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _last_page(papi: Framework) -> RankingPage:
    return ranking(papi, bundled.measurements(papi.name), papi.periods[-1])
