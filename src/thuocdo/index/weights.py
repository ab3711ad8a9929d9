"""Effective weights: what each element counts in the whole index.

A nominal weight is relative to its siblings. The effective weight is the product of the
shares on the way up to the root. It is what a point of the element moves the index by where
every node is an arithmetic mean; with other means it is a share of exponents, not of points.
"""

from thuocdo.index.tree import Hierarchy


def effective_weights(hierarchy: Hierarchy) -> dict[str, float]:
    """Effective weight of every element, root = 1; those of the leaves add up to 1."""
    effective = {hierarchy.root: 1.0}
    for node in reversed(hierarchy.nodes):
        for component, share in zip(node.components, node.shares, strict=True):
            effective[component] = effective[node.name] * float(share)
    return effective
