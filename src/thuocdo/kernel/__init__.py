"""The values everyone speaks: units, periods, estimates, dated values, errors, the tables."""

from thuocdo.kernel.dated import Dated
from thuocdo.kernel.errors import (
    AmbiguousUnit,
    DefinitionError,
    InputError,
    OutputError,
    Problem,
    RequestError,
    ThuocDoError,
    UnitError,
    UnitNotInForce,
    UnknownUnit,
)
from thuocdo.kernel.estimate import Estimate
from thuocdo.kernel.identity import Level, UnitId
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import MEASUREMENTS, SCOREBOOK, Certainty, Column, Status

__all__ = [
    "MEASUREMENTS",
    "SCOREBOOK",
    "AmbiguousUnit",
    "Certainty",
    "Column",
    "Dated",
    "DefinitionError",
    "Estimate",
    "InputError",
    "Level",
    "OutputError",
    "Period",
    "Problem",
    "RequestError",
    "Status",
    "ThuocDoError",
    "UnitError",
    "UnitId",
    "UnitNotInForce",
    "UnknownUnit",
]
