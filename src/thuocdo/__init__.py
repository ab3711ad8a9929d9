"""Thước Đo: measure, diagnose and improve how Vietnamese provinces serve citizens.

    import thuocdo as td

    papi = td.framework("papi")
    book = td.score(papi, td.measurements("papi"))
    page = td.ranking(papi, td.measurements("papi"), td.Period.parse("2023"))
    td.find_unit("Hà Giang", on=date(2023, 1, 1))

Names load when first used, so that the import itself is cheap.
"""

from typing import TYPE_CHECKING

from thuocdo.kernel.lazy import lazily
from thuocdo.version import __version__

if TYPE_CHECKING:
    from thuocdo.catalog.bundled import measurements
    from thuocdo.catalog.load import framework, frameworks
    from thuocdo.catalog.measurements import read_measurements
    from thuocdo.index.scorebook import score
    from thuocdo.kernel import Estimate, Period, ThuocDoError, UnitId
    from thuocdo.runs.rankings import ranking
    from thuocdo.units import find_unit, rebase, units_on

_HOMES = {
    "Estimate": "kernel",
    "Period": "kernel",
    "ThuocDoError": "kernel",
    "UnitId": "kernel",
    "find_unit": "units",
    "framework": "catalog.load",
    "frameworks": "catalog.load",
    "measurements": "catalog.bundled",
    "ranking": "runs.rankings",
    "read_measurements": "catalog.measurements",
    "rebase": "units",
    "score": "index.scorebook",
    "units_on": "units",
}

__all__ = [
    "Estimate",
    "Period",
    "ThuocDoError",
    "UnitId",
    "__version__",
    "find_unit",
    "framework",
    "frameworks",
    "measurements",
    "ranking",
    "read_measurements",
    "rebase",
    "score",
    "units_on",
]


__getattr__ = lazily(__name__, _HOMES)


def __dir__() -> list[str]:
    return sorted(__all__)
