"""Nodes as people name them: a path, a code, a concept or a label."""

from thuocdo.catalog.framework import Framework
from thuocdo.catalog.headers import fold
from thuocdo.catalog.reading import did_you_mean
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.kernel.language import _


def find_node(framework: Framework, text: str) -> str:
    """The code of the node that `text` names (empty for the index itself).

    `papi/2.3`, `2.3`, `communal_budget` and “Thu, chi ngân sách cấp xã/phường” are one
    node. The number printed in a year is not accepted: it is a position, not a concept.
    Raises `RequestError` with the closest name.
    """
    plain = text.removeprefix(f"{framework.name}/")
    if plain in framework.nodes:  # as files write it; other spellings cost folding every label
        return plain
    known = node_names(framework)
    wanted = node_key(text)
    if wanted in known:
        return known[wanted]
    raise RequestError(unknown_node(framework, text))


def node_names(framework: Framework) -> dict[str, str]:
    """Every accepted spelling (folded) and the code it means; a code wins over a label."""
    names: dict[str, str] = {}
    for code, node in framework.nodes.items():
        path = f"{framework.name}/{code}" if code else framework.name
        for name in (path, code, node.concept):
            if name:
                names.setdefault(node_key(name), code)
    for code, node in framework.nodes.items():
        for label in (node.label.vi, node.label.en):
            names.setdefault(node_key(label), code)
    names.setdefault(node_key(framework.document.abbreviation), "")
    return names


def unknown_node(framework: Framework, text: str) -> Problem:
    """What to say of a node that nobody knows."""
    paths = [f"{framework.name}/{code}" if code else framework.name for code in framework.nodes]
    concepts = [node.concept for node in framework.nodes.values() if node.concept]
    labels = {node.label.vi: code for code, node in framework.nodes.items()}
    hint = did_you_mean(text.strip(), [*paths, *concepts, *labels, *framework.nodes])
    return Problem(
        "node-unknown",
        _("không có nội dung “{text}” trong bộ chỉ số “{framework}”.").format(
            text=text, framework=framework.name
        ),
        hint=hint
        or _("Xem danh sách bằng lệnh: thuocdo definitions show {framework}").format(
            framework=framework.name
        ),
    )


def node_key(text: str) -> str:
    """How names of nodes are compared."""
    # Codes keep their dots (2.1 is not 21); everything else is folded as headers are.
    bare = text.strip().lower()
    return bare if any(c.isdigit() for c in bare) and " " not in bare else fold(bare)
