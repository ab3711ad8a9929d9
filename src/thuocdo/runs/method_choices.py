"""What a sensitivity run may choose from, as the definition allows it and readers call it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from thuocdo.catalog.documents import Normalise
from thuocdo.catalog.framework import NodeInForce
from thuocdo.index import perturb, tree_choices
from thuocdo.index.alternatives import Choices, Leaves, method_alternatives
from thuocdo.index.impute_nearest import NEIGHBOURS, impute_nearest
from thuocdo.index.prepare_draws import prepare_draws
from thuocdo.index.scorebook import ScoredPeriod
from thuocdo.index.sensitivity import Plan
from thuocdo.index.tree import Hierarchy
from thuocdo.index.tree_choices import Skeleton
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _

CHOICES = ("weights", "normalisation", "aggregation", "imputation", "leave-out")
WEIGHTS, NORMALISATION, AGGREGATION, IMPUTATION, LEAVE_OUT = CHOICES
DEFINED, NEAREST = "defined", "nearest"
LINEAR = ("sum", "arithmetic")


@dataclass(frozen=True, slots=True)
class MethodChoices:
    """The alternatives of every choice that is `varied`, the definition's own first.

    `alternatives` maps each choice to their codes; `choices` are the same in the form in which
    `index.sensitivity` runs them: leaves in the order imputation × normalisation.
    """

    made: ScoredPeriod
    shape: Skeleton
    varied: tuple[str, ...]
    alternatives: Mapping[str, tuple[str, ...]]
    choices: Choices

    def plan(self, points: np.ndarray) -> Plan:
        """The plan of points (R, choices) of the unit cube, a column a choice as in `varied`.

        A choice with m alternatives takes the one at place ⌊m·u⌋.
        """
        sizes = {name: self.size(name) for name in self.varied}
        places = {
            name: np.minimum((column * sizes[name]).astype(int), sizes[name] - 1)
            for name, column in zip(self.varied, points.T, strict=True)
        }
        first = np.zeros(len(points), dtype=int)
        imputed = places.get(IMPUTATION, first) * len(self.alternatives[NORMALISATION])
        return Plan(
            imputed + places.get(NORMALISATION, first),
            places.get(AGGREGATION, first),
            places.get(WEIGHTS, first - 1),
            places.get(LEAVE_OUT, first),
        )

    def size(self, choice: str) -> int:
        """How many alternatives a choice has."""
        return self.choices.sizes[2] if choice == WEIGHTS else len(self.alternatives[choice])

    def leaves(self, values: Mapping[str, np.ndarray]) -> dict[str, Leaves]:
        """Measurements (…, units) prepared in every combination, under the names of `choices`."""
        return _leaves(self.made, self.shape, self.alternatives, values)


def method_choices(
    made: ScoredPeriod, varied: tuple[str, ...], noise: float, sets: int, rng: np.random.Generator
) -> MethodChoices:
    """What may be varied of a scored period; `sets` draws of weights ±`noise`.

    Raises `RequestError` for a choice there is not, and where the index is not computed from
    parts that are measured: then there is no method to vary.
    """
    _check(varied)
    shape = _skeleton(made)
    hierarchies = _hierarchies(shape.hierarchy, AGGREGATION in varied)
    alternatives = {
        NORMALISATION: _normalisations(made, shape) if NORMALISATION in varied else (DEFINED,),
        IMPUTATION: _imputations(made, shape) if IMPUTATION in varied else (DEFINED,),
        AGGREGATION: tuple(hierarchies),
        LEAVE_OUT: (DEFINED, *(made.tree.nodes[""].parts if LEAVE_OUT in varied else ())),
    }
    levels = set(perturb.levels(shape.hierarchy).values()) if WEIGHTS in varied else ()
    choices = Choices(
        _leaves(made, shape, alternatives, made.measured.values),
        {method_label(name): tree for name, tree in hierarchies.items()},
        perturb.noisy_weights(shape.hierarchy, dict.fromkeys(levels, noise), sets, rng),
        (None, *alternatives[LEAVE_OUT][1:]),
    )
    return MethodChoices(made, shape, varied, alternatives, choices)


def choice_label(choice: str) -> str:
    """What readers call a choice."""
    return {
        WEIGHTS: _("trọng số"),
        NORMALISATION: _("chuẩn hoá"),
        AGGREGATION: _("cách gộp"),
        IMPUTATION: _("điền giá trị thiếu"),
        LEAVE_OUT: _("bỏ một nội dung"),
    }[choice]


def method_label(alternative: str) -> str:
    """What readers call an alternative; a code of a node stays as it is."""
    return {
        DEFINED: _("như định nghĩa"),
        "minmax": _("min–max"),
        "zscore": _("z-score"),
        "rank": _("thứ hạng"),
        "best": _("tỷ lệ so với đơn vị tốt nhất"),
        "arithmetic": _("trung bình cộng"),
        "geometric": _("trung bình nhân"),
        "none": _("không điền"),
        "group_mean": _("trung bình vùng"),
        "median": _("trung vị cả nước"),
        NEAREST: _("trung bình {k} đơn vị giống nhất").format(k=NEIGHBOURS),
    }.get(alternative, alternative)


def _check(varied: tuple[str, ...]) -> None:
    for name in varied:
        if name not in CHOICES:
            message = _("không có lựa chọn “{name}”.").format(name=name)
            hint = _("Dùng một trong: {known}.").format(known=", ".join(CHOICES))
            raise RequestError(Problem("choice-unknown", message, hint=hint))


def _skeleton(made: ScoredPeriod) -> Skeleton:
    try:
        return tree_choices.skeleton(made.tree, made.measured.values)
    except ValueError as error:
        message = _("không thử được cách tính khác cho {name} kỳ {period}.").format(
            name=made.tree.framework.document.abbreviation, period=made.tree.period
        )
        hint = _(
            "Điểm tổng hợp kỳ này không tính được từ các thành phần: chỉ dùng điểm công bố, cách "
            "gộp chưa biết, hoặc thành phần đã tính lại được chuẩn hoá."
        )
        raise RequestError(Problem("method-not-varied", message, hint=hint)) from error


def _hierarchies(hierarchy: Hierarchy, varied: bool) -> dict[str, Hierarchy]:
    """As defined; linear everywhere where it is not yet; geometric everywhere.

    A sum stays a sum: it is the mean times the number of parts, which its scale counts on.
    """
    found = {DEFINED: hierarchy}
    methods = {node.method for node in hierarchy.nodes}
    if varied and not methods <= set(LINEAR):
        linear = (
            node if node.method in LINEAR else replace(node, method="arithmetic", power=None)
            for node in hierarchy.nodes
        )
        found["arithmetic"] = Hierarchy(tuple(linear))
    if varied and methods != {"geometric"}:
        found |= method_alternatives(hierarchy, {"geometric": ("geometric", None)})
    return found


def _normalisations(made: ScoredPeriod, shape: Skeleton) -> tuple[str, ...]:
    positive = all(
        np.nanmin(int(shape.preparations[leaf].direction) * values, initial=np.inf) > 0
        for leaf, values in _measured(shape, made.measured.values).items()
    )
    return (DEFINED, "minmax", "zscore", "rank", *(["best"] if positive else []))


def _imputations(made: ScoredPeriod, shape: Skeleton) -> tuple[str, ...]:
    values = _measured(shape, made.measured.values).values()
    if not any(np.isnan(array).any() for array in values):
        return (DEFINED,)
    fills = any(rule.impute != "none" for rule in shape.preparations.values())
    regional = any(region is not None for region in made.measured.regions)
    known = {"none": fills, "group_mean": regional, "median": True, NEAREST: True}
    return (DEFINED, *(name for name, makes_sense in known.items() if makes_sense))


def _leaves(made: ScoredPeriod, shape: Skeleton, alternatives, values) -> dict[str, Leaves]:
    measured = _measured(shape, values)
    found = {}
    pairs = product(alternatives[IMPUTATION], alternatives[NORMALISATION])
    for imputation, normalisation in pairs:
        filled = impute_nearest(measured) if imputation == NEAREST else measured
        names = dict.fromkeys(method_label(name) for name in (imputation, normalisation))
        found[" + ".join(names)] = {
            leaf: shape.factors[leaf]
            * _prepared(made, leaf, filled[leaf], imputation, normalisation)
            for leaf in shape.preparations
        }
    return found


def _measured(shape: Skeleton, values: Mapping[str, np.ndarray]) -> Leaves:
    """Values (…, units) of every leaf, all NaN where it was never measured."""
    empty = np.full(np.broadcast_shapes(*(np.shape(array) for array in values.values())), np.nan)
    return {leaf: np.asarray(values.get(leaf, empty), dtype=float) for leaf in shape.preparations}


def _prepared(made: ScoredPeriod, leaf: str, values, imputation: str, normalisation: str):
    """One leaf by its own preparation with other imputation and normalisation.

    An alternative puts the values on the scale that the leaf has, so that its weight stays.
    """
    node, regions = made.tree.nodes[leaf], made.measured.regions
    rule = node.preparation
    if imputation != DEFINED:
        how = "none" if imputation == NEAREST else imputation
        rule = rule.model_copy(update={"impute": how})
    if normalisation == DEFINED:
        return prepare_draws(values, rule, regions)
    low, high = _scale(node, len(made.units))
    changed = {
        "minmax": Normalise(method="minmax", low=low, high=high),
        # Four standard deviations either side span the scale: what is above 0 stays there.
        "zscore": Normalise(method="zscore", mean=(low + high) / 2, sd=(high - low) / 8),
        "rank": Normalise(method="prank"),
        "best": Normalise(method="fracmax"),
    }[normalisation]
    found = prepare_draws(values, rule.model_copy(update={"normalise": changed}), regions)
    if normalisation == "rank":
        return low + (high - low) * found
    return high * found if normalisation == "best" else found


def _scale(node: NodeInForce, units: int) -> tuple[float, float]:
    """Where the values of a leaf lie as its definition prepares them."""
    rule = node.preparation.normalise
    ends = {
        "none": (node.scale_min, node.scale_max),
        "minmax": (rule.low, rule.high),
        "zscore": (rule.mean - 4 * rule.sd, rule.mean + 4 * rule.sd),
        "rank": (1.0, float(units)),
        "borda": (0.0, units - 1.0),
    }.get(rule.method, (0.0, 1.0))
    if not np.isfinite(ends).all():
        message = _("“{node}” không có thang điểm nên không thử được cách chuẩn hoá khác.")
        hint = _("Thêm “scale” cho nội dung đó, hoặc bỏ “normalisation” khỏi --vary.")
        raise RequestError(Problem("scale-needed", message.format(node=node.path), hint=hint))
    return ends
