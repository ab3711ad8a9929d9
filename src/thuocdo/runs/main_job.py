"""The main job: the scorebooks of every bundled framework and year, written where asked."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from thuocdo import reports
from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel
from thuocdo.reports.workbook import write_workbook
from thuocdo.runs import examples
from thuocdo.runs.files import staged
from thuocdo.runs.profiles import write_profiles
from thuocdo.runs.rankings import RankingPage, ranking
from thuocdo.runs.scorebooks import scorebook_of
from thuocdo.version import __version__

WORKBOOK = "bang_diem.xlsx"
NATIONAL = "ca_nuoc_{name}_{period}.html"
PROFILES = "profiles"
LAST_PAGE = "papi"


@dataclass(frozen=True, slots=True)
class MainJob:
    """What was written (the profiles are `pages`, the simulated example `examples`), and the
    ranking of the last PAPI year.
    """

    files: tuple[Path, ...]
    pages: tuple[Path, ...]
    examples: tuple[Path, ...]
    page: RankingPage

    @property
    def national(self) -> Path:
        """The national report."""
        return next(path for path in self.files if path.suffix == ".html")


def run(out: Path, advance: Callable[[str], None] = lambda _step: None) -> MainJob:
    """Score all bundled frameworks and years; write tables, workbook, provenance, the
    national report of the last PAPI year and a profile of every province in it; an example
    on simulated answers.

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
        pages = _write_reports(stage, *books[LAST_PAGE], advance)
        shown = examples.write_simulated_example(stage / examples.FOLDER)
        advance(examples.FOLDER)
        written = tuple(out / path.name for path in sorted(stage.iterdir()) if path.is_file())
        page = _last_page(books[LAST_PAGE][0])
    profiles = tuple(out / PROFILES / name for name in pages)
    return MainJob(written, profiles, tuple(out / path.relative_to(stage) for path in shown), page)


def steps() -> int:
    """How many times `run` calls `advance`."""
    return 2 * len(bundled.bundled_names()) + len(_last_units()) + 1


def _last_units() -> list[str]:
    table = bundled.measurements(LAST_PAGE)
    return table.filter(period=table["period"].max())["unit"].unique().to_list()


def _write_reports(stage: Path, definition: Framework, book: pl.DataFrame, advance) -> tuple:
    panel, period = Panel.of(definition, book), str(definition.periods[-1])
    national = NATIONAL.format(name=definition.name, period=period)
    (stage / national).write_text(reports.national_html(panel, period), encoding="utf-8")
    (stage / PROFILES).mkdir()
    return write_profiles(panel, period, stage / PROFILES, advance)


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
