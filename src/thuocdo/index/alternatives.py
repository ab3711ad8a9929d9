"""Method choices of a sensitivity run: named ways to prepare the leaves and to aggregate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from thuocdo.index.perturb import WeightSets, nominal
from thuocdo.index.prepare_draws import impute_draws, normalise_draws
from thuocdo.index.tree import Hierarchy

Leaves = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True)
class Normalisation:
    """One way to normalise, `params` being those of the rule in `normalise`."""

    method: str
    params: dict = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a replication may choose from; the first of each is the nominal method.

    `leaves`: prepared indicators (units,) under the name of the preparation; `hierarchies`:
    trees of the same nodes and components; `weights`: K weight sets by node, none = nominal;
    `left_out`: elements that may be left out, None = all stay.
    """

    leaves: dict[str, Leaves]
    hierarchies: dict[str, Hierarchy]
    weights: WeightSets = field(default_factory=dict)
    left_out: tuple[str | None, ...] = (None,)

    def __post_init__(self):
        shapes = {node: array.shape[0] for node, array in self.weights.items()}
        if len(set(shapes.values())) > 1:
            raise ValueError(f"every node has as many weight sets: {shapes}")
        shape = {tuple((n.name, n.components) for n in h.nodes) for h in self.hierarchies.values()}
        if len(shape) != 1:
            raise ValueError("the hierarchies differ in nodes or components")
        elements = self.tree.parents
        unknown = [name for name in self.left_out if name is not None and name not in elements]
        if unknown:
            raise ValueError(f"not a component in this hierarchy: {', '.join(unknown)}")

    @property
    def tree(self) -> Hierarchy:
        """The nominal hierarchy."""
        return next(iter(self.hierarchies.values()))

    @property
    def weight_sets(self) -> int:
        """How many weight sets there are; 0 where weights do not vary."""
        return next((array.shape[0] for array in self.weights.values()), 0)

    @property
    def sizes(self) -> tuple[int, int, int, int]:
        """How many alternatives each input has, in the order of `Plan`."""
        return (
            len(self.leaves),
            len(self.hierarchies),
            max(self.weight_sets, 1),
            len(self.left_out),
        )


def prepare_alternatives(
    indicators: Mapping[str, np.ndarray],
    directions: Mapping[str, int],
    normalisations: Sequence[Normalisation],
    imputations: Sequence[str] = ("none",),
    regions: Sequence = (),
) -> dict[str, Leaves]:
    """Indicators (…, units) prepared in every combination, named `imputation+normalisation`.

    The same rule with other parameters gets `#2`, `#3` after its name. Directions not given
    are 1; imputations are those of `impute_draws`. Draws give the `draws` of `sensitivity`.
    """
    matrix = {code: np.asarray(values, dtype=float) for code, values in indicators.items()}
    found = {}
    for how in imputations:
        filled = {code: impute_draws(values, how, regions) for code, values in matrix.items()}
        for rule in normalisations:
            found[_free(f"{how}+{rule.method}", found)] = {
                code: normalise_draws(values, rule.method, directions.get(code, 1), **rule.params)
                for code, values in filled.items()
            }
    return found


def method_alternatives(
    hierarchy: Hierarchy, methods: Mapping[str, tuple[str, float | None]]
) -> dict[str, Hierarchy]:
    """The hierarchy with every node aggregated alike: name → (method, power or None)."""
    return {
        name: Hierarchy(
            tuple(replace(node, method=method, power=power) for node in hierarchy.nodes)
        )
        for name, (method, power) in methods.items()
    }


def without_elements(
    hierarchy: Hierarchy, weights: WeightSets, gone: Sequence[str | None]
) -> WeightSets:
    """Weight sets in which replication r does without element `gone[r]` (None: all stay).

    The element gets weight 0 and its siblings keep their relative weights; a node left with
    nothing goes itself. `weights` are by node, (R, components) or absent.
    """
    found = dict(weights)
    for element in dict.fromkeys(name for name in gone if name is not None):
        rows = np.array([name == element for name in gone])
        node, place = _where_to_cut(hierarchy, element)
        array = found.get(node.name, nominal(node))
        cut = np.array(np.broadcast_to(array, (rows.size, len(node.components))))
        cut[rows, place] = 0.0
        found[node.name] = cut
    return found


def _where_to_cut(hierarchy: Hierarchy, element: str):
    """The node that loses a component, and which: higher up where it was the only one."""
    parents, nodes = hierarchy.parents, {node.name: node for node in hierarchy.nodes}
    while element in parents:
        node = nodes[parents[element]]
        counted = nominal(node) > 0
        place = node.components.index(element)
        if counted.sum() - counted[place] > 0:
            return node, place
        element = node.name
    raise ValueError(f"without {element!r} nothing is left")


def _free(name: str, taken) -> str:
    return next(n for n in (name, *(f"{name}#{i}" for i in range(2, 99))) if n not in taken)
