"""Measurements as a person hands them in: read, resolved, checked; all mistakes at once.

Long tables (one value a row) and wide ones (one column a node) are both understood. In a
wide table, and in a row without a status, an empty value means that there is no score: it
becomes `withheld`, never 0.
"""

from dataclasses import dataclass, field
from math import isfinite
from os import PathLike

import polars as pl

from thuocdo import units
from thuocdo.catalog.files import Table, read_table
from thuocdo.catalog.framework import Framework, NodeInForce
from thuocdo.catalog.headers import match_columns
from thuocdo.catalog.long_table import long_table
from thuocdo.catalog.node_names import node_key, node_names, unknown_node
from thuocdo.catalog.numbers import number_problem, read_numbers
from thuocdo.catalog.words import status_code, word
from thuocdo.kernel.errors import InputError, Problem, UnitError
from thuocdo.kernel.identity import Level
from thuocdo.kernel.language import _
from thuocdo.kernel.numerals import plain
from thuocdo.kernel.period import Period
from thuocdo.kernel.tables import MEASUREMENTS, Status, types

# Publishers round the ends of their scales: PAPI 8.1 goes down to 0.3317 on 1/3…10/3.
SCALE_TOLERANCE = 0.001


def read_measurements(
    path: str | PathLike[str], framework: Framework, sheet: str | None = None
) -> pl.DataFrame:
    """The measurements in a file, ready for `framework`: columns of `MEASUREMENTS`.

    Units may be codes or names as in force on the day the period measures; nodes may be
    paths, codes, concepts or labels. Raises `InputError` with every problem found, each
    with its file, row and column.
    """
    table = read_table(path, sheet)
    match = match_columns(table.frame.columns, MEASUREMENTS)
    problems = [problem.at(file=table.path) for problem in match.problems]
    long = long_table(table, match, framework, problems)
    if problems:
        raise InputError(problems)
    rows = _Rows(table, framework, {name: header for header, name in match.matched.items()})
    rows.read(long)
    if rows.problems:
        raise InputError(rows.problems)
    return rows.frame()


