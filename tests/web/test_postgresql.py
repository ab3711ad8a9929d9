"""The site on a real PostgreSQL: the same pages as on SQLite, and publishing under readers."""

import json
import os
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.request import Request, urlopen

import polars as pl
import pytest
from running_site import running_site
from temporary_postgresql import INSTALL, postgresql, programs

from thuocdo.catalog import bundled

PAGES = (
    "/",
    "/en/",
    "/tim/?q=ha+giang",
    "/tim/?q=xa+tan+lap",
    "/chi-so/papi/",
    "/chi-so/papi/2023/?sort=-rank",
    "/chi-so/papi/2023/2.3/",
    "/chi-so/pci/2016/?territory=2025-07-01",
    "/don-vi/ha-giang-02/",
    "/don-vi/ha-giang-02/papi/2023/",
    "/vi-sao/papi/2023/ha-giang-02/2/",
    "/du-lieu/nhat-ky/",
    "/api/v1/frameworks",
    "/api/v1/units?q=ha+giang&on=2024-01-01",
    "/api/v1/ranking?framework=papi&period=2023",
    "/api/v1/scorebook?framework=papi&period=2023&unit=ha-giang-02",
    "/api/v1/lost-points?framework=papi&period=2023&unit=ha-giang-02",
)
ODD = 'tên, có "nháy", \\N \\. và\nxuống dòng'
COPY_ODD_TEXT = f"""
import polars as pl
from thuocdo.web.results import books, bulk
from thuocdo.web.results.models import Correction
row = dict(edition_id=books.current("papi").pk, node="x/1", unit="1", unit_name={ODD!r})
scores = dict(period="2024", old_score=None, new_score=1.5)
bulk.insert(Correction, pl.DataFrame(row | scores | dict(unit="")))
bulk.insert(Correction, pl.DataFrame(row | scores))
kept = Correction.objects.filter(node="x/1").order_by("unit").values_list
print(repr(list(kept("unit", "unit_name", "old_score", "new_score"))))
Correction.objects.filter(node="x/1").delete()
"""


def manage(surroundings: dict[str, str], *arguments: str) -> str:
    """Run a management command as whoever runs the site does."""
    command = [sys.executable, "-m", "thuocdo.web", *arguments]
    settings = {"DJANGO_SETTINGS_MODULE": "thuocdo.web.settings"}
    environment = os.environ | settings | surroundings
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def read(address: str) -> str:
    """The text of a page that answers 200."""
    with urlopen(Request(address, headers={"Accept-Encoding": "identity"}), timeout=30) as answer:
        return answer.read().decode()


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory):
    """The environment of a site on a new PostgreSQL, with what `prepare` said."""
    if programs() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(INSTALL)
    with postgresql() as address:
        told = {"DATABASE_URL": address, "THUOCDO_DATA": str(tmp_path_factory.mktemp("data"))}
        told |= {"THUOCDO_API_RATE": "0"}
        assert len(manage(told, "prepare").splitlines()) == 8
        yield told


@pytest.fixture(scope="module")
def on_postgresql(surroundings):
    """The address of the site on PostgreSQL."""
    with running_site(surroundings | {"THUOCDO_WORKERS": "2"}) as address:
        yield address


def test_preparing_again_publishes_nothing_again(surroundings):
    assert manage(surroundings, "prepare") == ""


def test_it_is_ready(on_postgresql):
    assert json.loads(read(f"{on_postgresql}/readyz")) == {"status": "ok", "editions": 8}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_reads_as_on_sqlite(on_postgresql, site, path):
    assert read(f"{on_postgresql}{path}") == read(f"{site}{path}")


def test_text_with_quotes_commas_backslashes_and_lines_survives_copy(surroundings):
    kept = manage(surroundings, "shell", "--no-imports", "-c", COPY_ODD_TEXT)
    assert eval(kept) == [("", ODD, None, 1.5), ("1", ODD, None, 1.5)]


def shown(site: str, number: int) -> dict[str, str]:
    """What a reader sees who asks as nobody has before: no page that was kept hides a mixture."""
    table = read(f"{site}/api/v1/ranking?framework=papi&period=2024&page_size={100 + number}")
    profile = read(f"{site}/don-vi/ha-giang-02/papi/2024/?x={number}")
    rows = json.loads(table)
    return {
        "table": str((rows["edition"], rows["rows"])),
        "profile": profile.replace(f"x={number}", ""),
    }


def watch(site: str, numbers: range, publishing: Future) -> list[dict[str, str]]:
    """What a reader sees from before the publication until after it."""
    seen = []
    for number in numbers:
        finished = publishing.done()
        seen.append(shown(site, number))
        if finished:
            break
    return seen


def test_readers_see_the_old_edition_or_the_new_one_while_one_is_published(
    surroundings, on_postgresql, tmp_path
):
    corrected = tmp_path / "corrected.parquet"
    lower = pl.when(pl.col("node") == "papi/2.2").then(pl.col("value") * 0.9).otherwise("value")
    bundled.measurements("papi").with_columns(value=lower).write_parquet(corrected)
    old = shown(on_postgresql, 0)
    with ThreadPoolExecutor(3) as at_once:
        publishing = at_once.submit(manage, surroundings, "publish", "papi", str(corrected))
        readers = [
            at_once.submit(watch, on_postgresql, range(start, start + 299), publishing)
            for start in (1, 301)
        ]
        seen = [each for reader in readers for each in reader.result()]
    new = shown(on_postgresql, 900)
    assert "Đã công bố papi, số 2" in publishing.result()
    assert len(seen) > 4
    for part, text in old.items():
        assert new[part] != text
        assert {each[part] for each in seen} == {text, new[part]}
