"""From a measure file and answers to the measurements table, with an account of every row."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.joint import JointEstimates
from thuocdo.kernel.language import _
from thuocdo.kernel.period import Period
from thuocdo.runs.estimate_tables import Cells, indicator_table, joint_estimates, node_table
from thuocdo.runs.files import write_table
from thuocdo.runs.joint_files import write_joint
from thuocdo.runs.survey_weights import adjusted
from thuocdo.survey.build import design as build_design
from thuocdo.survey.design import Design
from thuocdo.survey.indicators import Indicators, indicators, needed_columns
from thuocdo.survey.lonely import LonelyRule
from thuocdo.survey.measures_check import MeasureSet
from thuocdo.survey.node_estimates import LINEAR, Sample, Variance, estimate_nodes
from thuocdo.survey.nodes import node_rules
from thuocdo.survey.read_answers import Answers, read_answers
from thuocdo.survey.respondent_units import RespondentUnits, column_of, respondent_units


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of `estimate`: unit column (default: that of the measure file), a column
    that splits each unit, the variance, steps that change the weights. Without `items` the
    SE of single indicators may be left out, where it is slow.
    """

    by: str | None = None
    domain: str | None = None
    variance: Variance = LINEAR
    weights_steps: tuple[str, ...] = ()
    strict: bool = False
    sheet: str | None = None
    items: bool = True


@dataclass(frozen=True, slots=True)
class Estimated:
    """`measurements` with n_eff, deff, df (and domain), `indicators` one row each and unit,
    `joint` by period, `tally` what became of each row by indicator, `notes` for the reader.
    """

    measurements: pl.DataFrame
    indicators: pl.DataFrame
    joint: dict[str, JointEstimates]
    tally: pl.DataFrame
    notes: tuple[str, ...]


def estimate(measures: MeasureSet, data: Path, asked: Asked | None = None) -> Estimated:
    """Estimate every node that a measure file feeds. Raises `InputError`, `RequestError`."""
    asked = asked or Asked()
    answers = read_answers(data, _columns(measures, asked), asked.sheet)
    made = indicators(answers.frame, measures.document, asked.strict)
    periods = _periods(measures, answers.frame)
    notes = [_rows_read(answers), *_tally_notes(made), *_no_period(measures, answers.frame)]
    parts = []
    for period in sorted(set(periods.values())):
        rows = _rows_of(answers.frame, measures, periods, period)
        work = _OnePeriod(measures, answers, made, asked, period, rows)
        parts.append((str(period), *work.done()))
        notes += work.notes
    return Estimated(
        pl.concat(part[1] for part in parts),
        pl.concat(part[2] for part in parts),
        {part[0]: part[3] for part in parts},
        pl.DataFrame([_row(tally) for tally in made.tallies]),
        tuple(notes),
    )


def _columns(measures: MeasureSet, asked: Asked) -> list[str] | None:
    """The columns to read; None (all) where tables of totals may need others."""
    if asked.weights_steps:
        return None
    document = measures.document
    plan = document.design
    others = (asked.by or document.unit.column, asked.domain, document.period_column)
    return [
        *needed_columns(document),
        *(plan.weights, *plan.strata, *plan.units, *plan.population),
        *(name for name in others if name),
    ]


def _periods(measures: MeasureSet, frame: pl.DataFrame) -> dict[str, Period]:
    """By value of the period column (as text) the period; "" where there is one for all."""
    document = measures.document
    if document.period:
        return {"": Period.parse(document.period)}
    found, problems = {}, []
    for text in column_of(frame, document.period_column).cast(pl.String).unique().drop_nulls():
        try:
            found[text] = Period.parse(text.removesuffix(".0"))
            measures.framework.on(measures.structure(found[text]))
        except ValueError:
            message = _("“{text}” không phải một kỳ.").format(text=text)
            column = document.period_column
            problems.append(Problem("period-format", message, column=column))
    if problems:
        raise InputError(problems)
    return found


def _no_period(measures: MeasureSet, frame: pl.DataFrame) -> Iterator[str]:
    name = measures.document.period_column
    blank = frame[name].null_count() if name else 0
    if blank:
        yield _("{n} dòng không có kỳ (cột “{name}”), không dùng.").format(n=blank, name=name)


def _rows_of(frame: pl.DataFrame, measures, periods: dict[str, Period], period) -> np.ndarray:
    if "" in periods:
        return np.arange(frame.height)
    wanted = [text for text, each in periods.items() if each == period]
    column = frame[measures.document.period_column].cast(pl.String)
    return np.flatnonzero(column.is_in(wanted).fill_null(False).to_numpy())


