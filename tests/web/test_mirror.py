"""The tables of units and definitions are copies of the YAML, made as often as one likes."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from thuocdo.catalog import load
from thuocdo.kernel import Level
from thuocdo.units import registry
from thuocdo.web.results import mirror
from thuocdo.web.results.models import Framework, Node, Succession, Unit

pytestmark = pytest.mark.django_db

TABLES = (Unit, Succession, Framework, Node)


def _content() -> dict:
    return {table: list(table.objects.order_by("pk").values()) for table in TABLES}


def _in_register(level: Level) -> int:
    return len(registry().ledger(level).units)


def test_a_second_run_changes_nothing():
    before = _content()
    mirror.mirror()
    assert _content() == before


def test_a_second_run_writes_no_row():
    with CaptureQueriesContext(connection) as asked:
        mirror.mirror()
    assert len(asked) >= len(TABLES)
    assert not re.findall("INSERT|UPDATE|DELETE", str(asked.captured_queries))


@pytest.mark.parametrize("level", Level)
def test_every_unit_of_the_register_is_there(level):
    assert Unit.objects.filter(level=level.value).count() == _in_register(level)


def test_what_it_returns_is_what_the_tables_hold():
    counted = mirror.mirror()
    assert list(counted.values()) == [table.objects.count() for table in TABLES]
    assert counted["frameworks"] == len(load.frameworks())


def test_what_somebody_changed_by_hand_is_mended():
    Unit.objects.filter(code="02", level="province").update(name="Sai", folded="|sai|")
    Unit.objects.filter(code="001").delete()
    Unit.objects.create(
        id="99@2004-01-01",
        slug="khong-co-99",
        code="99",
        level="province",
        name="Không có",
        official_name="Tỉnh Không Có",
        parents="",
        folded="|khong co|",
        since="2004-01-01",
    )
    mirror.mirror()
    assert Unit.objects.get(code="02", level="province").name == "Hà Giang"
    assert Unit.objects.filter(code="001").count() == 1
    assert not Unit.objects.filter(code="99").exists()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("46", "|thua thien hue|"),
        ("46", "|hue|"),
        ("46", "|tt hue|"),
        ("79", "|tp hcm|"),
        ("79", "|tphcm|"),
        ("79", "|sai gon|"),
        ("77", "|brvt|"),
        ("66", "|daklak|"),
        ("540", "|qui nhon|"),
        ("760", "|1|"),
    ],
)
def test_a_unit_is_found_by_every_name_and_spelling(code, name):
    rows = Unit.objects.filter(folded__contains=name)
    assert code in set(rows.values_list("code", flat=True))


def test_a_name_is_searched_without_its_type_and_in_one_word():
    assert Unit.objects.get(code="02", level="province").folded == "|ha giang|hagiang|"


def test_names_fit_their_column():
    longest = Unit._meta.get_field("folded").max_length
    assert max(len(row) for row in Unit.objects.values_list("folded", flat=True)) <= longest


def test_a_slug_is_a_name_with_its_code_and_the_day_where_a_code_had_two_bearers():
    slugs = set(Unit.objects.filter(code__in=["02", "24"]).values_list("slug", flat=True))
    assert slugs == {"ha-giang-02", "bac-giang-24-20040101", "bac-ninh-24-20250701"}
