"""How ranks hang on the choice of method, on the sample, and on both."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.framework import Framework
from thuocdo.index import sensitivity
from thuocdo.index.joint_draws import by_node, normal_draws
from thuocdo.index.rank import NO_RANK
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import ScoredPeriod, score_period_of
from thuocdo.index.sensitivity import Sensitivity
from thuocdo.index.sobol import SobolIndices, sobol_design, sobol_indices
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import decimal, percent, whole
from thuocdo.kernel.period import Period
from thuocdo.runs.method_choices import (
    IMPUTATION,
    LEAVE_OUT,
    WEIGHTS,
    MethodChoices,
    choice_label,
    method_choices,
    method_label,
)
from thuocdo.runs.uncertain_nodes import not_ranked, panel_over

BOOTSTRAP = 1000
LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Runs:
    """What is redone: the choices `vary`, every weight by ±`noise`, `replications` times from
    `seed`. For Sobol indices the replications are the rows of the design: see `sobol_table`.
    """

    noise: float = 0.25
    replications: int = 500
    seed: int = 1
    vary: tuple[str, ...] = (WEIGHTS, LEAVE_OUT)


def sensitivity_table(
    framework: Framework,
    measurements: pl.DataFrame,
    period: Period,
    runs: Runs = Runs(),
    joint: JointEstimates | None = None,
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Rank ranges (5-95 %) when the choices of method vary, each at random, independently.

    Columns: unit, unit_name, score, rank, rank_mean, rank_median, rank_05, rank_95 of the
    method; with `joint` also sample_05, sample_95 (the sample alone) and both_05, both_95.
    Raises `RequestError` where the index is not computed from measured parts.
    """
    made, rng = _scored(framework, measurements, period), np.random.default_rng(runs.seed)
    told = method_choices(made, runs.vary, runs.noise, runs.replications, rng)
    plan = told.plan(rng.random((runs.replications, len(runs.vary))))
    result = sensitivity.sensitivity(told.choices, plan)
    table = _moved(made, result)
    if joint is not None:
        draws = _leaf_draws(told, joint, runs, rng)
        for name, used in (("sample", sensitivity.nominal_plan(runs.replications)), ("both", plan)):
            found = sensitivity.sensitivity(told.choices, used, draws=draws)
            table = _with_ends(table, name, found)
    ordered = table.sort("score", descending=True, nulls_last=True)
    notes = (*_said(told, runs), *_sampled(joint is not None), *_failed(result))
    return ordered, notes


def sobol_table(
    framework: Framework, measurements: pl.DataFrame, period: Period, runs: Runs = Runs()
) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """Which choice moves the ranks: Sobol indices of the mean rank shift, a row a choice.

    The output is the mean over the units of |rank − nominal rank|. N = `replications` rows
    and d choices are N·(d + 2) computations. Columns: choice, label, alternatives, first,
    first_low, first_high, total, total_low, total_high (bootstrap intervals).
    Raises `RequestError` as `sensitivity_table`, and where no row could be computed.
    """
    made, rng = _scored(framework, measurements, period), np.random.default_rng(runs.seed)
    inputs = len(runs.vary)
    told = method_choices(made, runs.vary, runs.noise, runs.replications, rng)
    design = sobol_design(inputs, runs.replications, rng)
    result = sensitivity.sensitivity(told.choices, told.plan(design.points))
    shift = sensitivity.mean_rank_shift(result)
    if np.isnan(shift.reshape(inputs + 2, -1)).any(axis=0).all():
        message = _("không hàng nào của thiết kế tính lại được đủ các đơn vị.")
        hint = _("Bớt lựa chọn ở --vary. {why}").format(why="; ".join(_failed(result)))
        raise RequestError(Problem("sobol-empty", message, hint=hint))
    # Centred: the estimator is noisy where its output has a large mean.
    found = sobol_indices(shift - np.nanmean(shift), inputs, "saltelli", BOOTSTRAP, LEVEL, rng)
    notes = (*_said(told, runs, result.complete.size), *_shares(found, shift), *_failed(result))
    return _indices(told, found), notes


def _scored(framework: Framework, measurements: pl.DataFrame, period: Period) -> ScoredPeriod:
    panel_over(framework, measurements, period)
    made = score_period_of(framework, period, measurements, Uncertainty())
    if not made.tree.complete:
        raise not_ranked(period)
    return made


