"""A table as sentences, so that one grammar reads both."""

import re
from collections.abc import Sequence

_HAS_DIGIT = re.compile(r"\d")


def rows_as_text(rows: Sequence[Sequence[str]]) -> list[str]:
    """One text a row: “Năm: 2018; Điểm: 43,2; Hạng: 43/63”.

    The first row names the cells when it holds no number; else the cells follow each other.
    A row with one filled cell is a paragraph (tables are also used for layout).
    """
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return []
    first = filled[0]
    titled = len(first) > 1 and not any(_HAS_DIGIT.search(cell) for cell in first)
    body = filled[1:] if titled else filled
    return [_row(first if titled else (), row) for row in body]


def _row(titles: Sequence[str], row: Sequence[str]) -> str:
    cells = [(i, " ".join(cell.split())) for i, cell in enumerate(row) if cell.strip()]
    if len(cells) == 1:
        return cells[0][1]
    if not titles:
        return " | ".join(cell for _i, cell in cells)
    named = ((titles[i].strip() if i < len(titles) else "", cell) for i, cell in cells)
    return "; ".join(f"{title}: {cell}" if title else cell for title, cell in named)
