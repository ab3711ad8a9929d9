"""The one door: a design and a statistic in, estimates with their covariance out."""

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.degrees import degrees_of_freedom
from thuocdo.survey.design import AnyDesign, Design, Estimates, ReplicateDesign, Statistic
from thuocdo.survey.distributions import t_quantile
from thuocdo.survey.lonely import Lonely, LonelyRule
from thuocdo.survey.variance import linearised_covariance


def estimate(
    design: AnyDesign,
    statistic: Statistic,
    lonely: Lonely | LonelyRule = "fail",
) -> Estimates:
    """The estimates of `statistic` with their covariance, by what the design carries.

    `lonely` is a rule for strata of one unit (see `lonely`). A number nobody answered is NaN
    with count 0; when that holds for all of them an `InputError` says so.
    """
    counts = answers_behind(design, statistic)
    if not counts.any():
        text = _("không có câu trả lời hợp lệ nào để ước lượng")
        raise InputError(Problem("no-answers", text, hint=_("xem lại cột, mã thiếu và miền")))
    value = statistic.point(design.weights)
    covariance = _covariance(design, statistic, value, as_rule(lonely))
    nobody = counts == 0
    covariance[nobody, :] = np.nan
    covariance[:, nobody] = np.nan
    return Estimates(value, covariance, degrees_of_freedom(design), counts)


def intervals(
    estimates: Estimates, level: float = 0.95, df: float | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Low and high (k,) of value ± t · se, with the df of the design unless another is given."""
    t = t_quantile(0.5 + level / 2, estimates.df if df is None else df)
    margin = t * estimates.se
    return estimates.value - margin, estimates.value + margin


def as_rule(lonely: Lonely | LonelyRule) -> LonelyRule:
    """A rule by its name, or the rule itself."""
    return lonely if isinstance(lonely, LonelyRule) else LonelyRule(lonely)


def answers_behind(design: AnyDesign, statistic: Statistic) -> np.ndarray:
    """Answers (k,) of respondents that are in the sample at hand (weight not 0)."""
    if np.all(design.weights > 0) or not hasattr(statistic, "present"):
        return np.asarray(statistic.counts)
    return (statistic.present() & (design.weights > 0)[:, None]).sum(axis=0)


def _covariance(design, statistic, value, rule: LonelyRule) -> np.ndarray:
    if isinstance(design, ReplicateDesign):
        # The replicate side knows designs, and this module knows the replicate side.
        from thuocdo.survey.replicate_estimates import replicate_covariance  # noqa: PLC0415

        return replicate_covariance(design, statistic.point(design.replicates).T, value)
    return linearised_covariance(
        design, statistic.influence(design.weights), rule, answered(design, statistic, rule)
    )


def answered(design: Design, statistic: Statistic, rule: LonelyRule) -> np.ndarray | None:
    """Who is behind each number (n, k), where the rule looks at that and it is known."""
    if not (rule.looks_at_answers and hasattr(statistic, "present")):
        return None
    return statistic.present() & (design.weights > 0)[:, None]
