"""Confidence sets for ranks: from which place to which place a unit may truly stand."""

from dataclasses import dataclass

import numpy as np

from thuocdo.index.critical import LOWER, SIDES, TWO_SIDED, UPPER, critical_values
from thuocdo.index.draws import given_errors, random_errors
from thuocdo.index.intervals import joint_margins
from thuocdo.index.pair_families import margins
from thuocdo.index.rank import TIE, rank_units
from thuocdo.index.uncertain import UncertainScores
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent, plain

DRAWS = 1000
SEED = 1
_CHUNK = 32


@dataclass(frozen=True, slots=True)
class RankSets:
    """For every unit the places that its sample does not rule out.

    `low`, `rank`, `high` (units,): best place, competition rank, worst place; 0 for a unit
    without a score. `critical` (units,) are the critical values, on the normal scale. `level`
    is the chance that all sets (simultaneous) or each set (marginal) hold the true rank.
    `ranked_units` is the denominator, `withheld` and `exact` are positions: no score; standard
    error 0, taken as known. `draws` and `seed` say how it can be computed again (0 draws:
    nothing was drawn; seed None: the draws were given). `df` as in `UncertainScores`.
    `mended` is the distance by which the covariance was mended, 0 if not.
    """

    low: np.ndarray
    rank: np.ndarray
    high: np.ndarray
    critical: np.ndarray
    method: str
    level: float
    side: str
    simultaneous: bool
    stepdown: bool
    draws: int
    seed: int | None
    df: np.ndarray | float | None
    ranked_units: int
    withheld: tuple[int, ...]
    exact: tuple[int, ...]
    mended: float

    def remarks(self) -> list[str]:
        """What a reader of these sets must be told."""
        said = []
        if self.withheld:
            text = _("{count} đơn vị không có điểm, không xếp hạng; thứ hạng tính trên {ranked}.")
            said.append(text.format(count=len(self.withheld), ranked=self.ranked_units))
        if self.exact:
            text = _("{count} đơn vị có sai số chuẩn bằng 0, được coi là biết chính xác.")
            said.append(text.format(count=len(self.exact)))
        if self.mended:
            text = _("Ma trận hiệp phương sai đã được sửa, lệch {distance} so với bản gốc.")
            said.append(text.format(distance=percent(self.mended, 2)))
        return said if self.df is None else [*said, self._freedom()]

    def _freedom(self) -> str:
        if np.ndim(self.df):
            text = _("Giá trị tới hạn tính theo bậc tự do của từng đơn vị, từ {least} đến {most}.")
            return text.format(least=plain(np.min(self.df)), most=plain(np.max(self.df)))
        text = _("Giá trị tới hạn tính theo một bậc tự do gộp cho mọi đơn vị: {df}.")
        return text.format(df=plain(self.df))


def mrsw(
    scores: UncertainScores,
    level: float = 0.95,
    *,
    side: str = TWO_SIDED,
    simultaneous: bool = True,
    stepdown: bool = True,
    draws: int | np.ndarray = DRAWS,
    draw_scale: float | None = None,
    seed: int = SEED,
) -> RankSets:
    """Rank sets of Mogstad, Romano, Shaikh and Wilhelm (2024), doi 10.1093/restud/rdad006.

    [1 + units significantly better, p − units significantly worse], by `critical_values`.
    `side` "lower" gives the best place alone (the worst is then p), "upper" the worst.
    `draws` is a number of normal draws, or replicate scores (R, units) with `draw_scale` as
    in `JointEstimates`.
    """
    _check(level, side)
    if np.ndim(draws):
        errors, shown = given_errors(scores, draws, draw_scale, seed), None
    else:
        errors, shown = random_errors(scores, int(draws), seed), seed
    options = {"side": side, "simultaneous": simultaneous, "stepdown": stepdown}
    critical = critical_values(scores, errors, level, **options)
    critical = np.broadcast_to(critical, scores.values.shape)
    better, worse = _counts(scores, critical)
    better, worse = (0 if side == UPPER else better), (0 if side == LOWER else worse)
    facts = {"draws": errors.shape[1], "seed": shown, "method": "mrsw", "level": level}
    return _sets(scores, better, worse, critical, **facts, **options)


def kww(scores: UncertainScores, level: float = 0.95) -> RankSets:
    """Simultaneous rank sets of Klein, Wright and Wieczorek.

    "A joint confidence region for an overall ranking of populations", JRSS-C (2020).
    Intervals score ± z·se that hold jointly; [1 + intervals wholly above, p − wholly below].
    Instant, and wider than `mrsw`; the intervals are those of `joint_margins`.
    """
    _check(level, TWO_SIDED)
    p = scores.values.size
    z, half = joint_margins(scores, level)
    bottom, top = np.sort(scores.values - half), np.sort(scores.values + half)
    better = p - np.searchsorted(bottom, scores.values + half + TIE, side="right")
    worse = np.searchsorted(top, scores.values - half - TIE, side="left")
    facts = {"draws": 0, "seed": None, "method": "kww", "level": level}
    options = {"side": TWO_SIDED, "simultaneous": True, "stepdown": False}
    return _sets(scores, better, worse, np.full(p, z), **facts, **options)


def _check(level: float, side: str) -> None:
    if not 0 < level < 1 or side not in SIDES:
        raise ValueError(f"level within (0, 1), side of {', '.join(SIDES)}: {level}, {side}")


def _counts(scores: UncertainScores, critical: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many units are significantly better, and worse, than each."""
    p = scores.values.size
    better, worse = np.zeros(p, dtype=np.int64), np.zeros(p, dtype=np.int64)
    for start in range(0, p, _CHUNK):
        columns = np.arange(start, min(start + _CHUNK, p))
        lead = scores.values[:, None] - scores.values[columns]
        margin = margins(scores, critical, columns)
        better[columns], worse[columns] = (lead > margin).sum(axis=0), (-lead > margin).sum(axis=0)
    return better, worse


def _sets(scores: UncertainScores, better, worse, critical, **facts) -> RankSets:
    p = scores.values.size
    return RankSets(
        low=scores.spread(np.broadcast_to(1 + better, (p,))),
        rank=scores.spread(rank_units(scores.values).ranks),
        high=scores.spread(np.broadcast_to(p - worse, (p,))),
        critical=scores.spread(critical, np.nan),
        df=scores.df,
        ranked_units=p,
        withheld=scores.withheld,
        exact=scores.exact,
        mended=scores.mended.distance if scores.mended else 0.0,
        **facts,
    )
