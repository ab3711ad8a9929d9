"""The four bundled scorebooks, scored once."""

import pytest

from thuocdo.catalog import bundled
from thuocdo.catalog.load import framework
from thuocdo.claims.shelf import Shelf
from thuocdo.index.scorebook import score


@pytest.fixture(scope="session")
def books():
    names = bundled.bundled_names()
    return {name: score(framework(name), bundled.measurements(name)) for name in names}


@pytest.fixture(scope="session")
def shelf(books):
    return Shelf(books)
