"""A ranking as a page shows it: its table, and what must be said beside."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import missing
from thuocdo.kernel.tables import Status
from thuocdo.reports.country import bands_of, digits_of, marks_of
from thuocdo.reports.national import overview
from thuocdo.reports.sentences import doubt, not_compared
from thuocdo.reports.tree_rows import number, numbered
from thuocdo.reports.views import Band, Head, Mark
from thuocdo.web.results.ranking_data import Found, printed_denominator
from thuocdo.web.results.ranking_table import Table, Wanted, table_of


@dataclass(frozen=True, slots=True)
class RegionLine:
    """A region: its units, those with a score, their median, the best of them."""

    name: str
    address: str
    units: int
    scored: int
    median: float | None
    best: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """The table and all that is said with it. `number` and `label` name the node (the index
    has no number), `unlike` says why nobody's change is shown, `printed_of` out of how many
    the published ranks are.
    """

    head: Head
    number: str
    label: str
    overview: str
    doubt: str
    unlike: str
    notes: tuple[str, ...]
    marks: tuple[Mark, ...]
    bands: tuple[Band, ...]
    regions: tuple[RegionLine, ...]
    digits: int
    max_score: float | None
    ranked: int | None
    printed_of: int | None
    region: str
    table: Table

    @property
    def name(self) -> str:
        """The node as it is read: its number, where it has one, and its label."""
        return f"{self.number} {self.label}".strip()

    @property
    def ranged(self) -> bool:
        """Whether any rank has a range."""
        return any(mark.rank_low is not None for mark in self.marks)


def ranking_of(found: Found, rows: list[dict], notes: tuple[str, ...], wanted: Wanted) -> Ranking:
    """The page wanted of `rows` (in the order of the scores, of one region maybe)."""
    tree, node = found.tree, found.tree.nodes[found.code]
    marks = tuple(marks_of(tree, found.code, found.rows.iter_rows(named=True), {}))
    scores = np.array([np.nan if m.score is None else m.score for m in marks], dtype=float)
    return Ranking(
        head=head_of(found),
        number=number(node),
        label=pick(node.node.label.model_dump()),
        overview=overview(_name(found), tree, marks),
        doubt=_doubt(found),
        unlike=_nobody_compared(found, rows),
        notes=notes,
        marks=marks,
        bands=tuple(bands_of(tree, found.code, scores)),
        regions=tuple(_regions(found, wanted)),
        digits=digits_of(marks),
        max_score=None if missing(node.scale_max) else node.scale_max,
        ranked=found.rows["ranked_units"].max(),
        printed_of=None if tree.complete else printed_denominator(found),
        region=found.regions.get(wanted.region, ""),
        table=table_of(found, rows, wanted),
    )


def _name(found: Found) -> str:
    """The index, or a node of it."""
    node = found.tree.nodes[found.code]
    index = found.tree.framework.document.abbreviation
    return f"{numbered(node)}, {index}" if found.code else index


def _doubt(found: Found) -> str:
    rows = found.rows
    ranged, sampled = (rows[name].null_count() < rows.height for name in ("rank_low", "se"))
    return doubt(found.tree.complete, ranged, sampled, found.edition.level)


def head_of(found: Found) -> Head:
    """What the charts must know of the edition."""
    framework = found.tree.framework
    return Head(
        framework=framework.name,
        abbreviation=framework.document.abbreviation,
        framework_label=framework.label,
        owner=pick(framework.document.owner.model_dump()),
        period=str(found.tree.period),
        territory=found.day,
        reconstructed=found.edition.territory is not None,
        estimated=Status.ESTIMATED in set(found.rows["status"]),
    )


def _regions(found: Found, wanted: Wanted) -> Iterator[RegionLine]:
    """Nothing where not everybody is in the data: the best of a few is nobody's best."""
    for code, label in found.regions.items() if found.tree.complete else ():
        here = found.rows.filter(region=code)
        scored = here.drop_nulls("score").sort("score", "unit", descending=[True, False])
        address = wanted.link(region=code, page=None)
        best = scored["unit_name"][0] if scored.height else ""
        yield RegionLine(label, address, here.height, scored.height, scored["score"].median(), best)


def _nobody_compared(found: Found, rows: list[dict]) -> str:
    if any(row["change"] is not None for row in rows):
        return ""
    reason = not_compared(found.tree.framework, found.code, found.tree.period)
    return reason or _("Không có điểm kỳ {previous} để so sánh.").format(
        previous=found.tree.period.previous
    )
