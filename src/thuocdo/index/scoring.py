"""One period of one framework: measured values in, the score of every node out."""

from dataclasses import dataclass

import numpy as np

from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.index.aggregate import UndefinedAggregateError
from thuocdo.index.compose import compose
from thuocdo.index.prepare import changes_values, prepare
from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import Status

# A node made of parts of several kinds is as good as the least official of them.
LEAST_OFFICIAL_FIRST = (
    Status.RECONSTRUCTED,
    Status.SELF,
    Status.APPRAISED,
    Status.ESTIMATED,
    Status.FINAL,
    Status.PUBLISHED,
)
UNKNOWN = len(LEAST_OFFICIAL_FIRST)


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurements of one period as arrays over its units; NaN where there is none.

    `units` are the tokens of the table, `values` and `se` map node codes to (units,),
    `status` to places in `LEAST_OFFICIAL_FIRST` (`UNKNOWN` where nothing was measured),
    `present` to whether the table has a row at all (a withheld value has one).
    """

    units: tuple[str, ...]
    regions: tuple[str | None, ...]
    values: dict[str, np.ndarray]
    se: dict[str, np.ndarray]
    status: dict[str, np.ndarray]
    present: dict[str, np.ndarray]

    def none(self) -> np.ndarray:
        """An array (units,) of missing values."""
        return np.full(len(self.units), np.nan)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of a period, nodes × units, nodes in the order of the tree.

    `shown` tells for which units a row is due: those measured at the node or below it.
    `entering` is what the node above is made of: the score, and what was imputed.
    """

    codes: tuple[str, ...]
    score: np.ndarray
    se: np.ndarray
    status: np.ndarray
    shown: np.ndarray
    entering: np.ndarray


def score_period(tree: Tree, measured: Measured) -> Scores:
    """Every node of `tree` scored from the measurements, parts before the whole.

    Raises `InputError` where a geometric or harmonic mean does not exist, naming the units.
    """
    size = len(measured.units)
    found: dict[str, _Node] = {}
    for node in tree.bottom_up:
        found[node.code] = _score_node(node, tree, measured, found)
    codes = tuple(tree.nodes)
    stack = {
        name: np.stack([getattr(found[code], name) for code in codes]).reshape(len(codes), size)
        for name in ("score", "se", "status", "shown", "entering")
    }
    return Scores(codes, **stack)


@dataclass(slots=True)
class _Node:
    """A node on the way up: what is shown of it, and `entering`, what its parent gets."""

    score: np.ndarray
    se: np.ndarray
    status: np.ndarray
    shown: np.ndarray
    entering: np.ndarray


def _score_node(node: NodeInForce, tree: Tree, measured: Measured, found) -> _Node:
    own = measured.values.get(node.code, measured.none())
    own_status = measured.status.get(node.code, np.full(own.size, UNKNOWN))
    shown = measured.present.get(node.code, np.zeros(own.size, dtype=bool))
    score, status = own, own_status
    if node.parts:
        shown = np.any([shown, *(found[part].shown for part in node.parts)], axis=0)
        if node.composition.aggregate != "none":
            made = _aggregate(node, tree, measured, found)
            made_status = np.min([found[part].status for part in node.parts], axis=0)
            score, status = _choose(node, (own, own_status), (made, made_status))
    return _as_entering(node, score, status, shown, measured)


def _choose(node: NodeInForce, own, made) -> tuple[np.ndarray, np.ndarray]:
    """The node's own measurement or what its parts make, as its definition prefers."""
    first, second = (own, made) if node.composition.prefer == "measurement" else (made, own)
    taken = ~np.isnan(first[0])
    return np.where(taken, first[0], second[0]), np.where(taken, first[1], second[1])


def _as_entering(node: NodeInForce, score, status, shown, measured: Measured) -> _Node:
    se = measured.se.get(node.code, measured.none())
    rule = node.preparation
    if not changes_values(rule):
        return _Node(score, se, status, shown, score)
    entering = prepare(score, rule, list(measured.regions))
    # What was imputed enters the node above but is not shown as a score of the unit.
    return _Node(np.where(np.isnan(score), np.nan, entering), measured.none(), status, shown,
                 entering)  # fmt: skip


def _aggregate(node: NodeInForce, tree: Tree, measured: Measured, found) -> np.ndarray:
    rule = node.composition
    matrix = np.stack([found[part].entering for part in rule.parts], axis=-1)
    try:
        return rule.factor * compose(matrix, rule)
    except UndefinedAggregateError as error:
        units = ", ".join(measured.units[place] for place in error.units)
        message = _("không tính được trung bình {method} của “{node}” kỳ {period} cho: {units}.")
        raise InputError(
            Problem(
                "aggregate-undefined",
                message.format(
                    method=rule.aggregate, node=node.path, period=tree.period, units=units
                ),
                hint=_("Cách gộp này cần mọi thành phần lớn hơn 0; đổi cách chuẩn hoá hoặc gộp."),
            )
        ) from error
