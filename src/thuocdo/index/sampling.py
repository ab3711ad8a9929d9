"""Sampling error of the scores of one period: what is known of it, and what it allows to say.

Standard errors come from the joint estimates of a survey, from measurements that carry
their own (then at the measured nodes alone, for the covariance of the parts is not known),
or from an assumption that the user states. Where none is known nothing is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from thuocdo.catalog.framework import Framework, Tree
from thuocdo.index.change import Past
from thuocdo.index.change_significance import significant_changes
from thuocdo.index.rank_sets import mrsw
from thuocdo.index.score_errors import score_errors
from thuocdo.index.scoring import Measured, Scores
from thuocdo.index.uncertain import UncertainScores, uncertain_scores
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.language import _

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What is known of sampling error: `joint` estimates by period, or an assumed standard
    error of the index (points, the same for every unit, independent). `level` of confidence.
    """

    joint: Mapping[str, JointEstimates] = field(default_factory=dict)
    assumed_se: float | None = None
    level: float = LEVEL

    def __post_init__(self):
        if self.assumed_se is not None and not self.assumed_se > 0:
            message = _("sai số chuẩn giả định phải lớn hơn 0.")
            raise RequestError(Problem("assumed-se", message, column="assume-se"))


@dataclass(frozen=True, slots=True)
class Sampling:
    """Standard errors and degrees of freedom (nodes, units) of one period; NaN where not
    known. `covariance` holds (units, units) by row for nodes where units vary together.
    """

    se: np.ndarray
    df: np.ndarray
    covariance: dict[int, np.ndarray]


def sampling_of(tree: Tree, measured: Measured, scores: Scores, known: Uncertainty) -> Sampling:
    """The sampling errors of `scores`.

    Raises `RequestError` where an assumption stands beside standard errors that are given:
    one of them would be wrong.
    """
    joint = known.joint.get(str(tree.period))
    if known.assumed_se is not None:
        given = joint is not None or not np.isnan(scores.se).all()
        if given:
            message = _("số đo đã có sai số chuẩn; bỏ giả định --assume-se.")
            raise RequestError(Problem("assumed-se", message, column="assume-se"))
        return _assumed(scores, known.assumed_se)
    if joint is None:
        return Sampling(scores.se, np.full(scores.se.shape, np.nan), {})
    errors = score_errors(tree, measured, joint)
    found = [errors.nodes[code] for code in scores.codes]
    se = np.stack([node.se for node in found])
    se = np.where(np.isnan(scores.score), np.nan, se)
    covariance = {row: node.covariance for row, node in enumerate(found)}
    return Sampling(se, np.stack([node.df for node in found]).astype(float), covariance)


def _assumed(scores: Scores, se: float) -> Sampling:
    """The assumption speaks of the index alone: of the parts it says nothing."""
    errors = np.full(scores.se.shape, np.nan)
    index = scores.codes.index("")
    errors[index] = np.where(np.isnan(scores.score[index]), np.nan, se)
    return Sampling(errors, np.full(errors.shape, np.nan), {})


def rank_ranges(scores: Scores, sampling: Sampling, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Best and worst rank (nodes, units) that the sample allows each unit; 0 where not known.

    Marginal sets of Mogstad, Romano, Shaikh and Wilhelm: each holds the true rank with
    probability `level`. A node is passed over unless every ranked unit has a standard error.
    """
    low = np.zeros(scores.score.shape, dtype=np.int64)
    high = low.copy()
    for row, values in enumerate(scores.score):
        known = ~np.isnan(values)
        if known.any() and not np.isnan(sampling.se[row][known]).any():
            sets = mrsw(_uncertain(row, values, sampling), level, simultaneous=False)
            low[row], high[row] = sets.low, sets.high
    return low, high


def uncertain_node(scores: Scores, sampling: Sampling, code: str) -> UncertainScores:
    """The scores of one node with their errors, for rank inference.

    Raises `RequestError` where a ranked unit has no standard error at that node.
    """
    row = scores.codes.index(code)
    known = ~np.isnan(scores.score[row])
    if np.isnan(sampling.se[row][known]).any():
        message = _("chưa biết sai số chuẩn của nội dung này nên không nêu được khoảng thứ hạng.")
        hint = _("Đưa hiệp phương sai chung (--joint), hoặc nêu giả định (--assume-se).")
        raise RequestError(Problem("se-unknown", message, hint=hint))
    return _uncertain(row, scores.score[row], sampling)


def _uncertain(row: int, values: np.ndarray, sampling: Sampling) -> UncertainScores:
    df = sampling.df[row]
    ranked = ~np.isnan(values)
    freedom = None if np.isnan(df[ranked]).any() else np.where(ranked, df, 1.0)
    if row in sampling.covariance:
        return uncertain_scores(values, covariance=sampling.covariance[row], df=freedom, mend=True)
    return uncertain_scores(values, se=sampling.se[row], df=freedom)


def significance(
    framework: Framework, now: Past, before: Past | None, change: np.ndarray, level: float
) -> np.ndarray:
    """Whether each change (nodes, units) is significant: 1 yes, 0 no, −1 not known.

    Samples of two years are independent; at each node the units are tested as one family
    (Benjamini–Hochberg), so that of the changes called significant 5 % at most are not.
    """
    verdict = np.full(change.shape, -1, dtype=np.int8)
    if before is None or before.se is None or now.se is None:
        return verdict
    columns = np.array([before.place.get(identity, -1) for identity in now.place])
    for code, row in now.row.items():
        then = before.row.get(code)
        if then is None:
            continue
        earlier = np.where(columns >= 0, before.se[then][np.maximum(columns, 0)], np.nan)
        tested = ~np.isnan(change[row]) & ~np.isnan(now.se[row]) & ~np.isnan(earlier)
        if tested.any():
            found = significant_changes(
                change[row][tested], 0.0, now.se[row][tested], earlier[tested],
                level=level, control="bh",
            )  # fmt: skip
            verdict[row, tested] = found.significant
    return verdict
