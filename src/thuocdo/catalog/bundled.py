"""The real score tables that ship with the package, each with its provenance."""

from functools import cache
from importlib.resources import files
from pathlib import Path

import polars as pl
import yaml

from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import MEASUREMENTS, names

PRINTED = "printed"


def _folder() -> Path:
    return Path(str(files("thuocdo"))) / "catalog" / "tables"


@cache
def provenance() -> dict[str, dict]:
    """By table: title, source, publisher, licence, what was checked, gaps, rows, sha256."""
    return yaml.safe_load((_folder() / "provenance.yaml").read_text(encoding="utf-8"))


def bundled_names() -> tuple[str, ...]:
    """Frameworks whose measurements ship with the package."""
    return tuple(name for name in provenance() if name != PRINTED)


def measurements(name: str) -> pl.DataFrame:
    """The bundled measurements of a framework, columns of `MEASUREMENTS`.

    `papi` 2011-2024 by concept, `pci` 2005-2024, `par_index` and `sipas` as far as pages
    state them. Standard errors and sample sizes are not published and stay empty. Raises
    `RequestError` for another name.
    """
    if name not in bundled_names():
        message = _("không có bảng số liệu đi kèm cho “{name}”.").format(name=name)
        hint = _("Đang có: {known}.").format(known=", ".join(bundled_names()))
        raise RequestError(Problem("table-unknown", message, hint=hint))
    table = pl.read_parquet(_folder() / f"{name}.parquet")
    return table.with_columns(
        framework=pl.lit(name), se=pl.lit(None, pl.Float64), n=pl.lit(None, pl.Int64)
    ).select(names(MEASUREMENTS))


def printed(name: str) -> pl.DataFrame:
    """Ranks and groups of framework `name` as they were printed, to show beside ours.

    Columns: framework, node, unit, period, rank, rank_of, group, source.
    """
    return pl.read_parquet(_folder() / f"{PRINTED}.parquet").filter(framework=name)
