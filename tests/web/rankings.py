"""Reading the ranking on a page: what the tests of indices and nodes share."""

import re
from html import unescape

NUMBERS = {"–": None, "": None}


def rows(page: str) -> dict[str, list[str]]:
    """The cells of each unit in the ranking, by its name, in the order of the page."""
    table = re.search(r'<table id="ranking".*?</table>', page, re.DOTALL)[0]
    found = re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", table, re.DOTALL)
    cells = [[_text(cell) for cell in re.split(r"</t[hd]>", row)[:-1]] for row in found]
    return {name: rest for name, *rest in cells}


def columns(page: str) -> list[str]:
    """The headers of the ranking."""
    head = re.search(r'<table id="ranking".*?</thead>', page, re.DOTALL)[0]
    return [_text(cell) for cell in re.findall(r"<th scope=\"col\".*?</th>", head, re.DOTALL)]


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html))).strip()
