"""Reads and checks a measure file: every mistake at once, each with file, line and hint."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import BaseModel

from thuocdo.catalog.framework import Framework
from thuocdo.catalog.load import framework as load_framework
from thuocdo.catalog.node_names import find_node
from thuocdo.catalog.reading import did_you_mean, read_document
from thuocdo.catalog.yaml_lines import Path_, YamlFile
from thuocdo.kernel.errors import DefinitionError, Problem, RequestError
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.survey import measures
from thuocdo.survey.measures import Measure, MeasureDocument, Range

_KEYS = sorted(
    {
        field.alias or name
        for model in vars(measures).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
)


@dataclass(frozen=True)
class MeasureSet:
    """A measure file that can be used: its framework, and the node code of each indicator."""

    document: MeasureDocument
    framework: Framework
    nodes: tuple[str, ...]
    file: str

    @property
    def indicators(self) -> tuple[Measure, ...]:
        """The indicators, in the order written."""
        return tuple(self.document.indicators)

    def structure(self, period: Period) -> Period:
        """The period whose tree is used for `period`."""
        if self.document.structure and not self.framework.defines(period):
            return Period.parse(self.document.structure)
        return period


def is_measure_file(path: Path) -> bool:
    """Whether a file is named as measure files are."""
    return path.name == measures.FILE or path.name.endswith(measures.ENDING)


def measure_files(path: Path) -> list[Path]:
    """The measure files that `path` is or holds (one folder deep), in order of name."""
    if not path.is_dir():
        return [path] if is_measure_file(path) else []
    found = [*path.glob("*.yaml"), *path.glob("*/*.yaml")]
    return sorted(each for each in found if is_measure_file(each))


def load_measures(path: Path, definitions: Path | None = None) -> MeasureSet:
    """The measures in `path`. Raises `DefinitionError` with every problem found."""
    loaded, problems = check_measures(path, definitions)
    if loaded is None:
        raise DefinitionError(problems)
    return loaded


def check_measures(
    path: Path, definitions: Path | None = None
) -> tuple[MeasureSet | None, list[Problem]]:
    """The measures in `path` (None when they cannot be used) and every problem found."""
    document, file, problems = read_document(path, MeasureDocument, path.name)
    problems = [_own_hint(problem) for problem in problems]
    if document is None:
        return None, problems
    check = _Check(document, file, path.name, definitions)
    problems += check.all()
    if problems:
        return None, problems
    return MeasureSet(document, check.framework, tuple(check.nodes), path.name), []


def _own_hint(problem: Problem) -> Problem:
    """The reader of definitions knows the keys of frameworks; here ours are meant."""
    if problem.code != "definition-extra-forbidden" or not problem.column:
        return problem
    return replace(problem, hint=did_you_mean(problem.column.rsplit(".", 1)[-1], _KEYS))


class _Check:
    """What can be wrong with a measure file beyond its shape."""

    def __init__(self, document, file: YamlFile, shown: str, definitions: Path | None):
        self.document: MeasureDocument = document
        self.file, self.shown, self.definitions = file, shown, definitions
        self.framework: Framework | None = None
        self.nodes: list[str] = []

    def all(self) -> list[Problem]:
        found = [*self._head()]
        seen: dict[str, int] = {}
        for i, measure in enumerate(self.document.indicators):
            found += self._measure(i, measure, seen)
        return found

    def _problem(self, code: str, message: str, where: Path_, hint: str | None = None) -> Problem:
        key = ".".join(str(part) for part in where)
        return Problem(code, message, self.shown, self.file.line(where), key, hint)

    def _head(self) -> Iterator[Problem]:
        try:
            self.framework = load_framework(self.document.framework, self.definitions)
        except RequestError as error:
            yield from self._moved(error, ("framework",))
        if bool(self.document.period) == bool(self.document.period_column):
            message = _("ghi đúng một trong hai mục “period” hoặc “period_column”.")
            yield self._problem("measures-period", message, ("period",))
        yield from self._periods()
        if len(self.document.design.population) > len(self.document.design.units):
            message = _("“population” có nhiều cột hơn “units”.")
            hint = _("Mỗi bậc chọn mẫu nhiều nhất một cột, theo thứ tự từ bậc thứ nhất.")
            where = ("design", "population")
            yield self._problem("measures-population", message, where, hint)

    def _periods(self) -> Iterator[Problem]:
        if self.framework is None:
            return
        for key in ("structure", "period"):
            text = getattr(self.document, key)
            needed = text and not (key == "period" and self.document.structure)
            if needed and not self.framework.defines(Period.parse(text)):
                try:
                    self.framework.on(Period.parse(text))
                except RequestError as error:
                    yield from self._moved(error, (key,))

    def _moved(self, error: RequestError, where: Path_) -> Iterator[Problem]:
        key = ".".join(str(part) for part in where)
        for problem in error.problems:
            yield problem.at(self.shown, self.file.line(where), key)

    def _measure(self, i: int, measure: Measure, seen: dict[str, int]) -> Iterator[Problem]:
        where = ("indicators", i)
        line = self.file.line((*where, "code"))
        if seen.setdefault(measure.code, line) != line:
            message = _("mã chỉ tiêu “{code}” đã có ở dòng {line}.")
            text = message.format(code=measure.code, line=seen[measure.code])
            yield self._problem("measures-duplicate", text, (*where, "code"))
        yield from self._node(where, measure)
        yield from self._kind(where, measure)
        yield from self._ranges(where, measure)

    def _node(self, where: Path_, measure: Measure) -> Iterator[Problem]:
        if self.framework is None:
            return
        try:
            code = find_node(self.framework, measure.node)
        except RequestError as error:
            yield from self._moved(error, (*where, "node"))
            return
        self.nodes.append(code)
        text = self.document.structure or self.document.period
        period = Period.parse(text) if text else None
        if period is None or not self.framework.defines(period):
            return
        node = self.framework.on(period).nodes.get(code)
        if node is None:
            message = _("nội dung “{node}” không có trong bộ chỉ số ở kỳ {period}.")
            text = message.format(node=measure.node, period=period)
            yield self._problem("node-not-in-force", text, (*where, "node"))
        elif measure.scale is None and measure.kind.startswith("mean"):
            message = _("chỉ tiêu dạng {kind} cần “scale” (nhỏ nhất, lớn nhất theo lý thuyết).")
            hint = _("Thêm “scale: {{min: 1, max: 5}}”.").format()
            text = message.format(kind=measure.kind)
            yield self._problem("measures-scale", text, where, hint)

    def _kind(self, where: Path_, measure: Measure) -> Iterator[Problem]:
        if measure.kind == "share" and not measure.yes:
            message = _("chỉ tiêu dạng share cần “yes”: các mã tính là có.")
            yield self._problem("measures-yes", message, where, _("Thêm “yes: [1]”."))
        if measure.kind != "share" and measure.yes:
            message = _("“yes” chỉ dùng với kind: share.")
            yield self._problem("measures-yes", message, (*where, "yes"))
        if measure.kind == "top2" and measure.scale is None:
            message = _("chỉ tiêu dạng top2 cần “scale” để biết hai mức cao nhất.")
            hint = _("Thêm “scale: {{min: 1, max: 5}}”.").format()
            yield self._problem("measures-scale", message, where, hint)
        several = len(measure.questions) > 1
        if several != (measure.kind == "mean_of_items"):
            message = _("kind: {kind} không đi với {n} câu hỏi.")
            text = message.format(kind=measure.kind, n=len(measure.questions))
            hint = _("mean_of_items cần từ hai câu; các dạng khác đúng một câu.")
            yield self._problem("measures-questions", text, (*where, "questions"), hint)

    def _ranges(self, where: Path_, measure: Measure) -> Iterator[Problem]:
        for key in ("valid", "scale"):
            span = getattr(measure, key)
            if isinstance(span, Range) and span.min >= span.max:
                message = _("min ({min:g}) không nhỏ hơn max ({max:g}).")
                text = message.format(min=span.min, max=span.max)
                yield self._problem("measures-range", text, (*where, key))
        both = set(measure.dont_know or self.document.dont_know) & set(
            measure.refused or self.document.refused
        )
        if both:
            message = _("mã {codes} vừa là “không biết” vừa là “từ chối”.")
            text = message.format(codes=", ".join(sorted(both)))
            yield self._problem("measures-codes", text, where)
