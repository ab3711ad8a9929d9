"""How an index is computed in a period, out of its definition."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

import numpy as np

from thuocdo import units
from thuocdo.catalog.documents import Break, Sourced
from thuocdo.catalog.framework import Framework, NodeInForce, Tree, in_force
from thuocdo.diagnosis.responsibility import responsibility
from thuocdo.index.prepare import changes_values
from thuocdo.kernel.errors import RequestError
from thuocdo.kernel.identity import Level, UnitId
from thuocdo.kernel.language import pick
from thuocdo.kernel.numerals import missing
from thuocdo.kernel.period import Period
from thuocdo.reports.country import bands_of
from thuocdo.reports.method_rules import (
    composition_words,
    group_words,
    preparation_words,
    scale_from,
)
from thuocdo.reports.method_sources import basis_of, sources_of
from thuocdo.reports.method_views import (
    BreakLine,
    Cuts,
    DutyLine,
    EditionFacts,
    Method,
    NodeLine,
    PrintedLine,
    RuleLine,
)
from thuocdo.reports.tree_rows import node_name, number, numbered, walk


def method_of(
    framework: Framework, period: Period, scores: Mapping[str, np.ndarray] | None = None
) -> Method:
    """The method of a framework in force in `period`.

    `scores` are the published ones by node path (NaN: no score), for the cut points of groups.
    Raises `RequestError` where there is no definition for the period.
    """
    tree, document = framework.on(period), framework.document
    return Method(
        framework=framework.name,
        abbreviation=document.abbreviation,
        label=framework.label,
        owner=pick(document.owner.model_dump()),
        period=str(period),
        basis=basis_of(document),
        levels=tuple(_levels(tree)),
        edition=_edition(tree),
        nodes=tuple(_node_line(tree, node, depth) for node, depth in everyone(tree)),
        compositions=_shared(tree, _composition),
        preparations=_shared(tree, _preparation),
        groups=_shared(tree, _groups),
        cuts=tuple(_cuts(tree, scores or {})),
        breaks=tuple(_breaks(tree)),
        printed=tuple(_printed(tree)),
        duties=tuple(_duties(tree)),
        duties_day=period.end,
        sources=sources_of(tree),
    )


def everyone(tree: Tree) -> Iterator[tuple[NodeInForce, int]]:
    """Every node with its depth, the index first, each followed by its own parts."""
    yield tree.nodes[""], 0
    yield from walk(tree)


def _levels(tree: Tree) -> Iterator[tuple[str, int]]:
    for level in tree.framework.document.levels[1:]:
        count = sum(node.level == level.name for node in tree.nodes.values())
        if count:
            yield pick(level.label.model_dump()), count


def _node_line(tree: Tree, node: NodeInForce, depth: int) -> NodeLine:
    labels = {level.name: level.label for level in tree.framework.document.levels}
    measures = node.node.measures
    return NodeLine(
        path=node.path,
        code=node.code,
        number=number(node),
        name=node_name(node),
        level=pick(labels[node.level].model_dump()),
        depth=depth,
        leaf=not node.parts,
        scale_min=None if missing(node.scale_min) else node.scale_min,
        scale_max=None if missing(node.scale_max) else node.scale_max,
        scale_from=scale_from(node.node.scale),
        weight=_weight(tree, node),
        measures=pick(measures.model_dump()) if measures else None,
        basis=basis_of(node.node),
    )


def _weight(tree: Tree, node: NodeInForce) -> float | None:
    above = tree.nodes[node.parent].composition if node.parent is not None else None
    return above.weights[node.code] if above and above.weights else None


Rule = tuple[Sourced, tuple[str, ...], dict[str, Sourced]]  # entry, its words, all dated ones


def _composition(node: NodeInForce) -> Rule | None:
    rule = node.composition
    return (rule, tuple(composition_words(rule)), node.node.composition) if rule else None


def _preparation(node: NodeInForce) -> Rule | None:
    rule = node.preparation
    if not changes_values(rule):
        return None
    return rule, tuple(preparation_words(rule)), node.node.preparation


def _groups(node: NodeInForce) -> Rule | None:
    return (node.groups, tuple(group_words(node.groups)), node.node.groups) if node.groups else None


def _shared(tree: Tree, rule_of: Callable[[NodeInForce], Rule | None]) -> tuple[RuleLine, ...]:
    """One line for all nodes that have the same rule since the same period on the same basis."""
    found: dict[tuple, list[str]] = {}
    for node, _depth in everyone(tree):
        if rule := rule_of(node):
            entry, said, dated = rule
            since = _since(dated, tree) or _since(tree.framework.document.groups, tree)
            found.setdefault((said, since, basis_of(entry)), []).append(numbered(node))
    return tuple(RuleLine(tuple(nodes), *key) for key, nodes in found.items())


def _since(entries: dict[str, Sourced], tree: Tree) -> str:
    """The first period of the entry in force; empty where there is none."""
    past = [start for start in entries if Period.parse(start) <= tree.period]
    return max(past, key=Period.parse, default="")


def _cuts(tree: Tree, scores: Mapping[str, np.ndarray]) -> Iterator[Cuts]:
    for node, _depth in everyone(tree):
        if node.path in scores:
            bands = tuple(bands_of(tree, node.code, scores[node.path]))
            if bands:
                yield Cuts(numbered(node), bands)


def _edition(tree: Tree) -> EditionFacts:
    framework, edition = tree.framework, tree.edition
    day = framework.territory(tree.period)
    territory = in_force(framework.document.territory, tree.period)
    withheld = edition.withheld if edition else []
    return EditionFacts(
        published=edition.published if edition else None,
        complete=tree.complete,
        withheld=tuple(_unit_name(framework, code, day) for code in withheld),
        territory=day,
        units=_count(framework, day),
        basis=basis_of(edition) if edition else None,
        territory_basis=basis_of(territory) if territory else None,
    )


def _unit_name(framework: Framework, token: str, day: date) -> str:
    if framework.document.unit_level == "free":
        return token
    if "@" in token:
        return units.registry().unit(UnitId.parse(token)).name_on(day)
    return units.which_unit(token, day).name_on(day)


def _count(framework: Framework, day: date) -> int | None:
    level = framework.document.unit_level
    return len(units.units_on(day, Level.PROVINCE)) if level == Level.PROVINCE else None


def _breaks(tree: Tree) -> Iterator[BreakLine]:
    """All breaks of the nodes in force, the newest first; those for one reason together."""
    found: dict[tuple, tuple[Break, list[str]]] = {}
    for node, _depth in everyone(tree):
        for each in node.node.breaks:
            key = (each.period, each.severity, each.reason.vi, each.source, each.status)
            found.setdefault(key, (each, []))[1].append(numbered(node))
    for each, nodes in sorted(
        found.values(), key=lambda pair: Period.parse(pair[0].period), reverse=True
    ):
        reason = pick(each.reason.model_dump())
        yield BreakLine(each.period, each.severity == "break", tuple(nodes), reason, basis_of(each))


def _printed(tree: Tree) -> Iterator[PrintedLine]:
    for node, _depth in everyone(tree):
        codes = [(start, each.code) for start, each in node.node.printed.items()]
        if any(code != node.code for _start, code in codes):
            ordered = sorted(codes, key=lambda pair: Period.parse(pair[0]))
            yield PrintedLine(node.code, node_name(node), tuple(ordered))


def _duties(tree: Tree) -> Iterator[DutyLine]:
    """Who is proposed to do what, on the last day of the period; nothing where no file says."""
    try:
        who = responsibility(tree.framework.name, tree.period.end)
    except RequestError:
        return
    for node, _depth in everyone(tree):
        answer = who.of(node.code) if not node.parts else None
        if answer:
            lead = tuple(who.names[key] for key in answer.lead)
            support = tuple(who.names[key] for key in answer.support)
            yield DutyLine(numbered(node), lead, support, basis_of(answer))
