"""Method uncertainty: the index computed many times, each time with other choices of method.

Which rank a unit has depends on choices that others could have made otherwise: weights,
normalisation, aggregation, imputation, which components there are. All replications run
batched; what each unit's ranks then are is told beside the nominal rank.

Saisana, Saltelli and Tarantola, "Uncertainty and sensitivity analysis techniques as tools
for the quality assessment of composite indicators", JRSS-A 168 (2005); OECD/JRC Handbook
on Constructing Composite Indicators (2008), step 7.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from thuocdo.index.alternatives import Choices, Leaves, without_elements
from thuocdo.index.failures import Failure, explain
from thuocdo.index.order_draws import group_shares, position_groups, quartile_groups
from thuocdo.index.perturb import WeightSets, nominal
from thuocdo.index.rank import NO_RANK, rank_units
from thuocdo.index.replicate import Scored, score_replications
from thuocdo.index.tree import Hierarchy

# The uncertain inputs: columns of a design over the unit cube, in this order.
INPUTS = ("leaves", "hierarchies", "weights", "left_out")
GROUPINGS = {"quartiles": quartile_groups, "positions": position_groups}


@dataclass(frozen=True, slots=True)
class Plan:
    """The choice of every replication: places (R,) in the four lists of `Choices`.

    −1 in `weights` stands for the nominal weights.
    """

    leaves: np.ndarray
    hierarchies: np.ndarray
    weights: np.ndarray
    left_out: np.ndarray

    @property
    def replications(self) -> int:
        """R."""
        return self.leaves.size


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How the index moves with the choices of method.

    By unit (units,): `nominal_score`, `nominal_rank`, and over the replications the mean,
    median, 5 % and 95 % rank (quantiles of type 7); `group_shares` (units, groups), best
    group first, NaN where it never has a score; `not_computed`, in how many it had none.

    `scores`, `ranks` (R, units). A replication in which a unit ranked nominally has no
    score is not `complete` (R,): ranks among what is left would be flattering, so nobody has
    a rank in it and it is outside the rank statistics and group shares. `failures` tell why.
    """

    nominal_score: np.ndarray
    nominal_rank: np.ndarray
    mean_rank: np.ndarray
    median_rank: np.ndarray
    rank_low: np.ndarray
    rank_high: np.ndarray
    group_shares: np.ndarray
    not_computed: np.ndarray
    scores: np.ndarray
    ranks: np.ndarray
    complete: np.ndarray
    failures: tuple[Failure, ...]


def nominal_plan(replications: int) -> Plan:
    """The nominal method every time."""
    first = np.zeros(replications, dtype=int)
    return Plan(first, first, first - 1, first)


def every_weight_set(choices: Choices) -> Plan:
    """Each weight set once, all else nominal."""
    sets = np.arange(choices.sizes[2])
    none = np.zeros_like(sets)
    return Plan(none, none, sets, none)


def plan_of(choices: Choices, points: np.ndarray) -> Plan:
    """The plan of points (R, 4) of the unit cube, a column an input as in `INPUTS`.

    An input with m alternatives takes the one at place ⌊m·u⌋.
    """
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or points.shape[1] != len(INPUTS):
        raise ValueError(f"points have {len(INPUTS)} columns, not shape {points.shape}")
    sizes = np.array(choices.sizes)
    return Plan(*np.minimum((points * sizes).astype(int), sizes - 1).T)


def random_plan(choices: Choices, replications: int, rng: np.random.Generator) -> Plan:
    """Every input chosen at random and independently, all alternatives alike."""
    return plan_of(choices, rng.random((replications, len(INPUTS))))


