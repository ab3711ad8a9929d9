"""The charts of a ranking: the map of provinces, and how the scores lie."""

import numpy as np

from thuocdo.kernel import Level
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal
from thuocdo.reports import svg
from thuocdo.reports.charts.bars import Amount, bars
from thuocdo.reports.figures import Figure, both, map_figure, strip_figure
from thuocdo.reports.geometry import geometry_on
from thuocdo.web.results.ranking_view import Ranking

BARS = 14  # about so many
DOTS = 120  # more units than this are counted in bars, not drawn one by one


def ranking_figures(ranking: Ranking, level: str, name: str) -> dict[str, Figure]:
    """`map` where provinces are measured; `strip` or `histogram` where anybody has a score."""
    drawn = {}
    if level == Level.PROVINCE:
        title = _("Bản đồ nhóm điểm {index}").format(index=name)
        drawn["map"] = map_figure(ranking.head, ranking.marks, title)
    return drawn | distribution(ranking, name)


def distribution(ranking: Ranking, name: str) -> dict[str, Figure]:
    """How the scores of all units lie."""
    scored = sum(mark.score is not None for mark in ranking.marks)
    if not scored:
        return {}
    title = _("Các đơn vị trên thang điểm {index}").format(index=name)
    if scored <= DOTS:
        return {"strip": strip_figure(ranking.marks, ranking.bands, title)}
    return {"histogram": _histogram(ranking, title)}


def _histogram(ranking: Ranking, title: str) -> Figure:
    """How many units have a score between two round numbers."""
    scores = np.array([mark.score for mark in ranking.marks if mark.score is not None])
    edges = svg.ticks(float(scores.min()), float(scores.max()), BARS)
    width = edges[1] - edges[0]
    edges = [edges[0] - width, *edges, edges[-1] + width]
    counts, _edges = np.histogram(scores, edges)
    amounts = [
        Amount(f"{decimal(low)}–{decimal(low + width)}", float(n), str(n), kind="s4")
        for low, n in zip(edges, counts, strict=False)
        if n
    ]
    text = _("Mỗi thanh: số đơn vị có điểm trong khoảng bên trái.")
    return both("histogram", title, text, lambda c, w: bars(c, amounts, w))


def unmapped(ranking: Ranking) -> tuple[str, ...]:
    """Who is measured but has no place on the map of that day."""
    known = geometry_on(ranking.head.territory).units
    return tuple(mark.name for mark in ranking.marks if mark.code not in known)
