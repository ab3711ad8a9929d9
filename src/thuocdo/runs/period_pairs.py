"""Two periods of a framework side by side: which scores go together, and what came of method."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework, NodeInForce
from thuocdo.diagnosis import Panel
from thuocdo.diagnosis.comparable import why_not
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import ScoredPeriod, score_period_of
from thuocdo.index.scoring import Scores, score_period
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.period import Period
from thuocdo.runs.uncertain_nodes import panel_over

NO_PART_OF_A_RULE = {"source", "status", "note"}


@dataclass(frozen=True, slots=True)
class PeriodPair:
    """Both periods scored, and `crossed`: the later data by the earlier definition.

    `place` (units,) is the column of each later unit in the earlier period, −1 where its
    territory was not measured then.
    """

    panel: Panel
    before: ScoredPeriod
    after: ScoredPeriod
    crossed: Scores
    place: np.ndarray

    def now(self, table: str, name: str, code: str) -> np.ndarray:
        """Numbers (units,) of the later period, `score` of `scores` say."""
        return getattr(getattr(self.after, table), name)[self.after.scores.codes.index(code)]

    def then(self, table: str, name: str, code: str) -> np.ndarray:
        """Those of the earlier period in the order of the later one, NaN where there is none."""
        if code not in self.before.scores.codes:
            return np.full(self.place.size, np.nan)
        numbers = getattr(getattr(self.before, table), name)[self.before.scores.codes.index(code)]
        return np.where(self.place >= 0, numbers[np.maximum(self.place, 0)], np.nan)

    def not_comparable(self, code: str) -> str | None:
        """Why the definition does not compare a node, in the reader's language."""
        periods = self.before.tree.period, self.after.tree.period
        reason = why_not(self.panel, code, *periods)
        return pick(reason.model_dump()) if reason else None

    def method(self, code: str) -> np.ndarray:
        """What the change of method did to each score (units,): 0 where nothing changed.

        The later data by the later less by the earlier definition; NaN where that cannot be
        computed: a part was not measured later, or only a published total is known.
        """
        if not self._told(code):
            return np.full(self.place.size, np.nan)
        earlier = self.crossed.score[self.crossed.codes.index(code)]
        return self.now("scores", "score", code) - earlier

    def _told(self, code: str) -> bool:
        """Whether the later data can be put through the earlier definition at a node."""
        old, new = (made.tree.nodes.get(code) for made in (self.before, self.after))
        if old is None or new is None or not _same_scale(old, new):
            return False
        if not old.parts:
            return True
        rule = new.composition
        given = code in self.after.measured.values and (
            rule is None or rule.prefer == "measurement" or rule.aggregate == "none"
        )
        if given and not _same_rule(old, new):
            return False
        return all(self._told(part) for part in old.parts)


def period_pair(
    framework: Framework,
    measurements: pl.DataFrame,
    first: Period,
    last: Period,
    known: Uncertainty,
) -> PeriodPair:
    """Two periods, the earlier first. Raises `RequestError` for the wrong order or no data."""
    if not first < last:
        message = _("kỳ đầu ({start}) phải trước kỳ cuối ({end}).").format(start=first, end=last)
        raise RequestError(Problem("periods-out-of-order", message))
    panel = panel_over(framework, measurements, first, last)
    before, after = (score_period_of(framework, p, measurements, known) for p in (first, last))
    at = {identity: place for place, identity in enumerate(before.identities)}
    place = np.array([at.get(identity, -1) for identity in after.identities])
    return PeriodPair(panel, before, after, score_period(before.tree, after.measured), place)


def _same_scale(old: NodeInForce, new: NodeInForce) -> bool:
    ends = ((node.scale_min, node.scale_max) for node in (old, new))
    return np.array_equal(*ends, equal_nan=True)


def _same_rule(old: NodeInForce, new: NodeInForce) -> bool:
    told = (
        [
            rule and rule.model_dump(exclude=NO_PART_OF_A_RULE)
            for rule in (n.composition, n.preparation)
        ]
        for n in (old, new)
    )
    return next(told) == next(told)
