"""Publishing: whole or not at all, once, with what it changed written down."""

import io
from datetime import UTC, date, datetime

import polars as pl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from thuocdo import runs
from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.index.sampling import Uncertainty
from thuocdo.web.results import books, bulk, publish
from thuocdo.web.results.models import Correction, Edition, Score
from thuocdo.web.site import stamp

pytestmark = pytest.mark.django_db
PAPI = framework("papi")


@pytest.fixture(autouse=True)
def files_of_their_own(settings, tmp_path):
    """Editions of a test are kept apart; what `prepare` published is copied in."""
    import shutil

    shutil.copytree(settings.MEDIA_ROOT, tmp_path / "published")
    settings.MEDIA_ROOT = tmp_path / "published"


@pytest.fixture(scope="module")
def corrected():
    """PAPI with Hà Giang's 2.2 of 2024 half a point higher."""
    here = (pl.col("unit") == "02") & (pl.col("period") == "2024") & (pl.col("node") == "papi/2.2")
    measured = bundled.measurements("papi").with_columns(
        value=pl.when(here).then(pl.col("value") + 0.5).otherwise("value")
    )
    return publish.Publication(PAPI, runs.scorebook_of(PAPI, measured), measured)


def test_every_bundled_index_is_published_on_both_territories():
    found = {(e.framework, e.territory) for e in books.editions()}
    days = (None, date(2025, 7, 1))
    assert found == {(name, day) for name in bundled.bundled_names() for day in days}


def test_the_rows_of_an_edition_are_those_of_the_scorebook():
    edition = books.current("papi")
    book = runs.scorebook_of(PAPI, bundled.measurements("papi"))
    assert books.scorebook(edition).equals(book)
    assert Score.objects.filter(edition=edition).count() == edition.rows == book.height
    row = books.rows(edition, node="papi", period="2023", unit__startswith="02@").get()
    expected = book.filter(node="papi", period="2023", unit="02").row(0, named=True)
    same = {name: getattr(row, name) for name in expected if name not in {"framework", "unit"}}
    assert same == {name: value for name, value in expected.items() if name in same}


def test_the_same_scorebook_is_published_once():
    assert publish.prepare() == []


def test_what_somebody_published_is_not_replaced_by_the_bundled_scores(corrected):
    edition = publish.publish(corrected)
    assert publish.prepare() == []
    assert books.current("papi") == edition


def test_a_command_publishes_measurements_and_names_their_source(tmp_path):
    file = tmp_path / "so_do.parquet"
    bundled.measurements("papi").filter(pl.col("period") == "2024").write_parquet(file)
    call_command("publish", "papi", file, source="Báo cáo thử", notice="THỬ", stdout=io.StringIO())
    edition = books.current("papi")
    assert (edition.source, edition.notice) == ({"title": "Báo cáo thử"}, "THỬ")
    again = io.StringIO()
    call_command("publish", "papi", file, notice="THỬ", stdout=again)
    assert "Không có gì mới" in again.getvalue()


def test_a_command_tells_what_is_wrong_with_a_file(tmp_path):
    file = tmp_path / "sai.csv"
    file.write_text("node,unit\npapi,02\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"sai\.csv"):
        call_command("publish", "papi", file)


def test_a_correction_is_published_with_old_and_new_values(corrected):
    before, word = books.current("papi"), stamp.stamp()
    edition = publish.publish(corrected)
    assert (edition.number, books.current("papi")) == (before.number + 1, edition)
    assert stamp.stamp() != word
    changed = Correction.objects.get(edition=edition, node="papi/2.2", unit_name="Hà Giang")
    assert changed.new_score - changed.old_score == pytest.approx(0.5)
    assert Correction.objects.filter(edition=edition, node="papi/3.1").count() == 0


def test_a_publication_that_fails_leaves_the_old_edition_in_force(corrected, monkeypatch):
    before, word = books.current("papi"), stamp.stamp()

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(publish, "corrections", fail)
    with pytest.raises(OSError, match="disk full"):
        publish.publish(corrected)
    stamp.forget()
    assert (books.current("papi"), stamp.stamp()) == (before, word)
    assert Score.objects.filter(edition=before).count() == before.rows


def test_only_the_last_two_editions_keep_their_rows_and_all_keep_their_files(corrected):
    first = books.current("papi")
    publish.publish(corrected)
    third = publish.publish(
        publish.Publication(PAPI, first_book := books.scorebook(first), corrected.measurements)
    )
    assert third.number == first.number + 2
    assert not Score.objects.filter(edition=first).exists()
    assert books.scorebook(Edition.objects.get(pk=first.pk)).equals(first_book)


def test_what_the_numbers_rest_on_is_published_with_them():
    measured = bundled.measurements("papi").filter(pl.col("period") == "2024")
    book = runs.scorebook_of(PAPI, measured, known=Uncertainty(assumed_se=0.4))
    edition = publish.publish(
        publish.Publication(PAPI, book, measured, notice="GIẢ ĐỊNH: sai số chuẩn 0,4")
    )
    row = books.rows(edition, node="papi", period="2024", rank=1).get()
    assert (edition.notice, edition.periods) == ("GIẢ ĐỊNH: sai số chuẩn 0,4", ["2024"])
    assert row.se is not None
    assert row.rank_low <= row.rank <= row.rank_high


def test_an_own_index_of_free_units_is_published_too(tmp_path):
    from pathlib import Path

    from thuocdo.catalog.load import load_folder

    examples = Path(__file__).parents[2] / "examples"
    own = load_folder(examples / "khung_rieng")
    measured = runs.measurements_of(own, examples / "so_do.csv")
    edition = publish.publish(publish.Publication(own, runs.scorebook_of(own, measured), measured))
    assert books.rows(edition).count() == edition.rows > 0


def test_text_with_quotes_commas_and_lines_survives_bulk_loading():
    edition = books.current("sipas")
    odd = 'tên, có "nháy" và\nxuống dòng'
    table = pl.DataFrame(
        {
            "edition_id": [edition.pk],
            "node": ["x/1"],
            "unit": ["1"],
            "unit_name": [odd],
            "period": ["2024"],
            "old_score": [None],
            "new_score": [1.5],
        },
        schema_overrides={"old_score": pl.Float64},
    )
    bulk.insert(Correction, table)
    kept = Correction.objects.get(edition=edition)
    assert (kept.unit_name, kept.old_score, kept.new_score) == (odd, None, 1.5)


def test_the_day_of_a_publication_is_that_of_vietnam():
    evening = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)
    assert Edition(published_at=evening).published_on == date(2026, 11, 22)
