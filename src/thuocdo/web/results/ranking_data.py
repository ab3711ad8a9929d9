"""One node in one period as it was published, with all that its ranking must say."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import polars as pl
from django.db.models import Max

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Tree
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import MEASUREMENTS, SCOREBOOK, Status, names, types
from thuocdo.runs.rankings import RankingPage, ranking_page
from thuocdo.runs.scorebooks import carried_over
from thuocdo.web.results import books
from thuocdo.web.results.models import Edition

FIELDS = [name for name in names(SCOREBOOK) if name != "framework"]
REMEMBERED = 256  # small facts about editions, which never change


@dataclass(frozen=True, eq=False, slots=True)
class Found:
    """The rows of a node in a period. In `rows` (all units) `unit` is the code of the unit,
    and `ids` tells which unit that is. `regions` maps the regions of the units to their labels.
    """

    edition: Edition
    tree: Tree
    code: str
    rows: pl.DataFrame
    before: pl.DataFrame
    ids: dict[str, str]
    regions: dict[str, str]

    @property
    def day(self) -> date:
        """The day on which its units are read."""
        return self.edition.territory or self.tree.framework.territory(self.tree.period)

    def page(self, region: str | None = None) -> RankingPage:
        """The ranking with its notes, of one region where it is given."""
        measured = _withheld(self.edition, self.tree.period, self.rows)
        parts = (self.tree, self.code, self.rows, self.before, measured)
        return ranking_page(*parts, region, self.edition.territory)


def read(edition: Edition, period: Period, code: str) -> Found:
    """A node in force in a period, from the database. Raises `RequestError` without rows."""
    tree = books.definition(edition.framework).on(period)
    path = tree.nodes[code].path
    found = books.rows(edition, period=str(period), node=path).values_list(*FIELDS)
    table = _table(edition, list(found.order_by("unit")))
    if table.is_empty():
        raise RequestError(_no_rows(edition, tree, code))
    free = tree.framework.document.unit_level == "free"
    codes = [id_ if free else id_.partition("@")[0] for id_ in table["unit"]]
    return Found(
        edition,
        tree,
        code,
        table.with_columns(unit=pl.Series(codes, dtype=pl.String)),
        _before(edition, period, path),
        dict(zip(codes, table["unit"], strict=True)),
        _regions(tree, edition, set(table["region"])),
    )


def printed_denominator(found: Found) -> int | None:
    """Out of how many units the published ranks are, where the source says so."""
    name, here = found.edition.framework, found.tree.period
    if name not in bundled.bundled_names():
        return None
    path = found.tree.nodes[found.code].path
    return bundled.printed(name).filter(node=path, period=str(here))["rank_of"].max()


def measured_nodes(edition: Edition, period: Period) -> frozenset[str]:
    """Paths of the nodes that have rows in a period."""
    return _nodes(edition, edition.sha256, str(period))


@lru_cache(REMEMBERED)
def _nodes(edition: Edition, _sha256: str, period: str) -> frozenset[str]:
    rows = books.panel(edition).parts.get(Period.parse(period))
    return frozenset() if rows is None else frozenset(rows.select("node").collect()["node"])


def _table(edition: Edition, rows: list[tuple]) -> pl.DataFrame:
    kinds = {name: kind for name, kind in types(SCOREBOOK).items() if name in FIELDS}
    table = pl.DataFrame(rows, schema=kinds, orient="row")
    return table.select(pl.lit(edition.framework).alias("framework"), *FIELDS)


def _before(edition: Edition, period: Period, path: str) -> pl.DataFrame:
    """Of the period before no more is said than whether it was measured, and its denominator."""
    earlier = books.rows(edition, period=str(period.previous), node=path)
    most = earlier.values("node").annotate(most=Max("ranked_units")).values_list("most")
    return pl.DataFrame(list(most), schema={"ranked_units": pl.Int64}, orient="row")


def _regions(tree: Tree, edition: Edition, present: set[str | None]) -> dict[str, str]:
    day = edition.territory or tree.framework.territory(tree.period)
    known = {region.code: pick(region.label) for region in units.regions_on(day)}
    return {code: label for code, label in known.items() if code in present}


def _withheld(edition: Edition, period: Period, rows: pl.DataFrame) -> pl.DataFrame:
    """Which measurements are missing on another territory, and why, where any of `rows` is."""
    if edition.territory is None or Status.WITHHELD.value not in rows["status"]:
        return pl.DataFrame(schema=dict.fromkeys(names(MEASUREMENTS), pl.String))
    return _missing(edition, edition.sha256, str(period))


@lru_cache(REMEMBERED)
def _missing(edition: Edition, _sha256: str, period: str) -> pl.DataFrame:
    framework, measured = books.definition(edition.framework), books.measurements(edition)
    carried = carried_over(framework, measured, edition.territory, (Period.parse(period),))
    codes = pl.col("unit").str.split("@").list.first()
    return carried.filter(status=Status.WITHHELD.value).with_columns(unit=codes)


def _no_rows(edition: Edition, tree: Tree, code: str) -> Problem:
    path = tree.nodes[code].path
    found = books.rows(edition, node=path, period__in=edition.periods)
    known = sorted(set(found.values_list("period", flat=True)), key=Period.parse)
    message = _("không có số liệu {name} ở kỳ {period} cho nội dung này.")
    hint = _("Các kỳ có số liệu: {known}.").format(known=", ".join(known) or "–")
    text = message.format(name=edition.framework, period=tree.period)
    return Problem("period-empty", text, hint=hint)