class _OnePeriod:
    """The estimates of one period: an independent sample with a design of its own."""

    def __init__(self, measures: MeasureSet, answers: Answers, made: Indicators, asked: Asked,
                 period: Period, rows: np.ndarray):  # fmt: skip
        self.measures, self.asked, self.period = measures, asked, period
        whole = rows.size == answers.frame.height
        self.answers = answers
        self.frame = answers.frame if whole else answers.frame[rows]
        self.values = made.values if whole else made.values[rows]
        self.notes: list[str] = []

    def done(self) -> tuple[pl.DataFrame, pl.DataFrame, JointEstimates]:
        document = self.measures.document
        found = self._units()
        splits, domain = self._cells(found)
        rules = node_rules(self.measures, self.period)
        sample = Sample(
            self._design(),
            self.values,
            domain,
            LonelyRule(document.design.lonely),
            document.least_answers,
            self.asked.items,
        )
        result = estimate_nodes(sample, rules, self.asked.variance)
        cells = Cells(self.measures, self.period, found.codes, splits, rules.codes, self._source())
        self._tell(cells, result, found, int((domain >= 0).sum()))
        return (
            node_table(cells, result),
            indicator_table(cells, result),
            joint_estimates(cells, result),
        )

    def _design(self) -> Design:
        document = self.measures.document
        plan = document.design
        columns = (plan.strata or None, plan.units or None, plan.population or None)
        made = build_design(self.frame, plan.weights, *columns)
        only = {document.period_column: self.period} if document.period_column else {}
        design, told = adjusted(made, self.frame, self.asked.weights_steps, only)
        self.notes += told
        return design

    def _units(self) -> RespondentUnits:
        document, framework = self.measures.document, self.measures.framework
        name = self.asked.by or document.unit.column
        column = column_of(self.frame, name)
        told = self.answers.values.get(name, {}) if name in self.answers.values else {}
        day = framework.territory(self.period)
        return respondent_units(
            column, framework.document.unit_level, day, {**told, **document.unit.values}
        )

    def _cells(self, found: RespondentUnits) -> tuple[tuple[str, ...], np.ndarray]:
        """Values of the column that splits units, and the cell (unit, value) of each person."""
        if self.asked.domain is None:
            return ("",), found.place
        column = column_of(self.frame, self.asked.domain).cast(pl.String)
        values = tuple(column.drop_nulls().unique().sort())
        if not values:
            message = _("cột “{name}” không có giá trị nào.").format(name=self.asked.domain)
            raise InputError(Problem("empty-domain", message, column=self.asked.domain))
        at = {value: i for i, value in enumerate(values)}
        place = column.replace_strict(at, default=-1, return_dtype=pl.Int64).fill_null(-1)
        split = place.to_numpy()
        label = tuple(f"{self.asked.domain}={value}" for value in values)
        self._blank(int((split < 0).sum()), self.asked.domain)
        inside = (found.place >= 0) & (split >= 0)
        return label, np.where(inside, found.place * len(values) + split, -1)

    def _blank(self, count: int, name: str) -> None:
        if count:
            note = _("Kỳ {period}: {n} dòng không có “{name}”, không dùng.")
            self.notes.append(note.format(period=self.period, n=count, name=name))

    def _source(self) -> str:
        document = self.measures.document
        text = f"{document.measures} ({Path(self.answers.path).name})"
        return _("số liệu mô phỏng: {text}").format(text=text) if document.simulated else text

    def _tell(self, cells: Cells, result, found: RespondentUnits, used: int) -> None:
        self._blank(found.blank, self.asked.by or self.measures.document.unit.column)
        note = _("Kỳ {period}: {rows} dòng, {used} dòng dùng, {units} đơn vị, {nodes} nội dung.")
        self.notes.append(note.format(period=self.period, rows=self.frame.height, used=used,
                                      units=len(cells.units), nodes=len(cells.nodes)))  # fmt: skip
        gone = [
            f"{self.measures.framework.name}/{c}"
            for c in sorted({*self.measures.nodes} - {*cells.nodes})
        ]
        if gone:
            note = _("Kỳ {period}: nội dung không có trong bộ chỉ số, không ước lượng: {list}.")
            self.notes.append(note.format(period=self.period, list=", ".join(gone)))
        withheld = int(np.isnan(result.value).sum())
        if withheld:
            note = _("Kỳ {period}: {n} ô không đủ câu trả lời, ghi withheld.")
            self.notes.append(note.format(period=self.period, n=withheld))
        if result.empty:
            note = _("Kỳ {period}: {n} ô của các lần lấy lại mẫu không có người trả lời.")
            self.notes.append(note.format(period=self.period, n=result.empty))


def _rows_read(answers: Answers) -> str:
    return _("Đã đọc {rows} dòng từ {path}.").format(rows=answers.frame.height, path=answers.path)


def _tally_notes(made: Indicators) -> Iterator[str]:
    total = [sum(getattr(t, name) for t in made.tallies) for name in _COUNTS]
    yield _(
        "{k} chỉ tiêu: {valid} giá trị dùng; không dùng: {outside} ngoài đối tượng hỏi, "
        "{blank} để trống, {dont_know} không biết, {refused} từ chối, {odd} ngoài khoảng."
    ).format(
        k=len(made.tallies), valid=total[0], outside=total[1], blank=total[2],
        dont_know=total[3], refused=total[4], odd=total[5],
    )  # fmt: skip
    for tally in made.tallies:
        if tally.odd_codes:
            codes = ", ".join(f"{code} ({n})" for code, n in tally.odd_codes[:10])
            yield _("Chỉ tiêu {code}: mã ngoài khoảng, không dùng: {codes}.").format(
                code=tally.indicator, codes=codes
            )
        if tally.answered_outside_base:
            yield _("Chỉ tiêu {code}: {n} người trả lời dù không thuộc đối tượng hỏi.").format(
                code=tally.indicator, n=tally.answered_outside_base
            )


_COUNTS = ("valid", "outside_base", "blank", "dont_know", "refused", "out_of_range")


def _row(tally) -> dict:
    names = ("indicator", "rows", *_COUNTS, "answered_outside_base")
    odd = "; ".join(f"{code}: {n}" for code, n in tally.odd_codes)
    return {name: getattr(tally, name) for name in names} | {"odd_codes": odd}


def write_estimates(
    measures: MeasureSet, data: Path, asked: Asked, places: Mapping[str, Path | None]
) -> Estimated:
    """Estimate and write: `measurements`, `indicators`, `tally` (tables), `joint` (.npz).

    Nothing is written when anything is wrong with the input.
    """
    done = estimate(measures, data, asked)
    for name in ("measurements", "indicators", "tally"):
        if places.get(name) is not None:
            write_table(getattr(done, name), places[name])
    if places.get("joint") is not None:
        write_joint(done.joint, places["joint"])
    return done
