import hashlib
from datetime import date
from importlib.resources import files

import pytest

from thuocdo import units
from thuocdo.reports import geometry

DAYS = [date(2023, 12, 31), date(2025, 7, 1)]


@pytest.mark.parametrize("day", DAYS)
def test_the_shapes_are_the_provinces_of_the_day(day):
    codes = {unit.code for unit in units.units_on(day)}
    assert set(geometry.geometry_on(day).units) == codes


@pytest.mark.parametrize("day", DAYS)
def test_the_archipelagos_belong_to_their_provinces(day):
    shapes = geometry.geometry_on(day)
    for code, inset in (("48", "hoang_sa"), ("56", "truong_sa")):
        x, y, width, height = shapes.insets[inset]
        dots = shapes.units[code].dots.split("M")[1:]
        places = [tuple(map(float, dot.removesuffix("h0").split())) for dot in dots]
        inside = [
            1
            for px, py in places
            if x < px / shapes.grid < x + width and y < py / shapes.grid < y + height
        ]
        assert len(inside) >= 5


@pytest.mark.parametrize("day", DAYS)
def test_every_shape_lies_in_the_drawing(day):
    shapes = geometry.geometry_on(day)
    for shape in shapes.units.values():
        x, y = shape.anchor
        assert 0 < x < shapes.size[0]
        assert 0 < y < shapes.size[1]
        assert shape.path.startswith("M")


def test_each_file_has_its_provenance():
    folder = files("thuocdo.reports.geometry")
    for name, about in geometry.provenance().items():
        assert about["licence"] == "CC-BY-SA-4.0"
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == about["sha256"]
