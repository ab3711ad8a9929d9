"""Whose work a node is on a day, and the points that each agency's nodes have lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from thuocdo.catalog.documents import Sourced
from thuocdo.catalog.load import bundled_definitions, framework
from thuocdo.catalog.reading import read_document
from thuocdo.diagnosis import refusals
from thuocdo.diagnosis.climb import effects
from thuocdo.diagnosis.duties import DutiesDocument
from thuocdo.diagnosis.duties_check import Placed, check_duties
from thuocdo.diagnosis.lost import lost_points
from thuocdo.diagnosis.panel import Panel, Place
from thuocdo.diagnosis.values import AgencyLoss, LostPoints, Reference
from thuocdo.kernel.errors import DefinitionError, Problem, RequestError
from thuocdo.kernel.language import _, pick

FOLDER = "responsibility"


@dataclass(frozen=True, slots=True)
class Answer:
    """Who leads and who supports the work on a node: keys of agencies, in order.

    `status` is the least certain of the entries used: how the node was given to functions
    is a proposal that a province confirms or replaces.
    """

    lead: tuple[str, ...]
    support: tuple[str, ...]
    source: str
    status: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who answers for the nodes of a framework on a day. `names` are those of that day."""

    framework: str
    day: date
    answers: Mapping[str, Answer]  # by node code
    names: Mapping[str, str]  # by key of agency

    def of(self, code: str) -> Answer | None:
        """Who answers for a node, or for the nearest node above it; None: nobody yet."""
        while code and code not in self.answers:
            code = code.rpartition(".")[0]
        return self.answers.get(code)


def responsibility(framework_name: str, day: date, override: Path | None = None) -> Responsibility:
    """Who answers for the nodes of a framework on `day`.

    `override` is a province's own file: its agencies, functions and duties replace those of
    the same key. Raises `DefinitionError` with every problem of the files, `RequestError`
    for a framework that has no file.
    """
    document = _merged(framework_name, override)
    answers = {code: _answer(document, dated, day) for code, dated in document.duties.items()}
    return Responsibility(
        framework_name,
        day,
        {code: answer for code, answer in answers.items() if answer},
        {key: pick(agency.label.model_dump()) for key, agency in document.agencies.items()},
    )


def lost_by_agency(
    panel: Panel,
    unit: str,
    period: str,
    against: Reference = Reference.MAX,
    override: Path | None = None,
    day: date | None = None,
    group: str | None = None,
) -> tuple[AgencyLoss, ...]:
    """Points of the index that `unit` lost at the leaves of each agency, most first.

    Being ahead of the reference at one leaf makes up for nothing at another. A leaf with
    two leads counts for both, so that the losses may add up to more than the total; a leaf
    that nobody leads is under the agency "". Agencies are those of `day`, by default the
    last of the period. Raises `RequestError` where it is not known how leaves enter the index.
    """
    lost = lost_points(panel, unit, period, against, group)
    place = panel.at(unit, period)
    who = responsibility(panel.framework.name, day or place.period.end, override)
    found: dict[str, list[tuple[str, float]]] = {}
    for code, node, points in _lost_at_leaves(place, lost):
        answer = who.of(code)
        for agency in answer.lead if answer and answer.lead else ("",):
            found.setdefault(agency, []).append((node, points))
    return _ordered(found, who.names)


def _lost_at_leaves(place: Place, lost: LostPoints) -> Iterator[tuple[str, str, float]]:
    """Code, path and points of the index lost at each leaf where any are."""
    tree = place.snapshot.tree
    effect = effects(tree)
    codes = {node.path: code for code, node in tree.nodes.items()}
    for loss in lost.losses:
        code = codes[loss.node]
        if code in place.snapshot.leaves and loss.lost > 0:
            if effect[code] is None:
                raise refusals.not_composed(tree.nodes[""], tree.period)
            yield code, loss.node, effect[code] * loss.lost


def _ordered(found: dict[str, list[tuple[str, float]]], names) -> tuple[AgencyLoss, ...]:
    rows = [
        AgencyLoss(
            agency,
            names[agency] if agency else _("chưa giao cơ quan nào"),
            sum(points for _node, points in losses),
            tuple(node for node, _points in losses),
        )
        for agency, losses in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.lost, row.agency)))


def _answer(document: DutiesDocument, dated: Mapping[date, Sourced], day: date) -> Answer | None:
    duty = _on(dated, day)
    if duty is None:
        return None
    entries = [duty]
    keys: dict[str, list[str]] = {}
    for role in ("lead", "support"):
        held = [_on(document.functions[name].held_by, day) for name in getattr(duty, role)]
        entries += [holder for holder in held if holder]
        keys[role] = [holder.agency for holder in held if holder and holder.agency]
    lead = tuple(dict.fromkeys(keys["lead"]))
    support = tuple(key for key in dict.fromkeys(keys["support"]) if key not in lead)
    return Answer(lead, support, duty.source, _least_certain(entries), duty.note)


def _least_certain(entries: list[Sourced]) -> str:
    order = ("unconfirmed", "derived", "confirmed")
    return min((str(entry.status) for entry in entries), key=order.index)


def _on(dated: Mapping[date, Sourced], day: date):
    """The entry in force on a day: the latest that is not after it."""
    past = [start for start in dated if start <= day]
    return dated[max(past)] if past else None


def _merged(name: str, override: Path | None) -> DutiesDocument:
    base = _bundled(name)
    if override is None:
        return _required(base, name)
    own = _read(Path(override), str(override), name, base)
    if base is None:
        return own
    merged = {
        part: {**getattr(base, part), **getattr(own, part)}
        for part in ("agencies", "functions", "duties")
    }
    return own.model_copy(update=merged)


@cache
def _bundled(name: str) -> DutiesDocument | None:
    path = bundled_definitions() / FOLDER / f"{name}.yaml"
    return _read(path, f"{FOLDER}/{path.name}", name, None) if path.is_file() else None


def _required(document: DutiesDocument | None, name: str) -> DutiesDocument:
    if document is not None:
        return document
    message = _("chưa có tệp phân công trách nhiệm cho bộ chỉ số “{name}”.").format(name=name)
    hint = _("Cung cấp tệp phân công của tỉnh, theo mẫu definitions/responsibility/papi.yaml.")
    raise RequestError(Problem("responsibility-none", message, hint=hint))


def _read(path: Path, shown: str, name: str, base: DutiesDocument | None) -> DutiesDocument:
    """One file, checked. Raises `DefinitionError` with every problem found."""
    document, file, problems = read_document(path, DutiesDocument, shown)
    if document is not None:
        problems += check_duties(Placed(document, file, shown), framework(name), base)
    if problems or document is None:
        raise DefinitionError(problems)
    return document
