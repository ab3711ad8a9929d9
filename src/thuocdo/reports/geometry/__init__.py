"""The shapes of the 63 and of the 34 provinces, made by `scripts/build_geometry.py`.

Open Development Mekong / Department of Survey and Mapping, CC-BY-SA-4.0: share-alike applies
to the shapes and to every map drawn with them. `provenance.yaml` says what was changed.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import yaml

REFORM = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Shape:
    """One unit: a path, dots for what is too small, a point inside. In grid units."""

    path: str
    dots: str
    anchor: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Geometry:
    """A whole map: its size, the boxes of the two archipelagos, where the mainland ends."""

    name: str
    size: tuple[int, int]
    grid: int
    insets: dict[str, tuple[int, int, int, int]]
    row: int
    ends: tuple[tuple[int, ...], ...]
    units: dict[str, Shape]

    def mainland(self, y: float) -> tuple[int, int]:
        """First and last x of the mainland about the height `y`."""
        place = int(y) // self.row
        near = [ends for ends in self.ends[max(place - 1, 0) : place + 2] if ends]
        if not near:
            return (0, 0)
        return min(ends[0] for ends in near), max(ends[1] for ends in near)


def geometry_on(day: date) -> Geometry:
    """The map of the provinces in force on `day`."""
    return _read("provinces_34" if day >= REFORM else "provinces_63")


@cache
def provenance() -> dict[str, dict]:
    """By file: source, licence, changes, sums."""
    text = (files(__package__) / "provenance.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


@cache
def _read(name: str) -> Geometry:
    found = json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
    return Geometry(
        name=name,
        size=tuple(found["size"]),
        grid=found["grid"],
        insets={key: tuple(box) for key, box in found["insets"].items()},
        row=found["row"],
        ends=tuple(tuple(ends) for ends in found["ends"]),
        units={
            code: Shape(unit["shape"], unit.get("dots", ""), tuple(unit["anchor"]))
            for code, unit in found["units"].items()
        },
    )
