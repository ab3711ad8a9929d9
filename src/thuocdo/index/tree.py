"""The hierarchy of an index, and the walk from its leaves up to its root.

Independent of the catalog: a hierarchy is names, weights and rules. Every node has its own
rule of aggregation, so that nodes of one level may differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from thuocdo.index.aggregate import aggregate


@dataclass(frozen=True, slots=True)
class Node:
    """A node with components: who they are and how they become its score.

    `weights` belong to `components` in order; empty means all equal to 1. The other fields
    are the parameters of `aggregate`.
    """

    name: str
    components: tuple[str, ...]
    weights: tuple[float, ...] = ()
    method: str = "arithmetic"
    missing: str = "withhold"
    min_share: float = 0.0
    power: float | None = None
    undefined: str = "raise"

    def __post_init__(self):
        if not self.components:
            raise ValueError(f"node {self.name!r} has no components")
        if self.weights and len(self.weights) != len(self.components):
            raise ValueError(f"node {self.name!r}: one weight for each component")

    @property
    def shares(self) -> np.ndarray:
        """Weight of each component as a share of the node: they add up to 1."""
        weights = np.array(self.weights or (1.0,) * len(self.components))
        return weights / weights.sum()


@dataclass(frozen=True, slots=True)
class Hierarchy:
    """Nodes bottom-up: a node stands after every node that is its component."""

    nodes: tuple[Node, ...]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> "Hierarchy":
        """From nodes in any order. Raises `ValueError` for a loop or a node met twice."""
        waiting = {}
        for node in nodes:
            if node.name in waiting:
                raise ValueError(f"two nodes are called {node.name!r}")
            waiting[node.name] = node
        _check_parents(waiting.values())
        return cls(tuple(_bottom_up(waiting)))

    @property
    def root(self) -> str:
        """The one node that is component of no other. `ValueError` when there are several."""
        parents = self.parents
        roots = [node.name for node in self.nodes if node.name not in parents]
        if len(roots) != 1:
            raise ValueError(f"a hierarchy has one root, not {roots}")
        return roots[0]

    @property
    def parents(self) -> dict[str, str]:
        """Name of the node that each component belongs to."""
        return {child: node.name for node in self.nodes for child in node.components}

    @property
    def leaves(self) -> tuple[str, ...]:
        """Components that are not nodes themselves, in the order of the nodes."""
        names = {node.name for node in self.nodes}
        return tuple(c for node in self.nodes for c in node.components if c not in names)

    def without(self, element: str) -> "Hierarchy":
        """The hierarchy less one element and all below it.

        The siblings keep their relative weights. A node left without components goes too.
        Raises `ValueError` if the element is the root or is not there at all.
        """
        if element not in self.parents:
            raise ValueError(f"{element!r} is not a component in this hierarchy")
        gone = {element} | self._below(element)
        kept = []
        for node in self.nodes:
            left = [i for i, name in enumerate(node.components) if name not in gone]
            if node.name in gone or not left:
                gone.add(node.name)
            else:
                kept.append(_only(node, left))
        return Hierarchy(tuple(kept))

    def _below(self, element: str) -> set[str]:
        mine = [node.components for node in self.nodes if node.name == element]
        children = set(mine[0]) if mine else set()
        return reduce(set.union, map(self._below, children), children)


def aggregate_tree(
    values: Mapping[str, np.ndarray],
    hierarchy: Hierarchy,
    weights: Mapping[str, np.ndarray] | None = None,
) -> dict[str, np.ndarray]:
    """Scores of every element of the hierarchy, leaves included, by name.

    `values` maps names to arrays (…, units), normalised already; leading axes are draws and
    broadcast. A node for which values are given is taken as given and not computed, so that
    a published dimension can stand without its indicators; every other leaf must be there
    (`ValueError`; a leaf that nobody has is all NaN). `weights` replaces the weights of
    some nodes, (components,) or (…, components): one weight set for each draw.
    """
    scores = {name: np.asarray(array, dtype=float) for name, array in values.items()}
    for node in hierarchy.nodes:
        if node.name not in scores:
            scores[node.name] = _score(node, scores, (weights or {}).get(node.name))
    return scores


def _score(node: Node, scores: Mapping[str, np.ndarray], weights) -> np.ndarray:
    absent = [name for name in node.components if name not in scores]
    if absent:
        raise ValueError(f"node {node.name!r} needs values of {', '.join(absent)}")
    columns = np.broadcast_arrays(*(scores[name] for name in node.components))
    return aggregate(
        np.stack(columns, axis=-1),
        node.method,
        weights if weights is not None else (node.weights or None),
        missing=node.missing,
        min_share=node.min_share,
        power=node.power,
        undefined=node.undefined,
    )


def _check_parents(nodes: Iterable[Node]) -> None:
    components = [name for node in nodes for name in node.components]
    twice = sorted({name for name in components if components.count(name) > 1})
    if twice:
        raise ValueError(f"component of more than one node: {', '.join(twice)}")


def _bottom_up(waiting: dict[str, Node]) -> Iterable[Node]:
    waiting = dict(waiting)
    while waiting:
        ready = [n for n in waiting.values() if not any(c in waiting for c in n.components)]
        if not ready:
            raise ValueError(f"components of each other: {', '.join(sorted(waiting))}")
        for node in ready:
            del waiting[node.name]
        yield from ready


def _only(node: Node, positions: list[int]) -> Node:
    components = tuple(node.components[i] for i in positions)
    weights = tuple(node.weights[i] for i in positions) if node.weights else ()
    return replace(node, components=components, weights=weights)
