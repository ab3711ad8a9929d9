"""The tree of a unit in a period as rows, and its waterfalls, by the nodes below the index."""

from collections.abc import Iterator, Sequence

from thuocdo.catalog.framework import NodeInForce, Tree
from thuocdo.diagnosis import Step, StepKind, Waterfall
from thuocdo.kernel.language import _, pick
from thuocdo.kernel.numerals import missing
from thuocdo.kernel.tables import Certainty
from thuocdo.reports.country import Country, group_steps, said
from thuocdo.reports.views import NodeRow
from thuocdo.reports.waterfall_views import StepView, WaterfallView


def node_name(node: NodeInForce) -> str:
    """The label of a node in the reader's language."""
    return pick(node.node.label.model_dump())


def number(node: NodeInForce) -> str:
    """The number under which a node is printed; empty where its code is a word."""
    return node.printed_code if node.printed_code[:1].isdigit() else ""


def numbered(node: NodeInForce) -> str:
    """`2.1 Tiếp cận thông tin`: the printed number, where there is one, and the label."""
    return f"{number(node)} {node_name(node)}".strip()


def node_rows(country: Country, unit: str, traits: dict[str, tuple[str, ...]]) -> Iterator[NodeRow]:
    """The nodes below the index, each followed by its own parts."""
    for node, depth in walk(country.tree):
        row = country.rows[unit].get(node.path)
        yield _node_row(country, node, depth, row or {}, traits.get(node.path, ()))


def walk(tree: Tree, code: str = "", depth: int = 1) -> Iterator[tuple[NodeInForce, int]]:
    """Nodes below `code`, parents before their parts, with their depth."""
    for part in tree.nodes[code].parts:
        yield tree.nodes[part], depth
        yield from walk(tree, part, depth + 1)


def _node_row(country: Country, node: NodeInForce, depth: int, row: dict, traits) -> NodeRow:
    facts = country.facts[node.path]
    group, step = group_steps(country.tree, node.code).get(row.get("group"), (None, None))
    return NodeRow(
        node=node.path,
        code=number(node),
        name=node_name(node),
        level=node.level,
        depth=depth,
        leaf=not node.parts,
        score=row.get("score"),
        scale_min=None if missing(node.scale_min) else node.scale_min,
        scale_max=None if missing(node.scale_max) else node.scale_max,
        lost=None if missing(row.get("lost_points")) else row["lost_points"],
        rank=row.get("rank"),
        ranked_units=row.get("ranked_units"),
        low=facts.low,
        median=facts.median,
        best=facts.best,
        best_units=facts.best_units,
        group=group,
        step=step,
        change=row.get("change"),
        comparable=row.get("change_comparable"),
        rank_change=row.get("rank_change"),
        unconfirmed=node.node.status is not Certainty.CONFIRMED,
        traits=traits,
        **said(row),
    )


def lost_view(country: Country, gap: Waterfall, start_label: str) -> WaterfallView:
    """From a reference down to the score: what each dimension took away."""
    steps = [Step(step.node, -step.amount, step.kind, step.reason) for step in gap.steps]
    grouped = _grouped(country.tree, steps)
    return WaterfallView(start_label, gap.end, tuple(grouped), gap.before, gap.start)


def change_view(country: Country, change: Waterfall) -> WaterfallView:
    """From one period to the next, by dimension; what cannot be compared on its own."""
    grouped = tuple(_grouped(country.tree, change.steps))
    return WaterfallView(change.before, change.start, grouped, change.after, change.end)


def _grouped(tree: Tree, steps: Sequence[Step]) -> Iterator[StepView]:
    """One step for each node below the index that moved alike; the others stay apart."""
    heads = _heads(tree)
    sums: dict[str, float] = {}
    apart = []
    for step in steps:
        if step.kind is StepKind.NODE:
            head = heads.get(step.node, step.node)
            sums[head] = sums.get(head, 0.0) + step.amount
        else:
            apart.append(step)
    labels = {node.path: numbered(node) for node in tree.nodes.values()}
    for head, amount in sums.items():
        yield StepView(labels.get(head, head), amount, True)
    for step in apart:
        yield _apart(step, labels)


def _apart(step: Step, labels: dict[str, str]) -> StepView:
    if step.kind is StepKind.RESIDUAL:
        return StepView(_("Phần không giải thích được"), step.amount, False, step.reason)
    text = _("{node} (không so sánh được)")
    return StepView(
        text.format(node=labels.get(step.node, step.node)), step.amount, False, step.reason
    )


def _heads(tree: Tree) -> dict[str, str]:
    """For each node the node below the index that it belongs to."""
    heads = {}
    for part in tree.nodes[""].parts:
        top = tree.nodes[part].path
        heads[top] = top
        heads.update({node.path: top for node, _depth in walk(tree, part)})
    return heads
