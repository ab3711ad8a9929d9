"""The changelog: every edition, and each published number that one of them changed."""

import io
import re
import shutil
from pathlib import Path

import polars as pl
import pytest

from thuocdo import runs
from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.web.results import books, publish
from thuocdo.web.results.models import Correction, Edition
from thuocdo.web.site import stamp

PAPI = framework("papi")
LOG = "/du-lieu/nhat-ky/"
SECOND = f"{LOG}?framework=papi&edition=2"


def _corrected() -> pl.DataFrame:
    """PAPI with Hà Giang's 2.2 of 2024 half a point higher and Đà Nẵng's 3.1 taken back."""
    here = (pl.col("period") == "2024") & (pl.col("unit") == "02") & (pl.col("node") == "papi/2.2")
    gone = (pl.col("period") == "2024") & (pl.col("unit") == "48") & (pl.col("node") == "papi/3.1")
    return bundled.measurements("papi").with_columns(
        value=pl.when(here).then(pl.col("value") + 0.5).when(~gone).then("value"),
        status=pl.when(gone).then(pl.lit("withheld")).otherwise("status"),
    )


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """A second edition of PAPI with two corrections; taken back after this module."""
    with django_db_blocker.unblock():
        before = books.current("papi")
        measured = _corrected()
        book = runs.scorebook_of(PAPI, measured)
        edition = publish.publish(publish.Publication(PAPI, book, measured))
    yield edition
    with django_db_blocker.unblock():
        shutil.rmtree(Path(edition.scorebook.path).parent)
        edition.delete()
        Edition.objects.filter(pk=before.pk).update(current=True)
        stamp.renew()


@pytest.fixture
def log(published, client, db):
    """`log("?unit=…")` reads the changelog after the second edition."""
    return lambda query="": client.get(f"{LOG}{query}")


def _rows(answer) -> list[list[str]]:
    """The table of corrections, as text."""
    table = answer.text.split('id="changes"')[1]
    found = re.findall(r"<tr><th scope=\"row\".*?</tr>", table, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in found]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in cells]


@pytest.mark.django_db
def test_where_nothing_was_corrected_it_says_so(client):
    answer = client.get(LOG)
    assert "Chưa số đã công bố nào" in answer.text or "Chưa có số đã công bố nào" in answer.text
    assert answer.text.count("lần đầu") == Edition.objects.count()


def test_the_newest_edition_stands_first_with_how_many_numbers_it_changed(log, published):
    text = log().text
    changed = Correction.objects.filter(edition=published).count()
    assert 2 < changed < 1000
    assert f"{changed} số đã sửa" in text
    assert text.index(f"{changed} số đã sửa") < text.index("lần đầu")


def test_a_correction_shows_the_old_and_the_new_score_and_rank(log, published):
    rows = _rows(log("?framework=papi&edition=2&unit=Hà Giang"))
    own = next(row for row in rows if row[2].startswith("2.2 "))
    stored = Correction.objects.get(edition=published, node="papi/2.2", unit="02")
    assert own[0] == "Hà Giang"
    assert own[1].startswith("PAPI 2024")
    shown = [float(text.replace(",", ".")) for text in own[3:5]]
    assert shown == [round(stored.old_score, 4), round(stored.new_score, 4)]
    assert shown[1] - shown[0] == pytest.approx(0.5, abs=1e-3)
    assert own[5:] == [f"{stored.old_rank}/61", f"{stored.new_rank}/61"]


def test_a_new_value_leads_to_its_reasons(log):
    answer = log("?framework=papi&edition=2&unit=ha-giang-02")
    assert "/vi-sao/papi/2024/ha-giang-02/2.2/" in answer.text


def test_what_is_now_withheld_is_shown_as_withheld_and_never_as_0(log):
    rows = _rows(log("?framework=papi&edition=2&unit=48"))
    own = next(row for row in rows if row[2].startswith("3.1 "))
    assert own[4] == "không công bố"
    assert own[6] == "–"
    assert all(row[4] not in ("0", "0,0000") for row in rows)


def test_the_filter_by_unit_keeps_to_it(log):
    assert {row[0] for row in _rows(log("?unit=Hà Giang"))} == {"Hà Giang"}
    assert {row[0] for row in _rows(log("?unit=48"))} == {"Đà Nẵng"}


def test_the_filter_by_index_keeps_to_it(log):
    answer = log("?framework=pci")
    assert "Không có số đã công bố nào bị sửa trong phần đang chọn" in answer.text
    assert _rows(answer) == []


def test_long_lists_come_in_pages_that_lose_nothing(log, published, monkeypatch):
    from thuocdo.web.results import changelog

    monkeypatch.setattr(changelog, "A_PAGE", 10)
    total = Correction.objects.filter(edition=published).count()
    pages = -(-total // 10)
    seen = [tuple(row) for n in range(1, pages + 1)
            for row in _rows(log(f"?framework=papi&edition=2&page={n}"))]  # fmt: skip
    assert len(seen) == len(set(seen)) == total
    assert log(f"?framework=papi&edition=2&page={pages + 1}").status_code == 400


def test_the_file_holds_all_corrections_with_their_statuses(log, published):
    answer = log("?framework=papi&edition=2&format=csv")
    table = pl.read_csv(io.BytesIO(answer.content), schema_overrides={"unit": pl.String})
    assert table.height == Correction.objects.filter(edition=published).count()
    gone = table.filter(node="papi/3.1", unit="48").row(0, named=True)
    assert (gone["new_score"], gone["new_status"]) == (None, "withheld")
    assert (gone["old_status"], gone["edition"]) == ("published", 2)


def test_the_page_takes_few_queries(log, published, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert log("?framework=papi&edition=2&unit=Hà Giang").status_code == 200


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?framework=xyz", "không có lựa chọn “xyz”"),
        ("?edition=2", "không rõ lần công bố “2”"),
        ("?framework=papi&edition=99", "không có lựa chọn “99”"),
        ("?unit=Atlantis", "không tìm thấy đơn vị “Atlantis”"),
        ("?page=0", "không có trang “0”"),
        ("?format=doc", "không có dạng tệp “doc”"),
    ],
)
def test_what_there_is_not_gets_a_page_that_helps(log, query, said):
    answer = log(query)
    assert (answer.status_code, said in answer.text) == (400, True)


def test_english(client, published, db):
    answer = client.get(f"/en{SECOND}")
    assert answer.status_code == 200
    assert 'lang="en"' in answer.text


@pytest.mark.browser
def test_it_is_sound_with_corrections_on_a_phone(published, visit, assert_sound):
    assert_sound(visit(SECOND, width=390))
