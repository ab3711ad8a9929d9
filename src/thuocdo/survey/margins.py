"""Totals of the population, as tables: each row a category (or a cell of several columns).

Everything that can be wrong between them and the sample is found here, all at once, before
any weight is touched.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import polars as pl

from thuocdo.kernel.errors import InputError, Problem
from thuocdo.kernel.language import _
from thuocdo.survey.build_checks import missing_columns

SHOWN = 10
ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Margin:
    """One table of totals met with the sample: `cells` (n,) is the row of each respondent."""

    columns: tuple[str, ...]
    cells: np.ndarray
    totals: np.ndarray
    labels: tuple[str, ...]


def read_margins(
    frame: pl.DataFrame, weights: np.ndarray, tables: Sequence[pl.DataFrame], total: str
) -> tuple[Margin, ...]:
    """The tables as margins; every column but `total` is one of the sample `frame`.

    Respondents of weight 0 are out of the sample and belong to cell 0 without consequence.
    Sums that differ by less than a millionth are rounding: later tables are scaled to the
    first. Raises `InputError` with all problems.
    """
    problems = list(_shape_problems(frame, tables, total))
    if problems:
        raise InputError(problems)
    inside = weights > 0
    margins, found = [], []
    for table in tables:
        margin = _meet(frame, table, total)
        found += _cell_problems(frame, margin, table[total], inside)
        margins.append(margin)
    found += _contradictions(tables, total)
    if found:
        raise InputError(found)
    first = margins[0].totals.sum() if margins else 1.0
    return tuple(
        Margin(m.columns, np.where(inside, m.cells, 0), m.totals * first / m.totals.sum(), m.labels)
        for m in margins
    )


def indicators_of(margins: Sequence[Margin]) -> np.ndarray:
    """One column (n, Σ cells) of 0 and 1 for each cell of each margin."""
    return np.column_stack([margin.cells[:, None] == np.arange(len(margin.totals))
                            for margin in margins]).astype(float)  # fmt: skip


def _shape_problems(frame, tables, total) -> Iterator[Problem]:
    for place, table in enumerate(tables, start=1):
        if total not in table.columns:
            message = _("bảng tổng thể thứ {place} không có cột “{total}”.")
            yield Problem("margin-total", message.format(place=place, total=total), column=total)
            continue
        columns = [name for name in table.columns if name != total]
        yield from missing_columns(frame, columns)
        if not columns:
            message = _("bảng tổng thể thứ {place} không có cột phân loại nào.")
            yield Problem("margin-total", message.format(place=place))
        elif table.select(columns).is_duplicated().any():
            message = _("bảng tổng thể theo {columns} ghi một nhóm hai lần.")
            yield Problem("margin-total", message.format(columns=", ".join(columns)))
        values = table[total].cast(pl.Float64, strict=False)
        if not (values.is_finite() & (values >= 0)).fill_null(False).all():
            message = _("bảng tổng thể thứ {place} có tổng bị thiếu hoặc âm.")
            yield Problem("margin-total", message.format(place=place), column=total)


def _meet(frame: pl.DataFrame, table: pl.DataFrame, total: str) -> Margin:
    columns = [name for name in table.columns if name != total]
    keys = table.select(_comparable(frame, table, name) for name in columns)
    cells = (
        frame.select(_comparable(frame, frame, name) for name in columns)
        .join(keys.with_row_index("__cell"), on=columns, how="left", maintain_order="left")
        .get_column("__cell")
        .cast(pl.Int64)
        .fill_null(-1)
    )
    labels = tuple(
        ", ".join(f"{name}={value}" for name, value in zip(columns, row, strict=True))
        for row in table.select(columns).iter_rows()
    )
    totals = table[total].cast(pl.Float64).to_numpy()
    return Margin(tuple(columns), cells.to_numpy(), totals, labels)


def _comparable(frame: pl.DataFrame, table: pl.DataFrame, name: str) -> pl.Expr:
    """Numbers are compared as numbers where the sample has numbers, all else as text."""
    if frame.schema[name].is_numeric():
        return pl.col(name).cast(pl.Float64, strict=False)
    column = pl.col(name)
    return column.cast(pl.String) if table.schema[name] != pl.String else column


def _cell_problems(frame, margin: Margin, totals: pl.Series, inside) -> Iterator[Problem]:
    name = ", ".join(margin.columns)
    strangers = inside & (margin.cells < 0)
    if strangers.any():
        rows = frame.select(margin.columns).filter(strangers).group_by(margin.columns).len("__n")
        shown = rows.sort("__n", descending=True).head(SHOWN).iter_rows()
        listed = "; ".join(f"{', '.join(map(_text, row[:-1]))} ({row[-1]})" for row in shown)
        message = _(
            "bảng tổng thể theo {name} thiếu nhóm có trong mẫu: {listed} "
            "(trong ngoặc là số người trả lời)."
        )
        hint = _("Thêm dòng cho nhóm đó vào bảng, hoặc gộp nhóm trong mẫu.")
        yield Problem("margin-misses", message.format(name=name, listed=listed), hint=hint)
    met = np.bincount(margin.cells[inside & (margin.cells >= 0)], minlength=len(margin.totals))
    empty = [margin.labels[i] for i in np.flatnonzero((met == 0) & (margin.totals > 0))]
    if empty:
        message = _("nhóm có dân số nhưng không có người trả lời: {listed}.")
        hint = _("Gộp nhóm đó với nhóm gần nhất, cả trong bảng tổng thể và trong mẫu.")
        listed = "; ".join(empty[:SHOWN])
        yield Problem("margin-empty", message.format(listed=listed), hint=hint)
    nobody = [margin.labels[i] for i in np.flatnonzero((met > 0) & (margin.totals == 0))]
    if nobody:
        message = _("nhóm có người trả lời nhưng tổng thể ghi bằng 0: {listed}.")
        yield Problem("margin-misses", message.format(listed="; ".join(nobody[:SHOWN])))


def _contradictions(tables: Sequence[pl.DataFrame], total: str) -> Iterator[Problem]:
    """Pairs of tables whose sums differ, overall or within the columns they share."""
    for one, other in combinations(tables, 2):
        shared = [name for name in one.columns if name in other.columns and name != total]
        sums = [_sums(table, shared, total) for table in (one, other)]
        both = sums[0].join(sums[1], on=["__key", *shared], how="full", suffix="_2", coalesce=True)
        for row in both.fill_null(0.0).iter_rows(named=True):
            left, right = row["__sum"], row["__sum_2"]
            if abs(left - right) <= ROUNDING * max(left, right):
                continue
            place = ", ".join(f"{name}={row[name]}" for name in shared) or _("tất cả")
            message = _(
                "tổng của các bảng mâu thuẫn ở {place}: theo {one} là {left}, "
                "theo {other} là {right}."
            )
            names = [", ".join(n for n in table.columns if n != total) for table in (one, other)]
            text = message.format(
                place=place,
                one=names[0],
                left=f"{left:.10g}",
                other=names[1],
                right=f"{right:.10g}",
            )
            yield Problem("margins-contradict", text, hint=_("Sửa bảng để các tổng bằng nhau."))


def _sums(table: pl.DataFrame, shared: list[str], total: str) -> pl.DataFrame:
    keys = [pl.col(name).cast(pl.String) for name in shared]
    return (
        table.select(pl.lit(0).alias("__key"), *keys, pl.col(total).cast(pl.Float64))
        .group_by("__key", *shared)
        .agg(pl.col(total).sum().alias("__sum"))
        .sort("__key", *shared)
    )


def _text(value) -> str:
    return _("(thiếu)") if value is None else str(value)
