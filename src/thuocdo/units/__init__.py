"""Administrative units through time: mergers, shares, regions, and how to find a unit.

Cheap to import: what needs the table library (`rebase`, populations) is loaded when used.
"""

from typing import TYPE_CHECKING

from thuocdo.kernel.lazy import lazily
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


__getattr__ = lazily(__name__, _WITH_TABLES)
