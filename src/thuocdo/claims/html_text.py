"""The text of a web page: what a reader sees of the article, tables included."""

from html.parser import HTMLParser

from thuocdo.claims.grid import rows_as_text

_SKIPPED = frozenset({"script", "style", "noscript", "template", "nav", "footer", "svg", "form"})
_BLOCKS = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"),
        *("header", "main", "aside", "blockquote", "figure", "figcaption", "title", "dl", "dt"),
        *("dd", "pre", "hr", "body", "head", "html", "caption"),
    )
)


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a page; each row of a table is one."""
    parser = _Page()
    parser.feed(text)
    parser.close()
    return parser.finished()


class _Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self._found: list[str] = []
        self._text: list[str] = []
        self._skipping = 0
        self._rows: list[list[str]] | None = None

    def handle_starttag(self, tag, attrs):
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag == "table":
            self._end_paragraph()
            self._rows = []
        elif tag == "br":
            self._end_line()
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") or tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag):
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag in ("td", "th") and self._rows:
            self._rows[-1].append(self._taken())
        elif tag == "table" and self._rows is not None:
            self._found += rows_as_text(self._rows)
            self._rows, self._text = None, []
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data):
        if not self._skipping:
            self._text.append(data)

    def _break(self):
        """A block ends a paragraph, but inside a table only a word."""
        if self._rows is None:
            self._end_paragraph()
        else:
            self._text.append(" ")

    def _end_line(self):
        self._break()

    def _end_paragraph(self):
        if text := self._taken():
            self._found.append(text)

    def _taken(self) -> str:
        text, self._text = " ".join("".join(self._text).split()), []
        return text

    def finished(self) -> list[str]:
        """All paragraphs, also when the page breaks off inside a table."""
        if self._rows is not None:
            self._found += rows_as_text(self._rows)
        self._end_paragraph()
        return self._found
