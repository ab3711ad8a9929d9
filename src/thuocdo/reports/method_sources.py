"""The sources that a definition rests on in a period, each once, legal documents told apart."""

import re
from collections.abc import Iterator

from thuocdo.catalog.documents import FrameworkDocument, Node, Sourced
from thuocdo.catalog.framework import NodeInForce, Tree, in_force
from thuocdo.catalog.words import word
from thuocdo.index.prepare import changes_values
from thuocdo.kernel.language import _
from thuocdo.kernel.tables import Certainty
from thuocdo.reports.method_views import Basis, SourceLine
from thuocdo.reports.tree_rows import numbered

LEGAL = re.compile(
    r"\b(?:Luật|Nghị quyết|Nghị định|Quyết định|Thông tư) |/(?:QĐ|NQ|NĐ|TT)-|/QH\d\d"
)
SHOWN = 6  # uses that a line names

Entry = Sourced | Node | FrameworkDocument


def basis_of(entry: Entry) -> Basis:
    """The source of an entry, and how sure it is."""
    return Basis(entry.source, str(entry.status), certainty(entry.status), entry.note)


def certainty(status: str) -> str:
    """How sure an entry is, in words that no reader can take for a confirmation."""
    return _("chưa xác nhận") if status == Certainty.UNCONFIRMED else word(status)


def sources_of(tree: Tree) -> tuple[SourceLine, ...]:
    """Every source of the definition in force, in the order of first use."""
    found: dict[str, list[tuple[str, str]]] = {}
    for use, entry in _entries(tree):
        found.setdefault(entry.source, []).append((use, str(entry.status)))
    return tuple(_line(text, uses) for text, uses in found.items())


def _line(text: str, uses: list[tuple[str, str]]) -> SourceLine:
    statuses = {status for _use, status in uses}
    return SourceLine(
        text,
        bool(LEGAL.search(text)),
        _shortened(list(dict.fromkeys(use for use, _status in uses))),
        tuple(certainty(status) for status in Certainty if status in statuses),
        Certainty.UNCONFIRMED in statuses,
    )


def _shortened(uses: list[str]) -> tuple[str, ...]:
    rest = len(uses) - SHOWN
    if rest <= 1:
        return tuple(uses)
    return (*uses[:SHOWN], _("và {n} mục khác").format(n=rest))


def _entries(tree: Tree) -> Iterator[tuple[str, Entry]]:
    document = tree.framework.document
    yield _("bộ chỉ số"), document
    if tree.edition:
        yield _("kỳ công bố {period}").format(period=tree.period), tree.edition
    if territory := in_force(document.territory, tree.period):
        yield _("địa giới"), territory
    for node in tree.nodes.values():
        yield from _of_node(node, tree)


def _of_node(node: NodeInForce, tree: Tree) -> Iterator[tuple[str, Entry]]:
    name = numbered(node)
    yield name, node.node
    if node.composition:
        yield _("cách gộp: {node}").format(node=name), node.composition
    if changes_values(node.preparation):
        yield _("xử lý số đo: {node}").format(node=name), node.preparation
    if node.groups:
        yield _("quy tắc chia nhóm"), node.groups
    for each in node.node.breaks:
        yield _("gián đoạn: {node}").format(node=name), each
    if printed := in_force(node.node.printed, tree.period):
        yield _("số in: {node}").format(node=name), printed
