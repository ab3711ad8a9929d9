"""Which units the sample tells apart, and who is sure of the best quarter."""

import numpy as np

from thuocdo.index.pairwise import pair_matrix
from thuocdo.index.rank_sets import mrsw
from thuocdo.index.tau_sets import TauSets, tau_best
from thuocdo.index.uncertain import UncertainScores
from thuocdo.kernel.language import _
from thuocdo.reports.country import Country
from thuocdo.reports.views import Mark
from thuocdo.reports.wide_views import PairRow, Pairs


def pairs_of(country: Country, scores: UncertainScores, level: float) -> Pairs:
    """Every pair of ranked units and the best quarter, both simultaneously at `level`.

    `scores` are those of the index in the order of the tokens of the units of the period.
    """
    found = ranked_places(country, scores)
    marks, order = [mark for mark, _at in found], np.array([at for _mark, at in found], dtype=int)
    sign = pair_matrix(scores, level).sign[np.ix_(order, order)].tolist()
    quarter = max(1, len(marks) // 4)
    best = tau_best(mrsw(scores, level), quarter)
    rows = (
        PairRow(mark.name, mark.rank, tuple(signs), _sure(best, i))
        for mark, signs, i in zip(marks, sign, order, strict=True)
    )
    return Pairs(tuple(rows), quarter, level)


def ranked_places(country: Country, scores: UncertainScores) -> list[tuple[Mark, int]]:
    """The ranked units, best first, each with its place among `scores`.

    Raises `ValueError` where `scores` are those of another scorebook.
    """
    place = {unit: i for i, unit in enumerate(sorted(country.rows))}
    found = [(mark, place[mark.unit]) for mark in country.marks if mark.rank is not None]
    told = scores.spread(scores.values, np.nan)
    same = scores.size == len(place) and np.allclose(
        [told[at] for _mark, at in found], [mark.score for mark, _at in found]
    )
    if not same:
        raise ValueError("the uncertain scores are not those of this scorebook")
    return found


def _sure(best: TauSets, place: int) -> str:
    if best.surely[place]:
        return _("chắc chắn")
    return _("có thể") if best.possibly[place] else _("không")
