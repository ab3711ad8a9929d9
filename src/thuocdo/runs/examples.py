"""An example with ranges of ranks, on simulated answers: survey, estimates, index, reports."""

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from thuocdo import reports
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import framework
from thuocdo.diagnosis import Panel
from thuocdo.index.sampling import Uncertainty
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import whole
from thuocdo.runs.estimates import Asked, Estimated, estimate
from thuocdo.runs.files import staged
from thuocdo.runs.profiles import UncertainPanel
from thuocdo.runs.scorebooks import scorebook_of
from thuocdo.runs.simulations import DATA, MEASURES, write_answers
from thuocdo.survey.measures_check import load_measures
from thuocdo.survey.simulate import simulate_survey

FOLDER = "vi_du_mo_phong"
NATIONAL, PROFILE = "ca_nuoc_mo_phong.html", "ha_giang_mo_phong.html"
BOOK = "bang_diem_mo_phong.csv"
FILES = (BOOK, NATIONAL, PROFILE)
UNIT = "02"  # Hà Giang
# PAPI's three districts leave a province 2 degrees of freedom, and ranges of nearly 1–63. Here
# 24 communes are drawn straight from a province, and twice as many people asked as PAPI asks.
SIZE = {
    "respondents": 40_000, "questions": 80, "indicators": 56, "years": 2, "seed": 1,
    "communes": 24,
}  # fmt: skip


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
    text = _(
        "SỐ LIỆU MÔ PHỎNG – không ai trả lời những câu hỏi này. Mẫu tưởng tượng, không phải mẫu "
        "PAPI: {communes} xã mỗi tỉnh, {people} người mỗi năm."
    )
    people = whole(SIZE["respondents"])
    return text.format(communes=SIZE["communes"], people=people)


def _estimated() -> Estimated:
    with TemporaryDirectory(prefix="thuocdo-") as name:
        place = Path(name)
        write_answers(simulate_survey(**SIZE), place)
        return estimate(load_measures(place / MEASURES), place / DATA, Asked(items=False))


def _pages(papi: Framework, book: pl.DataFrame, done: Estimated, known: Uncertainty):
    panel = Panel.of(papi, book)
    made, period = UncertainPanel(panel, known, done.measurements), str(panel.periods[-1])
    yield reports.national_html(panel, period, notice(), known.level, made.scores(period))
    yield reports.profile_html(panel, UNIT, period, notice(), known.level, made.errors(period))


def _write_book(book: pl.DataFrame, path: Path) -> None:
    """The scorebook, the notice in a first column of every row."""
    book.select(pl.lit(notice()).alias("notice"), pl.all()).write_csv(path)
