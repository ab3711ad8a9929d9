"""What a file of duties must fulfil beyond its shape; every problem found, with its line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from thuocdo.catalog.framework import Framework
from thuocdo.catalog.node_names import unknown_node
from thuocdo.catalog.reading import did_you_mean
from thuocdo.catalog.yaml_lines import YamlFile
from thuocdo.diagnosis.duties import DutiesDocument
from thuocdo.kernel.errors import Problem
from thuocdo.kernel.language import _


@dataclass(frozen=True, slots=True)
class Placed:
    """A document, the lines of its file, and how messages call it."""

    document: DutiesDocument
    file: YamlFile
    shown: str

    def problem(self, code: str, message: str, where: tuple, hint: str | None = None) -> Problem:
        """A problem at a key of the file."""
        column = ".".join(str(part) for part in where)
        return Problem(code, message, self.shown, self.file.line(where), column, hint)


def check_duties(
    placed: Placed, framework: Framework, base: DutiesDocument | None = None
) -> list[Problem]:
    """Nodes, functions and agencies that are used must be known, here or in `base`."""
    return [
        *_framework(placed, framework),
        *_holders(placed, base),
        *_functions(placed, base),
        *_nodes(placed, framework),
    ]


def _framework(placed: Placed, framework: Framework) -> Iterator[Problem]:
    given = placed.document.framework
    if given != framework.name:
        message = _("tệp này dành cho “{given}”, không phải “{name}”.")
        text = message.format(given=given, name=framework.name)
        yield placed.problem("duties-framework", text, ("framework",))


def _known(placed: Placed, base: DutiesDocument | None, part: str) -> list[str]:
    return [*getattr(placed.document, part), *(getattr(base, part) if base else ())]


def _holders(placed: Placed, base: DutiesDocument | None) -> Iterator[Problem]:
    known = _known(placed, base, "agencies")
    for name, function in placed.document.functions.items():
        for day, holder in function.held_by.items():
            if holder.agency and holder.agency not in known:
                message = _("không có cơ quan “{key}” trong mục agencies.")
                where = ("functions", name, "held_by", str(day), "agency")
                text = message.format(key=holder.agency)
                hint = did_you_mean(holder.agency, known)
                yield placed.problem("duties-agency-unknown", text, where, hint)


def _functions(placed: Placed, base: DutiesDocument | None) -> Iterator[Problem]:
    known = _known(placed, base, "functions")
    for code, dated in placed.document.duties.items():
        for day, duty in dated.items():
            where = ("duties", code, str(day))
            if not duty.lead:
                message = _("chưa nêu chức năng chủ trì.")
                yield placed.problem("duties-no-lead", message, (*where, "lead"))
            yield from _unknown(placed, where, "lead", duty.lead, known)
            yield from _unknown(placed, where, "support", duty.support, known)


def _unknown(
    placed: Placed, where: tuple, role: str, names: Iterable[str], known: list[str]
) -> Iterator[Problem]:
    for place, name in enumerate(names):
        if name not in known:
            message = _("không có chức năng “{key}” trong mục functions.").format(key=name)
            hint = did_you_mean(name, known)
            yield placed.problem("duties-function-unknown", message, (*where, role, place), hint)


def _nodes(placed: Placed, framework: Framework) -> Iterator[Problem]:
    for code in placed.document.duties:
        if code not in framework.nodes:
            unknown = unknown_node(framework, code)
            yield placed.problem(unknown.code, unknown.message, ("duties", code), unknown.hint)
