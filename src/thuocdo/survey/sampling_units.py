"""The units of one stage of sampling, counted: what replicate methods draw and delete."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.design import Design, Stage
from thuocdo.survey.lonely import RULES


@dataclass(frozen=True, slots=True)
class SamplingUnits:
    """Units of one stage: `rows` (n,) is the unit of each respondent; the rest are (U,).

    `group` is the stratum within the unit above in which a unit was drawn, `size` how many
    units were drawn there, `fraction` the sampling fraction, 0 where it is not known.
    """

    rows: np.ndarray
    group: np.ndarray
    size: np.ndarray
    fraction: np.ndarray

    @property
    def count(self) -> int:
        """Units U."""
        return self.group.size

    @property
    def lonely(self) -> np.ndarray:
        """Units (U,) alone in a stratum that holds, or may hold, more of them."""
        return (self.size == 1) & (self.fraction < 1)

    @property
    def drawn(self) -> np.ndarray:
        """Units (U,) that could have been others: neither certain nor lonely."""
        return (self.size > 1) & (self.fraction < 1)

    def by_size(self, among: np.ndarray) -> Iterator[np.ndarray]:
        """Groups of the units `among` (U,), those of one size n at once: index arrays (G, n)."""
        for size in np.unique(self.size[among]):
            places = np.flatnonzero(among & (self.size == size))
            yield places[np.argsort(self.group[places], kind="stable")].reshape(-1, size)


def sampling_units(stage: Stage, above: np.ndarray | None = None) -> SamplingUnits:
    """The units of a stage; `above` (n,) the unit of the stage above of each respondent."""
    _units, first, rows = np.unique(stage.units, return_index=True, return_inverse=True)
    parents = np.zeros(stage.units.size, dtype=int) if above is None else above
    places = np.column_stack([parents[first], np.asarray(stage.strata)[first]])
    _groups, group = np.unique(places, axis=0, return_inverse=True)
    group = group.reshape(-1)
    size = np.bincount(group)[group]
    fraction = np.zeros(size.size)
    if stage.population is not None:
        population = np.asarray(stage.population, dtype=float)[first]
        np.divide(size, population, out=fraction, where=np.isfinite(population))
    return SamplingUnits(rows.reshape(-1), group, size, np.minimum(fraction, 1.0))


def first_stage(design: Design, lonely: str, finite: bool = True) -> SamplingUnits:
    """The first stage for a method that knows no other; refuses what it would get wrong.

    `finite=False` sets the finite population correction aside (larger variances); only units
    of a single stage that were all taken stay certain.
    """
    refuse_calibrated(design)
    units = sampling_units(design.stages[0])
    if not finite:
        certain = (units.fraction >= 1) & (len(design.stages) == 1)
        units = replace(units, fraction=certain.astype(float))
    if len(design.stages) > 1 and (units.fraction > 0).any():
        message = _(
            "thiết kế có hiệu chỉnh tổng thể hữu hạn và nhiều giai đoạn chọn mẫu; phương pháp "
            "này chỉ tính giai đoạn đầu nên sẽ cho sai số quá nhỏ."
        )
        hint = _("Dùng bootstrap nhiều giai đoạn (mrbbootstrap), hoặc bỏ hiệu chỉnh (fpc=False).")
        raise InputError(Problem("replicates-one-stage", message, hint=hint))
    check_lonely(design.stages[0], units, lonely)
    return units


def refuse_calibrated(design: Design) -> None:
    """Replicates are made first and each of them calibrated after, or the calibration is lost."""
    if design.projections:
        message = _("quyền số đã được hiệu chỉnh trước khi tạo bộ quyền số lặp.")
        hint = _("Tạo bộ quyền số lặp từ quyền số gốc trước, rồi hiệu chỉnh từng bộ.")
        raise InputError(Problem("replicates-after-calibration", message, hint=hint))


def check_lonely(stage: Stage, units: SamplingUnits, rule: str) -> None:
    """Refuse strata with one unit when the rule is to fail, listing them all."""
    if rule not in RULES:
        raise ValueError(f"unknown rule {rule!r}; known: {', '.join(RULES)}")
    if rule != "fail" or not units.lonely.any():
        return
    names = stratum_names(stage, units, units.lonely)
    message = _("{count} tầng chỉ có một đơn vị mẫu, không tính được sai số: {strata}")
    hint = _("gộp tầng, hoặc chọn một quy tắc: adjust, average, certainty, remove")
    text = message.format(count=len(names), strata=", ".join(names))
    raise InputError(Problem("lonely-unit", text, hint=hint))


def stratum_names(stage: Stage, units: SamplingUnits, chosen: np.ndarray) -> list[str]:
    """The strata of the `chosen` units (U,), as a reader knows them."""
    codes = np.unique(np.asarray(stage.strata)[chosen[units.rows]])
    return [stage.stratum_labels[h] if stage.stratum_labels else str(h) for h in codes]


def average_factor(units: SamplingUnits, rule: str) -> float:
    """H / (H − lonely): lonely strata count as much as the others do on average."""
    if rule != "average" or not units.lonely.any():
        return 1.0
    strata = np.unique(units.group[units.fraction < 1]).size
    return strata / max(np.unique(units.group[units.drawn]).size, 1)
