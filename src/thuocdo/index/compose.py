"""The aggregation of a node as its definition declares it."""

import numpy as np

from thuocdo.catalog.documents import Composition
from thuocdo.index.aggregate import aggregate


def compose(parts: np.ndarray, rule: Composition, undefined: str = "raise") -> np.ndarray:
    """Parts (…, units, parts) made into one by `rule`, before its factor; see `aggregate`."""
    return aggregate(
        parts,
        rule.aggregate,
        rule.part_weights,
        missing=rule.missing,
        min_share=rule.min_share,
        power=rule.power,
        undefined=undefined,
    )
