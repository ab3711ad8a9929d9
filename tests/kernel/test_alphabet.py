"""Names in the order in which a Vietnamese reader looks for them."""

import unicodedata

import pytest

from thuocdo.kernel.alphabet import alphabetical


@pytest.mark.parametrize(
    "names",
    [
        ["An Giang", "Bà Rịa - Vũng Tàu", "Bạc Liêu", "Bắc Giang", "Bắc Kạn", "Bến Tre"],
        ["Daklak", "Đà Nẵng", "Đắk Lắk", "Đắk Nông", "Điện Biên", "Đồng Nai"],
        ["Ha", "Hà", "Hả", "Hã", "Há", "Hạ", "Ha Long", "Hà Nam", "Hanoi"],
        ["Xã 10", "Xã 2"],
    ],
)
def test_letters_come_before_tones_and_words_one_by_one(names):
    assert sorted(set(names), key=alphabetical) == names


def test_case_and_the_way_of_writing_accents_do_not_matter():
    assert alphabetical("ĐẮK LẮK") == alphabetical(unicodedata.normalize("NFD", "Đắk Lắk"))


def test_signs_outside_the_alphabet_come_after_it():
    assert sorted(["Ω", "z", "’", ""], key=alphabetical) == ["", "z", "Ω", "’"]