def sensitivity(
    choices: Choices,
    plan: Plan,
    groups: int = 4,
    grouping: str = "quartiles",
    draws: dict[str, Leaves] | None = None,
) -> Sensitivity:
    """Run `plan` over `choices` and tell where each unit's rank goes.

    With `draws`, leaves (R, units) under the same names as in `choices`, replication r takes
    draw r: sampling and method together, or, with `nominal_plan`, sampling alone.
    """
    score = _nominal_score(choices)
    due = ~np.isnan(score)
    scores, failures = _run(choices, plan, due, draws)
    complete = ~np.isnan(scores[:, due]).any(axis=1)
    ranks = np.where(complete[:, None], rank_units(scores).ranks, NO_RANK)
    statistics = _rank_statistics(ranks[complete], due)
    shares = _group_shares(scores[complete], groups, grouping)
    lost = np.isnan(scores).sum(axis=0)
    standing = (score, rank_units(score).ranks, *statistics, shares, lost)
    return Sensitivity(*standing, scores, ranks, complete, failures)


def mean_rank_shift(result: Sensitivity) -> np.ndarray:
    """Mean over the units of |rank − nominal rank|, (R,); NaN where not complete.

    The output whose variance Sobol indices take apart (Saisana et al. 2005, R̄_S).
    """
    ranked = result.nominal_rank != NO_RANK
    shift = np.abs(result.ranks - result.nominal_rank)[:, ranked].mean(axis=1)
    return np.where(result.complete, shift, np.nan)


def _nominal_score(choices: Choices) -> np.ndarray:
    leaves = next(iter(choices.leaves.values()))
    return score_replications(choices.tree, leaves, {}, 1).root[0]


def _run(
    choices: Choices, plan: Plan, due: np.ndarray, draws: dict[str, Leaves] | None
) -> tuple[np.ndarray, tuple[Failure, ...]]:
    scores = np.empty((plan.replications, due.size))
    failures: list[Failure] = []
    for rows, names, part in _parts(choices, plan, draws):
        scores[rows] = part.root
        failures += explain(part, due, names)
    return scores, tuple(failures)


def _parts(
    choices: Choices, plan: Plan, draws: dict[str, Leaves] | None
) -> Iterator[tuple[np.ndarray, tuple[str, str], Scored]]:
    """Replications that share leaves and hierarchy, scored together: one batch each."""
    leaves, hierarchies = tuple(choices.leaves), tuple(choices.hierarchies)
    pairs = np.stack([plan.leaves, plan.hierarchies], axis=1)
    for first, second in np.unique(pairs, axis=0):
        rows = np.flatnonzero((pairs == (first, second)).all(axis=1))
        names = (leaves[first], hierarchies[second])
        tree = choices.hierarchies[names[1]]
        sets = _weight_sets(choices, tree, plan.weights[rows])
        gone = [choices.left_out[place] for place in plan.left_out[rows]]
        sets = without_elements(tree, sets, gone)
        values = choices.leaves[names[0]]
        if draws is not None:
            values = {code: array[rows] for code, array in draws[names[0]].items()}
        yield rows, names, score_replications(tree, values, sets, rows.size)


def _group_shares(scores: np.ndarray, groups: int, grouping: str) -> np.ndarray:
    if scores.shape[0] == 0:
        return np.full((scores.shape[1], groups), np.nan)
    return group_shares(GROUPINGS[grouping](scores, groups=groups), groups)


def _weight_sets(choices: Choices, tree: Hierarchy, places: np.ndarray) -> WeightSets:
    as_defined = {node.name: nominal(node) for node in tree.nodes if node.name in choices.weights}
    return {
        name: np.where((places < 0)[:, None], weights, choices.weights[name][places])
        for name, weights in as_defined.items()
    }


def _rank_statistics(ranks: np.ndarray, ranked: np.ndarray) -> tuple[np.ndarray, ...]:
    """Mean, median, 5 % and 95 % rank by unit; NaN for a unit without a nominal score."""
    if ranks.shape[0] == 0:
        return tuple(np.full(ranked.size, np.nan) for _statistic in range(4))
    low, median, high = np.quantile(ranks, [0.05, 0.5, 0.95], axis=0)
    return tuple(np.where(ranked, x, np.nan) for x in (ranks.mean(axis=0), median, low, high))
