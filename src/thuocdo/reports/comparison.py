"""A few units side by side at every node of an index, in one period and through the years."""

from collections.abc import Iterator, Sequence

import numpy as np

from thuocdo import diagnosis
from thuocdo.catalog.framework import NodeInForce
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.panel import Place
from thuocdo.index.pairwise import HOLM, pair_matrix
from thuocdo.index.rank import TIE
from thuocdo.index.sampling import LEVEL
from thuocdo.index.uncertain import uncertain_scores
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import missing, percent
from thuocdo.kernel.tables import Certainty
from thuocdo.reports.comparison_views import (
    MOST,
    Cell,
    Compared,
    ComparedNode,
    Comparison,
    Gap,
)
from thuocdo.reports.country import Country, country_of, group_steps, head_of
from thuocdo.reports.history import years_of
from thuocdo.reports.notes import notes_of
from thuocdo.reports.sentences import uncertainty
from thuocdo.reports.tree_rows import change_view, numbered, walk


def comparison(panel: Panel, units: Sequence[str], period: str, level: float = LEVEL) -> Comparison:
    """`units` (tokens or names; the same twice counts once) side by side in `period`.

    Raises `RequestError` for none or more than five units, a period or unit without data,
    `UnitError` for a unit that did not exist then.
    """
    places = list({(place := panel.at(unit, period)).unit: place for unit in units}.values())
    if not 1 <= len(places) <= MOST:
        raise RequestError(too_many(len(places)))
    country = country_of(panel, period)
    nodes = tuple(_nodes(country, places, level))
    years = tuple(tuple(years_of(panel, place.identity, panel.periods)) for place in places)
    return Comparison(
        head=head_of(country),
        digits=country.digits,
        units=tuple(Compared(place.unit, place.identity, place.name) for place in places),
        nodes=nodes,
        years=years,
        gaps=tuple(_gap(country, places[0], other) for other in places[1:]),
        certainty=_certainty(nodes, level),
        uncertainty=uncertainty(country, level),
        notes=tuple(notes_of(country, with_map=False)),
    )


def too_many(count: int) -> Problem:
    """So many units are not compared at once."""
    message = _("so sánh từ một đến {most} đơn vị, không phải {count}.")
    hint = _("Bớt đơn vị; bảng đủ mọi đơn vị ở trang của bộ chỉ số.")
    text = message.format(most=MOST, count=count)
    return Problem("units-compared", text, column="unit", hint=hint)


def _nodes(country: Country, places: Sequence[Place], level: float) -> Iterator[ComparedNode]:
    for node, depth in ((country.index, 0), *walk(country.tree)):
        rows = [country.rows[place.unit].get(node.path, {}) for place in places]
        yield ComparedNode(
            code=node.code,
            name=numbered(node),
            depth=depth,
            leaf=not node.parts,
            scale_max=None if missing(node.scale_max) else node.scale_max,
            unconfirmed=node.node.status is not Certainty.CONFIRMED,
            cells=tuple(_cells(country, node, rows, level)),
        )


def _cells(
    country: Country, node: NodeInForce, rows: Sequence[dict], level: float
) -> Iterator[Cell]:
    names = group_steps(country.tree, node.code)
    scores = [row.get("score") for row in rows]
    known = [score for score in scores if score is not None]
    top, signs = max(known, default=None), _signs(rows, level)
    for row, score, sign in zip(rows, scores, signs, strict=True):
        group, step = names.get(row.get("group"), (None, None))
        both = score is not None and scores[0] is not None
        yield Cell(
            score=score,
            rank=row.get("rank"),
            ranked_units=row.get("ranked_units"),
            rank_low=row.get("rank_low"),
            rank_high=row.get("rank_high"),
            group=group,
            step=step,
            difference=score - scores[0] if both else None,
            best=len(known) > 1 and score is not None and top - score <= TIE,
            significant=sign,
        )


def _signs(rows: Sequence[dict], level: float) -> list[bool | None]:
    """Whether each differs from the first, all pairs judged together; None: not known."""
    ses = [row.get("se") for row in rows]
    places = [i for i, se in enumerate(ses) if se is not None and rows[i]["score"] is not None]
    found: list[bool | None] = [None] * len(rows)
    if len(places) < 2 or places[0] != 0:
        return found
    values = np.array([rows[i]["score"] for i in places])
    scores = uncertain_scores(values, se=np.array([ses[i] for i in places]))
    sign = pair_matrix(scores, level, control=HOLM).sign[0]
    for column, place in list(enumerate(places))[1:]:
        found[place] = bool(sign[column])
    return found


def _gap(country: Country, first: Place, other: Place) -> Gap:
    try:
        fall = diagnosis.explain_gap(country.panel, first.unit, str(first.period), other.unit)
    except RequestError as error:
        return Gap(other.name, None, error.problems[0].message)
    return Gap(other.name, change_view(country, fall), None)


def _certainty(nodes: Sequence[ComparedNode], level: float) -> str:
    if any(cell.significant is not None for node in nodes for cell in node.cells):
        return _(
            "Chênh lệch so với đơn vị đầu được kiểm định theo sai số chuẩn của từng điểm, coi mẫu "
            "của các đơn vị là độc lập; mức {level} đúng đồng thời cho mọi cặp trong bảng ở mỗi "
            "nội dung (Holm). “Không phân biệt được” không có nghĩa là bằng nhau."
        ).format(level=percent(level))
    return _(
        "Không có sai số chuẩn nên không nói được chênh lệch nào lớn hơn sai số của phép đo, chênh "
        "lệch nào không: hơn kém ít điểm chưa chắc là hơn kém thật."
    )