@dataclass(slots=True)
class _Rows:
    """The rows of one file on their way to measurements, and what is wrong with them.

    `headers` maps our columns to the headers of the file; a wide file has no `value`, there
    the header is that of the node.
    """

    table: Table
    framework: Framework
    headers: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    made: list[dict] = field(default_factory=list)
    seen: dict[tuple, tuple] = field(default_factory=dict)
    _units: dict[tuple, str | Problem] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _told: set = field(default_factory=set)

    def read(self, long: pl.DataFrame) -> None:
        self._names = node_names(self.framework)
        long = self._of_this_framework(long)
        numbers = {name: self._numbers(long, name) for name in ("value", "se", "n")}
        for i, row in enumerate(long.iter_rows(named=True)):
            self._row(row, {name: column[i] for name, column in numbers.items()})

    @property
    def wide(self) -> bool:
        return "node" not in self.headers

    def frame(self) -> pl.DataFrame:
        return pl.DataFrame(self.made, schema=pl.Schema(types(MEASUREMENTS)))

    def say(self, problem: Problem, row: dict, column: str) -> None:
        """Note a problem at a row, in the column that the person sees."""
        header = row["node"] if self.wide and column in ("value", "node") else column
        shown = self.headers.get(column, header)
        self.problems.append(problem.at(self.table.path, row["row"], shown))

    def say_once(self, problem: Problem, row: dict, column: str) -> None:
        """Note what would be the same on every row of that kind."""
        key = (problem.code, problem.message)
        if key not in self._told:
            self._told.add(key)
            self.say(problem, row, column)

    def _of_this_framework(self, long: pl.DataFrame) -> pl.DataFrame:
        if "framework" not in long.columns:
            return long
        wanted = {self.framework.name, self.framework.document.abbreviation.lower()}
        ours = long.filter(
            pl.col("framework").is_null() | pl.col("framework").str.to_lowercase().is_in(wanted)
        )
        if ours.is_empty():
            message = _("tệp không có dòng nào của bộ chỉ số “{name}”.")
            text = message.format(name=self.framework.name)
            column = self.headers["framework"]
            self.problems.append(Problem("framework-absent", text, self.table.path, None, column))
        return ours

    def _numbers(self, long: pl.DataFrame, name: str) -> list[float | None]:
        if name not in long.columns:
            return [None] * long.height
        # Each column of a wide table has a style of its own.
        parts = long.with_row_index("place").partition_by("node") if self.wide else [
            long.with_row_index("place")]  # fmt: skip
        values: list[float | None] = [None] * long.height
        for part in parts:
            texts, places = part[name].to_list(), part["place"].to_list()
            read = read_numbers(texts)
            for i, place in enumerate(places):
                values[place] = float("nan") if i in read.bad else read.values[i]
            for i, why in read.bad.items():
                self.say(number_problem(texts[i], why), part.row(i, named=True), name)
        return values

    def _row(self, row: dict, number: dict) -> None:
        period = self._period(row)
        code = self._node(row)
        node = self._in_force(row, period, code)
        unit = self._unit(row, period)
        status = self._status(row, number["value"])
        self._check_numbers(row, number, node)
        if node is None or unit is None:
            return
        self._once(row, (node.path, unit, str(period)))
        if status is not None and isfinite(number["value"] or 0.0):
            self._make(row, node.path, unit, period, number, status)

    def _make(self, row: dict, path: str, unit: str, period: Period, number: dict, status) -> None:
        size = number["n"]
        self.made.append(
            {
                "framework": self.framework.name,
                "node": path,
                "unit": unit,
                "period": str(period),
                "value": number["value"],
                "se": number["se"],
                "n": None if size is None or not isfinite(size) else round(size),
                "status": status,
                "source": row.get("source") or self.table.path,
            }
        )

    def _period(self, row: dict) -> Period | None:
        try:
            period = Period.parse((row["period"] or "").removesuffix(".0"))
        except ValueError:
            message = _("“{text}” không phải một kỳ.").format(text=row["period"] or "")
            hint = _("Viết năm (2024), quý (2024-Q2) hoặc tháng (2024-06).")
            self.say(Problem("period-format", message, hint=hint), row, "period")
            return None
        if self.framework.defines(period):
            return period
        self.say_once(self._undefined(period), row, "period")
        return None

    def _undefined(self, period: Period) -> Problem:
        message = _("bộ chỉ số “{name}” chưa có định nghĩa cho kỳ {period}.")
        hint = _("Thêm kỳ này vào mục “editions” của {file}.")
        return Problem(
            "period-undefined",
            message.format(name=self.framework.name, period=period),
            hint=hint.format(file=self.framework.files[0]),
        )

    def _node(self, row: dict) -> str | None:
        text = row["node"] or ""
        code = self._names.get(node_key(text)) if text else None
        if code is None:
            self.say(unknown_node(self.framework, text) if text else _no_node(), row, "node")
        return code

    def _in_force(self, row: dict, period: Period | None, code: str | None) -> NodeInForce | None:
        if period is None or code is None:
            return None
        node = self.framework.on(period).nodes.get(code)
        if node is None:
            message = _("nội dung “{node}” không có trong bộ chỉ số ở kỳ {period}.")
            if self.wide and not row["value"]:
                return None  # one table for all years: the cell is blank where not measured
            text = message.format(node=row["node"], period=period)
            self.say_once(Problem("node-not-in-force", text), row, "node")
        return node

    def _unit(self, row: dict, period: Period | None) -> str | None:
        text = row["unit"]
        if not text:
            self.say(Problem("unit-blank", _("ô đơn vị để trống.")), row, "unit")
            return None
        if period is None:
            return None
        if (text, period) not in self._units:
            self._units[text, period] = self._resolve(text, period)
        found = self._units[text, period]
        if isinstance(found, Problem):
            self.say(found, row, "unit")
            return None
        return found

    def _resolve(self, text: str, period: Period) -> str | Problem:
        level = self.framework.document.unit_level
        if level == "free":
            return text
        day = self.framework.territory(period)
        try:
            unit = units.find_unit(text, on=day, level=Level(level))
        except UnitError as error:
            return error.problems[0]
        if unit.level != level:
            message = _("“{text}” không phải đơn vị cấp {level}.")
            return Problem("unit-level", message.format(text=text, level=word(level)))
        # A unit of another day keeps its day: the code alone would mean somebody else.
        return unit.id.code if unit.in_force_on(day) else str(unit.id)

    def _status(self, row: dict, value: float | None) -> str | None:
        text = row.get("status") or ""
        if not text or (self.wide and value is None):
            return (Status.WITHHELD if value is None else Status.PUBLISHED).value
        text = status_code(text)
        if text is None:
            message = _("“{text}” không phải một trạng thái.").format(text=row["status"])
            hint = _("Dùng một trong: {known}.").format(known=", ".join(map(word, Status)))
            self.say(Problem("status-unknown", message, hint=hint), row, "status")
            return None
        if (text == Status.WITHHELD) == (value is None):
            return text
        message = (
            _("dòng ghi “withheld” (không công bố) nhưng lại có giá trị.")
            if text == Status.WITHHELD
            else _("không có giá trị nhưng trạng thái không phải “withheld”.")
        )
        hint = _("Không công bố thì để trống giá trị và ghi withheld; không bao giờ ghi 0.")
        self.say(Problem("status-value", message, hint=hint), row, "value")
        return None

    def _check_numbers(self, row: dict, number: dict, node: NodeInForce | None) -> None:
        for name in ("se", "n"):
            if number[name] is not None and number[name] < 0:
                message = _("giá trị âm ở cột không thể âm.")
                self.say(Problem("negative-number", message), row, name)
        if node is None or number["value"] is None or node.preparation.normalise.method != "none":
            return
        slack = SCALE_TOLERANCE * (node.scale_max - node.scale_min)
        if number["value"] < node.scale_min - slack or number["value"] > node.scale_max + slack:
            message = _("điểm {value} nằm ngoài thang {low}–{high} của “{node}”.")
            text = message.format(
                value=plain(number["value"]),
                low=plain(node.scale_min),
                high=plain(node.scale_max),
                node=node.path,
            )
            hint = _("Xem lại dấu thập phân, cột và năm (thang đổi theo số nội dung thành phần).")
            self.say(Problem("score-outside-scale", text, hint=hint), row, "value")

    def _once(self, row: dict, key: tuple) -> None:
        here = (row["row"], row["node"])
        first = self.seen.setdefault(key, here)
        if first != here:
            message = _("trùng với dòng {first}: cùng đơn vị, nội dung và kỳ.")
            text, hint = message.format(first=first[0]), _("Giữ lại một dòng.")
            if first[0] == here[0]:
                message = _("trùng với cột “{first}”: cùng một nội dung.")
                text, hint = message.format(first=first[1]), _("Giữ lại một cột.")
            self.say(Problem("duplicate-row", text, hint=hint), row, "unit")


def _no_node() -> Problem:
    return Problem("node-blank", _("ô nội dung để trống."))
