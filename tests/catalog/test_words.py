"""Codes stand in files; people read and may write words."""

import pytest

from thuocdo.catalog.words import status_code, word
from thuocdo.kernel.identity import Level
from thuocdo.kernel.tables import Certainty, Status


@pytest.mark.parametrize("code", [*Status, *Certainty, *Level], ids=str)
def test_every_code_has_a_vietnamese_word(code):
    assert word(code) != code
    assert word(str(code)) == word(code)


@pytest.mark.parametrize("code", Status, ids=str)
def test_a_status_is_understood_as_code_and_as_word_in_any_spelling(code):
    assert status_code(code) == status_code(word(code)) == code
    assert status_code(word(code).upper()) == code


def test_another_text_stays_as_it_is_and_is_no_status():
    assert word("dimension") == "dimension"
    assert status_code("tạm") is None
