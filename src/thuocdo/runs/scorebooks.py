"""Scorebooks from what is at hand: the bundled tables, or a person's own file."""

from datetime import date
from os import PathLike
from pathlib import Path

import polars as pl

from thuocdo import units
from thuocdo.catalog import bundled
from thuocdo.catalog.framework import Framework
from thuocdo.catalog.measurements import read_measurements
from thuocdo.index.sampling import Uncertainty
from thuocdo.index.scorebook import score
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period


def measurements_of(
    framework: Framework,
    data: str | PathLike[str] | None = None,
    sheet: str | None = None,
) -> pl.DataFrame:
    """Measurements of `framework`: from the file `data` when given, else the bundled ones.

    Raises `RequestError` where neither is at hand, `InputError` with every mistake of a file.
    """
    if data is not None:
        return read_measurements(data, framework, sheet)
    if framework.name in bundled.bundled_names():
        return bundled.measurements(framework.name)
    message = _("bộ chỉ số “{name}” không có số liệu đi kèm.").format(name=framework.name)
    hint = _("Đưa tệp số đo vào bằng mục --data.")
    raise RequestError(Problem("data-needed", message, hint=hint))


def carried_over(
    framework: Framework,
    measurements: pl.DataFrame,
    territory: date | None = None,
    periods: tuple[Period, ...] | None = None,
) -> pl.DataFrame:
    """The measurements, of some `periods` only when given, on the units of `territory`.

    On another territory values are carried over as population-weighted means and marked
    `reconstructed`; a merged unit with a withheld member is withheld, `source` says why.
    """
    if periods is not None:
        wanted = [str(period) for period in periods]
        measurements = measurements.filter(pl.col("period").is_in(wanted))
    if territory is None:
        return measurements
    if framework.document.unit_level == "free":
        message = _("bộ chỉ số “{name}” không đo đơn vị hành chính: không quy đổi địa giới được.")
        hint = _("Bỏ mục --territory.")
        text = message.format(name=framework.name)
        raise RequestError(Problem("territory-free", text, hint=hint))
    day = lambda text: framework.territory(Period.parse(text))  # noqa: E731
    return units.rebase(measurements, onto=territory, territory=day)


def scorebook_of(
    framework: Framework,
    measurements: pl.DataFrame,
    territory: date | None = None,
    periods: tuple[Period, ...] | None = None,
    known: Uncertainty | None = None,
) -> pl.DataFrame:
    """The scorebook of `measurements` after `carried_over`, as uncertain as `known` says."""
    return score(framework, carried_over(framework, measurements, territory, periods), known)


def score_file(
    framework: Framework,
    data: Path,
    territory: date | None = None,
    sheet: str | None = None,
    known: Uncertainty | None = None,
) -> pl.DataFrame:
    """The scorebook of a person's own framework and measurements."""
    measurements = read_measurements(data, framework, sheet)
    return scorebook_of(framework, measurements, territory, known=known)
