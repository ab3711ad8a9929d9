"""What can be taken away: the catalogue, the dictionary, every file, and names there are not."""

import base64
import hashlib
import io
import zipfile
from datetime import date

import polars as pl
import pytest

from thuocdo import units
from thuocdo.kernel.tables import MEASUREMENTS, SCOREBOOK, names
from thuocdo.web.results import books, definition_files, downloads, stored

pytestmark = pytest.mark.django_db


def _content(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def _csv(answer, **types) -> pl.DataFrame:
    return pl.read_csv(
        io.BytesIO(_content(answer)), infer_schema_length=None, schema_overrides=types
    )


def test_every_edition_in_force_is_in_the_catalogue_with_its_sum(client):
    text = client.get("/du-lieu/").text
    for edition in books.editions():
        assert edition.sha256 in text
    assert "quy về địa giới 01/07/2025, không phải điểm công bố" in text


def test_the_catalogue_names_sources_gaps_and_the_rights_in_papi(client):
    text = client.get("/du-lieu/").text
    assert "285 ô không công bố" in text
    assert "All rights reserved" in text
    assert "Muốn phát hành lại toàn bảng" in text
    assert "CC-BY-SA-4.0" in text


def test_it_says_how_to_cite_an_edition_with_number_and_day(client):
    edition = books.current("papi")
    text = client.get("/du-lieu/").text
    assert downloads.citation(edition, "PAPI") in text
    assert f"lần công bố số {edition.number} ngày" in text
    assert "/du-lieu/papi/bang-diem.parquet?edition=1" in text


def test_every_file_that_the_catalogue_offers_is_there(client):
    import re

    text = client.get("/du-lieu/").text
    offered = [href.replace("&amp;", "&") for href in re.findall(r'href="(/du-lieu/[^"]+)"', text)]
    files = [href for href in offered if "." in href and ".xlsx" not in href]
    assert len(files) > 40
    for href in files:
        answer = client.head(href)
        assert answer.status_code == 200, href
        _content(answer)


def test_parquet_is_the_published_file_itself_with_its_sum(client):
    edition = books.current("papi")
    answer = client.get("/du-lieu/papi/bang-diem.parquet")
    content = _content(answer)
    assert hashlib.sha256(content).hexdigest() == edition.sha256 == answer["X-SHA256"]
    sum_ = base64.b64encode(bytes.fromhex(edition.sha256)).decode()
    assert answer["Repr-Digest"] == f"sha-256=:{sum_}:"
    assert 'filename="papi_lan-1_bang-diem.parquet"' in answer["Content-Disposition"]


def test_who_has_the_file_already_is_told_so(client):
    first = client.get("/du-lieu/sipas/so-do.parquet")
    _content(first)
    again = client.get("/du-lieu/sipas/so-do.parquet", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_csv_holds_the_same_numbers_slice_after_slice(client, monkeypatch):
    monkeypatch.setattr(stored, "A_SLICE", 1_000)
    answer = client.get("/du-lieu/pci/bang-diem.csv")
    assert answer.streaming
    table, book = _csv(answer, unit=pl.String), books.scorebook(books.current("pci"))
    assert table.columns == names(SCOREBOOK)
    assert table.height == book.height > 1_000
    assert table["score"].equals(book["score"])


def test_a_withheld_score_is_empty_in_csv_and_never_0(client):
    table = _csv(client.get("/du-lieu/papi/bang-diem.csv"), unit=pl.String)
    rows = table.filter(status="withheld")
    assert rows.height > 0
    assert rows["score"].null_count() == rows.height


def test_measurements_come_too(client):
    table = _csv(client.get("/du-lieu/papi/so-do.csv"), unit=pl.String, se=pl.Float64)
    assert table.columns == names(MEASUREMENTS)
    assert table.height == books.measurements(books.current("papi")).height


def test_the_units_of_34_have_their_own_edition(client):
    answer = client.get("/du-lieu/papi/bang-diem.parquet?territory=2025-07-01&edition=1")
    table = pl.read_parquet(io.BytesIO(_content(answer)))
    assert table.filter(node="papi", period="2024").height == 34
    assert "papi_2025-07-01_lan-1_" in answer["Content-Disposition"]


def test_excel_holds_the_table_and_what_must_be_known_of_it(client):
    content = _content(client.get("/du-lieu/sipas/bang-diem.xlsx"))
    rows = pl.read_excel(io.BytesIO(content), sheet_name="Bảng", engine="openpyxl")
    assert "Điểm" in rows.columns
    assert rows.height == books.current("sipas").rows
    notes = pl.read_excel(
        io.BytesIO(content), sheet_name="Ghi chú", engine="openpyxl", has_header=False
    )
    assert any("Giấy phép" in str(text) for text in notes.to_series())


def test_a_table_too_long_for_excel_is_refused_with_what_to_do(client, monkeypatch):
    monkeypatch.setattr(downloads, "EXCEL_ROWS", 10)
    answer = client.get("/du-lieu/papi/bang-diem.xlsx")
    assert answer.status_code == 400
    assert "quá dài cho Excel (một trang tính có 1.048.576 dòng)" in answer.text
    assert "/du-lieu/papi/bang-diem.csv?edition=1" in answer.text
    assert "/du-lieu/papi/bang-diem.xlsx" not in client.get("/du-lieu/").text


def test_definitions_are_the_files_as_they_are_in_bytes_that_never_differ(client):
    content = _content(client.get("/du-lieu/papi/dinh-nghia.zip"))
    assert content == definition_files.archive("papi")
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        assert made.testzip() is None
        inside = made.namelist()
        head = made.read("papi/framework.yaml").decode()
    assert "papi/2_transparency.yaml" in inside
    assert "responsibility/papi.yaml" in inside
    assert "framework: papi" in head


@pytest.mark.parametrize(
    ("on", "expected"), [("2025-07-01", 34), ("2025-06-30", 63), ("2008-07-31", 64)]
)
def test_the_register_of_a_day_holds_the_provinces_of_that_day(client, on, expected):
    table = _csv(client.get(f"/du-lieu/don-vi/tinh.csv?on={on}"), code=pl.String)
    assert table["code"].to_list() == [u.code for u in units.units_on(date.fromisoformat(on))]
    assert table.height == expected


def test_the_register_of_all_times_keeps_units_that_ended_and_former_names(client):
    table = _csv(client.get("/du-lieu/don-vi/tinh.csv"), code=pl.String)
    ha_giang = table.filter(unit_name="Hà Giang").row(0, named=True)
    assert ha_giang["until"] == "2025-06-30"
    hue = table.filter(code="46")["unit_name"].to_list()
    assert {"Thừa Thiên Huế", "Huế"} <= set(hue)


def test_successions_leave_a_share_that_nobody_told_empty(client):
    answer = client.get("/du-lieu/don-vi/ke-thua.parquet")
    table = pl.read_parquet(io.BytesIO(_content(answer)))
    into = table.filter(predecessor_name="Hà Giang", level="province")
    assert into["successor_name"].to_list() == ["Tuyên Quang"]
    parts = table.filter(relation="part", level="commune")
    assert parts["population_share"].null_count() > 0


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/du-lieu/xyz/bang-diem.csv", 404, "Đang có: papi"),
        ("/du-lieu/papi/bang.csv", 404, "Các tệp có ở đây: bang-diem.csv"),
        ("/du-lieu/papi/bang-diem.doc", 404, "Các tệp có ở đây"),
        ("/du-lieu/papi/..", 404, "không có tệp"),
        ("/du-lieu/papi/..%2f..%2fthuocdo.sqlite3", 404, "không có"),
        ("/du-lieu/papi/%2e%2e%5cbang-diem.csv", 404, "không có"),
        ("/du-lieu/xyz/dinh-nghia.zip", 404, "không có bộ chỉ số “xyz”"),
        ("/du-lieu/papi/bang-diem.csv?edition=99", 400, "không có lựa chọn “99”"),
        ("/du-lieu/papi/bang-diem.csv?territory=2024-01-01", 400, "dùng: 2025-07-01"),
        ("/du-lieu/don-vi/tinh.csv?on=hom-nay", 400, "ví dụ 2025-07-01"),
        ("/du-lieu/don-vi/tinh.csv?on=1990-01-01", 404, "chỉ có từ 01/01/2004"),
        ("/du-lieu/don-vi/sao-hoa.csv", 404, "tinh.csv"),
        ("/du-lieu/tu-dien/?table=x", 400, "không có lựa chọn “x”"),
    ],
)
def test_what_there_is_not_gets_a_page_that_helps(client, address, status, said):
    answer = client.get(address)
    assert (answer.status_code, said in answer.text) == (status, True)


