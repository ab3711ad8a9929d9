"""“Vì sao?”: the reasons of every number of a unit at a node in a period."""

from collections.abc import Iterator

import polars as pl

from thuocdo.catalog.documents import Edition, Node, Sourced
from thuocdo.catalog.framework import NodeInForce
from thuocdo.catalog.words import word
from thuocdo.diagnosis.formula import score_origin
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.index.prepare import changes_values
from thuocdo.index.sampling import LEVEL
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import day, missing
from thuocdo.kernel.tables import Certainty, Status
from thuocdo.reports.country import Country, country_of, head_of
from thuocdo.reports.notes import source_notes, version_note
from thuocdo.reports.tree_rows import numbered
from thuocdo.reports.views import Note
from thuocdo.reports.why_score import score_reason
from thuocdo.reports.why_standing import (
    change_sentences,
    group_reason,
    lost_sentence,
    rank_reason,
    region_reason,
)
from thuocdo.reports.why_views import Rule, Why


def why(
    panel: Panel,
    unit: str,
    period: str,
    node: str,
    measurements: pl.DataFrame,
    level: float = LEVEL,
) -> Why:
    """Why `unit` (token or name) has its numbers at `node` in `period`.

    `measurements` are those the scorebook of the panel was computed from, as they were before
    they were carried over to another territory; `level` is that of the ranges of ranks. Raises
    `RequestError` for a period, unit or node without data, `UnitError` for a unit that did not
    exist then.
    """
    place = panel.at(unit, period)
    country, tree = country_of(panel, period), place.snapshot.tree
    here = tree.nodes[panel.node(node, tree)]
    row, digits = country.rows[place.unit].get(here.path, {}), _digits(place)
    origin = score_origin(panel, place, here.code, measurements)
    return Why(
        head=head_of(country),
        unit=place.unit,
        unit_name=place.name,
        identity=place.identity,
        code=here.code,
        node_name=numbered(here),
        level=_level(country, here),
        digits=digits,
        score=row.get("score"),
        max_score=row.get("max_score"),
        se=row.get("se"),
        status=word(row.get("status", Status.WITHHELD)),
        reason=score_reason(place, here, origin, digits),
        rank=rank_reason(country, place, here.code, row, level),
        region=region_reason(country, place, here.code, row),
        group=group_reason(country, place, here.code, digits),
        lost=lost_sentence(row, digits),
        change=tuple(change_sentences(country, here.code, row, digits)),
        rules=tuple(_rules(country, here)),
        notes=tuple(_notes(country)),
    )


def _digits(place: Place) -> int:
    """Decimals to show: four where a score of the unit has more than two."""
    scores = [score for score in place.scores().values() if not missing(score)]
    return 4 if any(abs(score - round(score, 2)) > 1e-9 for score in scores) else 2


def _level(country: Country, node: NodeInForce) -> str:
    levels = {level.name: level.label for level in country.panel.framework.document.levels}
    return pick(levels[node.level].model_dump())


def _rules(country: Country, node: NodeInForce) -> Iterator[Rule]:
    """Every entry of the definition that the numbers rest on."""
    yield _rule(_("Nội dung đo"), node.node)
    if node.composition:
        yield _rule(_("Cách gộp"), node.composition)
    if changes_values(node.preparation):
        yield _rule(_("Xử lý số đo"), node.preparation)
    if node.groups:
        yield _rule(_("Quy tắc chia nhóm"), node.groups)
    if edition := country.tree.edition:
        yield _rule(_edition(edition), edition)


def _edition(edition: Edition) -> str:
    if edition.published is None:
        return _("Kỳ công bố")
    return _("Kỳ công bố, {day}").format(day=day(edition.published))


def _rule(title: str, entry: Sourced | Node) -> Rule:
    confirmed = entry.status is Certainty.CONFIRMED
    return Rule(title, entry.source, word(entry.status), confirmed, entry.note)


def _notes(country: Country) -> Iterator[Note]:
    yield from source_notes(country)
    if country.reconstructed:
        text = _("Điểm các đơn vị hợp nhất là ước tính của công cụ này, không phải điểm công bố.")
        yield Note(_("Quy đổi"), text)
    yield version_note()
