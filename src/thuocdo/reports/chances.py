"""What the sample leaves open: which group a unit is in, and where its error comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from thuocdo.diagnosis.cuts import rule_of
from thuocdo.diagnosis.panel import Place
from thuocdo.index.group_probability import GroupSets, drawn_group_probability, possible_groups
from thuocdo.index.uncertain import UncertainScores
from thuocdo.index.variance_shares import VarianceShares
from thuocdo.reports import tree_rows
from thuocdo.reports.country import Country, group_steps
from thuocdo.reports.ranges import ranked_places
from thuocdo.reports.uncertain_views import (
    ErrorSources,
    GroupChance,
    GroupChances,
    RankSpread,
    Share,
)


@dataclass(frozen=True, slots=True)
class JointErrors:
    """What is known of the errors of one period at the index, beyond its scorebook.

    `scores` and `shares` (None where errors are known at the index alone) are in the order of
    the tokens of the units; `spreads` are ranks computed again, by unit, and `said` how.
    """

    scores: UncertainScores
    shares: VarianceShares | None = None
    spreads: Mapping[str, RankSpread] = field(default_factory=dict)
    said: tuple[str, ...] = ()


def chances_of(country: Country, scores: UncertainScores, level: float) -> GroupChances | None:
    """The chance of each group for every ranked unit; None where there are no groups.

    `scores` as in `pairs_of`.
    """
    rule, found = rule_of(country.snapshot, ""), ranked_places(country, scores)
    if rule is None or not found:
        return None
    labels, steps = zip(*group_steps(country.tree, "").values(), strict=True)
    shares, sets = drawn_group_probability(scores, rule), possible_groups(scores, rule, level)
    rows = tuple(
        GroupChance(
            mark.unit,
            mark.name,
            mark.score,
            mark.group,
            tuple(shares.probability[at].tolist()),
            _possible(sets, at, labels),
        )
        for mark, at in found
    )
    return GroupChances(labels, steps, rows, shares.draws, level)


def _possible(sets: GroupSets | None, at: int, labels: tuple[str, ...]) -> tuple[str, ...] | None:
    if sets is None:
        return None
    return labels[sets.best[at] : sets.worst[at] + 1]


def sources_of(country: Country, place: Place, known: JointErrors) -> ErrorSources | None:
    """Where the error of the score of a unit comes from; None where it is not known."""
    if known.shares is None:
        return None
    at = sorted(country.rows).index(place.unit)
    share, alone = known.shares.share[:, at], known.shares.alone[:, at]
    if not share.size or np.isnan(share).any():
        return None
    order = np.argsort(-share, kind="stable")
    nodes = [country.tree.nodes[code] for code in known.shares.codes]
    shares = (
        Share(
            tree_rows.number(nodes[i]),
            tree_rows.node_name(nodes[i]),
            float(share[i]),
            float(alone[i]),
        )
        for i in order
    )
    se = float(np.sqrt(known.shares.variance[at]))
    return ErrorSources(se, tuple(shares), known.spreads.get(place.unit), known.said)