def _leaf_draws(told: MethodChoices, joint: JointEstimates, runs: Runs, rng):
    array = normal_draws(joint, runs.replications, rng)
    tree = told.made.tree
    return told.leaves(
        by_node(joint, array, tree.framework.name, tree.period, tuple(told.made.units))
    )


def _with_ends(table: pl.DataFrame, name: str, result: Sensitivity) -> pl.DataFrame:
    ranked = result.nominal_rank != NO_RANK
    ends = {f"{name}_05": result.rank_low, f"{name}_95": result.rank_high}
    return table.with_columns(
        pl.Series(column, np.where(ranked, values, np.nan)).fill_nan(None)
        for column, values in ends.items()
    )


def _moved(made: ScoredPeriod, result: Sensitivity) -> pl.DataFrame:
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


def _indices(told: MethodChoices, found: SobolIndices) -> pl.DataFrame:
    columns = {
        "first": found.first,
        "first_low": found.first_interval[:, 0],
        "first_high": found.first_interval[:, 1],
        "total": found.total,
        "total_low": found.total_interval[:, 0],
        "total_high": found.total_interval[:, 1],
    }
    return pl.DataFrame(
        {
            "choice": list(told.varied),
            "label": [choice_label(name) for name in told.varied],
            "alternatives": [told.size(name) for name in told.varied],
            **columns,
        }
    ).with_columns(pl.col(list(columns)).fill_nan(None))


def _said(told: MethodChoices, runs: Runs, computations: int | None = None) -> Iterator[str]:
    """What was varied, choice by choice."""
    yield _("{n} lần tính lại (hạt giống {seed}), mỗi lựa chọn lấy ngẫu nhiên, độc lập.").format(
        n=whole(computations or runs.replications), seed=runs.seed
    )
    for name in told.varied:
        yield f"{choice_label(name)}: {_alternatives(told, name, runs)}"
    if IMPUTATION in told.varied and told.size(IMPUTATION) > 1:
        yield _("Khi điền giá trị thiếu, đơn vị không có điểm công bố cũng chiếm một hạng.")


def _alternatives(told: MethodChoices, name: str, runs: Runs) -> str:
    if name == WEIGHTS:
        return _("mọi trọng số thay đổi ngẫu nhiên ±{noise}").format(noise=percent(runs.noise))
    if name == IMPUTATION and told.size(name) == 1:
        return _("kỳ này không thiếu giá trị nào, nên không có gì để chọn")
    return "; ".join(method_label(each) for each in told.alternatives[name])


def _sampled(sampled: bool) -> Iterator[str]:
    yield _("Khoảng 5–95 % là của phương pháp.")
    if sampled:
        yield _(
            "Khoảng “mẫu” chỉ kể sai số mẫu, “cả hai” kể cả phương pháp; đây là phân vị của thứ "
            "hạng tính lại, không phải khoảng tin cậy (lệnh thuocdo ranks mới cho khoảng tin cậy)."
        )
    else:
        yield _("Chưa kể sai số mẫu: đưa hiệp phương sai chung bằng --joint.")


def _shares(found: SobolIndices, shift: np.ndarray) -> Iterator[str]:
    yield _(
        "Đại lượng được giải thích: thay đổi hạng trung bình của các đơn vị, bình quân {mean} hạng."
    ).format(mean=decimal(float(np.nanmean(shift)), 2))
    if np.isnan(found.first).all():
        yield _("Thứ hạng không đổi ở lần nào: không có gì để chia phần.")
    yield _(
        "Bậc một: phần phương sai mất đi khi chỉ cố định lựa chọn đó (Saltelli 2010); toàn phần: "
        "kể cả tương tác (Jansen 1999). Khoảng {level} theo bootstrap {n} lần; có thể âm chút ít."
    ).format(level=percent(LEVEL), n=whole(BOOTSTRAP))
    if found.used < found.base:
        yield _("Dùng {used} trong {base} hàng; các hàng khác có lần không tính được.").format(
            used=whole(found.used), base=whole(found.base)
        )


def _failed(result: Sensitivity) -> Iterator[str]:
    failed = int((~result.complete).sum())
    if failed:
        yield _("{n} lần không tính được, không bỏ đi mà nêu ở đây: {why}.").format(
            n=failed, why="; ".join(str(failure) for failure in result.failures[:3])
        )
