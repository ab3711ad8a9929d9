"""Standard errors of every node by linearisation: the delta method, up the tree.

A measured number x comes with influence values T (one a primary unit), covariance TᵀT. A
smooth function f of such numbers has influence Σ ∂f/∂x · T, so that the covariance of any
node over all units follows without ever forming that of the indicators (Deville, Survey
Methodology 25, 1999; Wolter, Introduction to Variance Estimation, 2007, ch. 6):

    sum                     ∂/∂x = w
    power mean M of power p ∂/∂x = (w / Σw) · (M / x)^(1 − p)   p = 1, 0, −1: arithmetic,
                                                               geometric, harmonic
    min–max, fixed bounds   ∂/∂x = (high − low) / (best − worst)
    z-score                 over the units jointly, their mean and sd being estimates too

Observed bounds, ranks, medians and treated outliers are not smooth: `only_draws` tells why,
and `propagate` carries those.
"""

from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.documents import Composition, Preparation
from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.compose import compose
from thuocdo.index.joint_draws import by_node
from thuocdo.index.prepare import changes_values, fixed_bounds, prepare
from thuocdo.index.propagate import ScoreDraws
from thuocdo.index.scoring import Measured
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.language import _

_POWERS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}


@dataclass(frozen=True, slots=True)
class Linearised:
    """Numbers (units,) and their influence values (m, units); df (units,) of the least part.

    Influence is NaN where a number has no known sampling error: none is made up.
    """

    value: np.ndarray
    influence: np.ndarray
    df: np.ndarray

    @property
    def covariance(self) -> np.ndarray:
        """Covariance over the units (units, units); NaN for a unit without sampling error."""
        return self.influence.T @ self.influence

    @property
    def se(self) -> np.ndarray:
        """Standard errors (units,)."""
        return np.sqrt(np.einsum("mu,mu->u", self.influence, self.influence))


@dataclass(frozen=True, slots=True)
class ScoreErrors:
    """Every node linearised, by code; `only_draws`: code → why it cannot be, for readers.

    `nodes` as scored, `entering` as the node above gets them: prepared, gaps filled.
    """

    nodes: dict[str, Linearised]
    entering: dict[str, Linearised]
    only_draws: dict[str, str]

    def covariance(self, code: str) -> np.ndarray:
        """Covariance of the node's scores over the units; all NaN where only draws can tell."""
        return self.nodes[code].covariance

    def se(self, code: str) -> np.ndarray:
        """Standard errors (units,) of the node's scores; all NaN where only draws can tell."""
        return self.nodes[code].se


def score_errors(tree: Tree, measured: Measured, joint: JointEstimates) -> ScoreErrors:
    """Covariance over the units, and standard errors, at every node of `tree`.

    The point is `measured`, the variation `joint`, matched by node, unit and period. A
    measurement that `joint` does not know has no standard error, nor has what stands on it.
    """
    walk = _Walk(tree, measured, joint)
    for node in tree.bottom_up:
        walk.visit(node)
    shown = {code: walk.shown[code] for code in tree.nodes}
    return ScoreErrors(shown, walk.entering, walk.only_draws)


def standard_errors(errors: ScoreErrors, draws: ScoreDraws | None = None) -> dict[str, np.ndarray]:
    """Standard errors (units,) by code, to fill the scorebook: linearised where that exists.

    Where it does not, from `draws`; without draws NaN.
    """
    found = {code: errors.se(code) for code in errors.nodes}
    for code in errors.only_draws if draws is not None else ():
        found[code] = draws.se(code)
    return found


class _Walk:
    """The nodes on the way up, `shown` as scored and `entering` as their parent gets them."""

    def __init__(self, tree: Tree, measured: Measured, joint: JointEstimates):
        about = (tree.framework.name, tree.period, measured.units)
        self.measured, self.rows = measured, joint.influence.shape[0]
        self.influence = by_node(joint, joint.influence, *about)
        self.df = by_node(joint, joint.df, *about)
        self.shown: dict[str, Linearised] = {}
        self.entering: dict[str, Linearised] = {}
        self.only_draws: dict[str, str] = {}

    def visit(self, node: NodeInForce) -> None:
        score = self._score(node)
        self.shown[node.code] = self.entering[node.code] = score
        if not changes_values(node.preparation):
            return
        why = _not_smooth(node.preparation, score.value)
        if why:
            self.only_draws[node.code] = why
        value = prepare(score.value, node.preparation, list(self.measured.regions))
        entering = _prepared(score, value, node.preparation, self.measured.regions, why)
        gap = np.isnan(score.value)
        self.entering[node.code] = entering
        self.shown[node.code] = Linearised(
            np.where(gap, np.nan, value), np.where(gap, np.nan, entering.influence), score.df
        )

    def _score(self, node: NodeInForce) -> Linearised:
        own = self._own(node.code)
        if not node.parts or node.composition.aggregate == "none":
            return own
        below = [part for part in node.parts if part in self.only_draws]
        made = _aggregated([self.entering[part] for part in node.parts], node.composition)
        prefers = node.composition.prefer == "measurement"
        used = ~np.isnan(made.value) & (np.isnan(own.value) | (not prefers))
        if below and used.any():
            self.only_draws[node.code] = self.only_draws[below[0]]
        return _first(own, made) if prefers else _first(made, own)

    def _own(self, code: str) -> Linearised:
        none = self.measured.none()
        nothing = np.full((self.rows, none.size), np.nan)
        value = self.measured.values.get(code, none)
        influence = np.where(np.isnan(value), np.nan, self.influence.get(code, nothing))
        return Linearised(value, influence, self.df.get(code, none))


