"""Nodes with their standard errors: one door to the fast engine and the general one.

The fast engine serves a first stage with replacement (or a single stage with its finite
population correction) and weights as given. Everything else, several stages with
corrections, calibrated weights, the rule `average`, goes through `variance`, unit by unit;
where both apply they agree to rounding.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from thuocdo.kernel.errors import InputError, Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.survey import fast, fast_bootstrap
from thuocdo.survey.design import Design
from thuocdo.survey.layout import lay_out
from thuocdo.survey.lonely import LonelyRule, refuse_lonely
from thuocdo.survey.nodes import NodeRules, Simple, mix, simple_sampling
from thuocdo.survey.variance import centred_unit_totals


@dataclass(frozen=True, slots=True)
class Variance:
    """How standard errors are found: linear, jkn, or bootstrap with so many replicates."""

    method: Literal["linear", "jkn", "bootstrap"] = "linear"
    replicates: int = 500
    seed: int = 1


LINEAR = Variance()


def read_variance(text: str, seed: int = 1) -> Variance:
    """`linear`, `jkn` or `bootstrap:500`. Raises `RequestError` for anything else."""
    method, _colon, count = text.strip().lower().partition(":")
    if method in ("linear", "jkn") and not count:
        return Variance(method)
    if method == "bootstrap" and (not count or (count.isdecimal() and int(count) >= 2)):
        return Variance("bootstrap", int(count or 500), seed)
    message = _("không có cách tính phương sai “{text}”.").format(text=text)
    hint = _("Dùng linear, jkn hoặc bootstrap:500.")
    raise RequestError(Problem("variance-unknown", message, hint=hint))


@dataclass(frozen=True, slots=True)
class Sample:
    """What is estimated from: a design, indicators (n, k) and the domain (n,) of each person.

    `domain` counts from 0; −1 is nobody's. `least` answers are needed for a mean. Without
    `items` the general engine leaves out the SE of single indicators, which cost the most.
    """

    design: Design
    values: np.ndarray
    domain: np.ndarray
    rule: LonelyRule
    least: int = 1
    items: bool = True


@dataclass(frozen=True, slots=True)
class NodeEstimates:
    """Nodes (D, q) and indicators (D, k) with SE; NaN where there is none.

    `influence` (m, D·q) as `JointEstimates` wants it, columns by domain then node; `draws`
    (R, D·q) where replicates were made, around which `draw_scale` holds; `empty` counts
    replicates that had nobody in a cell.
    """

    value: np.ndarray
    se: np.ndarray
    df: np.ndarray
    simple: Simple
    answers: np.ndarray
    means: np.ndarray
    means_se: np.ndarray
    influence: np.ndarray
    engine: Literal["fast", "general"]
    draws: np.ndarray | None = None
    draw_scale: float = 1.0
    empty: int = 0


def estimate_nodes(sample: Sample, rules: NodeRules, variance: Variance) -> NodeEstimates:
    """Estimate every node in every domain. Raises `InputError`, `RequestError`."""
    sums = fast.cell_sums(_layout(sample), sample.values.T, sample.values.shape[1])
    means = fast.unit_means(sums)
    at_hand = means.answers >= sample.least
    if not at_hand.any():
        message = _("không có câu trả lời hợp lệ nào để ước lượng")
        raise InputError(Problem("no-answers", message, hint=_("xem lại cột, mã thiếu và miền")))
    shares = rules.shares(at_hand)
    slopes, value = rules.slopes(shares), rules.values(shares, means.value)
    simple = simple_sampling(
        sample.values, sample.design.weights, sample.domain, slopes, means.value
    )
    quick = is_simple(sample.design, sample.rule)
    found = _fast(sample, means, slopes) if quick else _general(sample, means, slopes)
    extra = {} if variance.method == "linear" else _replicated(sample, means, slopes, variance)
    parts = {**found, **extra}
    parts["se"] = np.where(np.isnan(value), np.nan, parts["se"])
    parts["means_se"] = np.where(means.answers > 0, parts["means_se"], np.nan)
    if parts.get("draws") is not None:
        parts["draws"] = _node_draws(rules, shares, parts["draws"])
    return NodeEstimates(
        value=value, df=means.df, simple=simple, answers=means.answers, means=means.value,
        engine="fast" if quick else "general", **parts,
    )  # fmt: skip


def _layout(sample: Sample) -> fast.Layout:
    stage = sample.design.stages[0]
    there = np.where(sample.design.weights > 0, sample.domain, -1)
    if not (there >= 0).any():
        message = _("không có người trả lời nào thuộc một đơn vị nào.")
        raise InputError(Problem("empty-domain", message))
    return fast.lay_out(stage.strata, stage.units, there, sample.design.weights, stage.population)


def is_simple(design: Design, rule: LonelyRule) -> bool:
    """Whether the fast engine gives the variance that `variance` would."""
    population = design.stages[0].population
    known = population is not None and not np.isnan(population).all()
    one_stage = len(design.stages) == 1 or not known
    return one_stage and not design.projections and rule.name != "average" and not rule.domain


def _fast(sample: Sample, means: fast.UnitMeans, slopes: np.ndarray) -> dict:
    layout = means.sums.layout
    if sample.rule.name == "fail" and layout.lonely.size:
        stage = lay_out(sample.design.stages[0])
        ones = np.ones((stage.starts.size, 1))
        refuse_lonely(stage, ones, sample.design.stages[0].stratum_labels)
    adjust = sample.rule.name == "adjust"
    nodes = mix(slopes, layout.domain, means.influence)
    return {
        "se": np.sqrt(fast.variances(layout, nodes, adjust)),
        "means_se": np.sqrt(fast.variances(layout, means.influence, adjust)),
        "influence": fast.centred(layout, nodes, adjust),
    }


def _general(sample: Sample, means: fast.UnitMeans, slopes: np.ndarray) -> dict:
    """Unit by unit, so that only one unit's influence values are in memory."""
    d, q, k = slopes.shape
    influence, means_se = [], np.full((d, k), np.nan)
    for domain in range(d):
        linear = _influence(sample, means, domain)
        nodes = linear @ slopes[domain].T
        columns = np.hstack([nodes, linear]) if sample.items else nodes
        totals = centred_unit_totals(sample.design, columns, sample.rule)
        influence.append(totals[:, :q])
        if sample.items:
            means_se[domain] = np.sqrt(np.einsum("ij,ij->j", totals[:, q:], totals[:, q:]))
    joined = np.hstack(influence)
    se = np.sqrt(np.einsum("ij,ij->j", joined, joined)).reshape(d, q)
    return {"se": se, "means_se": means_se, "influence": joined}


