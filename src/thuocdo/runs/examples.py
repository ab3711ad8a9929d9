"""An example with ranges of ranks, on simulated answers: survey, estimates, index, reports."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from thuocdo import reports
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel
from thuocdo.index.sampling import Uncertainty, uncertain_node
from thuocdo.index.scorebook import score_period_of
from thuocdo.kernel.language import _
from thuocdo.runs.estimates import Asked, Estimated, estimate
from thuocdo.runs.files import staged
from thuocdo.runs.scorebooks import scorebook_of
from thuocdo.runs.simulations import DATA, MEASURES, write_simulated_survey
from thuocdo.survey.measures_check import load_measures

FOLDER = "vi_du_mo_phong"
NATIONAL, PROFILE = "ca_nuoc_mo_phong.html", "ha_giang_mo_phong.html"
BOOK = "bang_diem_mo_phong.csv"
FILES = (BOOK, NATIONAL, PROFILE)
UNIT = "02"  # Hà Giang
SIZE = {"respondents": 6_300, "questions": 100, "indicators": 40, "years": 2, "seed": 1}


def write_simulated_example(folder: Path) -> tuple[Path, ...]:
    """Simulate a survey of 63 provinces in two years, estimate it, and write into `folder` the
    scorebook with ranges of ranks, a national report and a profile. Every page says that the
    answers are simulated. The same every time.
    """
    papi = framework("papi")
    done = _estimated()
    known = Uncertainty(joint=done.joint)
    book = scorebook_of(papi, done.measurements, known=known)
    with staged(folder) as stage:
        _write_book(book, stage / BOOK)
        for name, page in zip((NATIONAL, PROFILE), _pages(papi, book, done, known), strict=True):
            (stage / name).write_text(page, encoding="utf-8")
    return tuple(folder / name for name in FILES)


def notice() -> str:
    """What stands on every page of the example."""
    return _("SỐ LIỆU MÔ PHỎNG – không ai trả lời những câu hỏi này")


def _estimated() -> Estimated:
    with TemporaryDirectory(prefix="thuocdo-") as name:
        place = Path(name)
        write_simulated_survey(place, **SIZE)
        return estimate(load_measures(place / MEASURES), place / DATA, Asked(items=False))


def _pages(papi: Framework, book: pl.DataFrame, done: Estimated, known: Uncertainty):
    panel = Panel.of(papi, book)
    period = panel.periods[-1]
    made = score_period_of(papi, period, done.measurements, known)
    scores = uncertain_node(made.scores, made.sampling, "")
    yield reports.national_html(panel, period, notice(), known.level, scores)
    yield reports.profile_html(panel, UNIT, period, notice(), known.level)


def _write_book(book: pl.DataFrame, path: Path) -> None:
    """The scorebook, the notice in a first column of every row."""
    book.select(pl.lit(notice()).alias("notice"), pl.all()).write_csv(path)