def _first(preferred: Linearised, other: Linearised) -> Linearised:
    taken = ~np.isnan(preferred.value)
    names = ("value", "influence", "df")
    return Linearised(
        *(np.where(taken, getattr(preferred, name), getattr(other, name)) for name in names)
    )


def _aggregated(parts: list[Linearised], rule: Composition) -> Linearised:
    score, slopes = _composed(parts, rule)
    influence = sum(contributions(parts, rule))
    df = np.where(slopes == 0, np.nan, np.stack([part.df for part in parts], axis=-1))
    return Linearised(rule.factor * score, influence, np.fmin.reduce(df, axis=-1))


def contributions(parts: list[Linearised], rule: Composition) -> list[np.ndarray]:
    """What each part adds to the influence (m, units) of the node that `rule` makes of them."""
    slopes = rule.factor * _composed(parts, rule)[1].T
    # An absent part of weight 0 has NaN influence and no say.
    return [
        np.where(slope == 0, 0.0, slope * part.influence)
        for part, slope in zip(parts, slopes, strict=True)
    ]


def _composed(parts: list[Linearised], rule: Composition) -> tuple[np.ndarray, np.ndarray]:
    """Score (units,) before `factor`, and its slopes (units, parts); NaN where undefined."""
    values = np.stack([part.value for part in parts], axis=-1)
    score = compose(values, rule, undefined="withhold")
    return score, np.where(np.isnan(score)[:, None], np.nan, gradient(values, score, rule))


def gradient(values: np.ndarray, score: np.ndarray, rule: Composition) -> np.ndarray:
    """∂score/∂value before `factor`, (units, parts); 0 for an absent or weightless part."""
    weights = np.asarray(rule.part_weights, dtype=float)
    counted = np.where(np.isnan(values), 0.0, weights)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = counted / counted.sum(axis=-1, keepdims=True)
        if rule.aggregate == "sum":
            return shares * weights.sum()
        power = rule.power if rule.aggregate == "power" else _POWERS[rule.aggregate]
        if power == 1:
            return shares
        slopes = shares * (values / score[:, None]) ** (power - 1)
    # A power mean has no slope at 0 for a power below 1.
    return np.where(counted == 0, 0.0, np.where(np.isfinite(slopes), slopes, np.nan))


def _not_smooth(rule: Preparation, values: np.ndarray) -> str | None:
    """Why the rule cannot be linearised at these values; None where it can."""
    normal = rule.normalise
    if rule.treat:
        return _("xử lý giá trị ngoại lai thay đổi theo từng bước")
    if rule.impute == "median" and np.isnan(values).any():
        return _("giá trị trống được điền bằng trung vị")
    if normal.method == "minmax" and fixed_bounds(normal, 1) is None:
        return _("cận chuẩn hoá lấy từ chính số liệu")
    if normal.method not in ("none", "minmax", "zscore"):
        return _("cách chuẩn hoá “{method}” dựa trên thứ hạng hoặc giá trị lớn nhất").format(
            method=normal.method
        )
    return None


def _prepared(
    score: Linearised, value: np.ndarray, rule: Preparation, regions, why: str | None
) -> Linearised:
    if why:
        return Linearised(value, np.full_like(score.influence, np.nan), score.df)
    filled = _imputed(score, rule.impute, regions)
    influence = int(rule.direction) * filled.influence
    if rule.normalise.method == "minmax":
        influence = influence * _minmax_slope(filled.value, rule)
    elif rule.normalise.method == "zscore":
        raw = int(rule.direction) * filled.value
        influence = _standardised(raw, influence, rule.normalise.sd)
    return Linearised(value, influence, filled.df)


def _imputed(score: Linearised, how: str, regions) -> Linearised:
    """A gap filled with a mean varies as that mean does."""
    gaps = np.isnan(score.value)
    if how == "none" or not gaps.any() or gaps.all():
        return score
    value, influence, df = score.value.copy(), score.influence.copy(), score.df.copy()
    for unit in np.flatnonzero(gaps):
        alike = np.array([r == regions[unit] for r in regions]) if how == "group_mean" else ~gaps
        of = alike & ~gaps
        if of.any() and not (how == "group_mean" and regions[unit] is None):
            value[unit] = score.value[of].mean()
            influence[:, unit] = score.influence[:, of].mean(axis=1)
            df[unit] = np.fmin.reduce(score.df[of])
    return Linearised(value, influence, df)


def _minmax_slope(values: np.ndarray, rule: Preparation) -> np.ndarray:
    """Slope of a min–max with fixed bounds; 0 beyond them where values are clipped.

    A unit near a bound is clipped in some draws only, which no slope can tell.
    """
    normal, direction = rule.normalise, int(rule.direction)
    worst, best = fixed_bounds(normal, direction)
    slope = np.full(values.shape, (normal.high - normal.low) / (best - worst))
    inside = (direction * values >= worst) & (direction * values <= best)
    return np.where(inside | np.isnan(values), slope, 0.0) if normal.clip else slope


def _standardised(values: np.ndarray, influence: np.ndarray, sd: float) -> np.ndarray:
    """Influence of sd · (x − x̄) / s: x̄ and s² (n − 1) are means over the units present.

    dz = sd · [(dx − dx̄) / s − (x − x̄) · Σ (x − x̄) dx / ((n − 1) s³)].
    """
    present = ~np.isnan(values)
    there, moves = values[present], influence[:, present]
    result = np.full_like(influence, np.nan)
    if there.size > 1 and np.ptp(there) > 0:
        apart, s = there - there.mean(), there.std(ddof=1)
        ds = moves @ apart / ((there.size - 1) * s)
        centred = moves - moves.mean(axis=1, keepdims=True)
        result[:, present] = sd * (centred / s - np.outer(ds, apart) / s**2)
    return result
