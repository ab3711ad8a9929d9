"""The form of “what if”: which scores may be tried, and what a reader wrote into it."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from thuocdo import diagnosis
from thuocdo.catalog.framework import NodeInForce
from thuocdo.catalog.numbers import Reason, number_problem, read_number
from thuocdo.diagnosis import refusals
from thuocdo.kernel.errors import Problem, RequestError
from thuocdo.reports.tree_rows import numbered, walk
from thuocdo.web.results import asked
from thuocdo.web.results.located import Located

SET = "set-"
DIMENSION, LEAF = "dimension", "leaf"
DIGITS = 4  # of the scores that the form shows: what is written back like this is unchanged
COARSE = 0.005  # a slider moves by hundredths: so much beyond the scale is its end


@dataclass(frozen=True, slots=True)
class Field:
    """A score that may be tried: published it is `now`, tried `new` (None: not to be read)."""

    code: str
    label: str
    now: float
    low: float
    high: float
    new: float | None
    problem: Problem | None = None

    @property
    def name(self) -> str:
        """Its name in the address."""
        return f"{SET}{self.code}"

    @property
    def ident(self) -> str:
        """Its identifier on the page."""
        return f"score-{self.code.replace('.', '-')}"

    @property
    def text(self) -> str:
        """What stands in the form."""
        return "" if self.new is None else shown(self.new)

    @property
    def ends(self) -> tuple[float, float]:
        """The scale, widened to what can be written."""
        grain = 10**DIGITS
        return math.floor(self.low * 100) / 100, math.ceil(self.high * grain) / grain

    @property
    def changed(self) -> bool:
        """Whether another score than the published one stands in it."""
        return self.problem is None and shown(self.new) != shown(self.now)


@dataclass(frozen=True, slots=True)
class Part:
    """Fields that belong together: a dimension, or all of them (`label` empty)."""

    label: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The whole form; `others` are problems that belong to no field."""

    by: str
    parts: tuple[Part, ...]
    others: tuple[Problem, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """All fields."""
        return tuple(field for part in self.parts for field in part.fields)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with what was asked."""
        return (*(f.problem for f in self.fields if f.problem), *self.others)

    def changes(self) -> dict[str, float]:
        """New scores by the code of their node; only where there is no problem."""
        tried = {field.code: field for field in self.fields if field.changed}
        return {code: min(max(f.new, f.low), f.high) for code, f in tried.items()}


def shown(score: float) -> str:
    """A score as it stands in a form and in an address: with a point, in every language."""
    return f"{score:.{DIGITS}f}".rstrip("0").rstrip(".")


def form_of(found: Located, request: HttpRequest) -> Form | None:
    """The form as the address fills it; None where nothing can be tried.

    Raises `FilterError` for a level of nodes that there is not.
    """
    wanted, others = _wanted(found, request.GET)
    by = asked.choice(request, "by", (LEAF, DIMENSION), LEAF)
    tree = found.place.snapshot.tree
    chosen = set(tree.nodes[""].parts if by == DIMENSION else found.place.snapshot.leaves)
    codes = [n.code for n, _depth in walk(tree) if n.code in chosen or n.code in wanted]
    tried = {code: _can_be_tried(found, code) for code in codes}
    if not any(tried.values()):
        return None
    fields = [_field(found, code, wanted.get(code)) for code in codes if tried[code]]
    refused = [code for code in wanted if not tried.get(code)]
    others += [refusals.not_composed(tree.nodes[c], tree.period).problems[0] for c in refused]
    return Form(by, tuple(_parts(found, fields)), tuple(others))


def _wanted(found: Located, query: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    """What was written for each node, and what is wrong with the names of nodes."""
    tree, root = found.place.snapshot.tree, f"{found.edition.framework}/"
    wanted, others = {}, []
    for name in query:
        node = name.removeprefix(SET)
        if node == name and not name.startswith(root):
            continue
        try:
            code = asked.node_in_force(tree, node)
        except RequestError as error:
            others += [problem.at(column=name[: asked.LONGEST]) for problem in error.problems]
            continue
        wanted[code] = query[name].strip()
    return wanted, others


def _can_be_tried(found: Located, code: str) -> bool:
    """Whether it is known what the index becomes when this score changes."""
    try:
        same = {code: found.place.score(code)}
        diagnosis.what_if(found.panel, found.unit, found.period, same)
    except RequestError:
        return False
    return True


def _field(found: Located, code: str, text: str | None) -> Field:
    node, now = found.place.snapshot.tree.nodes[code], found.place.score(code)
    new, problem = _read(node, text) if text else (now, None)
    return Field(code, numbered(node), now, node.scale_min, node.scale_max, new, problem)


def _read(node: NodeInForce, text: str) -> tuple[float | None, Problem | None]:
    try:
        score = read_number(text)
    except ValueError:
        score = None
    if score is None:
        return None, number_problem(text[: asked.LONGEST], Reason.NOT_A_NUMBER)
    if node.scale_min - COARSE <= score <= node.scale_max + COARSE:
        return score, None
    return score, refusals.outside_scale(node, score).problems[0]


def _parts(found: Located, fields: Iterable[Field]) -> Iterator[Part]:
    """Fields by the node above them."""
    nodes = found.place.snapshot.tree.nodes
    above: dict[str, list[Field]] = {}
    for field in fields:
        above.setdefault(nodes[field.code].parent or "", []).append(field)
    for code, inside in above.items():
        yield Part(numbered(nodes[code]) if code else "", tuple(inside))