def _influence(sample: Sample, means: fast.UnitMeans, domain: int) -> np.ndarray:
    """w (x − x̄) / W (n, k) of the people of one domain, 0 for all others."""
    influence = np.zeros(sample.values.shape)
    inside = np.flatnonzero((sample.domain == domain) & (sample.design.weights > 0))
    away = (sample.values[inside] - means.value[domain]) * sample.design.weights[inside][:, None]
    weight = means.weight[domain]
    influence[inside] = np.nan_to_num(away) / np.where(weight > 0, weight, 1.0)
    return influence


def _replicated(sample: Sample, means: fast.UnitMeans, slopes, variance: Variance) -> dict:
    if not is_simple(sample.design, sample.rule) or sample.design.stages[0].population is not None:
        message = _("{method} ở đây chỉ dùng với quyền số gốc và bậc một chọn có hoàn lại.")
        hint = _("Dùng --variance linear, bỏ FPC hoặc bỏ bước điều chỉnh quyền số.")
        text = message.format(method=variance.method)
        raise RequestError(Problem("variance-not-available", text, hint=hint))
    layout = means.sums.layout
    if variance.method == "jkn":
        away = fast_bootstrap.jackknife(means)
        nodes = fast_bootstrap.mix_jackknife(away, slopes, layout)
        return {
            "se": np.sqrt(fast_bootstrap.jackknife_variances(layout, nodes)),
            "means_se": np.sqrt(fast_bootstrap.jackknife_variances(layout, away)),
        }
    made = fast_bootstrap.bootstrap(means, variance.replicates, variance.seed)
    nodes = np.einsum("rdk,dqk->rdq", np.nan_to_num(made.draws), slopes, optimize=True)
    return {
        "se": nodes.std(axis=0, ddof=1),
        "means_se": made.se,
        "draws": made.draws,
        "draw_scale": 1.0 / (variance.replicates - 1),
        "empty": int(made.empty.sum()),
    }


def _node_draws(rules: NodeRules, shares: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Draws (R, D·q) of nodes, on the scale of the nodes."""
    flat = np.stack([rules.values(shares, draw) for draw in draws])
    return flat.reshape(len(draws), -1)
