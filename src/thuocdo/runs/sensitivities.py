"""How ranks hang on the choice of method, on the sample, and on both."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework
from thuocdo.index import alternatives, perturb, sensitivity, tree_choices
from thuocdo.index.joint_draws import by_node, normal_draws
from thuocdo.index.rank import NO_RANK
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import ScoredPeriod, score_period_of
from thuocdo.index.tree_choices import Skeleton
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import percent
from thuocdo.kernel.period import Period


@dataclass(frozen=True, slots=True)
class Runs:
    """What is redone: every weight ±`noise`, `replications` times from `seed`."""

    noise: float = 0.25
    replications: int = 500
    seed: int = 1


def sensitivity_table(
    framework: Framework,
    measurements: pl.DataFrame,
    period: Period,
    runs: Runs = Runs(),
    joint: JointEstimates | None = None,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rank ranges (5-95 %) when every weight moves and one top node may be left out.

    Columns: unit, unit_name, score, rank, rank_mean, rank_median, rank_05, rank_95 of the
    method; with `joint` also sample_05, sample_95 (the sample alone) and both_05, both_95.
    """
    made = score_period_of(framework, period, measurements, Uncertainty())
    shape = tree_choices.skeleton(made.tree, made.measured.values)
    rng = np.random.default_rng(runs.seed)
    choices = _choices(made, shape, runs, rng)
    plan = sensitivity.random_plan(choices, runs.replications, rng)
    result = sensitivity.sensitivity(choices, plan)
    table = _moved(made, result)
    if joint is not None:
        draws = {"nominal": _leaf_draws(made, shape, joint, runs, rng)}
        for name, used in (("sample", sensitivity.nominal_plan(runs.replications)), ("both", plan)):
            table = _with_ends(table, name, sensitivity.sensitivity(choices, used, draws=draws))
    ordered = table.sort("score", descending=True, nulls_last=True)
    return ordered, tuple(_said(result, runs, joint is not None))


def _choices(made: ScoredPeriod, shape: Skeleton, runs: Runs, rng) -> alternatives.Choices:
    leaves = tree_choices.leaves_of(shape, made.measured.values, made.measured.regions)
    noise = dict.fromkeys(set(perturb.levels(shape.hierarchy).values()), runs.noise)
    return alternatives.Choices(
        {"nominal": leaves},
        {"nominal": shape.hierarchy},
        perturb.noisy_weights(shape.hierarchy, noise, runs.replications, rng),
        (None, *made.tree.nodes[""].parts),
    )


def _leaf_draws(made: ScoredPeriod, shape: Skeleton, joint: JointEstimates, runs: Runs, rng):
    array = normal_draws(joint, runs.replications, rng)
    about = (made.tree.framework.name, made.tree.period, tuple(made.units))
    return tree_choices.leaves_of(shape, by_node(joint, array, *about), made.measured.regions)


def _with_ends(table: pl.DataFrame, name: str, result) -> pl.DataFrame:
    ranked = result.nominal_rank != NO_RANK
    ends = {f"{name}_05": result.rank_low, f"{name}_95": result.rank_high}
    return table.with_columns(
        pl.Series(column, np.where(ranked, values, np.nan)).fill_nan(None)
        for column, values in ends.items()
    )


def _moved(made: ScoredPeriod, result) -> pl.DataFrame:
    ranked = result.nominal_rank != NO_RANK
    columns = {
        "rank": result.nominal_rank.astype(float),
        "rank_mean": result.mean_rank,
        "rank_median": result.median_rank,
        "rank_05": result.rank_low,
        "rank_95": result.rank_high,
    }
    return (
        pl.DataFrame(
            {
                "unit": list(made.units),
                "unit_name": [unit.name for unit in made.units.values()],
                "score": result.nominal_score,
                **{name: np.where(ranked, values, np.nan) for name, values in columns.items()},
            }
        )
        .with_columns(pl.col("score", *columns).fill_nan(None))
        .with_columns(pl.col("rank").cast(pl.Int64))
    )


def _said(result, runs: Runs, sampled: bool) -> Iterator[str]:
    yield _(
        "{n} lần tính lại (hạt giống {seed}): mọi trọng số thay đổi ngẫu nhiên ±{noise}, có thể "
        "bỏ một nội dung; khoảng 5–95 % là của phương pháp."
    ).format(n=runs.replications, seed=runs.seed, noise=percent(runs.noise))
    if sampled:
        yield _(
            "Khoảng “mẫu” chỉ kể sai số mẫu, “cả hai” kể cả phương pháp; đây là phân vị của thứ "
            "hạng tính lại, không phải khoảng tin cậy (lệnh thuocdo ranks mới cho khoảng tin cậy)."
        )
    else:
        yield _("Chưa kể sai số mẫu: đưa hiệp phương sai chung bằng --joint.")
    failed = int((~result.complete).sum())
    if failed:
        yield _("{n} lần không tính được, không bỏ đi mà nêu ở đây: {why}.").format(
            n=failed, why="; ".join(str(failure) for failure in result.failures[:3])
        )