def test_the_dictionary_explains_every_column_and_status(client):
    text = client.get("/du-lieu/tu-dien/").text
    for column in (*SCOREBOOK, *MEASUREMENTS):
        assert f"<code>{column.name}</code>" in text
        assert column.meaning in text
    assert "Không bao giờ là 0" in text
    assert "<code>papi/2.3</code>" in text


def test_the_dictionary_can_be_taken_away(client):
    columns = _csv(client.get("/du-lieu/tu-dien/?format=csv"))
    assert columns.height == len(SCOREBOOK) + len(MEASUREMENTS)
    nodes = _csv(client.get("/du-lieu/tu-dien/?table=nodes&format=csv"))
    paths = nodes["node"].to_list()
    assert paths.index("papi") < paths.index("papi/2") < paths.index("papi/2.1")


@pytest.mark.parametrize("address", ["/du-lieu/", "/du-lieu/tu-dien/"])
def test_the_pages_take_few_queries_and_speak_english(
    client, address, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200
    assert 'lang="en"' in client.get(f"/en{address}").text


@pytest.mark.browser
def test_a_file_is_taken_without_javascript(visit):
    page = visit("/du-lieu/", script=False)
    with page.expect_download() as waiting:
        page.click('a[href="/du-lieu/sipas/bang-diem.csv"]')
    assert waiting.value.suggested_filename == "sipas_lan-1_bang-diem.csv"
