"""From answers to indicators: a matrix of numbers, and the count of what became of each row."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from thuocdo.catalog.reading import did_you_mean
from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.measures import Measure, MeasureDocument
from thuocdo.survey.recode import Kind, Question, classify, question


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of every row for one indicator.

    rows = outside_base + valid + dont_know + refused + out_of_range + blank. `odd_codes` are
    codes outside the valid range (as in the data) and how often; with several items they
    count answers, not people. `answered_outside_base` people gave an answer although the
    question was not for them; it is not used.
    """

    indicator: str
    rows: int
    outside_base: int
    valid: int
    dont_know: int
    refused: int
    out_of_range: int
    blank: int
    answered_outside_base: int = 0
    odd_codes: tuple[tuple[str, int], ...] = ()

    @property
    def in_base(self) -> int:
        """People the question was for."""
        return self.rows - self.outside_base


@dataclass(frozen=True, slots=True)
class Indicators:
    """Values (n, k), NaN where there is none, columns in the order of the measures."""

    values: np.ndarray
    tallies: tuple[Tally, ...]


def indicators(frame: pl.DataFrame, document: MeasureDocument, strict: bool = False) -> Indicators:
    """The indicators of a measure file from a table of answers.

    Raises `InputError` with every problem: questions that are not there, indicators nobody
    answered, and, when `strict`, codes outside the valid range.
    """
    problems = [*_absent(frame, document)]
    if problems:
        raise InputError(problems)
    asked = _Questions(frame)
    values = np.empty((frame.height, len(document.indicators)), order="F")
    tallies = []
    for j, measure in enumerate(document.indicators):
        values[:, j], tally = _indicator(measure, document, asked)
        tallies.append(tally)
    problems = [*_unanswered(tallies, document)]
    if strict:
        problems += out_of_range(tallies)
    if problems:
        raise InputError(problems)
    return Indicators(values, tuple(tallies))


class _Questions(dict):
    """Columns as numbers, each read once however many indicators use it."""

    def __init__(self, frame: pl.DataFrame):
        self.frame = frame

    def __missing__(self, name: str) -> Question:
        self[name] = question(self.frame[name])
        return self[name]


def needed_columns(document: MeasureDocument) -> dict[str, str]:
    """Every question named in a measure file, with the first indicator that names it."""
    needed: dict[str, str] = {}
    for measure in document.indicators:
        for name in (*measure.questions, *(c.question for c in measure.base)):
            needed.setdefault(name, measure.code)
    return needed


def _absent(frame: pl.DataFrame, document: MeasureDocument) -> Iterator[Problem]:
    for name, code in needed_columns(document).items():
        if name not in frame.columns:
            message = _("không có câu hỏi “{name}” (chỉ tiêu {code}) trong số liệu.")
            hint = did_you_mean(name, frame.columns) or _("Các cột: {columns}…").format(
                columns=", ".join(frame.columns[:10])
            )
            text = message.format(name=name, code=code)
            yield Problem("question-absent", text, column=name, hint=hint)


def _indicator(
    measure: Measure, document: MeasureDocument, asked: _Questions
) -> tuple[np.ndarray, Tally]:
    read = [classify(asked[name], measure, document) for name in measure.questions]
    values, kinds = read[0] if len(read) == 1 else _mean_of(read)
    base = _base(measure, asked, kinds.size)
    odd: Counter[str] = Counter()
    for name, (_values, item) in zip(measure.questions, read, strict=True):
        odd.update(_odd(asked[name], base & (item == Kind.OUT_OF_RANGE)))
    there = np.bincount(kinds[base], minlength=len(Kind))
    tally = Tally(
        indicator=measure.code,
        rows=kinds.size,
        outside_base=int((~base).sum()),
        answered_outside_base=int((~base & (kinds == Kind.VALID)).sum()),
        odd_codes=tuple(odd.most_common()),
        **{kind.name.lower(): int(there[kind]) for kind in Kind},
    )
    return np.where(base, values, np.nan), tally


def _mean_of(read: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    """The mean of a person's valid items, and the best kind among the items."""
    items = np.column_stack([values for values, _kinds in read])
    there = ~np.isnan(items)
    count = there.sum(axis=1)
    total = np.where(there, items, 0.0).sum(axis=1)
    means = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return means, np.min([kinds for _values, kinds in read], axis=0)


def _base(measure: Measure, asked: _Questions, rows: int) -> np.ndarray:
    """Who the question was for: all conditions hold, and their questions were answered."""
    inside = np.ones(rows, dtype=bool)
    for condition in measure.base:
        filter_ = asked[condition.question]
        inside &= np.isin(filter_.values, filter_.numbers(condition.in_))
    return inside


def _odd(asked: Question, where: np.ndarray) -> dict[str, int]:
    codes, counts = np.unique(asked.values[where], return_counts=True)
    return {asked.shown(code): int(n) for code, n in zip(codes, counts, strict=True)}


def _unanswered(tallies: Iterable[Tally], document: MeasureDocument) -> Iterator[Problem]:
    for tally, measure in zip(tallies, document.indicators, strict=True):
        if tally.valid == 0 and tally.rows > 0:
            message = _(
                "chỉ tiêu {code} không có câu trả lời hợp lệ nào: {base} người được hỏi, "
                "{blank} để trống, {dont_know} không biết, {refused} từ chối, {odd} ngoài khoảng."
            )
            yield Problem(
                "answers-all-missing",
                message.format(
                    code=tally.indicator,
                    base=tally.in_base,
                    blank=tally.blank,
                    dont_know=tally.dont_know,
                    refused=tally.refused,
                    odd=tally.out_of_range,
                ),
                column=", ".join(measure.questions),
                hint=_("Xem lại tên câu hỏi, các mã và điều kiện “base”."),
            )


def out_of_range(tallies: Iterable[Tally]) -> list[Problem]:
    """One problem for each indicator with codes outside the valid range, with counts."""
    message = _("chỉ tiêu {code} có {n} câu trả lời ngoài khoảng cho phép: {list}.")
    return [
        Problem(
            "answers-out-of-range",
            message.format(
                code=tally.indicator,
                n=sum(count for _code, count in tally.odd_codes),
                list=", ".join(
                    _("{code} ({n} lần)").format(code=code, n=n) for code, n in tally.odd_codes[:10]
                ),
            ),
            hint=_("Thêm mã vào “valid”, “dont_know” hoặc “refused”, hoặc sửa số liệu."),
        )
        for tally in tallies
        if tally.odd_codes
    ]
