"""What a reader reads on a page of the site."""

import re


def words(answer, ident: str = "main") -> str:
    """The text of the element called `ident`, drawings left out, blanks made one."""
    page = re.sub(r"<svg.*?</svg>", "", answer.text, flags=re.DOTALL)
    opened = re.search(rf'<(\w+)[^>]* id="{ident}"', page)
    inside = page[opened.start() : page.index(f"</{opened[1]}>", opened.start())]
    return " ".join(re.sub(r"<[^>]+>", " ", inside).split())
