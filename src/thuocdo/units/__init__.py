"""Administrative units through time: mergers, shares, regions, and how to find a unit.

Cheap to import: what needs the table library (`rebase`, populations) is loaded when used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from thuocdo.units.calls import (
    children,
    find_region,
    find_unit,
    history,
    members,
    predecessors,
    region_of,
    regions_on,
    shares,
    successors,
    units_on,
    which_unit,
)
from thuocdo.units.find import Finder
from thuocdo.units.model import Event, Name, Parent, Region, Succession, Unit
from thuocdo.units.register import Registry, registry

if TYPE_CHECKING:
    from thuocdo.units.populations import Population, population, population_table
    from thuocdo.units.rebasing import rebase

_WITH_TABLES = {
    "Population": "populations",
    "population": "populations",
    "population_table": "populations",
    "rebase": "rebasing",
}

__all__ = [
    "Event",
    "Finder",
    "Name",
    "Parent",
    "Population",
    "Region",
    "Registry",
    "Succession",
    "Unit",
    "children",
    "find_region",
    "find_unit",
    "history",
    "members",
    "population",
    "population_table",
    "predecessors",
    "rebase",
    "region_of",
    "regions_on",
    "registry",
    "shares",
    "successors",
    "units_on",
    "which_unit",
]


def __getattr__(name: str) -> Any:
    if name in _WITH_TABLES:
        return getattr(import_module(f"thuocdo.units.{_WITH_TABLES[name]}"), name)
    raise AttributeError(name)
