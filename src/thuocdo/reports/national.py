"""The national report of a period: everybody's standing, who leads where, what moved."""

from collections.abc import Iterator, Sequence

import numpy as np

from thuocdo import diagnosis, units
from thuocdo.catalog.framework import Tree
from thuocdo.diagnosis import Panel
from thuocdo.index.sampling import LEVEL
from thuocdo.index.uncertain import UncertainScores
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import decimal
from thuocdo.kernel.period import Period
from thuocdo.reports import chances, notes, ranges, sentences, tree_rows
from thuocdo.reports.country import Country, country_of, digits_of, head_of
from thuocdo.reports.profile import attempt
from thuocdo.reports.views import Mark, NodeRow
from thuocdo.reports.wide_views import NationalView, Quality, RegionRow, Spread

LEADERS = 3
MOVERS = 8


def national_view(
    panel: Panel,
    period: str | Period,
    notice: str | None = None,
    level: float = LEVEL,
    scores: UncertainScores | None = None,
) -> NationalView:
    """A period over all units, in the reader's language. Raises `RequestError` without data.

    `notice` and `level` as in `profile_view`. With the uncertain `scores` of the index, in the
    order of the tokens of its units, it says which units differ and how sure groups are.
    """
    country = country_of(panel, str(period))
    index = country.index
    withheld = tuple(mark.name for mark in country.marks if mark.score is None)
    return NationalView(
        head=head_of(country),
        digits=country.digits,
        headline=_headline(country),
        uncertainty=sentences.uncertainty(country, level),
        median=country.facts[index.path].median,
        max_score=index.scale_max,
        marks=country.marks,
        bands=country.bands,
        regions=tuple(_regions(country)),
        spreads=tuple(_spreads(country)),
        rises=tuple(_movers(country, rising=True)),
        falls=tuple(_movers(country, rising=False)),
        change_missing=_change_missing(country),
        withheld=withheld,
        withheld_text=tuple(_withheld(country, withheld)),
        quality=tuple(_quality(country)),
        notes=tuple(notes.notes_of(country)),
        notice=notice,
        pairs=ranges.pairs_of(country, scores, level) if scores is not None else None,
        chances=chances.chances_of(country, scores, level) if scores is not None else None,
        level=level,
    )


def _headline(country: Country) -> str:
    name = country.panel.framework.document.abbreviation
    return overview(name, country.tree, country.marks)


def overview(name: str, tree: Tree, marks: Sequence[Mark]) -> str:
    """How many have a score, who has the highest and the lowest, and the median."""
    scored, digits = [mark for mark in marks if mark.score is not None], digits_of(marks)
    text = _("{index} {period}: {scored} trong {n} đơn vị có điểm").format(
        index=name, period=tree.period, scored=len(scored), n=len(marks)
    )
    if not scored or not tree.complete:
        return text
    return text + _(
        "; cao nhất {unit} ({high}), thấp nhất {last} ({low}), trung vị {median}"
    ).format(
        unit=scored[0].name,
        high=decimal(scored[0].score, digits),
        last=scored[-1].name,
        low=decimal(scored[-1].score, digits),
        median=decimal(float(np.median([mark.score for mark in scored])), digits),
    )


def _regions(country: Country) -> Iterator[RegionRow]:
    codes = dict(zip(country.snapshot.units, country.snapshot.regions, strict=True))
    for region in units.regions_on(country.territory) if country.tree.complete else ():
        here = [mark for mark in country.marks if codes[mark.unit] == region.code]
        scored = [mark for mark in here if mark.score is not None]
        if here:
            yield RegionRow(
                pick(region.label),
                len(here),
                len(scored),
                float(np.median([mark.score for mark in scored])) if scored else None,
                scored[0].name if scored else "",
            )


def _spreads(country: Country) -> Iterator[Spread]:
    snapshot = country.snapshot
    for node, depth in tree_rows.walk(country.tree):
        if depth > 1 or not country.tree.complete:
            continue
        scores = snapshot.score[snapshot.row[node.code]]
        order = [i for i in np.argsort(-scores, kind="stable") if not np.isnan(scores[i])]
        leaders = tuple((snapshot.names[i], float(scores[i])) for i in order[:LEADERS])
        every = tuple(float(scores[i]) for i in order)
        yield Spread(_row(country, node.path), every, leaders)


def _row(country: Country, path: str) -> NodeRow:
    unit = next(iter(country.rows))
    return next(row for row in tree_rows.node_rows(country, unit, {}) if row.node == path)


def _movers(country: Country, rising: bool) -> Iterator[Mark]:
    moved = [mark for mark in country.marks if mark.change is not None]
    moved.sort(key=lambda mark: (-mark.change if rising else mark.change, mark.unit))
    for mark in moved[:MOVERS]:
        if (mark.change > 0) is rising and mark.change != 0:
            yield mark


def _change_missing(country: Country) -> str | None:
    if any(mark.change is not None for mark in country.marks):
        return None
    reason = sentences.not_compared(country.panel.framework, "", country.period)
    return reason or _("Không có điểm kỳ {previous} để so sánh.").format(
        previous=country.period.previous
    )


def _withheld(country: Country, names: tuple[str, ...]) -> Iterator[str]:
    if not names:
        yield _("Tất cả các đơn vị có trong số liệu đều có điểm tổng hợp.")
        return
    yield _(
        "Không có điểm tổng hợp: {units}. Không công bố không phải là 0 điểm; các đơn vị này không "
        "nằm trong mẫu số của thứ hạng."
    ).format(units=", ".join(names))
    yield from sentences.edition_words(country.tree.edition)


def _quality(country: Country) -> Iterator[Quality]:
    found = attempt(diagnosis.node_quality, country.panel, str(country.period)) or ()
    by_node = {quality.node: quality for quality in found}
    for node, depth in tree_rows.walk(country.tree):
        if node.path in by_node:
            q = by_node[node.path]
            yield Quality(
                tree_rows.number(node),
                tree_rows.node_name(node),
                depth,
                q.units,
                q.at_maximum,
                q.spread,
                q.correlation,
                q.rank_changes,
                q.largest_rank_change,
            )
