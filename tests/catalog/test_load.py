"""Frameworks are found by name, those of the package and those of a province."""

import pytest

from thuocdo.catalog.load import framework, frameworks
from thuocdo.kernel.errors import RequestError


class TestOwnFrameworks:
    def test_stand_beside_those_of_the_package(self, own_folder):
        names = [item.name for item in frameworks(own_folder().parent)]
        assert names == ["papi", "par_index", "pci", "sipas", "nha"]

    def test_take_the_place_of_one_of_the_same_name(self, own_folder):
        folder = own_folder(("framework: nha", "framework: papi"))
        assert framework("papi", folder).nodes.keys() == {"", "dung_han", "hai_long"}
        assert [item.name for item in frameworks(folder)].count("papi") == 1

    def test_are_missed_with_a_word_on_what_a_folder_holds(self, tmp_path):
        with pytest.raises(RequestError, match=r"framework\.yaml"):
            frameworks(tmp_path)

    def test_are_suggested_when_misspelt(self):
        with pytest.raises(RequestError, match="“papi”"):
            framework("papy")
